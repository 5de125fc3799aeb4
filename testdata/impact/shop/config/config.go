// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package config holds the settings of the shop: a YAML file, which variables
// of the environment and a few flags override.
package config

import (
	"errors"
	"fmt"
	"os"
	"time"

	"go.yaml.in/yaml/v3"
)

// Config is everything that can be set.
type Config struct {
	Env         string   `yaml:"env"`
	Addr        string   `yaml:"addr"`
	BaseURL     string   `yaml:"base_url"`
	DatabaseURL string   `yaml:"database_url"`
	Security    Security `yaml:"security"`
	Session     Session  `yaml:"session"`
	JWT         JWT      `yaml:"jwt"`
	Data        Data     `yaml:"data"`
	API         API      `yaml:"api"`
	Audit       Audit    `yaml:"audit"`
	Payments    Payments `yaml:"payments"`
	Webhooks    Webhooks `yaml:"webhooks"`
	Google      Google   `yaml:"google"`
	SMTP        SMTP     `yaml:"smtp"`
	Internal    Internal `yaml:"internal"`
	Renderer    string   `yaml:"renderer"`
}

// Security holds the keys of the web front end.
type Security struct {
	// SecretKey signs cookies and links. At least 32 characters.
	SecretKey string `yaml:"secret_key"`
	// SecretKeyFallbacks are former values of SecretKey, newest first.
	SecretKeyFallbacks []string `yaml:"secret_key_fallbacks"`
	// CSRFKey is 32 bytes, in hex.
	CSRFKey string `yaml:"csrf_key"`
	// LegacyTokenSecret belongs to the tokens of the first mobile app.
	LegacyTokenSecret string `yaml:"legacy_token_secret"`
}

// Session says how long browsers stay logged in.
type Session struct {
	MaxAge   time.Duration `yaml:"max_age"`
	Remember time.Duration `yaml:"remember"`
}

// JWT configures the tokens of the public API.
type JWT struct {
	KeyID    string        `yaml:"key_id"`
	Secret   string        `yaml:"secret"`
	Previous []PreviousJWT `yaml:"previous"`
}

// PreviousJWT is a key that signed tokens which may still be around.
type PreviousJWT struct {
	KeyID  string `yaml:"key_id"`
	Secret string `yaml:"secret"`
}

// Data holds the keys of what is stored. Both are 32 bytes, in hex.
type Data struct {
	Key      string `yaml:"key"`
	OldKey   string `yaml:"old_key"`
	IndexKey string `yaml:"index_key"`
}

// API configures the keys that partners call the API with.
type API struct {
	// Pepper keys the hashes of API keys. Default: the secret key.
	Pepper string `yaml:"pepper"`
}

// Audit configures the audit log.
type Audit struct {
	Key string `yaml:"key"`
}

// Payments configures the payment provider.
type Payments struct {
	WebhookSecret string `yaml:"webhook_secret"`
}

// Webhooks configures what we send to partners.
type Webhooks struct {
	SigningKey string `yaml:"signing_key"`
}

// Google configures the social login.
type Google struct {
	ClientID     string `yaml:"client_id"`
	ClientSecret string `yaml:"client_secret"`
}

// SMTP is the server to send through until an admin stores another one.
type SMTP struct {
	Host     string `yaml:"host"`
	Port     int    `yaml:"port"`
	User     string `yaml:"user"`
	Password string `yaml:"password"`
	From     string `yaml:"from"`
}

// Internal configures calls between our own services.
type Internal struct {
	InventoryURL string `yaml:"inventory_url"`
	KeyFile      string `yaml:"key_file"`
}

// Flags override the file and the environment.
type Flags struct {
	Addr            string
	InternalKeyFile string
}

// Load reads the file at path, if there is one, and applies the environment,
// the flags and the defaults.
func Load(path string, flags Flags) (*Config, error) {
	c := &Config{
		Env:  "development",
		Addr: ":8080",
		Session: Session{
			MaxAge:   14 * 24 * time.Hour,
			Remember: 60 * 24 * time.Hour,
		},
	}
	if path != "" {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading configuration: %w", err)
		}
		if err := yaml.Unmarshal(b, c); err != nil {
			return nil, fmt.Errorf("parsing %s: %w", path, err)
		}
	}
	fromEnv(c)
	if flags.Addr != "" {
		c.Addr = flags.Addr
	}
	if flags.InternalKeyFile != "" {
		c.Internal.KeyFile = flags.InternalKeyFile
	}
	if err := defaults(c); err != nil {
		return nil, err
	}
	return c, c.validate()
}

// Production reports whether real customers use this instance.
func (c *Config) Production() bool { return c.Env == "production" }

// Keys returns the secret key followed by its fallbacks.
func (s Security) Keys() [][]byte {
	keys := [][]byte{[]byte(s.SecretKey)}
	for _, k := range s.SecretKeyFallbacks {
		keys = append(keys, []byte(k))
	}
	return keys
}

func (c *Config) validate() error {
	var errs []error
	if c.BaseURL == "" {
		errs = append(errs, errors.New("base_url is missing"))
	}
	if n := len(c.Security.SecretKey); n < 32 {
		errs = append(errs, fmt.Errorf("security.secret_key has %d characters, at least 32 are needed", n))
	}
	for i, k := range c.Security.SecretKeyFallbacks {
		if len(k) < 32 {
			errs = append(errs, fmt.Errorf("security.secret_key_fallbacks[%d] is too short", i))
		}
	}
	if n := len(c.Security.LegacyTokenSecret); n > 0 && n < 16 {
		errs = append(errs, errors.New("security.legacy_token_secret is too short"))
	}
	if c.Audit.Key == "" {
		errs = append(errs, errors.New("audit.key is missing"))
	}
	if c.Production() && c.Payments.WebhookSecret == "" {
		errs = append(errs, errors.New("payments.webhook_secret is missing"))
	}
	return errors.Join(errs...)
}
