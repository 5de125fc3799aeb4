// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"slices"
	"strings"
	"unicode"
)

// secretNames are the word sequences that make a name secret-like, in any case
// style: SECRET_KEY, secretKey, app.secret-key.
var secretNames = [][]string{
	{"secret"}, {"pepper"},
	{"signing", "key"}, {"sign", "key"}, {"signature", "key"},
	{"session", "key"}, {"cookie", "key"}, {"token", "key"}, {"jwt", "key"}, {"auth", "key"},
	{"encryption", "key"}, {"encrypt", "key"}, {"crypto", "key"}, {"crypt", "key"}, {"cipher", "key"}, {"aes", "key"},
	{"hmac", "key"}, {"mac", "key"}, {"hash", "key"}, {"block", "key"},
	{"app", "key"}, {"application", "key"}, {"master", "key"}, {"private", "key"}, {"priv", "key"},
	{"csrf", "key"}, {"xsrf", "key"}, {"webhook", "key"}, {"symmetric", "key"}, {"shared", "key"}, {"root", "key"},
}

// notSecretAfter are words that, right behind a secret-like sequence, make the
// name one of something about the key rather than the key.
var notSecretAfter = map[string]bool{
	"id": true, "ids": true, "name": true, "names": true, "path": true, "paths": true, "file": true, "files": true,
	"filename": true, "dir": true, "directory": true, "location": true, "url": true, "uri": true, "ref": true, "reference": true,
	"len": true, "length": true, "size": true, "bits": true, "bytes": false, "type": true, "kind": true, "usage": true,
	"env": true, "header": true, "field": true, "label": true, "prefix": true, "suffix": true, "version": true,
	"algorithm": true, "alg": true, "algo": true, "format": true, "ttl": true, "expiry": true, "expires": true, "age": true, "rotation": true,
	"namespace": true, "manager": true, "store": true, "provider": true, "service": true, "engine": true, "backend": true, "source": true,
	"count": true, "index": true, "enabled": true, "required": true, "regex": true, "regexp": true, "pattern": true, "hint": true,
	"description": true, "desc": true, "help": true, "error": true, "err": true, "cmd": true, "command": true, "flag": true,
	"resource": true, "list": true, "lister": true, "informer": true, "metadata": true, "annotation": true, "mount": true, "volume": true,
}

// notSecretLast are further words that make a name one of something else when
// they end it: SECRET_SERVICE_ENDPOINT.
var notSecretLast = map[string]bool{
	"endpoint": true, "addr": true, "address": true, "host": true, "hostname": true, "port": true, "domain": true,
	"extension": true, "disabled": true, "info": true, "context": true, "scheme": true, "salt": true, "allowed": true, "timeout": true, "interval": true, "mode": true, "limit": true,
	"arn": true, "alias": true, "param": true, "parameter": true, "region": true, "bucket": true, "check": true, "table": true, "column": true,
}

// notSecretBefore are words that make a name one of a switch.
var notSecretBefore = map[string]bool{
	"allow": true, "enable": true, "disable": true, "require": true, "skip": true, "ignore": true, "force": true,
	"no": true, "is": true, "has": true, "use": true, "with": true, "without": true,
}

// Words splits a name at case changes, digits-free boundaries and punctuation,
// in lower case: "JWTSecretKey" gives jwt, secret, key.
func Words(name string) []string {
	var out []string
	var cur []rune
	flush := func() {
		if len(cur) > 0 {
			out = append(out, strings.ToLower(string(cur)))
			cur = cur[:0]
		}
	}
	rs := []rune(name)
	for i, r := range rs {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			continue
		case unicode.IsUpper(r) && len(cur) > 0:
			// A new word begins at aB, and at the last upper of ABc.
			if unicode.IsLower(cur[len(cur)-1]) || unicode.IsDigit(cur[len(cur)-1]) ||
				i+1 < len(rs) && unicode.IsLower(rs[i+1]) {
				flush()
			}
		}
		cur = append(cur, r)
	}
	flush()
	return out
}

// compounds are words that people write without a boundary.
var compounds = map[string][]string{
	"secretkey": {"secret", "key"}, "signingkey": {"signing", "key"}, "signkey": {"sign", "key"},
	"jwtsecret": {"jwt", "secret"}, "jwtkey": {"jwt", "key"}, "sessionkey": {"session", "key"}, "cookiekey": {"cookie", "key"},
	"encryptionkey": {"encryption", "key"}, "hmackey": {"hmac", "key"}, "appkey": {"app", "key"}, "masterkey": {"master", "key"},
	"privatekey": {"private", "key"}, "privkey": {"priv", "key"}, "hashkey": {"hash", "key"}, "blockkey": {"block", "key"},
	"aeskey": {"aes", "key"}, "authkey": {"auth", "key"}, "secrets": {"secret"}, "cookiesecret": {"cookie", "secret"},
	"appsecret": {"app", "secret"}, "clientsecret": {"client", "secret"}, "tokensecret": {"token", "secret"},
	"secretkeys": {"secret", "key"}, "keys": {"key"},
}

func nameWords(name string) []string {
	ws := Words(name)
	out := ws[:0:0]
	for _, w := range ws {
		if c, ok := compounds[w]; ok {
			out = append(out, c...)
		} else {
			out = append(out, w)
		}
	}
	return out
}

// SecretName reports whether a name (of a variable, field, environment
// variable, configuration key or flag) is that of a secret key, judged by its
// words: "JWT_SECRET" is, "secretKeyPath" and "publicKey" are not.
func SecretName(name string) bool {
	if !mayBeSecretName(name) {
		return false
	}
	ws := nameWords(name)
	if last := ws[len(ws)-1]; notSecretLast[last] || notSecretAfter[last] || slices.ContainsFunc(ws, func(w string) bool { return notSecretBefore[w] }) {
		return false
	}
	for i := range ws {
	next:
		for _, seq := range secretNames {
			if i+len(seq) > len(ws) {
				continue
			}
			for j, w := range seq {
				if ws[i+j] != w {
					continue next
				}
			}
			rest := ws[i+len(seq):]
			// "secret key", "secret value" go on naming the key itself.
			for len(rest) > 0 && (rest[0] == "key" || rest[0] == "value" || rest[0] == "string" || rest[0] == "bytes") {
				rest = rest[1:]
			}
			if len(rest) > 0 && notSecretAfter[rest[0]] {
				continue
			}
			if i > 0 && (ws[i-1] == "public" || ws[i-1] == "pub") {
				continue
			}
			return true
		}
	}
	return false
}

// explainsAway reports whether the explanation of a setting says that its value
// is a path or something public, and no key: "Path to the signing key", "GnuPG
// public key IDs". One that has a choice ("the key, or a file with it") is a key.
func explainsAway(text string) bool {
	if !strings.Contains(text, " ") {
		return false
	}
	ws := Words(text)
	if slices.Contains(ws, "or") || slices.Contains(ws, "private") && slices.Contains(ws, "public") {
		return false
	}
	const begin = 4 // words, by which an explanation has said what the value is
	for i, w := range ws {
		var next string
		if i+1 < len(ws) {
			next = ws[i+1]
		}
		switch w {
		case "path", "file", "filename", "directory", "name", "names":
			if i < begin {
				return true
			}
		case "public":
			if next == "key" || next == "keys" {
				return true
			}
		case "key", "keys":
			if next == "id" || next == "ids" {
				return true
			}
		}
	}
	return false
}

// mayBeSecretName is a quick test that lets few names through to the words.
func mayBeSecretName(name string) bool {
	for i := 0; i+2 < len(name); i++ {
		switch name[i] | 0x20 {
		case 'k': // key
			if name[i+1]|0x20 == 'e' && name[i+2]|0x20 == 'y' {
				return true
			}
		case 's': // secret
			if name[i+1]|0x20 == 'e' && name[i+2]|0x20 == 'c' {
				return true
			}
		case 'p': // pepper
			if name[i+1]|0x20 == 'e' && name[i+2]|0x20 == 'p' {
				return true
			}
		}
	}
	return false
}

// keyishWords are looser: a literal held under a name with one of these may
// well be a key, so that it is worth telling importers of the package about it.
var keyishWords = map[string]bool{
	"key": true, "keys": true, "secret": true, "token": true, "salt": true, "pepper": true, "seed": true, "pass": true,
	"password": true, "passphrase": true, "hmac": true, "sign": true, "signing": true, "signature": true, "cookie": true, "session": true,
	"jwt": true, "auth": true, "cred": true, "credential": true, "credentials": true, "cipher": true, "crypt": true, "crypto": true,
	"encrypt": true, "encryption": true, "decrypt": true, "private": true, "priv": true, "csrf": true, "xsrf": true, "webhook": true, "aes": true,
}

func keyishName(name string) bool {
	for _, w := range nameWords(name) {
		if keyishWords[w] {
			return true
		}
	}
	return false
}

// passwordWords are the words by which people call a user's password.
var passwordWords = map[string]bool{
	"password": true, "passwd": true, "pwd": true, "pass": true, "passwort": true, "pw": true, "userpassword": true, "plainpassword": true, "rawpassword": true, "pswd": true,
}

// PasswordName reports whether a name is that of a user's password, and not of
// something about one ("passwordHash", "password_reset_token").
func PasswordName(name string) bool {
	ws := Words(name)
	for i, w := range ws {
		if !passwordWords[w] {
			continue
		}
		rest := ws[i+1:]
		for len(rest) > 0 && aboutInput[rest[0]] {
			rest = rest[1:]
		}
		if len(rest) == 0 && !(i > 0 && (ws[i-1] == "hash" || ws[i-1] == "hashed" || ws[i-1] == "encrypted" || ws[i-1] == "db" || ws[i-1] == "redis")) {
			return true
		}
	}
	return false
}

// aboutInput are words that may follow in the name of what was typed in.
var aboutInput = map[string]bool{
	"bytes": true, "byte": true, "plain": true, "text": true, "str": true, "string": true, "input": true, "raw": true, "confirm": true,
	"confirmation": true, "new": true, "old": true, "utf8": true, "b": true, "s": true, "1": true, "2": true, "val": true, "value": true,
}
