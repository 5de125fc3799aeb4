// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package fleet tests what docs/fleet.md says of a cache that several machines
// share. It has nothing but tests, and is a package of its own
// since go test gives a package ten minutes.
package fleet
