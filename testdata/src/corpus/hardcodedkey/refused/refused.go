// Package refused compares its keys with values that it does not accept.
package refused

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"log"
	"os"
	"strings"
)

const placeholder = "change me before use"

func orPlaceholder(name string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return placeholder
}

func fatal() hash.Hash {
	key := orPlaceholder("REFUSED_A")
	if key == placeholder {
		log.Fatal("set REFUSED_A")
	}
	return hmac.New(sha256.New, []byte(key))
}

func switched() (hash.Hash, error) {
	key := orPlaceholder("REFUSED_B")
	switch key {
	case "", placeholder:
		return nil, errors.New("set REFUSED_B")
	}
	return hmac.New(sha256.New, []byte(key)), nil
}

func negated() (hash.Hash, error) {
	key := orPlaceholder("REFUSED_C")
	if key != placeholder {
		return hmac.New(sha256.New, []byte(key)), nil
	}
	return nil, errors.New("set REFUSED_C")
}

func replaced() hash.Hash {
	key := orPlaceholder("REFUSED_D")
	if key == placeholder {
		key = rand.Text()
	}
	return hmac.New(sha256.New, []byte(key))
}

func inProduction(production bool) hash.Hash {
	key := orPlaceholder("REFUSED_E")
	if production && key == placeholder {
		panic("set REFUSED_E")
	}
	return hmac.New(sha256.New, []byte(key))
}

func tooShort() (cipher.Block, error) {
	key := os.Getenv("REFUSED_F")
	if key == "" {
		key = "short"
	}
	if len(key) < 16 {
		return nil, fmt.Errorf("REFUSED_F needs 16 bytes")
	}
	return aes.NewCipher([]byte(key))
}

func asBytes() (cipher.Block, error) {
	key := []byte(orPlaceholder("REFUSED_G"))
	if bytes.Equal(key, []byte(placeholder)) {
		return nil, errors.New("set REFUSED_G")
	}
	return aes.NewCipher(key)
}

func begins() (cipher.Block, error) {
	key := orPlaceholder("REFUSED_H")
	if strings.HasPrefix(key, "change me") {
		return nil, errors.New("set REFUSED_H")
	}
	return aes.NewCipher([]byte(key))
}

// A config is checked by a method of its own before it is used.
type config struct {
	Key   string
	Other string
	Only  string
}

func newConfig() *config {
	return &config{
		Key:   orPlaceholder("REFUSED_I"),
		Other: "published default",     // want `literal of 17 bytes \(Other\) signs data`
		Only:  "warned about, no more", // want `literal of 21 bytes \(Only\) signs data`
	}
}

func (c *config) validate() error {
	if c.Key == placeholder {
		return errors.New("set the key")
	}
	if c.Only == "warned about, no more" {
		log.Print("set the other key")
	}
	return nil
}

func (c *config) macs() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(c.Key)), hmac.New(sha256.New, []byte(c.Other)), hmac.New(sha256.New, []byte(c.Only))}
}

func checkKey(key string) error {
	if key == placeholder || len(key) < 8 {
		return errors.New("no such key")
	}
	return nil
}

func checked() (hash.Hash, error) {
	key := orPlaceholder("REFUSED_J")
	if err := checkKey(key); err != nil {
		return nil, err
	}
	return hmac.New(sha256.New, []byte(key)), nil
}

func die(msg string) {
	fmt.Fprintln(os.Stderr, msg)
	os.Exit(1)
}

func dies() hash.Hash {
	key := orPlaceholder("REFUSED_K")
	if key == placeholder {
		die("set REFUSED_K")
	}
	return hmac.New(sha256.New, []byte(key))
}

// Warned of, the default is used all the same.
func warned() hash.Hash {
	key := os.Getenv("REFUSED_L")
	if key == "" {
		key = "the default of warned" // want `literal of 21 bytes \(key\) stands in when env REFUSED_L is missing`
	}
	if key == "the default of warned" {
		log.Print("REFUSED_L is not set")
	}
	return hmac.New(sha256.New, []byte(key))
}

// Another literal is refused.
func anotherRefused() hash.Hash {
	key := os.Getenv("REFUSED_M")
	if key == "" {
		key = "not the one refused" // want `literal of 19 bytes \(key\) stands in when env REFUSED_M is missing`
	}
	if key == placeholder {
		log.Fatal("set REFUSED_M")
	}
	return hmac.New(sha256.New, []byte(key))
}

// The branch that knows the literal is the one that uses it.
func onlyThen() hash.Hash {
	key := os.Getenv("REFUSED_N")
	if key == "" {
		key = "used where it is known" // want `literal of 22 bytes \(key\) stands in when env REFUSED_N is missing`
	}
	if key == "used where it is known" {
		return hmac.New(sha256.New, []byte(key))
	}
	return nil
}
