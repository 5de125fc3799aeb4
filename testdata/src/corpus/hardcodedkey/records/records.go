// Package records keeps settings of all sorts as names and values.
package records

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// A KV is one setting.
type KV struct{ Key, Value string }

// KVS are the settings of one subsystem.
type KVS []KV

// Get returns the value of a setting.
func (kvs KVS) Get(key string) string {
	for _, kv := range kvs {
		if kv.Key == key {
			return kv.Value
		}
	}
	return ""
}

// Defaults has nothing to do with secrets.
var Defaults = KVS{{"enable", "on"}, {"region", "us-east-1-the-default-region"}}

func mac(kvs KVS) hash.Hash { return hmac.New(sha256.New, []byte(kvs.Get("secret"))) }

func direct() hash.Hash {
	kv := KV{"secret", "the-value-of-the-secret"} // want `literal of 23 bytes \(?.*signs data`
	return hmac.New(sha256.New, []byte(kv.Value))
}
