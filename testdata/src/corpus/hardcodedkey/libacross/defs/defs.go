// Package defs declares a configuration that another package fills.
package defs

// Config has a published default.
type Config struct {
	JWTSecret string `yaml:"jwt_secret" default:"libacross of a tag"`
}
