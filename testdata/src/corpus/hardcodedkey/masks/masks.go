// Package masks hides keys before it shows their records.
package masks

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"net/url"
)

type provider struct{ Secret string }

func (p *provider) mac() hash.Hash { return hmac.New(sha256.New, []byte(p.Secret)) }

func masked(p provider) provider {
	p.Secret = "***"
	return p
}

const redacted = "**REDACTED**"

func (p *provider) redact() { p.Secret = redacted }

func shown(p *provider) provider {
	n := *p
	n.Secret = "[REDACTED]"
	return n
}

func forLog(u *url.URL) *url.URL {
	c := *u
	c.User = url.UserPassword(c.User.Username(), "xxxxx")
	return &c
}

// Where it is the key from the start, it is no mask.
func published() hash.Hash {
	p := provider{Secret: "REDACTED"} // want `literal of 8 bytes \(Secret\) signs data`
	return p.mac()
}

func cleared(p provider) provider {
	p.Secret = ""
	return p
}

func redactedValue(v string) string {
	if v == "" {
		return ""
	}
	return "[redacted]"
}

func forDump(p *provider) { p.Secret = redactedValue(p.Secret) }

// A token is printed without its key.
type token struct{ Key string }

func (t *token) Obfuscate() { t.Key = "xxx" }

func (t *token) mac() hash.Hash { return hmac.New(sha256.New, []byte(t.Key)) }

type keyData struct{ Data []byte }

func (k keyData) String() string {
	k.Data = []byte("--- REDACTED ---")
	return string(k.Data)
}

func (k *keyData) mac() hash.Hash { return hmac.New(sha256.New, k.Data) }

// What is there is replaced where it is there: nothing is a default.
type entry struct {
	Data  []byte
	Token string
}

var (
	omitted  = []byte("DATA+OMITTED")
	fallback = []byte("a-key-for-everybody") // want `19 bytes .*signs data`
)

func (e *entry) mac() hash.Hash   { return hmac.New(sha256.New, e.Data) }
func (e *entry) check() hash.Hash { return hmac.New(sha256.New, []byte(e.Token)) }

func shorten(all map[string]*entry) {
	for _, e := range all {
		if len(e.Data) > 0 {
			e.Data = omitted
		}
		if e.Token != "" {
			e.Token = "(set)"
		}
	}
}

// A default is given where nothing is there.
type setting struct{ Data []byte }

func (s *setting) mac() hash.Hash { return hmac.New(sha256.New, s.Data) }

func (s *setting) complete() {
	if len(s.Data) > 0 {
		return
	}
	s.Data = fallback
}
