// Package config has a key that is used for what .keyvet.yml claims, and for
// something that may be the rest of it.
package config

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"

	"github.com/gorilla/sessions"
)

func Store() *sessions.CookieStore {
	return sessions.NewCookieStore([]byte(os.Getenv("QUIET_CLAIMED_KEY")))
}

func Sum(b []byte) []byte {
	m := hmac.New(sha256.New, []byte(os.Getenv("QUIET_CLAIMED_KEY")))
	m.Write(b)
	return m.Sum(nil)
}
