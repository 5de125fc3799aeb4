package parts

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"strconv"
	"strings"
)

type ring struct{ keys [][]byte }

func parse(list string) *ring {
	r := new(ring)
	for _, p := range strings.Split(list, ",") {
		r.keys = append(r.keys, []byte(p))
	}
	return r
}

func (r *ring) mac() hash.Hash { return hmac.New(sha256.New, r.keys[0]) }

var development = parse("the-first-of-the-keys,the-second-of-the-keys") // want `literal of 44 bytes signs data`

func cutOut() hash.Hash {
	_, key, _ := strings.Cut("kid1:the-key-behind-it", ":") // want `literal of 22 bytes signs data`
	return hmac.New(sha256.New, []byte(key))
}

type grown struct{ secret []byte }

func newGrown() *grown {
	g := new(grown)
	g.secret = append(g.secret, "appended-to-nothing"...) // want `literal of 19 bytes signs data`
	return g
}

func (g *grown) mac() hash.Hash { return hmac.New(sha256.New, g.secret) }

// Options are filled in by a library, from a file.
type Options struct {
	KeyPem string `config:"key_pem"`
}

func (o *Options) unquoted() (hash.Hash, error) {
	var err error
	o.KeyPem, err = strconv.Unquote("\"" + o.KeyPem + "\"")
	return hmac.New(sha256.New, []byte(o.KeyPem)), err
}

const words = "abandon ability able about above absent absorb abstract absurd abuse access accident account accuse achieve acid acoustic"

// passphrase is made of words picked from a list.
func passphrase(pick func(int) int) hash.Hash {
	list := strings.Split(words, " ")
	var p []string
	for range 10 {
		p = append(p, list[pick(len(list))])
	}
	return hmac.New(sha256.New, []byte(strings.Join(p, "-")))
}
