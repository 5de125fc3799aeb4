// Package streamed imports nothing but the digest, whose methods are those of
// another package.
package streamed

import "crypto/sha256"

const local = "one-for-everybody" // want `passwordkey: literal of 17 bytes \(local\) is a pepper of password hashes`

func hash(pass string) []byte {
	h := sha256.New()
	h.Write([]byte(pass + local))
	return h.Sum(nil)
}
