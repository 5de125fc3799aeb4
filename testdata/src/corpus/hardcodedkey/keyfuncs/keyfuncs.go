// Package keyfuncs has keys that key functions return.
package keyfuncs

import (
	"errors"

	"github.com/golang-jwt/jwt/v5"
	"github.com/gorilla/sessions"
)

var secret = []byte("keyfuncs-package-variable") // want `hardcodedkey: literal of 25 bytes \(secret\) signs access tokens \(jwt/v5.Token.SignedString\); .* \[access-token\]`

func issue(claims jwt.MapClaims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(secret)
}

func check(tok string) (*jwt.Token, error) {
	return jwt.Parse(tok, func(t *jwt.Token) (any, error) {
		if t.Method != jwt.SigningMethodHS256 {
			return nil, errors.New("unexpected method")
		}
		return secret, nil
	})
}

func direct(tok string) (*jwt.Token, error) {
	return jwt.Parse(tok, func(*jwt.Token) (any, error) {
		return []byte("keyfuncs-direct"), nil // want `hardcodedkey: literal of 15 bytes verifies access tokens`
	})
}

func lookup(*jwt.Token) (any, error) {
	return []byte("keyfuncs-named"), nil // want `hardcodedkey: literal of 14 bytes verifies access tokens`
}

func named(tok string) (*jwt.Token, error) { return jwt.NewParser().Parse(tok, lookup) }

func factory(k string) jwt.Keyfunc {
	return func(*jwt.Token) (any, error) { return []byte(k), nil }
}

func made(tok string) (*jwt.Token, error) {
	return jwt.Parse(tok, factory("keyfuncs-factory")) // want `hardcodedkey: literal of 16 bytes verifies access tokens`
}

func pairs() *sessions.CookieStore {
	return sessions.NewCookieStore(
		[]byte("keyfuncs-auth"),    // want `hardcodedkey: literal of 13 bytes signs client-side sessions`
		[]byte("keyfuncs-encrypt"), // want `hardcodedkey: literal of 16 bytes encrypts client-side sessions`
	)
}
