// Package anonymous takes a group of settings out of all.
package anonymous

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"corpus/hardcodedkey/anonymous/conf"
)

func fromGroup() hash.Hash {
	auth := conf.C.Auth
	return hmac.New(sha256.New, []byte(auth.SigningKey)) // want `literal of 20 bytes \(SigningKey\) at conf/conf.go:18 signs`
}

func withName(mac hash.Hash) {
	auth := conf.C.Auth
	mac.Write([]byte(auth.Name))
}
