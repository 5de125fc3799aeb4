// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Tags let browsers and our proxy keep pages of single users. Nobody can guess
// the tag of another user.
type Tags struct{ key []byte }

// NewTags returns Tags under a key.
func NewTags(key []byte) Tags { return Tags{key: key} }

func (t Tags) of(userID int64, path, version string) string {
	h := hmac.New(sha256.New, t.key)
	fmt.Fprintf(h, "etag %d %q %q", userID, path, version)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// NotModified sets the tag of the answer and reports whether the browser
// already has it, in which case the answer is complete.
func (t Tags) NotModified(w http.ResponseWriter, r *http.Request, userID int64, version string) bool {
	tag := `"` + t.of(userID, r.URL.Path, version) + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	return false
}

// cache keeps values in memory for a while.
type cache[K comparable, V any] struct {
	ttl time.Duration
	mu  sync.Mutex
	m   map[K]entry[V]
}

type entry[V any] struct {
	v   V
	exp time.Time
}

// newCache returns an empty cache.
func newCache[K comparable, V any](ttl time.Duration) *cache[K, V] {
	return &cache[K, V]{ttl: ttl, m: make(map[K]entry[V])}
}

// Get returns the value of k, from load if it is not there.
func (c *cache[K, V]) Get(k K, load func() (V, error)) (V, error) {
	c.mu.Lock()
	e, ok := c.m[k]
	c.mu.Unlock()
	if ok && time.Now().Before(e.exp) {
		return e.v, nil
	}
	v, err := load()
	if err != nil {
		return v, err
	}
	c.mu.Lock()
	c.m[k] = entry[V]{v, time.Now().Add(c.ttl)}
	c.mu.Unlock()
	return v, nil
}
