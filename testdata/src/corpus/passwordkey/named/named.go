// Package named mixes keys into password hashes that come from where no source
// is known.
package named

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/pbkdf2"
)

// Config is read from a file.
type Config struct {
	Pepper    string `json:"pepper"`
	SecretKey string `json:"secret_key"`
	Domain    string `json:"domain"`
}

func load(r *json.Decoder) (c Config, err error) {
	err = r.Decode(&c)
	return c, err
}

func hash(c *Config, password string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(password+c.Pepper), 12) // want `passwordkey: key Pepper is a pepper of password hashes \(bcrypt.GenerateFromPassword\)`
}

func salted(c *Config, password string) string {
	return hex.EncodeToString(pbkdf2.Key([]byte(password), []byte(c.SecretKey), 100000, 32, sha256.New)) // want `passwordkey: key SecretKey is the salt of password hashes`
}

func keyed(c *Config, password string) []byte {
	m := hmac.New(sha256.New, []byte(c.SecretKey)) // want `passwordkey: key SecretKey is the key of password hashes \(hmac.New\)`
	m.Write([]byte(password))
	return m.Sum(nil)
}

// What is no key by its name is none.
func bound(c *Config, password string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(password+c.Domain), 12)
}

type env struct{ pepper string }

func fromEnv() *env { return &env{os.Getenv("PASSWORD_PEPPER")} } // want `passwordkey: environment variable PASSWORD_PEPPER is a pepper`

func (e *env) hash(password string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(password+e.pepper), 12)
}
