// Package config has a key of which .keyvet.yml claims less than is true.
package config

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"os"

	"github.com/gorilla/csrf"
	"github.com/gorilla/sessions"
)

// Store is what is claimed.
func Store() *sessions.CookieStore {
	return sessions.NewCookieStore([]byte(os.Getenv("CLAIMED_KEY")))
}

// Protect is not.
func Protect() func(http.Handler) http.Handler {
	return csrf.Protect([]byte(os.Getenv("CLAIMED_KEY"))) // want `claimmismatch: CLAIMED_KEY signs CSRF tokens \(gorilla/csrf.Protect\), and is claimed to be for client-session only; rotating it .* \[csrf-token\]`
}

// Sum does not show what it is for.
func Sum(b []byte) []byte {
	m := hmac.New(sha256.New, []byte(os.Getenv("CLAIMED_KEY")))
	m.Write(b)
	return m.Sum(nil)
}
