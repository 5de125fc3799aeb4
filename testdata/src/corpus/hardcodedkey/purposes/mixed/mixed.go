// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package mixed has uses with signals for more than one purpose, or with a
// directive.
package mixed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

// Two purposes that have nothing to do with one another.
func presignedLicense(data []byte) []byte {
	m := hmac.New(sha256.New, []byte("m1-0123456789")) // want "literal .* \\[keyed-mac\\]"
	m.Write(data)
	return m.Sum(nil)
}

// One MAC that goes to two places.
func both(w http.ResponseWriter, req *http.Request, data []byte) {
	m := hmac.New(sha256.New, []byte("m2-0123456789")) // want "literal .* \\[keyed-mac\\]"
	m.Write(data)
	s := hex.EncodeToString(m.Sum(nil))
	http.SetCookie(w, &http.Cookie{Name: "c", Value: s})
	req.Header.Set("X-Auth", s)
}

// A directive is stronger than whatever is seen.
func declared(w http.ResponseWriter, data []byte) {
	//keyvet:purpose form-state
	m := hmac.New(sha256.New, []byte("m3-0123456789")) // want "literal .* \\[form-state\\]"
	m.Write(data)
	http.SetCookie(w, &http.Cookie{Name: "c", Value: hex.EncodeToString(m.Sum(nil))})
}
