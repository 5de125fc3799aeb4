// Package grouped fills structs of one type from several groups of variables.
package grouped

import (
	"github.com/caarlos0/env/v6"
	"golang.org/x/oauth2"
)

// Provider is configured once for each of them.
type Provider struct {
	ClientID     string `env:"CID"`
	ClientSecret string `env:"CSEC"` // want `secretread: environment variable AUTH_GOOGLE_CSEC is read outside the approved packages`
}

// Config is filled from the environment.
type Config struct {
	Auth struct {
		Google Provider `envPrefix:"GOOGLE_"`
		Github Provider `envPrefix:"GITHUB_"`
	} `envPrefix:"AUTH_"`
	Other struct {
		ClientSecret string `env:"CLIENT_SECRET"` // want `secretread: environment variable CLIENT_SECRET is read`
	}
}

// Load reads the environment.
func Load() ([]*oauth2.Config, error) {
	var c Config
	if err := env.Parse(&c); err != nil {
		return nil, err
	}
	return []*oauth2.Config{
		{ClientID: c.Auth.Google.ClientID, ClientSecret: c.Auth.Google.ClientSecret},
		{ClientID: c.Auth.Github.ClientID, ClientSecret: c.Auth.Github.ClientSecret},
		{ClientSecret: c.Other.ClientSecret},
	}, nil
}
