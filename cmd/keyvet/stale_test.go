// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

// TestStale edits settings under the caches of go vet, the command, which has
// none, and nogo. Those of golangci-lint and of gopls are tested beside them.
func TestStale(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	tool := drivertest.Keyvet(t)
	flags := func(t *testing.T, dir string, args ...string) string {
		out, err := drivertest.Command(dir, tool, append([]string{"flags"}, args...)...).Output()
		if err != nil {
			t.Fatalf("keyvet flags: %v\n%s", err, drivertest.Stderr(err))
		}
		return string(out)
	}
	t.Run("vet", func(t *testing.T) {
		drivertest.Stale(t, func(t *testing.T, dir, _ string) []drivertest.Finding {
			fs, _ := vetModule(t, tool, dir, strings.Fields(flags(t, dir))...)
			return fs
		})
	})
	t.Run("command", func(t *testing.T) {
		drivertest.Stale(t, func(t *testing.T, dir, _ string) []drivertest.Finding {
			out, err := drivertest.Command(dir, tool, "-format", "json").Output()
			if _, failed := err.(*exec.ExitError); err != nil && !failed {
				t.Fatal(err)
			}
			var r finding.Report
			if err := json.Unmarshal(out, &r); err != nil {
				t.Fatalf("%v\n%s", err, drivertest.Stderr(err))
			}
			var fs []drivertest.Finding
			for _, f := range r.Findings {
				fs = append(fs, drivertest.Finding{File: f.File, Line: f.Line, Column: f.Column, Rule: f.Rule, Message: f.Message})
			}
			return fs
		})
	})
	t.Run("nogo", func(t *testing.T) {
		k := newNogoKit(t)
		drivertest.Stale(t, func(t *testing.T, dir, _ string) []drivertest.Finding {
			return runNogo(t, k.build(t, flags(t, dir, "-format", "nogo"), nogoAnalyzers()...), dir, "./...")
		})
	})
}
