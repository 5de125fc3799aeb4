package defaults

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"
)

// signWith has a key of each caller's: none of them stands in for another.
func signWith(key []byte, message string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(message))
	return h.Sum(nil)
}

func callsConfigured(message string) []byte { return signWith([]byte(os.Getenv("CALLS_KEY")), message) }

func callsFixed(message string) []byte {
	return signWith([]byte("the key of another call"), message) // want `hardcodedkey: literal of 23 bytes signs`
}

// Here it does, before it is given to the function.
func callsEither(message string) []byte {
	key := os.Getenv("EITHER_KEY")
	if key == "" {
		key = "the key of nobody else" // want `stands in when env EITHER_KEY is missing and signs`
	}
	return signWith([]byte(key), message)
}
