// Package kdf derives encryption keys out of secrets: no passwords are hashed.
package kdf

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"os"

	"golang.org/x/crypto/pbkdf2"
	"golang.org/x/crypto/scrypt"
)

func block() (cipher.Block, error) {
	key, err := scrypt.Key([]byte(os.Getenv("SECRET_KEY")), []byte("kdf-label"), 1<<15, 8, 1, 32)
	if err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

// The password unlocks a file; it is not stored.
func unlock(password string) (cipher.Block, error) {
	return aes.NewCipher(pbkdf2.Key([]byte(password), []byte("kdf-file-salt"), 600000, 32, sha256.New))
}

func deriveKey(password string) []byte {
	return pbkdf2.Key([]byte(password), []byte("kdf-fixed-salt"), 600000, 32, sha256.New)
}
