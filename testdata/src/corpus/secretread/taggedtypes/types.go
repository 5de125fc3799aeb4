// Package taggedtypes has the shape of a configuration that another package
// fills and hands on.
package taggedtypes

// Config is filled by whoever loads it.
type Config struct {
	SessionSecret string `envconfig:"SESSION_SECRET"`
}
