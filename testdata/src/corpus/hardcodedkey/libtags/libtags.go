// Package libtags has fields that libraries fill with a default that a tag
// gives, under no environment variable's name.
package libtags

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// defaults is filled by creasty/defaults or mcuadros/go-defaults.
type defaults struct {
	Listen string `default:"localhost:8080"`
	Secret string `default:"libtags of defaults"` // want `hardcodedkey: literal of 19 bytes \(Secret\) signs .*hmac.New`
	Pepper string `default:"-"`
	Salted []byte `default:"libtags of bytes"` // want `literal of 16 bytes \(Salted\) signs`
}

func (d *defaults) macs() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(d.Secret)), hmac.New(sha256.New, []byte(d.Pepper)), hmac.New(sha256.New, d.Salted)}
}

// clean is filled by cleanenv from a file.
type clean struct {
	Secret string `yaml:"secret" env-default:"libtags of cleanenv"` // want `literal of 19 bytes \(Secret\) signs`
	Other  string `yaml:"other" env-required:"true"`
	Env    string `yaml:"env" env:"CLEAN_SECRET,CLEAN_KEY" env-default:"libtags of clean env"` // want `literal of 20 bytes \(Env\) stands in when env CLEAN_SECRET is missing`
}

func (c *clean) macs() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(c.Secret)), hmac.New(sha256.New, []byte(c.Other)), hmac.New(sha256.New, []byte(c.Env))}
}

// Opts is filled by go-flags.
var Opts struct {
	Secret string `long:"secret" default:"libtags of go-flags"` // want `literal of 19 bytes \(Secret\) signs`
	Needed string `long:"needed" required:"true"`
}

func flags() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(Opts.Secret)), hmac.New(sha256.New, []byte(Opts.Needed))}
}

// CLI is filled by kong.
var CLI struct {
	Serve struct {
		Secret string `default:"libtags of kong" help:"The key."` // want `literal of 15 bytes \(Secret\) signs`
		Var    string `default:"${secret}"`
	} `cmd:""`
}

func commands() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(CLI.Serve.Secret)), hmac.New(sha256.New, []byte(CLI.Serve.Var))}
}

// Options of sethvargo/go-envconfig and others stand behind the name.
type inline struct {
	Secret string `env:"INLINE_SECRET, overwrite, default=libtags of env"` // want `literal of 14 bytes \(Secret\) stands in when env INLINE_SECRET is missing`
	Prefix string `env:", prefix=INLINE_"`
	Old    string `envconfig:"default=libtags of old"` // want `literal of 14 bytes \(Old\) signs`
}

func (i *inline) macs() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(i.Secret)), hmac.New(sha256.New, []byte(i.Prefix)), hmac.New(sha256.New, []byte(i.Old))}
}

// request has the default that a description of the API shows. No key comes of it.
type request struct {
	Name string   `json:"name" default:"somebody's secret"`
	Keys []string `json:"keys" default:"[\"one\",\"two\"]"`
}

func (r *request) sign(key []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(r.Name))
	h.Write([]byte(r.Keys[0]))
	return h.Sum(nil)
}
