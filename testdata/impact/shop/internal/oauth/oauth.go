// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package oauth logs people in with their account at Google.
package oauth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/endpoints"

	"example.com/shop/config"
	"example.com/shop/internal/sign"
)

const (
	stateCookie = "shop_oauth"
	stateTTL    = 10 * time.Minute
)

// ErrState says that a login was not started here, or too long ago.
var ErrState = errors.New("the login has expired, please try again")

// Login is the social login.
type Login struct {
	conf   oauth2.Config
	states *sign.Signer
	secure bool
}

// New returns the login that a configuration describes.
func New(c *config.Config) *Login {
	return &Login{
		conf: oauth2.Config{
			ClientID:     c.Google.ClientID,
			ClientSecret: c.Google.ClientSecret,
			RedirectURL:  c.BaseURL + "/login/google/callback",
			Endpoint:     endpoints.Google,
			Scopes:       []string{"openid", "email"},
		},
		states: sign.New([]byte(c.Security.SecretKey), "oauth-state"),
		secure: c.Production(),
	}
}

// Start sends the browser to Google.
func (l *Login) Start(w http.ResponseWriter, r *http.Request) {
	state, verifier := rand.Text(), oauth2.GenerateVerifier()
	http.SetCookie(w, &http.Cookie{
		Name: stateCookie, Value: l.states.Seal(state+" "+verifier, stateTTL), Path: "/login/google",
		MaxAge: int(stateTTL / time.Second), HttpOnly: true, Secure: l.secure, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, l.conf.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)), http.StatusFound)
}

// Finish returns the e-mail address of who came back.
func (l *Login) Finish(r *http.Request) (string, error) {
	c, err := r.Cookie(stateCookie)
	if err != nil {
		return "", ErrState
	}
	v, err := l.states.Open(c.Value)
	if err != nil {
		return "", ErrState
	}
	var state, verifier string
	if _, err := fmt.Sscan(v, &state, &verifier); err != nil {
		return "", ErrState
	}
	if subtle.ConstantTimeCompare([]byte(state), []byte(r.FormValue("state"))) != 1 {
		return "", ErrState
	}
	tok, err := l.conf.Exchange(r.Context(), r.FormValue("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return "", fmt.Errorf("exchanging code: %w", err)
	}
	return l.email(r.Context(), tok)
}

func (l *Login) email(ctx context.Context, tok *oauth2.Token) (string, error) {
	res, err := l.conf.Client(ctx, tok).Get("https://openidconnect.googleapis.com/v1/userinfo")
	if err != nil {
		return "", fmt.Errorf("asking for the address: %w", err)
	}
	defer res.Body.Close()
	var info struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := json.NewDecoder(res.Body).Decode(&info); err != nil {
		return "", fmt.Errorf("asking for the address: %w", err)
	}
	if !info.Verified {
		return "", errors.New("the address is not verified")
	}
	return info.Email, nil
}
