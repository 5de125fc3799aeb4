// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package nearest

import (
	"slices"
	"testing"
)

func TestNames(t *testing.T) {
	known := []string{"client-session", "client-key", "session-id", "hardcodedkey"}
	for name, want := range map[string][]string{
		"client-sesion": {"client-session"},
		"hardcoded":     {"hardcodedkey"},
		"session":       {"session-id", "client-session"},
		"zzz":           nil,
	} {
		if got := Names(name, known); !slices.Equal(got, want) {
			t.Errorf("Names(%q) = %v, want %v", name, got, want)
		}
	}
}
