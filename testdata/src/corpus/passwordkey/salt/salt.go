// Package salt has one salt for all passwords.
package salt

import (
	"crypto/sha256"
	"encoding/hex"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/pbkdf2"
)

func hash(password string) string {
	return hex.EncodeToString(argon2.IDKey([]byte(password), []byte("salt-fixed-for-all"), 1, 64<<10, 4, 32)) // want `passwordkey: literal of 18 bytes is the salt of password hashes \(argon2.IDKey\)`
}

// The salt is random: it is stored with the hash.
func random(password string, salt []byte) []byte {
	return pbkdf2.Key([]byte(password), salt, 600000, 32, sha256.New)
}
