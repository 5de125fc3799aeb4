// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package references compares the references of whole programs with what was
// written of them by hand. It has nothing but tests, and is a package of its own
// since go test gives a package ten minutes.
package references
