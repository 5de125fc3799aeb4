// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package below is imported by the accessor's.
package below

import (
	"os"
	"strings"
)

// Clean is used there.
func Clean(s string) string { return strings.TrimSpace(s) }

func direct() string { return os.Getenv("SECRET_KEY") } // want `SECRET_KEY`
