// Package use has its key from the configuration of another package.
package use

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"corpus/hardcodedkey/libacross/defs"
)

func mac(c *defs.Config) hash.Hash {
	return hmac.New(sha256.New, []byte(c.JWTSecret)) // want `literal of 18 bytes \(JWTSecret\) at defs/defs.go:6 signs`
}
