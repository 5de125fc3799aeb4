// Package testvars has configurations in package variables, of which some are
// there for its tests only, in a file that is none by its name.
package testvars

import (
	"crypto/aes"
	"crypto/cipher"
)

type storage struct{ EncryptionKey string }

type config struct{ Storage storage }

func open(c *config) (cipher.Block, error) {
	return aes.NewCipher([]byte(c.Storage.EncryptionKey))
}

var forTests = config{Storage: storage{EncryptionKey: "key-of-the-tests-only-0123456789"}}

var pointerForTests = &config{Storage: storage{EncryptionKey: "another-of-the-tests-0123456789a"}}

var fallback = config{Storage: storage{EncryptionKey: "the-key-that-programs-get-012345"}} // want `hardcodedkey: literal of 32 bytes`

func Open() (cipher.Block, error) { return open(&fallback) }
