// Package securecookie is a stub with the signatures that the corpora use.
package securecookie

type SecureCookie struct{}

func New(hashKey, blockKey []byte) *SecureCookie { return nil }

func GenerateRandomKey(length int) []byte { return nil }
