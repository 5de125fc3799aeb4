// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package drivertest

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
)

// SameLines compares what two drivers found.
func SameLines(t testing.TB, oneName string, one []Finding, otherName string, other []Finding) {
	t.Helper()
	got, want := Lines(one), Lines(other)
	for _, l := range got {
		if !slices.Contains(want, l) {
			t.Errorf("only %s says %s", oneName, l)
		}
	}
	for _, l := range want {
		if !slices.Contains(got, l) {
			t.Errorf("only %s says %s", otherName, l)
		}
	}
}

// Reported returns what the command finds in a module, but for what it needs the
// whole program for. It writes what the requirements require into go.mod.
func Reported(t testing.TB, dir string) []Finding {
	t.Helper()
	stdout, err := Command(dir, Keyvet(t), "-no-fail", "-format", "json").Output()
	if err != nil {
		t.Fatalf("keyvet: %v\n%s", err, Stderr(err))
	}
	var report struct{ Findings []Finding }
	if err := json.Unmarshal(stdout, &report); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(report.Findings, func(f Finding) bool {
		return slices.ContainsFunc(analyzer.Rules, func(r analyzer.Rule) bool { return r.Whole && r.Analyzer.Name == f.Rule })
	})
}

// Download returns the directory of a module, whose checksum must be sum.
func Download(t testing.TB, path, version, sum string) string {
	t.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", path+"@"+version)
	cmd.Dir = t.TempDir()
	out, err := cmd.Output()
	var m struct{ Dir, Sum, Error string }
	if err2 := json.Unmarshal(out, &m); err != nil || err2 != nil {
		t.Fatalf("go mod download %s@%s: %v %s", path, version, err, m.Error)
	}
	if m.Sum != sum {
		t.Fatalf("%s@%s has the checksum %s, want %s", path, version, m.Sum, sum)
	}
	return m.Dir
}

// CopyFile copies a file, and makes the directories above it.
func CopyFile(t testing.TB, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	Write(t, to, string(text))
}

// Write writes a file, and makes the directories above it.
func Write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Stderr returns what a command that failed said.
func Stderr(err error) []byte {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.Stderr
	}
	return nil
}

// Read returns the text of a file.
func Read(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Demo copies the module of testdata/demo.
func Demo(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(Repository(t, "testdata", "demo"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Path is the setting of PATH with the directory of a tool in front.
func Path(tool string) string {
	return "PATH=" + filepath.Dir(tool) + string(filepath.ListSeparator) + os.Getenv("PATH")
}
