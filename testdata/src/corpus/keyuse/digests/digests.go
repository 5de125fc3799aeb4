// Package digests makes MACs of plain digests, of a secret and data put together.
package digests

import (
	"crypto/aes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"corpus/keyuse/macs"
)

type settings struct {
	SecretKey string
	Prefix    string
}

var conf = settings{SecretKey: os.Getenv("SECRET_KEY"), Prefix: os.Getenv("PREFIX")}

// The code of a link in a mail: the check makes it again.

func ActivationCode(data, start string, minutes int) string {
	h := sha1.New()
	h.Write([]byte(data + conf.SecretKey + start + strconv.Itoa(minutes)))
	return start + hex.EncodeToString(h.Sum(nil)) // want `mail-link: .* with hash.Hash.Sum in ActivationCode`
}

func VerifyActivationCode(data, start, code string) bool {
	return ActivationCode(data, start, 90) == code
}

// Written in two parts, compared.
func signed(w http.ResponseWriter, r *http.Request) {
	h := sha256.New()
	h.Write([]byte(os.Getenv("LINK_SECRET")))
	h.Write([]byte(r.URL.Path))
	if hex.EncodeToString(h.Sum(nil)) != r.FormValue("sig") { // want `keyed-mac: verify with hash.Hash.Sum in signed; .*; F2$`
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	http.ServeFile(w, r, r.URL.Path)
}

// By a helper, which hashes other things too.

func hexSum(s string) string {
	return fmt.Sprintf("%x", md5.Sum([]byte(s)))
}

func remember(w http.ResponseWriter, user string) {
	http.SetCookie(w, &http.Cookie{Name: "remember_me", Value: user + ":" + hexSum(fmt.Sprintf("%s|%s", user, conf.SecretKey))}) // want `remember-me: sign and verify with md5.Sum in remember; lives in cookie remember_me`
}

func etag(page string) string { return hexSum(conf.Prefix + page) }

func query(user string, v url.Values) {
	s := sha256.Sum256([]byte(user + conf.SecretKey)) // want `keyed-mac: sign and verify with sha256.Sum256 in query; lives in query sig`
	v.Set("sig", hex.EncodeToString(s[:]))
}

// Not of a secret and data.

func fixed() string { return hexSum("app:" + conf.SecretKey) }

func alone() [32]byte { return sha256.Sum256([]byte(conf.SecretKey)) }

func prefixed(page string) [32]byte { return sha256.Sum256([]byte(conf.Prefix + page)) }

// Not of a MAC: the key of a cipher, a name in a cache, what only stays here.

func cipherKey(user string) error {
	k := sha256.Sum256([]byte(user + conf.SecretKey))
	_, err := aes.NewCipher(k[:]) // want `cipher: .*`
	return err
}

func deriveFor(user string) [32]byte { return sha256.Sum256([]byte(user + conf.SecretKey)) }

func cacheName(page string) string { return hexSum(page + conf.SecretKey) }

var pages = map[string]string{}

func page(name string) string { return pages[hexSum(name+conf.SecretKey)] }

// A password and what is put to it is the affair of passwordkey.
func hashPassword(password string) string { return hexSum(password + conf.SecretKey) }

func login(password string) string { return hexSum(password + conf.SecretKey) }

// A secret that is in the message of a real MAC is not its key.

type ticket struct{ id, secret string }

func (t *ticket) encode(key string) string { return macs.Signed(key, t.id+"."+t.secret) }
