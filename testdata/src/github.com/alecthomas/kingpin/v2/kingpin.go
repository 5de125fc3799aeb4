// Package kingpin is a stub of github.com/alecthomas/kingpin/v2.
package kingpin

type parserMixin struct{}

func (p *parserMixin) HexBytes() (target *[]byte) { return nil }
func (p *parserMixin) String() (target *string)   { return nil }
func (p *parserMixin) StringVar(target *string)   {}

type FlagClause struct{ parserMixin }

func (f *FlagClause) Default(values ...string) *FlagClause { return f }
func (f *FlagClause) Envar(name string) *FlagClause        { return f }
func (f *FlagClause) Required() *FlagClause                { return f }

type flagGroup struct{}

func (f *flagGroup) Flag(name, help string) *FlagClause { return nil }

type cmdMixin struct{ *flagGroup }

type Application struct{ cmdMixin }

func New(name, help string) *Application { return nil }

func Flag(name, help string) *FlagClause { return nil }

func Parse() string { return "" }
