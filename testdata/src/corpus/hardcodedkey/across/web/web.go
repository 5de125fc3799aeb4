// Package web uses the keys.
package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"corpus/hardcodedkey/across/config"
)

// Mac uses its parameter as a key.
func Mac(key []byte) hash.Hash { return hmac.New(sha256.New, key) }

// Options has a field that New uses as a key.
type Options struct{ SigningKey string }

// Server uses what is in its options.
type Server struct{ opts Options }

// New returns a server.
func New(o Options) *Server { return &Server{opts: o} }

// Sign signs.
func (s *Server) Sign() hash.Hash { return Mac([]byte(s.opts.SigningKey)) }

func fromConfig(c *config.Config) (hash.Hash, hash.Hash) {
	return Mac([]byte(c.Key)), // want `hardcodedkey: literal of 12 bytes at keys/keys.go:11 .*hmac.New`
		Mac(c.Secret) // want `hardcodedkey: literal of 15 bytes \(Default\) at keys/keys.go:8 .*hmac.New`
}
