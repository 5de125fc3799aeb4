// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package helper makes MACs for other packages.
package helper

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// A Signer has a key.
type Signer struct{ Key []byte }

// Sign returns a MAC.
func (s *Signer) Sign(body string) string {
	return hex.EncodeToString(MAC(s.Key, []byte(body)))
}

// MAC returns a MAC too.
func MAC(key, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return mac.Sum(nil)
}

// Digest returns none.
func Digest(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}
