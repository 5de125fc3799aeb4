// Package prov provides keys, and uses none.
package prov

import "context"

// Static always has the same key.
type Static struct{ key []byte }

// New returns a Static.
func New() *Static { return &Static{key: []byte("the key of the provider")} }

// Current returns the key.
func (s *Static) Current(context.Context) ([]byte, error) { return s.key, nil }

// Memory keeps keys under their names.
type Memory struct{ values map[string][]byte }

// NewMemory returns a Memory.
func NewMemory() *Memory {
	return &Memory{map[string][]byte{"jwt-key": []byte("the key of the memory")}}
}

// Key returns a key.
func (m *Memory) Key(name string) []byte { return m.values[name] }
