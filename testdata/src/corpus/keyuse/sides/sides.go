// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package sides has helpers of which each takes one side: what their callers hand
// on is the value, and not the MAC.
package sides

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net/http"
	"os"
	"strings"
)

var cookieSecret = os.Getenv("COOKIE_SECRET")

func signature(key, value string) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(value))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

func check(key, value, sig string) bool {
	return hmac.Equal([]byte(signature(key, value)), []byte(sig))
}

// Seal returns a value with its MAC.
func Seal(key, value string) string { return value + "|" + signature(key, value) }

// Open returns the value again, if the MAC is right.
func Open(key string, c *http.Cookie) (value string, ok bool) {
	value, sig, _ := strings.Cut(c.Value, "|")
	if !check(key, value, sig) {
		return "", false
	}
	return value, true
}

func set(w http.ResponseWriter, user string) {
	http.SetCookie(w, &http.Cookie{Name: "remember_me", Value: Seal(cookieSecret, user)}) // want `remember-me: sign with hmac.New in set; .*`
}

func remembered(r *http.Request) (string, error) {
	c, err := r.Cookie("remember_me")
	if err != nil {
		return "", err
	}
	user, ok := Open(cookieSecret, c) // want `remember-me: verify with hmac.New in remembered; .*`
	if !ok {
		return "", errors.New("bad cookie")
	}
	return user, nil
}

// A box only opens.
type box struct{ aead cipher.AEAD }

func newBox(key []byte) *box {
	block, err := aes.NewCipher(key) // want `cipher: decrypt with aes.NewCipher in newBox; .*`
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return &box{aead}
}

func (b *box) storedData(row []byte) ([]byte, error) {
	return b.aead.Open(nil, row[:12], row[12:], nil)
}

var stored = newBox([]byte(os.Getenv("DATA_KEY")))

func handler(w http.ResponseWriter, r *http.Request) {
	user, err := remembered(r)
	if err != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	set(w, user)
}

// The key of a certificate signs handshakes.
func certificate() (tls.Certificate, error) {
	return tls.X509KeyPair([]byte(os.Getenv("TLS_CERT")), []byte(os.Getenv("TLS_KEY"))) // want `tls-key: sign with tls.X509KeyPair in certificate; .*`
}

// Main uses it all.
func Main() {
	http.HandleFunc("/", handler)
	if c, err := certificate(); err == nil {
		_ = c
	}
	_, _ = stored.storedData(nil)
}
