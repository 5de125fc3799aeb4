// Package cli is a stub of github.com/urfave/cli.
package cli

type Flag interface{ GetName() string }

type StringFlag struct {
	Name, Usage, EnvVar, Value string
}

func (f StringFlag) GetName() string { return "" }

type Context struct{}

func (c *Context) GlobalString(name string) string { return "" }
func (c *Context) String(name string) string       { return "" }
