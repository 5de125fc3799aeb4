package defaults

import (
	"crypto/aes"
	"crypto/cipher"
	"os"
)

// several is filled from a file or the environment, and else from a default.
type several struct{ secret string }

func (s *several) load(path string) {
	if b, err := os.ReadFile(path); err == nil {
		s.secret = string(b)
	}
	if v := os.Getenv("SEVERAL_SECRET"); v != "" {
		s.secret = v
	}
	if s.secret == "" {
		s.secret = "nobody has set it" // want `stands in when env SEVERAL_SECRET is missing and encrypts`
	}
}

func (s *several) block() (cipher.Block, error) { return aes.NewCipher([]byte(s.secret)) }
