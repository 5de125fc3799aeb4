// Package settings has its defaults in a configuration library.
package settings

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"github.com/spf13/viper"
)

type config struct {
	Name string
	Auth struct {
		SigningKey string `mapstructure:"signing_key"`
	}
	Web webConfig `mapstructure:"http"`
}

type webConfig struct {
	SessionKey string
	CSRFKey    string `mapstructure:"csrf"`
}

var defaults = map[string]any{
	"name":           "not a key at all",
	"http.csrf":      "one of many defaults", // want `literal of 20 bytes stands in when config http.csrf is missing`
	"http.something": "one of the others",
}

func load() (*config, error) {
	viper.SetDefault("auth.signing_key", "filled into a struct") // want `literal of 20 bytes stands in when config auth.signing_key is missing`
	viper.SetDefault("HTTP.SessionKey", "told apart by no case") // want `literal of 21 bytes stands in when config http.sessionKey is missing`
	for k, v := range defaults {
		viper.SetDefault(k, v)
	}
	c := new(config)
	if err := viper.Unmarshal(c); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *config) macs() []hash.Hash {
	return []hash.Hash{
		hmac.New(sha256.New, []byte(c.Auth.SigningKey)),
		hmac.New(sha256.New, []byte(c.Web.SessionKey)),
		hmac.New(sha256.New, []byte(c.Web.CSRFKey)),
	}
}
