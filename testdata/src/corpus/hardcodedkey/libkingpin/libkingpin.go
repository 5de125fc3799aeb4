// Package libkingpin has its keys in flags of kingpin.
package libkingpin

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"github.com/alecthomas/kingpin/v2"
)

func ofKingpin(app *kingpin.Application) []hash.Hash {
	secret := app.Flag("kingpin.secret", "The key.").Default("libflags of kingpin").Envar("KINGPIN_SECRET").String() // want `literal of 19 bytes stands in when (flag kingpin.secret|env KINGPIN_SECRET) is missing and signs`
	listen := app.Flag("kingpin.listen", "The address.").Default("kingpin.example:8080").String()
	other := app.Flag("kingpin.other", "The other key.").Required().String()
	var third string
	kingpin.Flag("kingpin.third", "The third key.").Default("libflags of kingpin too").StringVar(&third) // want `literal of 23 bytes stands in when flag kingpin.third is missing and signs`
	h := hmac.New(sha256.New, []byte(*secret))
	h.Write([]byte(*listen))
	return []hash.Hash{h, hmac.New(sha256.New, []byte(*other)), hmac.New(sha256.New, []byte(third))}
}
