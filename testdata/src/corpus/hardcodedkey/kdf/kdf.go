// Package kdf derives keys from fixed secrets.
package kdf

import (
	"crypto/rand"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/scrypt"
)

func vaultKey(salt []byte) ([]byte, error) {
	return scrypt.Key([]byte("the master key of the vault"), salt, 1<<15, 8, 1, 32) // want `literal of 27 bytes derives secondary keys`
}

func masterKey(salt []byte) []byte {
	return argon2.IDKey([]byte("another master key"), salt, 1, 64*1024, 4, 32) // want `literal of 18 bytes derives secondary keys`
}

func fromPassphrase(passphrase string) ([]byte, []byte, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return nil, nil, err
	}
	key, err := scrypt.Key([]byte(passphrase), salt, 1<<15, 8, 1, 32)
	return key, salt, err
}
