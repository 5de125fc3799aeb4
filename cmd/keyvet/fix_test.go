// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
)

// TestFix makes the changes of the corpora with the real go vet and with the
// command, and wants of both the same files, which compile.
func TestFix(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	tool := drivertest.Keyvet(t)
	for _, rule := range drivertest.FixedRules {
		patterns := "./" + rule + "/..."
		t.Run("vet/"+rule, func(t *testing.T) {
			dir := drivertest.Corpus(t)
			before := drivertest.Texts(t, dir, rule)
			vet := func(args ...string) []byte {
				out, _ := drivertest.Command(dir, "go", append([]string{"vet", "-vettool=" + tool, "-" + rule}, append(args, patterns)...)...).CombinedOutput()
				return out
			}
			if out := vet("-fix", "-diff"); bytes.Count(out, []byte("\n--- ")) < 2 || !sameTexts(before, drivertest.Texts(t, dir, rule)) {
				t.Errorf("go vet -fix -diff: %s", out)
			}
			vet("-fix")
			drivertest.CheckFixed(t, dir, rule)
			if out := vet("-diff", "-fix"); bytes.Contains(out, []byte("\n--- ")) {
				t.Errorf("go vet has more to change: %s", out)
			}
		})
		t.Run("command/"+rule, func(t *testing.T) {
			dir := drivertest.Corpus(t)
			var stderr bytes.Buffer
			cmd := drivertest.Command(dir, tool, "-rules", rule, "-fix", patterns)
			cmd.Stderr = &stderr
			if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(stderr.String(), "keyvet: made ") || strings.Contains(stderr.String(), "not made") {
				t.Fatalf("keyvet -fix: %v\n%s", err, stderr.String())
			}
			drivertest.CheckFixed(t, dir, rule)
		})
	}
}

// TestFixesPage runs the commands of docs/fixes.md on a copy of the demo, and wants
// what is fixed there to compile.
func TestFixesPage(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the modules of the demo")
	}
	dir := drivertest.Demo(t)
	_, commands := drivertest.Page{
		File: "../../docs/fixes.md", Dir: dir, Settings: config.Name, Update: *update,
		Env: []string{"GOFLAGS=", "GOWORK=off", drivertest.Path(drivertest.Keyvet(t))},
	}.Run(t)
	if commands < 4 {
		t.Errorf("%d commands ran", commands)
	}
	if out, err := exec.Command("go", "-C", dir, "build", "./...").CombinedOutput(); err != nil {
		t.Errorf("go build: %v\n%s", err, out)
	}
}

func sameTexts(x, y map[string]string) bool {
	for file, text := range x {
		if y[file] != text {
			return false
		}
	}
	return len(x) == len(y)
}
