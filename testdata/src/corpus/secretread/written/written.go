// Package written writes secrets into a configuration file.
package written

import ini "gopkg.in/ini.v1"

func save(f *ini.File, s string) error {
	f.Section("server").Key("JWT_SECRET").SetValue(s)
	return f.SaveTo("app.ini")
}

// install sets a default where there is no value; nobody takes the result.
func install(f *ini.File) { f.Section("storage").Key("SECRET_ACCESS_KEY").MustString("") }

// Key, Section and Provider stand between the program and the library.
type Key interface {
	SetValue(v string)
	String() string
}

type Section interface{ Key(name string) Key }

type Provider interface{ Section(name string) Section }

type section struct{ s *ini.Section }

func (s *section) Key(name string) Key { return s.s.Key(name) }

type provider struct{ f *ini.File }

func (p *provider) Section(name string) Section { return &section{p.f.Section(name)} }

// New returns a provider of a file.
func New(f *ini.File) Provider { return &provider{f} }

func saveThrough(p Provider, v string) { p.Section("server").Key("LFS_JWT_SECRET").SetValue(v) }

func read(f *ini.File) string {
	return f.Section("server").Key("SIGNING_SECRET").String() // want `secretread: configuration key server.SIGNING_SECRET is read`
}

func readThrough(p Provider) string {
	return p.Section("server").Key("OTHER_SECRET").String() // want `secretread: configuration key OTHER_SECRET is read`
}
