// Package config reads the service's configuration from the environment.
package config

import (
	"encoding/hex"
	"fmt"
	"os"
)

// Config is what the service is told from outside.
type Config struct {
	Listen     string
	SessionKey string // signs the session cookie
	NotesKey   []byte // encrypts the notes
}

// Load reads the configuration.
func Load() (*Config, error) {
	key, err := hex.DecodeString(os.Getenv("NOTES_KEY"))
	if err != nil {
		return nil, fmt.Errorf("NOTES_KEY: %w", err)
	}
	return &Config{
		Listen:     getenv("LISTEN", "localhost:8080"),
		SessionKey: getenv("SESSION_KEY", "change-me-in-production"),
		NotesKey:   key,
	}, nil
}

func getenv(name, def string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return def
}
