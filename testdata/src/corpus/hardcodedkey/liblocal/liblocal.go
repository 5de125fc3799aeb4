// Package liblocal declares the struct of a command line in a function.
package liblocal

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// A struct of kong is often declared in a function.
func kong(parse func(any)) []hash.Hash {
	var cli struct {
		Serve struct {
			Secret string `default:"libtags of kong" help:"The key."` // want `literal of 15 bytes \(Secret\) signs`
			Var    string `default:"${secret}"`
		} `cmd:""`
	}
	parse(&cli)
	return []hash.Hash{hmac.New(sha256.New, []byte(cli.Serve.Secret)), hmac.New(sha256.New, []byte(cli.Serve.Var))}
}
