// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package imports

import (
	hmac "bytes" // of all names

	// the hash
	_ "crypto/sha256"
)

func taken(body string, given []byte) bool {
	return hmac.Equal(sum(body), given) || // want `compared with bytes.Equal`
		hmac.Contains(given, nil)
}
