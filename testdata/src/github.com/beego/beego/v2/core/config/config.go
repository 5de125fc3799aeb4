// Package config is a stub of github.com/beego/beego/v2/core/config.
package config

type Configer interface {
	DefaultString(key string, defaultVal string) string
	String(key string) (string, error)
}

func NewConfig(adapterName, filename string) (Configer, error) { return nil, nil }

func DefaultString(key string, defaultVal string) string { return "" }
func String(key string) (string, error)                  { return "", nil }
