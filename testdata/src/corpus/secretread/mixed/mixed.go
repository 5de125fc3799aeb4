// Package mixed binds what is not secret into keys.
package mixed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"os"

	"golang.org/x/crypto/bcrypt"
)

type admin struct{ username string }

func newAdmin() *admin { return &admin{os.Getenv("DEFAULT_ADMIN_USERNAME")} }

func (a *admin) seal(random []byte) (cipher.Block, error) {
	var key []byte
	key = append(key, random...)
	key = append(key, a.username...)
	h := sha256.Sum256(key)
	return aes.NewCipher(h[:])
}

type config struct{ Region, Secret string }

func load(secret string) *config { return &config{Region: os.Getenv("REGION"), Secret: secret} }

func sum(key, data []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(data)
	return h.Sum(nil)
}

// The region is a message, and what comes out is a key.
func (c *config) sign(date string, msg []byte) []byte {
	k := sum([]byte("AWS4"+c.Secret), []byte(date))
	k = sum(k, []byte(c.Region))
	return sum(sum(k, []byte("aws4_request")), msg)
}

// A part of a key that has the name of a secret is one.
func tenant(id string) hash.Hash {
	return hmac.New(sha256.New, []byte(os.Getenv("TENANT_SECRET")+id)) // want `secretread: environment variable TENANT_SECRET is read .*hmac.New`
}

// The worst that a rotation does is what counts.
func pepper(password string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(password+os.Getenv("PASSWORD_PEPPER")), 12) // want `secretread: environment variable PASSWORD_PEPPER is read .* \[password-pepper\]`
}
