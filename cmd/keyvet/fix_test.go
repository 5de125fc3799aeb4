// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
)

// fixedRules are the rules that suggest changes in their corpora without any
// settings.
var fixedRules = []string{"timingattack"}

// TestFix makes the changes of the corpora with the real go vet and with the
// command, and wants of both the same files, which compile.
func TestFix(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	tool := drivertest.Keyvet(t)
	for _, rule := range fixedRules {
		patterns := "./" + rule + "/..."
		t.Run("vet/"+rule, func(t *testing.T) {
			dir := drivertest.Corpus(t)
			before := texts(t, dir, rule)
			vet := func(args ...string) []byte {
				out, _ := drivertest.Command(dir, "go", append([]string{"vet", "-vettool=" + tool, "-" + rule}, append(args, patterns)...)...).CombinedOutput()
				return out
			}
			if out := vet("-fix", "-diff"); bytes.Count(out, []byte("\n--- ")) < 2 || !sameTexts(before, texts(t, dir, rule)) {
				t.Errorf("go vet -fix -diff: %s", out)
			}
			vet("-fix")
			checkFixed(t, dir, rule)
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
			checkFixed(t, dir, rule)
		})
	}
}

// texts returns the files of a rule's corpus by their names.
func texts(t *testing.T, dir, rule string) map[string]string {
	t.Helper()
	out := make(map[string]string)
	err := filepath.WalkDir(filepath.Join(dir, rule), func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		out[file] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sameTexts(x, y map[string]string) bool {
	for file, text := range x {
		if y[file] != text {
			return false
		}
	}
	return len(x) == len(y)
}

// checkFixed wants the files of a corpus to be what the golden ones say, or what
// they were, and to compile.
func checkFixed(t *testing.T, dir, rule string) {
	t.Helper()
	changed := 0
	for file, text := range texts(t, dir, rule) {
		rel, err := filepath.Rel(dir, file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(rel, ".golden") {
			continue
		}
		source := drivertest.Repository(t, "testdata", "src", "corpus", rel)
		want, err := os.ReadFile(source + ".golden")
		if err == nil {
			changed++
		} else if want, err = os.ReadFile(source); err != nil {
			t.Fatal(err)
		}
		if text != string(want) {
			t.Errorf("%s is now\n%s", rel, text)
		}
	}
	if changed < 2 {
		t.Errorf("%d files were to be changed", changed)
	}
	if out, err := drivertest.Command(dir, "go", "build", "./"+rule+"/...").CombinedOutput(); err != nil {
		t.Errorf("go build: %v\n%s", err, out)
	}
}
