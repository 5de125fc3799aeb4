// Package config is approved by its name.
package config

import "os"

// Key is read here, where it may be.
func Key() string { return os.Getenv("SIGNING_KEY") }

// Get reads what others name.
func Get(name string) string { return os.Getenv(name) }
