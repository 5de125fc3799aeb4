// Package quiet has nothing to report.
package quiet

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
)

// Messages are not keys.
func sign(key []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("quiet message"))
	return m.Sum(nil)
}

// A key with a fixed prefix is not fixed.
func prefixed(secret string) []byte {
	return sign([]byte("quiet-prefix:" + secret))
}

func formatted(tenant, secret string) []byte {
	return sign([]byte(fmt.Sprintf("%s/%s/quiet", tenant, secret)))
}

func random() (cipher.Block, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

func fromFile() ([]byte, error) {
	key, err := os.ReadFile("/etc/quiet/key")
	if err != nil {
		return nil, err
	}
	return sign(key), nil
}

// A name alone makes no finding.
const secretKeyHeader = "X-Secret-Key"

var signingKey = "quiet-unused"

// A nonce is not a key.
func seal(key []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	g, err := cipher.NewGCM(b)
	if err != nil {
		return nil, err
	}
	return g.Seal(nil, []byte("quiet-nonce-"), []byte("quiet text"), nil), nil
}
