// Package quiet reads no secret itself.
package quiet

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"os"

	"corpus/secretread/internal/config"
)

func mac() hash.Hash { return hmac.New(sha256.New, []byte(config.Key())) }

func viaConfig() hash.Hash { return hmac.New(sha256.New, []byte(config.Get("OTHER_KEY"))) }

func names() []string {
	return []string{
		os.Getenv("PORT"), os.Getenv("SECRET_KEY_FILE"), os.Getenv("KEY_ID"), os.Getenv("PUBLIC_KEY"),
		os.Getenv("KEYBOARD"), os.Getenv("SECRET_NAME"), os.Getenv("PRIVATE_KEY_PATH"),
	}
}

// The first of the two is what the service calls the program.
func client() (id, secret string) {
	return os.Getenv("SERVICE_APP_KEY"), os.Getenv("SERVICE_APP_SECRET") // want `environment variable SERVICE_APP_SECRET is read`
}
