package records

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// A Text is a text that may be missing, of whatever: one has nothing to do with
// the next.
type Text struct {
	String string
	Valid  bool
}

// An Option is the same for any type.
type Option[T any] struct {
	value   T
	present bool
}

// Some returns an option with a value.
func Some[T any](v T) Option[T] { return Option[T]{value: v, present: true} }

// Get returns the value.
func (o Option[T]) Get() T { return o.value }

// An account has both.
type account struct {
	name, secret Text
	city         Option[string]
	pin          Option[string]
}

func standard() account {
	return account{name: Text{"the administrator of all", true}, city: Some("the city in which they live")}
}

func (a account) mac() hash.Hash { return hmac.New(sha256.New, []byte(a.secret.String)) }

func (a account) pinned() hash.Hash { return hmac.New(sha256.New, []byte(a.pin.Get())) }

func text() hash.Hash {
	t := Text{"the secret of the optional text", true} // want `literal of 31 bytes \(?.*signs data`
	return hmac.New(sha256.New, []byte(t.String))
}

func option() hash.Hash {
	return hmac.New(sha256.New, []byte(Some("the secret that is an option").Get())) // want `literal of 28 bytes \(?.*signs data`
}
