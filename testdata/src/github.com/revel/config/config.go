// Package config is a stub of github.com/revel/config.
package config

type Context struct{}

func (c *Context) String(option string) (result string, found bool) { return "", false }
func (c *Context) StringDefault(option, dfault string) string       { return "" }
