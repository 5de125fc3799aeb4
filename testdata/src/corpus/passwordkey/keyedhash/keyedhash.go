// Package keyedhash has MACs over passwords.
package keyedhash

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"os"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"
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

// The MAC of a password is stretched.

type accounts struct {
	pepper []byte
}

func (a *accounts) stretched(password string, salt []byte) []byte {
	m := hmac.New(sha256.New, a.pepper)
	m.Write([]byte(password))
	return argon2.IDKey(m.Sum(nil), salt, 1, 64<<10, 4, 32)
}

func (a *accounts) hash(pw string, salt []byte) ([]byte, error) {
	m := hmac.New(sha256.New, a.pepper)
	m.Write([]byte(pw))
	return scrypt.Key(m.Sum(nil), salt, 1<<15, 8, 1, 32)
}

func open() *accounts {
	return &accounts{pepper: []byte(os.Getenv("ACCOUNT_KEY"))} // want `passwordkey: environment variable ACCOUNT_KEY is the key of password hashes`
}

func sum(key string, parts ...string) string {
	h := hmac.New(sha256.New, []byte(key))
	for _, p := range parts {
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func digest(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(sum(os.Getenv("SUM_KEY"), password)), salt, 1, 64<<10, 4, 32) // want `passwordkey: environment variable SUM_KEY is the key of password hashes`
}

// What is derived of a MAC over something else is no password.
func boxKey(tenant string, salt []byte) []byte {
	return argon2.IDKey([]byte(sum(os.Getenv("TENANT_KEY"), tenant)), salt, 1, 64<<10, 4, 32)
}
