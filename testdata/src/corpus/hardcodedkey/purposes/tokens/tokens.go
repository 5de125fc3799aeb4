// Package tokens signs tokens for several purposes, which names tell.
package tokens

import "github.com/golang-jwt/jwt/v5"

func identityVerificationStart(claims jwt.Claims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("tokens-of-kind-0")) // want `rotating it invalidates the links already sent \[mail-link\]`
}

func identityVerificationFinish(mailed string) error {
	_, err := jwt.Parse(mailed, func(*jwt.Token) (any, error) {
		return []byte("tokens-of-kind-1"), nil // want `rotating it invalidates the links already sent \[mail-link\]`
	})
	return err
}

func login(claims jwt.Claims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("tokens-of-kind-2")) // want `rotating it invalidates every unexpired access token \[access-token\]`
}
