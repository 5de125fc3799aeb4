// Package labels has fixed texts that are labels, not keys.
package labels

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
)

// BIP-32 fixes the key under which the seed is hashed.
func master(seed []byte) []byte {
	m := hmac.New(sha512.New, []byte("Bitcoin seed"))
	m.Write(seed)
	return m.Sum(nil)
}

// AWS Signature Version 4 puts a fixed text before the secret.
func aws4(secret, date, region string) []byte {
	sum := func(key []byte, s string) []byte {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(s))
		return m.Sum(nil)
	}
	k := sum([]byte("AWS4"+secret), date)
	k = sum(k, region)
	k = sum(k, "s3")
	return sum(k, "aws4_request")
}

// The info of HKDF is a label, and so is a fixed salt.
func derived(secret []byte) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, []byte("labels-salt"), "labels: session key", 32)
}

// selfTest uses a vector of RFC 4231.
func selfTest(sum []byte) bool {
	m := hmac.New(sha256.New, []byte("Jefe"))
	m.Write([]byte("what do ya want for nothing?"))
	return hmac.Equal(sum, m.Sum(nil))
}
