// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package token issues and checks the tokens of the public API.
package token

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// How long tokens are valid.
const (
	AccessTTL  = 15 * time.Minute
	RefreshTTL = 30 * 24 * time.Hour
)

const (
	accessAudience  = "shop-api"
	refreshAudience = "shop-refresh"
)

// A Key signs tokens.
type Key struct {
	ID     string
	Secret []byte
}

// Issuer issues tokens with one key and accepts access tokens of several.
type Issuer struct {
	current Key
	keys    map[string][]byte
	parser  *jwt.Parser
}

// Claims are what a token says.
type Claims struct {
	Scope string `json:"scope,omitempty"`
	jwt.RegisteredClaims
}

// New returns an Issuer. Tokens of previous keys are accepted until they expire.
func New(current Key, previous ...Key) (*Issuer, error) {
	if len(current.Secret) == 0 {
		return nil, errors.New("token: no key")
	}
	i := &Issuer{
		current: current,
		keys:    map[string][]byte{current.ID: current.Secret},
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
			jwt.WithExpirationRequired(),
		),
	}
	for _, k := range previous {
		if _, ok := i.keys[k.ID]; ok {
			return nil, fmt.Errorf("token: key id %q is not unique", k.ID)
		}
		i.keys[k.ID] = k.Secret
	}
	return i, nil
}

// Access returns an access token.
func (i *Issuer) Access(userID int64, scope string) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims(userID, scope, accessAudience, AccessTTL))
	t.Header["kid"] = i.current.ID
	return t.SignedString(i.current.Secret)
}

// Refresh returns a token that can be exchanged for access tokens.
func (i *Issuer) Refresh(userID int64) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims(userID, "", refreshAudience, RefreshTTL))
	return t.SignedString(i.current.Secret)
}

// ParseAccess checks an access token.
func (i *Issuer) ParseAccess(raw string) (int64, string, error) {
	var c Claims
	if _, err := i.parser.ParseWithClaims(raw, &c, i.byID); err != nil {
		return 0, "", err
	}
	id, err := subject(c, accessAudience)
	return id, c.Scope, err
}

// ParseRefresh checks a refresh token.
func (i *Issuer) ParseRefresh(raw string) (int64, error) {
	var c Claims
	_, err := jwt.ParseWithClaims(raw, &c, func(*jwt.Token) (any, error) {
		return i.current.Secret, nil
	}, jwt.WithValidMethods([]string{"HS256"}))
	if err != nil {
		return 0, err
	}
	return subject(c, refreshAudience)
}

// byID is the jwt.Keyfunc of access tokens.
func (i *Issuer) byID(t *jwt.Token) (any, error) {
	kid, _ := t.Header["kid"].(string)
	key, ok := i.keys[kid]
	if !ok {
		return nil, fmt.Errorf("unknown key id %q", kid)
	}
	return key, nil
}

func claims(userID int64, scope, audience string, ttl time.Duration) Claims {
	now := time.Now()
	return Claims{
		Scope: scope,
		RegisteredClaims: jwt.RegisteredClaims{
			Subject:   strconv.FormatInt(userID, 10),
			Audience:  jwt.ClaimStrings{audience},
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
		},
	}
}

func subject(c Claims, audience string) (int64, error) {
	for _, a := range c.Audience {
		if a == audience {
			return strconv.ParseInt(c.Subject, 10, 64)
		}
	}
	return 0, errors.New("token: wrong audience")
}
