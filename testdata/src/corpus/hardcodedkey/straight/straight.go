// Package straight has literals that reach a key use on a straight path.
package straight

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"github.com/gorilla/csrf"
	"github.com/gorilla/sessions"
	"golang.org/x/oauth2"
)

var store = sessions.NewCookieStore([]byte("straight-session-key")) // want `hardcodedkey: literal of 20 bytes signs client-side sessions \(gorilla/sessions.NewCookieStore\); rotating it logs every user out \[client-session\]`

const csrfKey = "straight-csrf-key" // want `hardcodedkey: literal of 17 bytes \(csrfKey\) .* \[csrf-token\]`

var protect = csrf.Protect([]byte(csrfKey))

var macKey = []byte("straight-mac-key") // want `hardcodedkey: literal of 16 bytes \(macKey\) .*hmac.New.* \[keyed-mac\]`

func mac(msg []byte) []byte {
	m := hmac.New(sha256.New, macKey)
	m.Write(msg)
	return m.Sum(nil)
}

func block() (cipher.Block, error) {
	key := "straight-local-k" // want `hardcodedkey: literal of 16 bytes \(key\) encrypts .*aes.NewCipher.* \[cipher\]`
	return aes.NewCipher([]byte(key))
}

func decoded() (cipher.Block, error) {
	key, err := hex.DecodeString("73747261696768742d6865782d6b6579") // want `hardcodedkey: literal of 32 bytes .*aes.NewCipher`
	if err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

func hashed() (cipher.Block, error) {
	key := sha256.Sum256([]byte("straight-hashed")) // want `hardcodedkey: literal of 15 bytes .*aes.NewCipher`
	return aes.NewCipher(key[:])
}

var conf = oauth2.Config{
	ClientID:     "client",
	ClientSecret: "straight-client-secret", // want `hardcodedkey: literal of 22 bytes \(ClientSecret\) .* \[oauth-client-secret\]`
}

func login() string { return conf.ClientID }

func concatenated() (cipher.Block, error) {
	const half = "straight"
	return aes.NewCipher([]byte(half + "-twohalf")) // want `hardcodedkey: literal of 16 bytes .*aes.NewCipher`
}
