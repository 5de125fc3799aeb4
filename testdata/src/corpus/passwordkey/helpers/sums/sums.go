// Package sums hashes anything.
package sums

import (
	"crypto/sha256"
	"encoding/hex"
)

// Sum returns the digest of data.
func Sum(data []byte) string {
	h := sha256.New()
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}
