// Package fields has keys that travel in struct fields.
package fields

import (
	"crypto/hmac"
	"crypto/sha256"
)

type signer struct {
	name string
	key  []byte
}

func newSigner(key string) *signer {
	return &signer{name: "fields", key: []byte(key)}
}

func (s *signer) sign(msg []byte) []byte {
	m := hmac.New(sha256.New, s.key)
	m.Write(msg)
	return m.Sum(nil)
}

var s = newSigner("fields-by-constructor") // want `hardcodedkey: literal of 21 bytes .*hmac.New`

type config struct {
	Nested struct {
		Key string
	}
}

func (c config) sign(msg []byte) []byte {
	m := hmac.New(sha256.New, []byte(c.Nested.Key))
	m.Write(msg)
	return m.Sum(nil)
}

func set() config {
	var c config
	c.Nested.Key = "fields-nested" // want `hardcodedkey: literal of 13 bytes \(Key\) .*hmac.New`
	return c
}
