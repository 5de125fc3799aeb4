// Package macs makes MACs for other packages.
package macs

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Signed returns a value with its MAC.
func Signed(key, value string) string {
	m := hmac.New(sha256.New, []byte(key)) // want `keyed-mac: .*`
	m.Write([]byte(value))
	return value + "." + hex.EncodeToString(m.Sum(nil))
}
