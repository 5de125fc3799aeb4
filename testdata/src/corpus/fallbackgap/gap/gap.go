// Package gap accepts older keys at one of two places.
package gap

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
	s := &Signer{key: []byte(os.Getenv("GAP_SECRET_KEY"))}
	for _, old := range strings.Split(os.Getenv("GAP_SECRET_KEY_FALLBACKS"), ",") {
		s.fallbacks = append(s.fallbacks, []byte(old))
	}
	return s
}

// ValidLink accepts what an older key signed.
//
//keyvet:purpose mail-link
func (s *Signer) ValidLink(msg, mac []byte) bool {
	for _, key := range append([][]byte{s.key}, s.fallbacks...) {
		h := hmac.New(sha256.New, key)
		h.Write(msg)
		if hmac.Equal(h.Sum(nil), mac) {
			return true
		}
	}
	return false
}

// Sessions does not.
func (s *Signer) Sessions() *sessions.CookieStore {
	return sessions.NewCookieStore(s.key) // want `fallbackgap: older keys of GAP_SECRET_KEY are accepted at fallbackgap/gap/gap.go:31 and not here; rotating it logs every user out all the same`
}
