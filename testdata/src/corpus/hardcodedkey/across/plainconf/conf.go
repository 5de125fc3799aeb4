// Package plainconf says by the names of its fields only that it has keys.
package plainconf

import "os"

// Config is the configuration.
type Config struct{ Addr, SigningKey string }

// Load reads it.
func Load() *Config {
	key := os.Getenv("APP_VALUE")
	if key == "" {
		key = "stands in quietly"
	}
	return &Config{Addr: ":80", SigningKey: key}
}
