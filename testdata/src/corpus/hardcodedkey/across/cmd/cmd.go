// Package cmd brings keys and uses together.
package cmd

import (
	"corpus/hardcodedkey/across/keys"
	"corpus/hardcodedkey/across/web"
)

var server = web.New(web.Options{SigningKey: "across-options"}) // want `hardcodedkey: literal of 14 bytes \(SigningKey\) .*hmac.New in package web.* \[keyed-mac\]`

func direct() {
	web.Mac([]byte(keys.Session))  // want `hardcodedkey: literal of 23 bytes \(Session\) .*hmac.New in package web`
	web.Mac(keys.Default)          // want `hardcodedkey: literal of 15 bytes \(Default\) at keys/keys.go:8 .*hmac.New in package web`
	web.Mac([]byte("across-call")) // want `hardcodedkey: literal of 11 bytes .*hmac.New in package web`
}
