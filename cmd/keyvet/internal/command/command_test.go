// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestOutdated(t *testing.T) {
	for _, c := range []struct {
		built, running string
		want           bool
	}{
		{"go1.26.8", "go1.27", true},
		{"go1.26.8", "devel go1.28-0123456 Mon Jan 2", true},
		{"go1.26.0", "go1.26.8", false},
		{"go1.27.2", "go1.26.8", false},
		{"go1.26", "", false},
		{"", "go1.27", false},
		{"devel", "go1.27", false},
	} {
		if got := Outdated(c.built, c.running); (got != "") != c.want {
			t.Errorf("Outdated(%q, %q) = %q", c.built, c.running, got)
		}
	}
}

// TestOutputKeepsFile wants the old contents when writing fails, and nothing
// left behind.
func TestOutputKeepsFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "out.txt")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	tl := &tool{dir: dir}
	if err := tl.output("out.txt", func(w io.Writer) error {
		if _, err := io.WriteString(w, "half"); err != nil {
			return err
		}
		return io.ErrUnexpectedEOF
	}); err == nil {
		t.Error("no error")
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "old" {
		t.Errorf("%q, %v", text, err)
	}
	if err := tl.output("out.txt", func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || string(text) != "new" {
		t.Errorf("%q, %v", text, err)
	}
	if fi, err := os.Stat(file); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", fi.Mode(), err)
	}
	if es, err := os.ReadDir(dir); err != nil || len(es) != 1 {
		t.Errorf("%v, %v", es, err)
	}
}

func TestForTerminal(t *testing.T) {
	page := "<!-- Generated. -->\n\n# rule\n\n<a id=\"x\"></a>\nSee [the page](../README.md) and [elsewhere](https://example.com/x).\n"
	want := "# rule\n\nSee the page and [elsewhere](https://example.com/x).\n"
	if got := forTerminal(page); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
