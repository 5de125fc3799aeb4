// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package quiet compares what is no MAC, or in the same time whatever it is.
package quiet

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"hash"
	"net/http"
)

type checker struct{ key []byte }

func (c *checker) mac(body []byte) []byte {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(body)
	return mac.Sum(nil)
}

func (c *checker) right(body, given []byte) bool { return hmac.Equal(c.mac(body), given) }

func (c *checker) subtle(body, given []byte) bool {
	return subtle.ConstantTimeCompare(c.mac(body), given) == 1
}

// digest is a plain hash: everybody can compute it.
func digest(body []byte, given string) bool {
	sum := sha256.Sum256(body)
	h := sha256.New()
	h.Write(body)
	return hex.EncodeToString(sum[:]) == given || bytes.Equal(h.Sum(nil), []byte(given))
}

// double compares MACs of both sides, which is what is done about the time.
func (c *checker) double(a, b []byte) bool { return bytes.Equal(c.mac(a), c.mac(b)) }

// hashed compares hashes of the MACs.
func (c *checker) hashed(body []byte, given [32]byte) bool {
	return sha256.Sum256(c.mac(body)) == given
}

// empty asks whether there is one.
func (c *checker) empty(body []byte) bool { return string(c.mac(body)) == "" || c.mac(body) == nil }

// length is no secret.
func (c *checker) length(body []byte, n int) bool { return len(c.mac(body)) == n }

// etag names a version of a page.
func (c *checker) etag(w http.ResponseWriter, r *http.Request, page []byte) {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(page)
	etag := hex.EncodeToString(mac.Sum(nil))
	w.Header().Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
	}
}

// cacheKey finds things again.
type cache struct {
	key  []byte
	last string
}

func (c *cache) cacheKey(q string) bool {
	mac := hmac.New(sha256.New, c.key)
	mac.Write([]byte(q))
	return hex.EncodeToString(mac.Sum(nil)) == c.last
}

// lookup is one in a table.
func (c *checker) lookup(body []byte, known map[string]bool) bool { return known[string(c.mac(body))] }

// unkeyed has a MAC for its hash, with a key that everybody knows.
func unkeyed(body []byte, given []byte) bool {
	mac := hmac.New(sha256.New, []byte("label"))
	mac.Write(body)
	null := hmac.New(sha256.New, nil)
	null.Write(body)
	return bytes.Equal(mac.Sum(nil), given) || bytes.Equal(null.Sum(nil), given)
}

// either may be a plain hash.
func either(key, body, given []byte) bool {
	var h hash.Hash
	if len(key) > 0 {
		h = hmac.New(sha256.New, key)
	} else {
		h = sha256.New()
	}
	h.Write(body)
	return bytes.Equal(h.Sum(nil), given)
}

// unknown is a hash of the caller's.
func unknown(h hash.Hash, body, given []byte) bool {
	h.Write(body)
	return bytes.Equal(h.Sum(nil), given)
}

// apiKeyHash is what is stored of a key that is given: who guesses does not know
// what comes of it.
func (c *checker) apiKeyHash(apiKey string, stored string) bool {
	mac := hmac.New(sha256.New, c.key)
	mac.Write([]byte(apiKey))
	return hex.EncodeToString(mac.Sum(nil)) == stored
}

// tokens are random.
func tokens(given string) bool {
	b := make([]byte, 32)
	rand.Read(b)
	return hex.EncodeToString(b) == given
}

// ignored has its reason.
func (c *checker) ignored(body, given []byte) bool {
	return bytes.Equal(c.mac(body), given) //keyvet:ignore timingattack -- both come from our own disk
}
