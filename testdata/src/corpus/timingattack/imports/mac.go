// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package imports compares MACs in files that import different things.
package imports

import (
	"crypto/hmac"
	"crypto/sha256"
)

var key []byte

func sum(body string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(body))
	return mac.Sum(nil)
}

func shadowed(body string, given string) bool {
	hmac := sum(body)
	return string(hmac) == given // want `compared with ==`
}
