// Package documents has its keys in documents.
package documents

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"hash"
	"os"
	"strings"
)

type config struct {
	Addr string `json:"addr"`
	Auth struct {
		Key   string `json:"signing_key"`
		Empty string `json:"empty"`
	} `json:"auth"`
	Keys []struct{ Secret string }
	common
}

type common struct {
	Shared string `json:"shared"`
}

const document = "{\"addr\": \"localhost\", \"shared\": \"embedded in others\", \"auth\": {\"signing_key\": \"stands in the text\", \"empty\": \"\"}}" // want `literal of 18 bytes \(signing_key\) signs data` `literal of 18 bytes \(shared\) signs data`

func load(text string) (*config, error) {
	c := new(config)
	err := json.Unmarshal([]byte(text), c)
	return c, err
}

func fromConst() hash.Hash {
	c, err := load(document)
	if err != nil {
		return nil
	}
	return hmac.New(sha256.New, []byte(c.Auth.Key))
}

func empty() hash.Hash {
	c, _ := load(document)
	return hmac.New(sha256.New, []byte(c.Auth.Empty))
}

func shared() hash.Hash {
	c, _ := load(document)
	return hmac.New(sha256.New, []byte(c.Shared))
}

type other struct{ Key string }

func fromDecoder() hash.Hash {
	var o other
	d := json.NewDecoder(strings.NewReader(`{"key": "read by a decoder"}`)) // want `literal of 17 bytes \(key\) signs data`
	if err := d.Decode(&o); err != nil {
		return nil
	}
	return hmac.New(sha256.New, []byte(o.Key))
}

type third struct{ Key string }

// What the file has is not known.
func fromFile() hash.Hash {
	b, err := os.ReadFile("config.json")
	if err != nil {
		return nil
	}
	var t third
	if json.Unmarshal(b, &t) != nil {
		return nil
	}
	return hmac.New(sha256.New, []byte(t.Key))
}
