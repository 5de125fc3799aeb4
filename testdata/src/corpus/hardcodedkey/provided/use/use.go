// Package use takes its keys from another package.
package use

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"corpus/hardcodedkey/provided/prov"
)

func current(ctx context.Context) (hash.Hash, error) {
	k, err := prov.New().Current(ctx) // want `literal of 23 bytes \(key\) at prov/prov.go:10 signs data`
	return hmac.New(sha256.New, k), err
}

func named() hash.Hash {
	return hmac.New(sha256.New, prov.NewMemory().Key("jwt-key")) // want `literal of 21 bytes at prov/prov.go:20 signs data`
}
