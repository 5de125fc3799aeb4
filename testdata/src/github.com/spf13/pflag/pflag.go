// Package pflag is a stub of github.com/spf13/pflag.
package pflag

type Flag struct{ Name, Usage, DefValue string }

type FlagSet struct{}

func (f *FlagSet) Lookup(name string) *Flag { return nil }

func (f *FlagSet) BytesHex(name string, value []byte, usage string) *[]byte                 { return nil }
func (f *FlagSet) GetString(name string) (string, error)                                    { return "", nil }
func (f *FlagSet) GetStringSlice(name string) ([]string, error)                             { return nil, nil }
func (f *FlagSet) String(name string, value string, usage string) *string                   { return nil }
func (f *FlagSet) StringSlice(name string, value []string, usage string) *[]string          { return nil }
func (f *FlagSet) StringVarP(p *string, name, shorthand string, value string, usage string) {}

func BytesBase64Var(p *[]byte, name string, value []byte, usage string)     {}
func StringP(name, shorthand string, value string, usage string) *string    { return nil }
func StringArrayVar(p *[]string, name string, value []string, usage string) {}
