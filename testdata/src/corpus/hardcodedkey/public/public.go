// Package public has literals that are no secrets by their own format.
package public

import (
	"crypto/x509"
	"encoding/pem"

	"github.com/golang-jwt/jwt/v5"
)

const publicPEM = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
-----END PUBLIC KEY-----`

const certPEM = `-----BEGIN CERTIFICATE-----
MIIBfTCCASOgAwIBAgIRANL
-----END CERTIFICATE-----`

const privatePEM = /* want `hardcodedkey: literal of [0-9]+ bytes .privatePEM. .*` */ `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0w
-----END PRIVATE KEY-----`

func verify(tok string) (*jwt.Token, error) {
	return jwt.Parse(tok, func(*jwt.Token) (any, error) {
		return jwt.ParseRSAPublicKeyFromPEM([]byte(publicPEM))
	})
}

func roots() (*x509.Certificate, error) {
	b, _ := pem.Decode([]byte(certPEM))
	return x509.ParseCertificate(b.Bytes)
}

func sign(claims jwt.MapClaims) (string, error) {
	k, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(privatePEM))
	if err != nil {
		return "", err
	}
	return jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(k)
}
