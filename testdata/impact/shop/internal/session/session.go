// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package session keeps the state of a visit in cookies.
package session

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/sessions"
)

// Names of the cookies.
const (
	loginCookie    = "shop_session"
	checkoutCookie = "shop_checkout"
)

// checkoutMaxAge is how long a started checkout can be finished.
const checkoutMaxAge = 30 * 60

// Manager gives access to both cookies.
type Manager struct {
	login    sessions.Store
	checkout sessions.Store
}

// New returns a Manager. The first of keys signs the login, all of them are
// accepted; logins end after maxAge.
func New(keys [][]byte, maxAge time.Duration, secure bool) (*Manager, error) {
	pairs, err := pairs(keys)
	if err != nil {
		return nil, err
	}
	login := sessions.NewCookieStore(pairs...)
	login.MaxAge(int(maxAge.Seconds()))
	login.Options.HttpOnly = true
	login.Options.Secure = secure
	login.Options.SameSite = http.SameSiteLaxMode

	checkout := sessions.NewCookieStore(keys[0])
	checkout.MaxAge(checkoutMaxAge)
	checkout.Options.Path = "/checkout"
	checkout.Options.HttpOnly = true
	checkout.Options.Secure = secure

	return &Manager{login: login, checkout: checkout}, nil
}

// pairs derives a key for signing and one for encryption from each of keys.
func pairs(keys [][]byte) ([][]byte, error) {
	out := make([][]byte, 0, 2*len(keys))
	for _, k := range keys {
		for _, use := range []string{"shop session signing", "shop session encryption"} {
			sub, err := hkdf.Key(sha256.New, k, nil, use, 32)
			if err != nil {
				return nil, fmt.Errorf("deriving session keys: %w", err)
			}
			out = append(out, sub)
		}
	}
	return out, nil
}

// UserID returns who is logged in, or 0. A cookie that cannot be read is the
// same as none.
func (m *Manager) UserID(r *http.Request) int64 {
	s, _ := m.login.Get(r, loginCookie)
	id, _ := s.Values["user"].(int64)
	return id
}

// LogIn remembers who is logged in.
func (m *Manager) LogIn(w http.ResponseWriter, r *http.Request, userID int64) error {
	s, _ := m.login.Get(r, loginCookie)
	s.Values["user"] = userID
	s.Values["since"] = time.Now().Unix()
	return s.Save(r, w)
}

// LogOut forgets it.
func (m *Manager) LogOut(w http.ResponseWriter, r *http.Request) error {
	s, _ := m.login.Get(r, loginCookie)
	s.Options.MaxAge = -1
	return s.Save(r, w)
}

// Checkout returns the state of the checkout.
func (m *Manager) Checkout(r *http.Request) (*sessions.Session, error) {
	s, err := m.checkout.Get(r, checkoutCookie)
	if err != nil {
		return nil, fmt.Errorf("reading checkout: %w", err)
	}
	return s, nil
}
