// Package tagged fills a struct from the environment.
package tagged

import "github.com/kelseyhightower/envconfig"

// Config is filled from the environment.
type Config struct {
	SessionSecret string `envconfig:"SESSION_SECRET"` // want `secretread: environment variable SESSION_SECRET is read outside the approved packages`
	Listen        string `envconfig:"LISTEN"`
}

// Load reads the environment.
func Load() (c Config, err error) {
	err = envconfig.Process("", &c)
	return c, err
}
