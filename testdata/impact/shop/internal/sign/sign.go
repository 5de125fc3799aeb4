// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package sign makes and checks MACs of short messages. A label keeps what is
// signed for one purpose from being accepted for another.
package sign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// Errors of Open.
var (
	ErrInvalid = errors.New("sign: invalid signature")
	ErrExpired = errors.New("sign: expired")
)

// A Signer signs messages for one purpose.
type Signer struct {
	key   []byte
	old   [][]byte
	label string
	now   func() time.Time
}

// An Option changes a Signer.
type Option func(*Signer)

// WithFallbacks makes a Signer accept what was signed with former keys.
func WithFallbacks(keys ...[]byte) Option {
	return func(s *Signer) { s.old = append(s.old, keys...) }
}

// WithClock replaces time.Now.
func WithClock(now func() time.Time) Option {
	return func(s *Signer) { s.now = now }
}

// New returns a Signer for the purpose that label names.
func New(key []byte, label string, opts ...Option) *Signer {
	s := &Signer{key: key, label: label, now: time.Now}
	for _, o := range opts {
		o(s)
	}
	return s
}

// Sum returns the MAC of msg.
func (s *Signer) Sum(msg string) string {
	return base64.RawURLEncoding.EncodeToString(mac(s.key, s.label, msg))
}

// Check reports whether sum is the MAC of msg under any of the keys.
func (s *Signer) Check(msg, sum string) bool {
	got, err := base64.RawURLEncoding.DecodeString(sum)
	if err != nil {
		return false
	}
	if hmac.Equal(got, mac(s.key, s.label, msg)) {
		return true
	}
	for _, k := range s.old {
		if hmac.Equal(got, mac(k, s.label, msg)) {
			return true
		}
	}
	return false
}

// Seal returns msg with a time of expiry and a MAC of both.
func (s *Signer) Seal(msg string, ttl time.Duration) string {
	body := msg + "|" + strconv.FormatInt(s.now().Add(ttl).Unix(), 10)
	return base64.RawURLEncoding.EncodeToString([]byte(body)) + "." + s.Sum(body)
}

// Open returns the message that Seal was given.
func (s *Signer) Open(sealed string) (string, error) {
	enc, sum, ok := strings.Cut(sealed, ".")
	if !ok {
		return "", ErrInvalid
	}
	b, err := base64.RawURLEncoding.DecodeString(enc)
	if err != nil || !s.Check(string(b), sum) {
		return "", ErrInvalid
	}
	i := strings.LastIndexByte(string(b), '|')
	if i < 0 {
		return "", ErrInvalid
	}
	exp, err := strconv.ParseInt(string(b[i+1:]), 10, 64)
	if err != nil {
		return "", ErrInvalid
	}
	if s.now().Unix() > exp {
		return "", ErrExpired
	}
	return string(b[:i]), nil
}

func mac(key []byte, label, msg string) []byte {
	h := hmac.New(sha256.New, key)
	_, _ = io.WriteString(h, label)
	_, _ = h.Write([]byte{0})
	_, _ = io.WriteString(h, msg)
	return h.Sum(nil)
}
