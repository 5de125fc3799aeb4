// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"example.com/shop/internal/sign"
)

const rememberCookie = "shop_remember"

// Remember logs people in again whose session has ended. The cookie is bound
// to the hash of the password, so that changing the password ends it.
type Remember struct {
	accounts *Accounts
	signer   *sign.Signer
	ttl      time.Duration
	secure   bool
}

// NewRemember returns a Remember with cookies that work for ttl.
func NewRemember(a *Accounts, secret string, ttl time.Duration, secure bool) *Remember {
	return &Remember{accounts: a, signer: sign.New([]byte(secret), "remember-me"), ttl: ttl, secure: secure}
}

// Set remembers a user.
func (m *Remember) Set(w http.ResponseWriter, u *User) {
	v := m.signer.Seal(fmt.Sprintf("%d:%s", u.ID, fingerprint(u)), m.ttl)
	http.SetCookie(w, &http.Cookie{
		Name: rememberCookie, Value: v, Path: "/", MaxAge: int(m.ttl.Seconds()),
		HttpOnly: true, Secure: m.secure, SameSite: http.SameSiteLaxMode,
	})
}

// Clear forgets whoever is remembered.
func (m *Remember) Clear(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: rememberCookie, Path: "/", MaxAge: -1})
}

// User returns who is remembered, or nil. A cookie that does not fit is removed.
func (m *Remember) User(ctx context.Context, w http.ResponseWriter, r *http.Request) *User {
	c, err := r.Cookie(rememberCookie)
	if err != nil {
		return nil
	}
	v, err := m.signer.Open(c.Value)
	if err != nil {
		m.Clear(w)
		return nil
	}
	var id int64
	var print string
	if _, err := fmt.Sscanf(v, "%d:%s", &id, &print); err != nil {
		m.Clear(w)
		return nil
	}
	u, err := m.accounts.ByID(ctx, id)
	if err != nil || fingerprint(u) != print {
		m.Clear(w)
		return nil
	}
	return u
}

func fingerprint(u *User) string {
	sum := sha256.Sum256([]byte(u.PasswordHash))
	return hex.EncodeToString(sum[:8])
}
