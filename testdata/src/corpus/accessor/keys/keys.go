// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package keys is the one that reads secrets.
package keys

import (
	"os"

	"corpus/accessor/below"
)

// SecretKey is an accessor.
func SecretKey() string { return below.Clean(os.Getenv("SECRET_KEY")) }

// HookSecret is one too.
func HookSecret() []byte { return []byte(os.Getenv("HOOK_SECRET")) }

// TokenKey is one that is a variable.
var TokenKey = os.Getenv("TOKEN_KEY")

// Named takes a parameter, which none does.
func Named(name string) string { return os.Getenv(name) }
