package public

import (
	"crypto/ed25519"
	"encoding/hex"

	"github.com/golang-jwt/jwt/v5"
)

const releaseKeyHex = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

func converted(tok string) error {
	_, err := jwt.Parse(tok, func(*jwt.Token) (any, error) {
		b, err := hex.DecodeString(releaseKeyHex)
		return ed25519.PublicKey(b), err
	})
	return err
}
