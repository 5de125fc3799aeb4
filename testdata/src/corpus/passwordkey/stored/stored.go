// Package stored compares passwords with hashes in the form in which they are
// stored, salt and all.
package stored

import (
	"crypto/subtle"
	"encoding/base64"
	"os"
	"strings"

	"golang.org/x/crypto/argon2"
)

func compare(hashed, password string) bool {
	parts := strings.Split(hashed, "$")
	salt, _ := base64.RawStdEncoding.DecodeString(parts[4])
	want, _ := base64.RawStdEncoding.DecodeString(parts[5])
	return subtle.ConstantTimeCompare(want, argon2.IDKey([]byte(password), salt, 1, 46*1024, 1, 32)) == 1
}

// fake takes as long to compare as that of a user who exists.
func fake() string {
	return "$argon2id$v=19$m=47104,t=1,p=1$bm90IGEgc2FsdCBhdCBhbGw$bm90aGluZyBhdCBhbGwsIG5vdGhpbmc"
}

func login(users map[string]string, user, password string) bool {
	hashed, ok := users[user]
	if !ok {
		hashed = fake()
	}
	return compare(hashed, password) && ok
}

// operator compares with the one hash that the operator has put into the
// environment, under a name of their choice.
func operator(name, password string) bool { return compare(os.Getenv(name+"_HASH"), password) }
