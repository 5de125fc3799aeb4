// Package maps keeps several things in one map, under constant keys.
package maps

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"
	"os"
	"strings"
)

func parse(file string) map[string]string {
	m := map[string]string{"log_level": "information", "listen": "localhost:8080"}
	b, _ := os.ReadFile(file)
	for line := range strings.Lines(string(b)) {
		k, v, _ := strings.Cut(line, "=")
		m[k] = v
	}
	return m
}

func fromFile(file string) hash.Hash {
	return hmac.New(sha256.New, []byte(signKey(parse(file))))
}

func signKey(m map[string]string) string { return m["sign_key"] }

var settings = map[string]any{
	"theme":  "the theme of the site",
	"secret": "the secret of the map", // want `literal of 21 bytes signs data`
}

func fromSettings() hash.Hash {
	s, _ := settings["secret"].(string)
	return hmac.New(sha256.New, []byte(s))
}

// By an identifier that comes with a message, each is used.
var byID = map[string][]byte{
	"2024": []byte("the key of two years ago"), // want `literal of 24 bytes signs data`
	"2026": []byte("the key of today"),         // want `literal of 16 bytes signs data`
}

func byMessage(id string) hash.Hash { return hmac.New(sha256.New, byID[id]) }

var defaults = map[string]string{
	"ADDR":       ":8080",
	"LOG_LEVEL":  "information",
	"SECRET_KEY": "the default of the key", // want `literal of 22 bytes stands in when env SECRET_KEY is missing and signs data`
}

func get(name string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return defaults[name]
}

func fromDefaults() (string, hash.Hash) {
	return get("ADDR"), hmac.New(sha256.New, []byte(get("SECRET_KEY")))
}

// The parts of one key are told of by the first of the longest.
func joined() hash.Hash {
	key := strings.Join([]string{"the first part", "the other part"}, "-") // want `literal of 14 bytes signs data`
	return hmac.New(sha256.New, []byte(key))
}

func padded() hash.Hash {
	const product = "the-product-key" // want `literal of 15 bytes \(product\) signs data`
	return hmac.New(sha256.New, []byte(fmt.Sprintf("%-32s", product)))
}

type resource struct{ Data map[string][]byte }

func set(r *resource, name, value string) {
	if value != "" {
		r.Data[name] = []byte(value)
	}
}

func fill(r *resource) {
	set(r, "name", "the name of the cluster")
	set(r, "key", "the key of the cluster") // want `literal of 22 bytes signs data`
}

func fromResource(r *resource) hash.Hash { return hmac.New(sha256.New, r.Data["key"]) }

func put(m map[string]string, name, value string) { m[name] = value }

func fromPut() hash.Hash {
	m := make(map[string]string)
	put(m, "title", "a title of this page")
	put(m, "key", "a key of this function") // want `literal of 22 bytes signs data`
	return hmac.New(sha256.New, []byte(m["key"]))
}
