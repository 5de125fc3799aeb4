// Package quiet keeps its promise, or makes none.
package quiet

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"
	"strings"

	"github.com/gorilla/sessions"
)

type Signer struct {
	key       []byte
	fallbacks [][]byte
}

func New() *Signer {
	s := &Signer{key: []byte(os.Getenv("KEPT_SECRET_KEY"))}
	for _, old := range strings.Split(os.Getenv("KEPT_SECRET_KEY_FALLBACKS"), ",") {
		s.fallbacks = append(s.fallbacks, []byte(old))
	}
	return s
}

//keyvet:purpose mail-link
func (s *Signer) ValidLink(msg, mac []byte) bool {
	for _, key := range append([][]byte{s.key}, s.fallbacks...) {
		if hmac.Equal(sum(key, msg), mac) {
			return true
		}
	}
	return false
}

// Link signs: only the present key may do that.
//
//keyvet:purpose mail-link
func (s *Signer) Link(msg []byte) []byte { return sum(s.key, msg) }

func sum(key, msg []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(msg)
	return h.Sum(nil)
}

// Plain has no list of older keys at all.
func Plain() *sessions.CookieStore {
	return sessions.NewCookieStore([]byte(os.Getenv("PLAIN_SESSION_KEY")))
}
