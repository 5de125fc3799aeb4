// Package shown makes records only to show them.
package shown

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"hash"
	"log"
)

// Config has a key.
type Config struct{ Listen, SecretKey string }

func (c *Config) mac() hash.Hash { return hmac.New(sha256.New, []byte(c.SecretKey)) }

func (c *Config) print() {
	cp := *c
	cp.SecretKey = "hidden from the log"
	b, _ := json.Marshal(cp)
	log.Printf("%s", b)
}

func help() {
	log.Printf("%+v", Config{SecretKey: "your-key-comes-here"})
}

func example() string {
	b, _ := json.MarshalIndent(&Config{SecretKey: "<32 random bytes>"}, "", "  ")
	return string(b)
}

// What is shown and used is used.
func debug() hash.Hash {
	c := &Config{SecretKey: "the key for debugging"} // want `literal of 21 bytes \(SecretKey\) signs data`
	log.Println(c)
	return c.mac()
}

func copied(base Config) *Config {
	c := base
	c.SecretKey = "the key of the copy" // want `literal of 19 bytes \(SecretKey\) signs data`
	return &c
}
