// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package cached has a cache of things of all sorts, of which one is a key.
package cached

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"
)

type item struct {
	Value   any
	Expires int64
}

var items = map[string]item{}

func set(name string, v any, ttl time.Duration) {
	items[name] = item{Value: v, Expires: time.Now().Add(ttl).Unix()}
}

func get(name string) (any, bool) {
	i, ok := items[name]
	return i.Value, ok
}

// Setting returns a setting, which it keeps.
func Setting(name, usual string) string {
	if v, ok := get(name); ok {
		return v.(string)
	}
	set(name, usual, time.Hour)
	return usual
}

func theme() string { return Setting("theme", "dark-and-bright") }

func sign(text []byte) []byte {
	k, _ := get("signing_key")
	m := hmac.New(sha256.New, []byte(k.(string)))
	m.Write(text)
	return m.Sum(nil)
}
