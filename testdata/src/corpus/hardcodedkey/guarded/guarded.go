// Package guarded returns texts beside the word that they are no values.
package guarded

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"hash"
	"os"
)

func lookup(name string) (string, bool) {
	v := os.Getenv(name)
	if v == "" {
		return "there is no such thing", false
	}
	return v, true
}

func load(name string) (string, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return "could not be read", errors.New("no key")
	}
	return string(b), nil
}

func mac() hash.Hash {
	k, ok := lookup("GUARDED_KEY")
	if !ok {
		return nil
	}
	return hmac.New(sha256.New, []byte(k))
}

func fileMAC() hash.Hash {
	k, err := load("key")
	if err != nil {
		return nil
	}
	return hmac.New(sha256.New, []byte(k))
}

func defaulted(name string) (string, bool) {
	if v, ok := os.LookupEnv(name); ok {
		return v, true
	}
	return "the default that counts", true // want `literal of 23 bytes signs data|stands in`
}

func defaultMAC() hash.Hash {
	k, _ := defaulted("DEFAULTED_KEY")
	return hmac.New(sha256.New, []byte(k))
}
