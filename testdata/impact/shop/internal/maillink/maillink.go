// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package maillink makes the links that we send by mail.
package maillink

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Kind is what a link is good for.
type Kind struct {
	path  string
	label string
	ttl   time.Duration
}

// The kinds of links.
var (
	ResetPassword = Kind{"/password/reset", "shop mail link: password reset", time.Hour}
	VerifyEmail   = Kind{"/account/verify", "shop mail link: e-mail verification", 72 * time.Hour}
)

// ErrLink says that a link is not ours, was changed, or is too old.
var ErrLink = errors.New("this link is invalid or has expired")

// Links makes and checks links.
type Links struct {
	base string
	keys [][]byte
}

// New returns Links below base. The first key signs, all are accepted.
func New(base string, keys [][]byte) *Links {
	return &Links{base: strings.TrimSuffix(base, "/"), keys: keys}
}

// URL returns a link for a user. It stops working when state changes, such as
// the hash of the password.
func (l *Links) URL(kind Kind, userID int64, state string) (string, error) {
	exp := time.Now().Add(kind.ttl).Unix()
	sum, err := kind.sum(l.keys[0], userID, exp, state)
	if err != nil {
		return "", err
	}
	q := url.Values{}
	q.Set("u", strconv.FormatInt(userID, 10))
	q.Set("e", strconv.FormatInt(exp, 10))
	q.Set("s", base64.RawURLEncoding.EncodeToString(sum))
	return l.base + kind.path + "?" + q.Encode(), nil
}

// Check returns the user of a link. The function state is asked for the
// present state of that user.
func (l *Links) Check(kind Kind, q url.Values, state func(userID int64) (string, error)) (int64, error) {
	id, err1 := strconv.ParseInt(q.Get("u"), 10, 64)
	exp, err2 := strconv.ParseInt(q.Get("e"), 10, 64)
	got, err3 := base64.RawURLEncoding.DecodeString(q.Get("s"))
	if err1 != nil || err2 != nil || err3 != nil || time.Now().Unix() > exp {
		return 0, ErrLink
	}
	st, err := state(id)
	if err != nil {
		return 0, fmt.Errorf("checking link: %w", err)
	}
	for _, key := range l.keys {
		want, err := kind.sum(key, id, exp, st)
		if err != nil {
			return 0, err
		}
		if hmac.Equal(got, want) {
			return id, nil
		}
	}
	return 0, ErrLink
}

func (k Kind) sum(master []byte, userID, exp int64, state string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, master, nil, k.label, sha256.Size)
	if err != nil {
		return nil, err
	}
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%d|%d|%s", userID, exp, state)
	return h.Sum(nil), nil
}
