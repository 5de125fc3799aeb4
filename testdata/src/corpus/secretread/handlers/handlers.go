// Package handlers reads secrets itself.
package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"os"

	"github.com/spf13/viper"
)

func mac() hash.Hash {
	return hmac.New(sha256.New, []byte(os.Getenv("LINK_SECRET"))) // want `secretread: environment variable LINK_SECRET is read outside the approved packages; it signs .*hmac.New.* \[keyed-mac\]`
}

// A name that says nothing: the use tells.
func byUse() hash.Hash {
	v, ok := os.LookupEnv("HANDLERS_X") // want `secretread: environment variable HANDLERS_X is read .*hmac.New`
	if !ok {
		return nil
	}
	return hmac.New(sha256.New, []byte(v))
}

// A use that cannot be seen from here: the name tells.
func byName() string {
	return os.Getenv("SESSION_SECRET") // want `secretread: environment variable SESSION_SECRET is read outside the approved packages, and what rotating it breaks cannot be seen from here`
}

func config() hash.Hash {
	return hmac.New(sha256.New, []byte(viper.GetString("handlers.signing"))) // want `secretread: configuration key handlers.signing is read .*hmac.New`
}

func getenv(name, def string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return def
}

func helper() string {
	return getenv("JWT_SECRET_KEY", "") // want `secretread: environment variable JWT_SECRET_KEY is read`
}
