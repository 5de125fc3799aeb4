// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package named has MACs of which the place says nothing: what people call the
// key, who give it to the program, does.
package named

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"os"

	"github.com/spf13/viper"
)

func carrier(r *http.Request, body []byte) bool {
	return check(r, body, os.Getenv("CARRIER_WEBHOOK_SECRET")) // want `CARRIER_WEBHOOK_SECRET .* verifies incoming webhooks .* \[webhook-inbound\]`
}

func partner(r *http.Request, body []byte) bool {
	return check(r, body, viper.GetString("partner.webhook_secret")) // want `partner.webhook_secret .* \[webhook-inbound\]`
}

// A name that says nothing is no signal.
func other(r *http.Request, body []byte) bool {
	return check(r, body, os.Getenv("APP_SECRET")) // want `APP_SECRET .* \[keyed-mac\]`
}

func check(r *http.Request, body []byte, secret string) bool {
	m := hmac.New(sha1.New, []byte(secret))
	m.Write(body)
	return hmac.Equal([]byte(hex.EncodeToString(m.Sum(nil))), []byte(r.Header.Get("X-Sum")))
}

type settings struct {
	// The tag has the whole name, of which the field is short.
	Secret string `envconfig:"MAIL_LINK_SECRET"` // want `MAIL_LINK_SECRET .* signs links sent by mail .* \[mail-link\]`
}

func sum(s *settings, user string) string {
	m := hmac.New(sha1.New, []byte(s.Secret))
	m.Write([]byte(user))
	return hex.EncodeToString(m.Sum(nil))
}
