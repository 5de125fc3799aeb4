// Package funcvars calls what takes a key through variables and fields.
package funcvars

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

func mac(key []byte) hash.Hash { return hmac.New(sha256.New, key) }

var (
	plain   = mac
	closure = func(key []byte) hash.Hash { return hmac.New(sha256.New, key) }
)

type signer struct{ make func([]byte) hash.Hash }

func use() {
	_ = plain([]byte("through a variable"))  // want `literal of 18 bytes signs data`
	_ = closure([]byte("through a closure")) // want `literal of 17 bytes signs data`
	s := signer{make: mac}
	_ = s.make([]byte("through a field")) // want `literal of 15 bytes signs data`
}
