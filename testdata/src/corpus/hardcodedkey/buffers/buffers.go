// Package buffers puts several things into one buffer.
package buffers

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

var initial = []byte{0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6}

// wrapped has the fixed value in front of what is wrapped.
func wrapped(cek []byte) []byte {
	buf := make([]byte, 24)
	copy(buf, initial)
	copy(buf[8:], cek)
	return buf
}

func labelled(cek []byte) hash.Hash { return hmac.New(sha256.New, wrapped(cek)) }

// whole is filled by one copy.
func whole() (cipher.Block, error) {
	var key [32]byte
	copy(key[:], "the key is copied into an array!") // want `literal of 32 bytes .*aes.NewCipher`
	return aes.NewCipher(key[:])
}

// replaced is filled by the default first, and by what was configured later.
func replaced(configured []byte) (cipher.Block, error) {
	key := make([]byte, 32)
	copy(key, "the default that is copied first") // want `literal of 32 bytes .*aes.NewCipher`
	if len(configured) > 0 {
		copy(key, configured)
	}
	return aes.NewCipher(key)
}

// constant has nothing but constants in both parts.
func constant() (cipher.Block, error) {
	key := make([]byte, 32)
	copy(key, "the first half!!")      // want `literal of 16 bytes .*aes.NewCipher`
	copy(key[16:], "the second half!") // told of with the first
	return aes.NewCipher(key)
}
