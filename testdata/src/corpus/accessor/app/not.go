// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package app

import (
	"os"
	"strings"
)

var early = os.Getenv("SECRET_KEY") // want `SECRET_KEY`

var key string

func init() {
	key = os.Getenv("SECRET_KEY") // want `SECRET_KEY`
}

func found() string {
	s, ok := os.LookupEnv("SECRET_KEY") // want `SECRET_KEY`
	if !ok {
		panic("no key")
	}
	return s
}

func get(name, otherwise string) string {
	if s := os.Getenv(name); s != "" {
		return s
	}
	return otherwise
}

func helped() string { return get("SECRET_KEY", "none") } // want `SECRET_KEY`

func commented() string {
	return os.Getenv( /* the key */ "SECRET_KEY") // want `SECRET_KEY`
}

func shadowed() []byte {
	type string = []byte
	return string(strings.TrimSpace(os.Getenv("HOOK_SECRET"))) // want `HOOK_SECRET`
}

// unset has an accessor that takes a parameter.
func unset() string { return os.Getenv("NAMED_SECRET") } // want `NAMED_SECRET`

// gone has one that does not exist.
func gone() string { return os.Getenv("GONE_SECRET") } // want `GONE_SECRET`
