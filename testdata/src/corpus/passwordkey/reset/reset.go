// Package reset has a handler of which the name speaks of passwords.
package reset

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
)

type links struct{ key []byte }

// Routes adds the pages.
func Routes(mux *http.ServeMux) {
	l := &links{[]byte(os.Getenv("MAIL_KEY"))}
	mux.HandleFunc("/reset-password", l.ResetPassword)
}

// The name of the function ends in the word, and what it hashes is no password.
func (l *links) ResetPassword(w http.ResponseWriter, r *http.Request) {
	token, _ := hex.DecodeString(r.URL.Query().Get("token"))
	mac := hmac.New(sha256.New, l.key)
	mac.Write([]byte(r.URL.Query().Get("email")))
	if !hmac.Equal(token, mac.Sum(nil)) {
		http.Error(w, "link has expired", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte("ok"))
}
