// Package cli is a stub of github.com/urfave/cli/v3.
package cli

type Flag interface{ Names() []string }

type ValueSourceChain struct{}

func EnvVars(keys ...string) ValueSourceChain { return ValueSourceChain{} }

type FlagBase[T any] struct {
	Name        string
	Usage       string
	Value       T
	Sources     ValueSourceChain
	Destination *T
}

func (f *FlagBase[T]) Names() []string { return nil }

type StringFlag = FlagBase[string]

type Command struct{}

func (cmd *Command) String(name string) string { return "" }
