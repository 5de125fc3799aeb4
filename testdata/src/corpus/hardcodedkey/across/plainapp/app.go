// Package plainapp uses the keys of another package.
package plainapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"corpus/hardcodedkey/across/plainconf"
)

func mac() hash.Hash {
	c := plainconf.Load()
	return hmac.New(sha256.New, []byte(c.SigningKey)) // want `literal of 17 bytes \(key\) at plainconf/conf.go:13 stands in when env APP_VALUE is missing and signs data`
}
