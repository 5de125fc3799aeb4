// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package app

import "os"

func names() string {
	keys := os.Getenv("SECRET_KEY") // want `SECRET_KEY`
	return keys
}

func twice() (string, string) {
	keys := "a local name"
	return os.Getenv("SECRET_KEY"), keys // want `SECRET_KEY`
}
