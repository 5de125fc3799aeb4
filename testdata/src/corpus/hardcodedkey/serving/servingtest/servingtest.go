// Package servingtest has what tests of servers need.
package servingtest

import (
	"hash"

	"corpus/hardcodedkey/serving"
)

// MAC returns the MAC of all tests.
func MAC() hash.Hash { return serving.MAC([]byte("the key of all tests")) }
