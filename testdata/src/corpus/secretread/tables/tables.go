// Package tables fills its settings by a table of names.
package tables

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"os"
)

type options struct{ addr, signer string }

func load() *options {
	o := new(options)
	for name, dst := range map[string]*string{
		"TABLE_ADDR":    &o.addr,
		"TABLE_SIGNING": &o.signer,
	} {
		if v, ok := os.LookupEnv(name); ok { // want `environment variable TABLE_SIGNING is read outside the approved packages; it signs data`
			*dst = v
		}
	}
	return o
}

func (o *options) sign() hash.Hash { return hmac.New(sha256.New, []byte(o.signer)) }

func (o *options) show(m hash.Hash) { m.Write([]byte(o.addr)) }
