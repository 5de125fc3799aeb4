// Package ini is a stub of gopkg.in/ini.v1.
package ini

type File struct{}

func (f *File) Section(name string) *Section { return nil }
func (f *File) SaveTo(filename string) error { return nil }

type Section struct{}

func (s *Section) GetKey(name string) (*Key, error) { return nil, nil }
func (s *Section) Key(name string) *Key             { return nil }

type Key struct{}

func (k *Key) String() string                      { return "" }
func (k *Key) SetValue(v string)                   {}
func (k *Key) MustString(defaultVal string) string { return "" }
