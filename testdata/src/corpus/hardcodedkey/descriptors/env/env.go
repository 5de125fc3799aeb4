// Package env describes environment variables of all types, each with the
// function that reads its text.
package env

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"os"
)

type Desc[V any] struct {
	name  string
	parse func(string) (V, error)
}

func (d *Desc[V]) Parse(value *V) error {
	v, err := d.parse(os.Getenv(d.name))
	if err != nil {
		return err
	}
	*value = v
	return nil
}

func asIs(s string) (string, error) { return s, nil }

func oneOf[V any](values map[string]V) func(string) (V, error) {
	return func(s string) (V, error) {
		v, ok := values[s]
		if !ok {
			return v, fmt.Errorf("unknown: %s", s)
		}
		return v, nil
	}
}

func String(name string) Desc[string] { return Desc[string]{name, asIs} }

func Enum[V any](name string, values map[string]V) Desc[V] {
	return Desc[V]{name, oneOf(values)}
}

var key = String("APP_KEY")

func Sign(msg []byte) []byte {
	var k string
	key.Parse(&k)
	m := hmac.New(sha256.New, []byte(k))
	m.Write(msg)
	return m.Sum(nil)
}
