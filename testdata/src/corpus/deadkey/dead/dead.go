// Package dead reads a key that nothing uses.
package dead

import (
	"os"

	"github.com/gorilla/sessions"
)

type Config struct {
	SessionKey string
	TokenKey   string
}

func Load() *Config {
	return &Config{
		SessionKey: os.Getenv("DEAD_SESSION_KEY"),
		TokenKey:   os.Getenv("DEAD_TOKEN_KEY"), // want `deadkey: DEAD_TOKEN_KEY is put into Config.TokenKey, and nothing looks at it there; rotating it changes nothing`
	}
}

func Store(c *Config) *sessions.CookieStore {
	return sessions.NewCookieStore([]byte(c.SessionKey))
}
