package defaults

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// equal has the same text for what is a key and what is not.
type equal struct{ user, secret string }

func newEqual() *equal {
	return &equal{
		user:   "administrator",
		secret: "administrator", // want `literal of 13 bytes \(secret\) signs data`
	}
}

func (e *equal) mac() hash.Hash { return hmac.New(sha256.New, []byte(e.secret)) }

func named(user, secret string) hash.Hash { return hmac.New(sha256.New, []byte(secret+"")) }

func equalArguments() hash.Hash {
	user := "administrators"
	return named(user,
		"administrators") // want `literal of 14 bytes signs data`
}
