// Package config has the struct that carries the keys.
package config

import "corpus/hardcodedkey/across/keys"

// Config is filled in here and used elsewhere.
type Config struct {
	Key    string
	Secret []byte
	Name   string
}

// Load returns the configuration.
func Load() *Config {
	return &Config{Key: keys.Token(), Secret: keys.Default, Name: "across"}
}
