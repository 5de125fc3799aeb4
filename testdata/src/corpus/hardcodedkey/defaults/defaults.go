// Package defaults has literals that stand in when the configured key is missing.
package defaults

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"os"

	"github.com/spf13/viper"
)

func ifEmpty() hash.Hash {
	key := os.Getenv("MAC_KEY")
	if key == "" {
		key = "defaults-if-empty" // want `hardcodedkey: literal of 17 bytes \(key\) stands in when env MAC_KEY is missing and signs .*hmac.New`
	}
	return hmac.New(sha256.New, []byte(key))
}

func getenv(name, def string) string {
	if v, ok := os.LookupEnv(name); ok {
		return v
	}
	return def
}

func helper() hash.Hash {
	return hmac.New(sha256.New, []byte(getenv("HELPER_KEY", "defaults-helper"))) // want `hardcodedkey: literal of 15 bytes stands in when env HELPER_KEY is missing and .*hmac.New`
}

// The helper's other callers are no keys.
func listen() string { return getenv("LISTEN", "localhost:8080") }

func init() {
	viper.SetDefault("mac.key", "defaults-viper") // want `hardcodedkey: literal of 14 bytes stands in when config mac.key is missing and .*hmac.New`
	viper.SetDefault("listen", "localhost:8081")
}

func configured() hash.Hash {
	return hmac.New(sha256.New, []byte(viper.GetString("mac.key")))
}

func required() hash.Hash {
	key := os.Getenv("REQUIRED_KEY")
	if key == "" {
		panic("REQUIRED_KEY must be set")
	}
	return hmac.New(sha256.New, []byte(key))
}
