// Package captured has key functions that capture what their maker was given.
package captured

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"github.com/golang-jwt/jwt/v5"
)

func validate(tok, secret string) error {
	_, err := jwt.Parse(tok, func(*jwt.Token) (any, error) { return []byte(secret), nil })
	return err
}

func named(tok string, secret []byte) error {
	kf := func(*jwt.Token) (any, error) { return secret, nil }
	_, err := jwt.Parse(tok, kf)
	return err
}

func getter(secret string) hash.Hash {
	get := func() []byte { return []byte(secret) }
	return hmac.New(sha256.New, get())
}

func use(tok, configured string) {
	_ = validate(tok, "validate with a literal")     // want `literal of 23 bytes verifies access tokens`
	_ = named(tok, []byte("named with a literal!!")) // want `literal of 22 bytes verifies access tokens`
	_ = getter("getter with a literal")              // want `literal of 21 bytes signs data`
	_ = validate(tok, configured)
}

// What one maker's closure captures does not get into another's.
func constant(text string) func() string { return func() string { return text } }

var (
	header = constant("X-Header-Of-The-Request")
	secret = constant("the secret of the maker") // want `literal of 23 bytes signs data`
)

func mac() hash.Hash {
	s := constant("made and used at once") // want `literal of 21 bytes signs data`
	h := constant("made for something else")
	_ = h() + header()
	_ = hmac.New(sha256.New, []byte(secret()))
	return hmac.New(sha256.New, []byte(s()))
}
