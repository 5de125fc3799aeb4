// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package frameworks replays a part of the judged modules. Each part is a
// package, since go test gives a package ten minutes.
package frameworks

import (
	"flag"
	"testing"

	"github.com/keyvet/keyvet/cmd/keyvet/internal/replay"
)

var update = flag.Bool("update", false, "write what is found to the list")

// TestReplay needs the network the first time, and some gigabytes of memory.
func TestReplay(t *testing.T) {
	if testing.Short() {
		t.Skip("downloads and checks large modules")
	}
	replay.Test(t, "../../../../../testdata/real/frameworks.tsv", *update)
}
