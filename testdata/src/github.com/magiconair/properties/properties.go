// Package properties is a stub of github.com/magiconair/properties.
package properties

type Properties struct{}

func MustLoadFile(filename string) *Properties { return nil }

func (p *Properties) Get(key string) (value string, ok bool) { return "", false }
func (p *Properties) GetString(key, def string) string       { return "" }
func (p *Properties) MustGetString(key string) string        { return "" }

func LoadMap(m map[string]string) *Properties { return nil }
