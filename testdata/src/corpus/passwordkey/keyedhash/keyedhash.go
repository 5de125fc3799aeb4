// Package keyedhash has MACs over passwords.
package keyedhash

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"os"

	"golang.org/x/crypto/bcrypt"
)

func mac(password string) string {
	m := hmac.New(sha256.New, []byte(os.Getenv("APP_KEY"))) // want `passwordkey: environment variable APP_KEY is the key of password hashes`
	m.Write([]byte(password))
	return hex.EncodeToString(m.Sum(nil))
}

func prehash(password string) ([]byte, error) {
	m := hmac.New(sha256.New, []byte(os.Getenv("PREHASH_KEY"))) // want `passwordkey: environment variable PREHASH_KEY is the key of password hashes`
	m.Write([]byte(password))
	return bcrypt.GenerateFromPassword([]byte(base64.StdEncoding.EncodeToString(m.Sum(nil))), 12)
}
