// Package web uses keys in several ways.
package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"time"

	"github.com/gorilla/sessions"
	"golang.org/x/crypto/bcrypt"
)

var sessionKey = []byte(os.Getenv("SESSION_KEY"))

func store() *sessions.CookieStore {
	return sessions.NewCookieStore(sessionKey) // want `client-session: sign and verify with gorilla/sessions.NewCookieStore in store; lives in  for 720h0m0s; $`
}

// Each of the two has its own line.
func remember(w http.ResponseWriter, user string) {
	m := hmac.New(sha256.New, sessionKey) // want `remember-me: sign with hmac.New in remember; lives in cookie remember_me for 1h0m0s; $`
	m.Write([]byte(user))
	http.SetCookie(w, &http.Cookie{Name: "remember_me", Value: hex.EncodeToString(m.Sum(nil)), Expires: time.Now().Add(time.Hour)})
}

func remembered(w http.ResponseWriter, r *http.Request, user string) {
	c, err := r.Cookie("remember_me")
	if err != nil {
		return
	}
	got, err := hex.DecodeString(c.Value)
	m := hmac.New(sha256.New, sessionKey) // want `remember-me: verify with hmac.New in remembered; lives in cookie remember_me for 0s; F2$`
	m.Write([]byte(user))
	if err != nil || !hmac.Equal(got, m.Sum(nil)) {
		http.Error(w, "log in again", http.StatusUnauthorized)
		return
	}
}

func password(p string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(p), 10) // want `no key: bcrypt.GenerateFromPassword, passwords true`
}

// The check is one of several conditions.
func both(w http.ResponseWriter, r *http.Request) {
	sig, err := hex.DecodeString(r.FormValue("sig"))
	m := hmac.New(sha256.New, sessionKey) // want `keyed-mac: verify with hmac.New in both; .*; F2$`
	m.Write([]byte(r.URL.Path))
	if err == nil && hmac.Equal(sig, m.Sum(nil)) {
		http.ServeFile(w, r, r.URL.Path)
		return
	}
	http.Error(w, "no", http.StatusForbidden)
}

// What follows is for everybody.
func either(w http.ResponseWriter, r *http.Request) {
	who := "nobody"
	if c, err := r.Cookie("remember_me"); err == nil {
		m := hmac.New(sha256.New, sessionKey) // want `remember-me: verify with hmac.New in either; .*; F1$`
		m.Write([]byte(c.Name))
		if c.MaxAge < 0 || hmac.Equal([]byte(c.Value), m.Sum(nil)) {
			who = c.Name
		}
	}
	if who == "" {
		http.Error(w, "no", http.StatusInternalServerError)
	}
}
