// Package facts shows what the engine tells importers.
package facts

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"os"
	"strings"
)

// Mac uses its parameter as a key.
func Mac(key []byte) hash.Hash { // want Mac:`key\(p0:keyed-mac p0->r0 r0=mac:keyed-mac\)`
	return hmac.New(sha256.New, key)
}

// Clean passes its parameter on.
func Clean(s string) string { return strings.TrimSpace(s) } // want Clean:`key\(p0->r0\)`

// Key reads a variable.
func Key() string { return os.Getenv("FACTS_KEY") } // want Key:`key\(r0<-env:FACTS_KEY\)`

// Getenv reads what the caller names.
func Getenv(name, def string) string { // want Getenv:`key\(p1->r0 r0<-env\(p0\)\)`
	if v := os.Getenv(name); v != "" {
		return v
	}
	return def
}

// DefaultKey is a key by its name.
var DefaultKey = "facts-default" // want DefaultKey:`holds\(<-literal/13\)`

// Greeting is none.
var Greeting = "facts-greeting"

// Options has a field that is used as a key.
type Options struct {
	Name   string
	Signer []byte // want Signer:`holds\(:keyed-mac\)`
}

// Sign uses a field of its options.
func Sign(o Options) hash.Hash { return Mac(o.Signer) } // want Sign:`key\(r0=mac:keyed-mac\)`

// Signer keeps a key.
type Signer struct{ key []byte }

// NewSigner keeps its parameter for Sign to use.
func NewSigner(key []byte) *Signer { return &Signer{key} } // want NewSigner:`key\(p0:keyed-mac\)`

// Sign uses what NewSigner was given.
func (s *Signer) Sign() hash.Hash { return Mac(s.key) } // want Sign:`key\(r0=mac:keyed-mac\)`

// Seal is declared to be a secret.
var Seal string //keyvet:secret name=SEAL // want Seal:`holds\(secret=SEAL\)`

// String is a text for people.
func (s *Signer) String() string { return "facts-string" }
