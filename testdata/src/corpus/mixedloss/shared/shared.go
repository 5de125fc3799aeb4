// Package shared gives one key to a session store and to a cipher of columns.
package shared

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"os"

	"github.com/gorilla/sessions"
)

type Server struct {
	sessions *sessions.CookieStore
	db       *sql.DB
	key      []byte
}

func New(db *sql.DB) *Server {
	key := []byte(os.Getenv("MIXEDLOSS_SECRET_KEY"))
	return &Server{sessions: sessions.NewCookieStore(key), db: db, key: key}
}

// SaveToken encrypts a column.
func (s *Server) SaveToken(user int, token string) error {
	block, err := aes.NewCipher(s.key) // want `mixedloss: MIXEDLOSS_SECRET_KEY encrypts stored data here and signs client-side sessions at mixedloss/shared/shared.go:22; rotating it makes stored data unreadable, which is permanent, to end what is not`
	if err != nil {
		return err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return err
	}
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	_, err = s.db.Exec("UPDATE users SET token = ? WHERE id = ?", aead.Seal(nonce, nonce, []byte(token), nil), user)
	return err
}
