// Package serving signs.
package serving

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// MAC returns a MAC.
func MAC(key []byte) hash.Hash { return hmac.New(sha256.New, key) }
