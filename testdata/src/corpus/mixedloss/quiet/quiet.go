// Package quiet keeps apart what has to be rotated at different times, or does not
// show what a use is for.
package quiet

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"os"

	"github.com/gorilla/sessions"
)

type Server struct {
	sessions *sessions.CookieStore
	db       *sql.DB
	columns  []byte
}

// Two keys for two kinds of loss.
func New(db *sql.DB) *Server {
	return &Server{
		sessions: sessions.NewCookieStore([]byte(os.Getenv("APART_SESSION_KEY"))),
		columns:  []byte(os.Getenv("APART_COLUMN_KEY")),
		db:       db,
	}
}

func (s *Server) SaveToken(user int, token string) error {
	block, err := aes.NewCipher(s.columns)
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

// Both are transient.
func Transient(link []byte) (*sessions.CookieStore, []byte) {
	key := []byte(os.Getenv("TRANSIENT_KEY"))
	return sessions.NewCookieStore(key), MailLink(key, link)
}

//keyvet:purpose mail-link
func MailLink(key, link []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(link)
	return h.Sum(nil)
}

// What the block is for is unknown.
func Unknown() (*sessions.CookieStore, cipher.Block, error) {
	key := []byte(os.Getenv("UNKNOWN_USE_KEY"))
	block, err := aes.NewCipher(key)
	return sessions.NewCookieStore(key), block, err
}

// Known and accepted.
func Accepted() (*sessions.CookieStore, error) {
	key := []byte(os.Getenv("ACCEPTED_KEY"))
	//keyvet:ignore mixedloss -- the column is cleared with the sessions
	//keyvet:purpose data-at-rest
	_, err := aes.NewCipher(key)
	return sessions.NewCookieStore(key), err
}

// DecryptETag makes another key of one, which is no use of its own.
func DecryptETag(etag []byte) (cipher.Block, *sessions.CookieStore, error) {
	key := []byte(os.Getenv("ETAG_SECRET_KEY"))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("etag"))
	block, err := aes.NewCipher(mac.Sum(nil))
	return block, sessions.NewCookieStore(key), err
}

// Both knows nothing of its callers.
func Both(key []byte) *sessions.CookieStore {
	//keyvet:purpose data-at-rest
	_, _ = aes.NewCipher(key)
	return sessions.NewCookieStore(key)
}
