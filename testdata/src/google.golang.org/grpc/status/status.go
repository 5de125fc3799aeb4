// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package status is a stub of google.golang.org/grpc/status.
package status

import "google.golang.org/grpc/codes"

func Errorf(c codes.Code, format string, a ...any) error { return nil }
