// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os/exec"
	"testing"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
)

// TestShards vets every other package on machines of their own, and wants what go
// vet says of all of them at once.
func TestShards(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	dir := drivertest.Corpus(t)
	whole, _ := runVet(t, drivertest.Keyvet(t), dir)
	var union []drivertest.Finding
	for i := range 2 {
		// Another tool has no part in the cache of the others.
		tool := drivertest.Keyvet(t)
		cmd := drivertest.Command(dir, sh, "-c", fmt.Sprintf("go list ./... | awk 'NR %% 2 == %d' | xargs go vet -vettool=$(which keyvet)", i))
		cmd.Env = append(cmd.Env, drivertest.Path(tool))
		out, err := cmd.CombinedOutput()
		if _, failed := err.(*exec.ExitError); err != nil && !failed {
			t.Fatal(err)
		}
		part := vetFindings(t, dir, out)
		if len(part) == 0 || len(part) >= len(whole) {
			t.Errorf("part %d has %d findings of %d", i, len(part), len(whole))
		}
		union = append(union, part...)
	}
	drivertest.SameLines(t, "a shard", union, "the whole", whole)
}
