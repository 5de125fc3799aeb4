// Package koanf is a stub of github.com/knadh/koanf/v2.
package koanf

type Koanf struct{}

func New(delim string) *Koanf { return nil }

func (ko *Koanf) Bytes(path string) []byte           { return nil }
func (ko *Koanf) MustString(path string) string      { return "" }
func (ko *Koanf) Set(key string, val any) error      { return nil }
func (ko *Koanf) String(path string) string          { return "" }
func (ko *Koanf) Unmarshal(path string, o any) error { return nil }

type Provider interface {
	Read() (map[string]any, error)
}

func (ko *Koanf) Load(p Provider, pa any) error { return nil }
