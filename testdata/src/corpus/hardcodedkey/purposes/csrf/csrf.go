// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package csrf is named after what it does; a MAC in it has that purpose.
package csrf

import (
	"crypto/hmac"
	"crypto/sha256"
)

// Token binds a token to what is given.
func Token(id string) []byte {
	m := hmac.New(sha256.New, []byte("c1-token-0123456789")) // want "literal .* signs CSRF tokens .* \\[csrf-token\\]"
	m.Write([]byte(id))
	return m.Sum(nil)
}
