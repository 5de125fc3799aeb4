// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package answers has the ways by which programs tell others that something does
// not verify, far from where it is checked.
package answers

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"strings"

	"github.com/golang-jwt/jwt/v5"
	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var errExpired = errors.New("too old")

var secret = os.Getenv("JWT_SECRET")

func keyOf(*jwt.Token) (any, error) { return []byte(secret), nil }

func parse(token string) error {
	_, err := jwt.Parse(token, keyOf) // want `access-token: verify with jwt/v5.Parse in parse; .*; F2$`
	return err
}

// A code of gRPC.
func authenticate(ctx context.Context, token string) error {
	if err := parse(token); err != nil {
		return status.Errorf(codes.Unauthenticated, "bad token")
	}
	return nil
}

// A method that only the library calls.
type server struct{}

type PutRequest struct{ Token string }

func (*server) Put(ctx context.Context, r *PutRequest) error {
	_, err := jwt.Parse(r.Token, keyOf) // want `access-token: verify with jwt/v5.Parse in \(\*server\).Put; .*; F2$`
	return err
}

// An answer in words of the program's own, by a context of its own.
type AppCtx struct{ w http.ResponseWriter }

func (c *AppCtx) Error(err error, message string) {
	c.w.Write([]byte(message))
}

func finish(c *AppCtx, token string) {
	_, err := jwt.Parse(token, keyOf) // want `access-token: verify with jwt/v5.Parse in finish; .*; F2$`
	if err != nil {
		c.Error(err, "operation failed")
		return
	}
}

// One kind of errors is told apart.
func finishApart(c *AppCtx, token string) {
	_, err := jwt.Parse(token, keyOf) // want `access-token: verify with jwt/v5.Parse in finishApart; .*; F2$`
	if err != nil {
		if errors.Is(err, errExpired) {
			c.Error(err, "too old")
			return
		}
		c.Error(err, "operation failed")
		return
	}
}

// Through an interface, to one that takes the session away and goes on.
type sessionLoader interface {
	Load(r *http.Request) (string, error)
	Clear(w http.ResponseWriter, r *http.Request)
}

type signed struct{}

func (signed) Load(r *http.Request) (string, error) {
	c, err := r.Cookie("login_session")
	if err != nil {
		return "", err
	}
	user, sig, _ := strings.Cut(c.Value, "|")
	m := hmac.New(sha256.New, []byte(os.Getenv("SESSION_SECRET"))) // want `client-session: verify with hmac.New in \(signed\).Load; .*; F1$`
	m.Write([]byte(user))
	got, _ := hex.DecodeString(sig)
	if !hmac.Equal(got, m.Sum(nil)) {
		return "", errors.New("bad session")
	}
	return user, nil
}

func (signed) Clear(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: "login_session", MaxAge: -1})
}

type loader struct{ sessions sessionLoader }

func (l *loader) load(w http.ResponseWriter, r *http.Request) (string, error) {
	user, err := l.sessions.Load(r)
	if err != nil || user == "" {
		return "", err
	}
	return user, nil
}

func (l *loader) middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := l.load(w, r)
		if err != nil && !errors.Is(err, http.ErrNoCookie) {
			l.sessions.Clear(w, r)
		}
		next.ServeHTTP(w, r)
	})
}

// One of two cases is about another error.
func list(c *AppCtx, token string) error {
	err := parseList(token)
	switch {
	case token == "" || err != nil && errors.Is(err, errExpired):
		return errors.New("nothing there")
	case err != nil:
		return err
	}
	return nil
}

func parseList(token string) error {
	_, err := jwt.Parse(token, keyOf) // want `access-token: verify with jwt/v5.Parse in parseList; .*; F2$`
	return err
}

// What does not open ends the program that is being started.
func check() error {
	row, err := os.ReadFile("stored.bin")
	if err != nil {
		return err
	}
	block, err := aes.NewCipher([]byte(os.Getenv("DATA_KEY"))) // want `data-at-rest: decrypt with aes.NewCipher in check; .*; F8$`
	if err != nil {
		return err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return err
	}
	_, err = aead.Open(nil, row[:12], row[12:], nil)
	return err
}

func serve() *cobra.Command {
	return &cobra.Command{RunE: func(cmd *cobra.Command, args []string) error {
		return check()
	}}
}

var _ = loader{sessions: signed{}}
