// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package alone does not know the accessor's package, which it may be imported by.
package alone

import "os"

func direct() string { return os.Getenv("SECRET_KEY") } // want `SECRET_KEY`
