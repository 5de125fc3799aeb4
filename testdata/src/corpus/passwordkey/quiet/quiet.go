// Package quiet hashes without a key, or hashes no passwords.
package quiet

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"os"

	"golang.org/x/crypto/bcrypt"
)

func hash(password string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(password), 12)
}

// The first administrator's password comes from outside.
func admin() ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(os.Getenv("ADMIN_PASSWORD")), 12)
}

// A fixed text keeps the time of a failed login equal.
func dummy() error {
	return bcrypt.CompareHashAndPassword([]byte("$2a$10$"), []byte("quiet-dummy"))
}

// The hash of an API token under a key is no password hash.
func lookup(token string) string {
	m := hmac.New(sha256.New, []byte(os.Getenv("TOKEN_KEY")))
	m.Write([]byte(token))
	return hex.EncodeToString(m.Sum(nil))
}

func apiToken(token string) string {
	s := sha256.Sum256([]byte("quiet-token-prefix" + token))
	return hex.EncodeToString(s[:])
}
