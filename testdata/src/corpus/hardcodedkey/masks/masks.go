// Package masks hides keys before it shows their records.
package masks

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

type provider struct{ Secret string }

func (p *provider) mac() hash.Hash { return hmac.New(sha256.New, []byte(p.Secret)) }

func masked(p provider) provider {
	p.Secret = "***"
	return p
}

func cleared(p provider) provider {
	p.Secret = ""
	return p
}
