// Package callbacks hands keys to functions that it is given.
package callbacks

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"iter"
	"os"
)

func withKey(use func(key []byte) hash.Hash) hash.Hash {
	return use([]byte("handed to a callback")) // want `literal of 20 bytes signs data`
}

func callback() hash.Hash {
	return withKey(func(key []byte) hash.Hash { return hmac.New(sha256.New, key) })
}

func sign(key []byte) hash.Hash { return hmac.New(sha256.New, key) }

func outer(use func([]byte) hash.Hash) hash.Hash { return inner(use) }

func inner(use func([]byte) hash.Hash) hash.Hash {
	return use([]byte("handed on twice")) // want `literal of 15 bytes signs data`
}

func twice() hash.Hash { return outer(sign) }

func keys() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if !yield("first", []byte("yielded")) { // want `literal of 7 bytes signs data`
			return
		}
	}
}

func ranged() (h hash.Hash) {
	for _, k := range keys() {
		h = hmac.New(sha256.New, k)
	}
	return h
}

func env[T any](name string, def T, parse func(string) (T, error)) T {
	s, ok := os.LookupEnv(name)
	if !ok {
		return def
	}
	v, err := parse(s)
	if err != nil {
		return def
	}
	return v
}

func text(s string) (string, error) { return s, nil }

func generic() hash.Hash {
	k := env("CALLBACKS_KEY", "if it cannot be parsed", text) // want `literal of 22 bytes stands in when env CALLBACKS_KEY is missing`
	return hmac.New(sha256.New, []byte(k))
}

// What a callback does with other things is not what it does with keys.
func withName(use func(name string) string) string { return use("handed to nobody") }

func named() string { return withName(func(name string) string { return "hello " + name }) }
