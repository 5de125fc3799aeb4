// Package digest hashes passwords with a plain digest and a fixed salt.
package digest

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

const salt = "digest-fixed-salt" // want `passwordkey: literal of 17 bytes \(salt\) is a pepper of password hashes`

func sum(password string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(password+salt)))
}

var mixin = "digest-mixin" // want `passwordkey: literal of 12 bytes \(mixin\) is a pepper of password hashes`

func written(password string) string {
	h := md5.New()
	io.WriteString(h, password)
	io.WriteString(h, mixin)
	return hex.EncodeToString(h.Sum(nil))
}

// HTTP digest authentication has fixed text between values.
func ha1(user, realm, password string) string {
	return fmt.Sprintf("%x", md5.Sum([]byte(user+":"+realm+":"+password)))
}
