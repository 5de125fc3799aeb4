// Package config is a stub of github.com/gookit/config/v2.
package config

func BindStruct(key string, dst any) error        { return nil }
func Getenv(name string, defVal ...string) string { return "" }
func String(key string, defVal ...string) string  { return "" }
