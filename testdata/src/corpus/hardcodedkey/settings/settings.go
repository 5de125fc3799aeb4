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

type secondConfig struct{ Key string }

type thirdConfig struct{ Key string }

func fill(v any) error { return viper.UnmarshalKey("second", v) }

func filled[T any]() (T, error) {
	var v T
	err := viper.UnmarshalKey("third", &v)
	return v, err
}

func wrapped() []hash.Hash {
	viper.SetDefault("second.key", "filled by a function")        // want `literal of 20 bytes stands in when config second.key is missing`
	viper.SetDefault("third.key", "filled by a generic function") // want `literal of 28 bytes stands in when config third.key is missing`
	var second secondConfig
	if fill(&second) != nil {
		return nil
	}
	third, err := filled[thirdConfig]()
	if err != nil {
		return nil
	}
	return []hash.Hash{hmac.New(sha256.New, []byte(second.Key)), hmac.New(sha256.New, []byte(third.Key))}
}
