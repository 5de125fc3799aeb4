// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package app reads what it should get.
package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"

	"corpus/accessor/keys"
)

var _ = keys.Named

func same() string {
	return os.Getenv("SECRET_KEY") // want `SECRET_KEY`
}

func converted() []byte {
	key := []byte(os.Getenv("SECRET_KEY")) // want `SECRET_KEY`
	return key
}

func variable() string {
	return "x" + os.Getenv("TOKEN_KEY") // want `TOKEN_KEY`
}

func argument(body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(os.Getenv("HOOK_SECRET"))) // want `HOOK_SECRET`
	mac.Write(body)
	return mac.Sum(nil)
}

func kept() []byte {
	k := []byte(os.Getenv("HOOK_SECRET")) // want `HOOK_SECRET`
	return append(k, 1)
}

func appended(body []byte) []byte {
	return append([]byte(os.Getenv("HOOK_SECRET")), body...) // want `HOOK_SECRET`
}
