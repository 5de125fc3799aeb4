// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package maillink

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
)

// Unsubscriber makes the links at the end of newsletters. They have to work for
// as long as somebody keeps the mail.
type Unsubscriber struct {
	Base   string
	Secret string
}

// URL returns the link for an address.
func (u Unsubscriber) URL(addr string) string {
	q := url.Values{"a": {addr}, "t": {u.token(addr)}}
	return strings.TrimSuffix(u.Base, "/") + "/newsletter/unsubscribe?" + q.Encode()
}

// Valid reports whether token belongs to addr.
func (u Unsubscriber) Valid(addr, token string) bool {
	return hmac.Equal([]byte(u.token(addr)), []byte(token))
}

func (u Unsubscriber) token(addr string) string {
	h := hmac.New(sha256.New, []byte(u.Secret))
	h.Write([]byte("unsubscribe:" + strings.ToLower(addr)))
	return hex.EncodeToString(h.Sum(nil))
}
