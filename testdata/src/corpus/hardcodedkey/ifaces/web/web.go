// Package web takes its key from whoever has one.
package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"corpus/hardcodedkey/ifaces/keys"
)

type keyer interface{ SigningKey() []byte }

// A Server signs.
type Server struct{ keys keyer }

// New returns a Server with the static key.
func New() *Server { return &Server{keys: keys.Static{}} }

func (s *Server) mac() hash.Hash {
	return hmac.New(sha256.New, s.keys.SigningKey()) // want `literal of 28 bytes at keys/keys.go:8 signs data`
}
