// Package bytes has keys that are written out byte by byte.
package bytes

import (
	"crypto/aes"
	"crypto/cipher"
)

var table = []byte{ // want `hardcodedkey: literal of 16 bytes \(table\) .*aes.NewCipher`
	0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17,
	0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
}

func one() (cipher.Block, error) { return aes.NewCipher(table) }

func two() (cipher.Block, error) {
	key := [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16} // want `hardcodedkey: literal of 16 bytes \(key\) .*aes.NewCipher`
	return aes.NewCipher(key[:])
}

func three() (cipher.Block, error) {
	var key [32]byte
	copy(key[:], "bytes-copied-into-an-array") // want `hardcodedkey: literal of 26 bytes .*aes.NewCipher`
	return aes.NewCipher(key[:])
}

// An array that is computed is no literal.
func four(seed byte) (cipher.Block, error) {
	var key [16]byte
	for i := range key {
		key[i] = seed + byte(i)
	}
	return aes.NewCipher(key[:])
}
