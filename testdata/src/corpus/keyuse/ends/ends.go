// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package ends has tokens that say when they end, which is set far from where
// they are signed.
package ends

import (
	"os"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

var secret = []byte(os.Getenv("JWT_SECRET"))

// An invitation is kept, and its claims are made of it.
type invitation struct {
	user      string
	expiresAt time.Time
}

func newInvitation(user string) invitation {
	return invitation{user: user, expiresAt: time.Now().Add(5 * time.Minute)}
}

func (v invitation) claims() jwt.MapClaims {
	return jwt.MapClaims{"sub": v.user, "exp": v.expiresAt.Unix()}
}

func signInvitation(user string) (string, error) {
	v := newInvitation(user)
	return jwt.NewWithClaims(jwt.SigningMethodHS256, v.claims()).SignedString(secret) // want `mail-link: sign with jwt/v5.Token.SignedString in signInvitation; .* for 5m0s; $`
}

// Here a helper says it itself, and the calls of it tell what the token is.
func accessToken(key []byte, user string) (string, error) {
	expiresAt := time.Now().Add(15 * time.Minute)
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": user, "exp": expiresAt.Unix()}).SignedString(key) // want `access-token: sign with jwt/v5.Token.SignedString in accessToken; .* for 15m0s; $`
}

func login(user string) (string, error) {
	return accessToken(secret, user)
}
