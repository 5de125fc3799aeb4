// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/cmd/keyvet/internal/rewrite"
)

// TestWriteFixes wants all files to be changed, or none.
func TestWriteFixes(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.go")
	if err := os.WriteFile(file, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	tool := &tool{dir: dir, stderr: &stderr}
	f := &fixing{prog: &program{dir: dir}, Result: &rewrite.Result{Applied: 2, Changes: []rewrite.Change{
		{File: file, Old: []byte("old"), New: []byte("new")},
		{File: filepath.Join(dir, "none", "b.go"), New: []byte("new")},
	}}}
	err := tool.writeFixes(f)
	if err == nil || !strings.Contains(err.Error(), "none/b.go") || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("a file that cannot be written: %v", err)
	}
	if text, _ := os.ReadFile(file); string(text) != "old" {
		t.Errorf("the other one was written: %s", text)
	}
	f.Changes, f.Applied, f.Left, f.unfit, f.unfitPkg = f.Changes[:1], 1, 1, 2, "example.com/p"
	if err := tool.writeFixes(f); err != nil {
		t.Fatal(err)
	}
	const says = "keyvet: made 1 fix in 1 file\n" +
		"keyvet: 1 more changes what these have changed: run keyvet -fix again\n" +
		"keyvet: 2 fixes not made, as package example.com/p would not compile after it\n"
	if stderr.String() != says {
		t.Errorf("it says\n%s", stderr.String())
	}
	text, err := os.ReadFile(file)
	if err != nil || string(text) != "new" {
		t.Errorf("%s, %v", text, err)
	}
	if fi, err := os.Stat(file); err != nil || fi.Mode().Perm() != 0o640 {
		t.Errorf("the mode changed: %v, %v", fi.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("there are files left: %v, %v", entries, err)
	}
}
