// Package keys has an implementation of an interface that it does not know.
package keys

// Static always gives the same key.
type Static struct{}

// SigningKey returns the key.
func (Static) SigningKey() []byte { return []byte("the key of an implementation") }
