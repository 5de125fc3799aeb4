// Package jwt is a stub with the signatures that the corpora use.
package jwt

import "crypto/rsa"

type Claims interface{ GetSubject() (string, error) }

type MapClaims map[string]any

func (MapClaims) GetSubject() (string, error) { return "", nil }

type SigningMethod interface {
	Sign(signingString string, key any) ([]byte, error)
	Verify(signingString string, sig []byte, key any) error
}

type SigningMethodHMAC struct{ Name string }

func (m *SigningMethodHMAC) Sign(signingString string, key any) ([]byte, error)     { return nil, nil }
func (m *SigningMethodHMAC) Verify(signingString string, sig []byte, key any) error { return nil }

var (
	SigningMethodHS256 *SigningMethodHMAC
	SigningMethodRS256 SigningMethod
)

type Token struct {
	Method SigningMethod
	Header map[string]any
	Claims Claims
	Valid  bool
}

func New(method SigningMethod) *Token                          { return nil }
func NewWithClaims(method SigningMethod, claims Claims) *Token { return nil }
func (t *Token) SignedString(key any) (string, error)          { return "", nil }

type Keyfunc func(*Token) (any, error)

type ParserOption func(*Parser)

type Parser struct{}

func NewParser(options ...ParserOption) *Parser                             { return nil }
func (p *Parser) Parse(tokenString string, keyFunc Keyfunc) (*Token, error) { return nil, nil }
func (p *Parser) ParseWithClaims(tokenString string, claims Claims, keyFunc Keyfunc) (*Token, error) {
	return nil, nil
}

func Parse(tokenString string, keyFunc Keyfunc, options ...ParserOption) (*Token, error) {
	return nil, nil
}
func ParseWithClaims(tokenString string, claims Claims, keyFunc Keyfunc, options ...ParserOption) (*Token, error) {
	return nil, nil
}

func ParseRSAPublicKeyFromPEM(key []byte) (*rsa.PublicKey, error)   { return nil, nil }
func ParseRSAPrivateKeyFromPEM(key []byte) (*rsa.PrivateKey, error) { return nil, nil }
