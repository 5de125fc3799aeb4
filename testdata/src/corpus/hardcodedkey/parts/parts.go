// Package parts has texts of which a part is taken.
package parts

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"math/rand"
	"strings"
)

// What a parser cuts out of a text is not the text.
func parsed() hash.Hash {
	settings := map[string]string{}
	for _, kv := range strings.Split("host=localhost port=5432 dbname=parts", " ") {
		k, v, _ := strings.Cut(kv, "=")
		settings[k] = v
	}
	return hmac.New(sha256.New, []byte(settings["key"]))
}

// What is picked out of an alphabet is not the alphabet.
func picked(n int) hash.Hash {
	const alphabet = "abcdefghijklmnopqrstuvwxyz"
	key := make([]byte, n)
	for i := range key {
		key[i] = alphabet[rand.Intn(len(alphabet))]
	}
	return hmac.New(sha256.New, key)
}

// A key that is cut to length is still the key.
func cut() hash.Hash {
	const key = "parts-longer-than-needed" // want `hardcodedkey: literal of 24 bytes \(key\)`
	k := []byte(key)
	return hmac.New(sha256.New, k[:16])
}

// The first of the parts is the key.
func ofParts(parts ...string) hash.Hash {
	m := hmac.New(sha256.New, []byte(parts[0]))
	for _, p := range parts[1:] {
		m.Write([]byte(p))
	}
	return m
}

func checkParts(parts ...string) hash.Hash { return ofParts(parts...) }

func withParts(name, value string) []hash.Hash {
	return []hash.Hash{
		ofParts("the key of the parts", "the name of the cookie", value),                // want `literal of 20 bytes signs`
		checkParts("the key of the other parts", "the name of the other cookie", value), // want `literal of 26 bytes signs`
	}
}
