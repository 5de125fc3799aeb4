// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"strings"
)

// devJWTSecret lets the API run on a laptop without any configuration.
const devJWTSecret = "shop-development-jwt-secret-0000"

// fromEnv lets variables of the environment win over the file.
func fromEnv(c *Config) {
	for name, dst := range map[string]*string{
		"SHOP_ENV":                &c.Env,
		"SHOP_ADDR":               &c.Addr,
		"SHOP_BASE_URL":           &c.BaseURL,
		"DATABASE_URL":            &c.DatabaseURL,
		"CSRF_KEY":                &c.Security.CSRFKey,
		"LEGACY_TOKEN_SECRET":     &c.Security.LegacyTokenSecret,
		"JWT_KEY_ID":              &c.JWT.KeyID,
		"AUDIT_KEY":               &c.Audit.Key,
		"PAYMENTS_WEBHOOK_SECRET": &c.Payments.WebhookSecret,
		"WEBHOOK_SIGNING_KEY":     &c.Webhooks.SigningKey,
		"GOOGLE_CLIENT_ID":        &c.Google.ClientID,
		"SMTP_PASSWORD":           &c.SMTP.Password,
		"INTERNAL_KEY_FILE":       &c.Internal.KeyFile,
	} {
		if v, ok := os.LookupEnv(name); ok {
			*dst = v
		}
	}

	c.JWT.Secret = env("JWT_SECRET", c.JWT.Secret)
	c.Data.Key = env("DATA_KEY", c.Data.Key)
	c.Data.OldKey = env("DATA_KEY_OLD", c.Data.OldKey)
	c.Data.IndexKey = env("INDEX_KEY", c.Data.IndexKey)
	c.API.Pepper = env("API_KEY_PEPPER", c.API.Pepper)
	c.Google.ClientSecret = env("GOOGLE_CLIENT_SECRET", c.Google.ClientSecret)

	if v := os.Getenv("SECRET_KEY_FALLBACKS"); v != "" {
		c.Security.SecretKeyFallbacks = nil
		for k := range strings.SplitSeq(v, ",") {
			if k = strings.TrimSpace(k); k != "" {
				c.Security.SecretKeyFallbacks = append(c.Security.SecretKeyFallbacks, k)
			}
		}
	}
}

// env returns the variable name, or def if it is not set or empty.
func env(name, def string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return def
}

// defaults fills what neither the file nor the environment set.
func defaults(c *Config) error {
	key, err := secretKey(c)
	if err != nil {
		return err
	}
	c.Security.SecretKey = key

	if c.JWT.Secret == "" && !c.Production() {
		c.JWT.Secret = devJWTSecret
	}
	if c.JWT.KeyID == "" {
		c.JWT.KeyID = "1"
	}
	if c.API.Pepper == "" {
		c.API.Pepper = c.Security.SecretKey
	}
	return nil
}

// secretKey is APP_SECRET, else security.secret_key, else random.
func secretKey(c *Config) (string, error) {
	if v := os.Getenv("APP_SECRET"); v != "" {
		return v, nil
	}
	if v := c.Security.SecretKey; v != "" {
		return v, nil
	}
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("generating a secret key: %w", err)
	}
	slog.Warn("no secret key is configured, using a random one until the next start")
	return hex.EncodeToString(b), nil
}
