// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package drivertest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FixedRules are the rules that suggest changes in their corpora without any
// settings.
var FixedRules = []string{"timingattack"}

// Texts returns the files of a rule's corpus by their names.
func Texts(t testing.TB, dir, rule string) map[string]string {
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

// CheckFixed wants the files of a corpus to be what the golden ones say, or what
// they were, and to compile.
func CheckFixed(t testing.TB, dir, rule string) {
	t.Helper()
	changed := 0
	for file, text := range Texts(t, dir, rule) {
		rel, err := filepath.Rel(dir, file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(rel, ".golden") {
			continue
		}
		source := Repository(t, "testdata", "src", "corpus", rel)
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
	if out, err := Command(dir, "go", "build", "./"+rule+"/...").CombinedOutput(); err != nil {
		t.Errorf("go build: %v\n%s", err, out)
	}
}
