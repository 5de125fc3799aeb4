// Package quiet reads keys that are used, or may be.
package quiet

import (
	"encoding/json"
	"io"
	"os"
)

type Config struct {
	SecretKey string
	APIToken  string
	Password  string
}

func Load() *Config {
	return &Config{
		SecretKey: os.Getenv("QUIET_SECRET_KEY"),
		APIToken:  os.Getenv("QUIET_API_TOKEN"),
		Password:  os.Getenv("QUIET_PASSWORD"),
	}
}

// Dump looks at all of it.
func Dump(w io.Writer, c *Config) error { return json.NewEncoder(w).Encode(c) }

// Given is used by who calls it.
func Given() string { return os.Getenv("GIVEN_SECRET_KEY") }

type Older struct {
	SecretKey string
}

// Known and accepted.
func LoadOlder() *Older {
	//keyvet:ignore deadkey -- read until 2027 so that old set-ups start
	return &Older{SecretKey: os.Getenv("OLDER_SECRET_KEY")}
}

type settings struct {
	SigningSecret string
}

// Decoded is read by reflection: it is the input, and not what is filled.
func Decoded() map[string]any {
	s := settings{SigningSecret: os.Getenv("DECODED_SIGNING_SECRET")}
	out := make(map[string]any)
	decode(s, &out)
	return out
}

func decode(from any, to *map[string]any) {}
