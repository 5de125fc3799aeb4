// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package codes is a stub of google.golang.org/grpc/codes.
package codes

type Code uint32

const (
	Internal        Code = 13
	Unauthenticated Code = 16
)
