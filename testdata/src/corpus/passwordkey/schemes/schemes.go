// Package schemes keeps the name of the scheme and the salt beside a hash.
package schemes

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

type stored struct{ Password string }

func schemeHash(password, salt string) string {
	dk, _ := pbkdf2.Key(sha256.New, password, []byte(salt), 120000, 32)
	return "my_scheme" + "$" + salt + "$" + hex.EncodeToString(dk)
}

// The salt is cut out of what is stored, behind the name of the scheme.
func checkStored(a *stored, password string) bool {
	return a.Password == schemeHash(password, strings.Split(a.Password, "$")[1])
}

// A password that is set first is no pepper.
func setStored(a *stored) {
	a.Password = "the first password"
	a.Password = schemeHash(a.Password, rand.Text())
}
