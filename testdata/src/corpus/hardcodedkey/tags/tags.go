// Package tags has fields that libraries fill, with published defaults.
package tags

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// Config is filled from the environment.
type Config struct {
	Listen string `env:"LISTEN" envDefault:"localhost:8080"`
	Secret string `env:"TAGS_SECRET" envDefault:"tags-default"` // want `hardcodedkey: literal of 12 bytes \(Secret\) stands in when env TAGS_SECRET is missing and signs .*hmac.New`
	Nested struct {
		Key string `env:"TAGS_KEY,default=tags-inline"` // want `hardcodedkey: literal of 11 bytes \(Key\) stands in when env TAGS_KEY is missing`
	}
	Other string `env:"TAGS_OTHER"`
}

func macs(c *Config) (hash.Hash, hash.Hash, hash.Hash) {
	return hmac.New(sha256.New, []byte(c.Secret)), hmac.New(sha256.New, []byte(c.Nested.Key)), hmac.New(sha256.New, []byte(c.Other))
}
