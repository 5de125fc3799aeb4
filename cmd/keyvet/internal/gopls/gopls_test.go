// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gopls

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// tree writes the files of a txtar archive to a directory of their own.
func tree(t testing.TB, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestCheck wants a gopls that has changed to be told by what is missing.
func TestCheck(t *testing.T) {
	const known = `
-- main.go --
package main
-- internal/settings/analysis.go --
package settings

var AllAnalyzers = initAnalyzers()

type Analyzer struct {
	analyzer   *analysis.Analyzer
	nonDefault bool
	severity   protocol.DiagnosticSeverity
}
-- internal/protocol/p.go --
package protocol

const (
	SeverityWarning     DiagnosticSeverity = 2
	SeverityInformation DiagnosticSeverity = 3
)
`
	for _, c := range []struct{ name, old, new, want string }{
		{"as known", "", "", ""},
		{"no table", "var AllAnalyzers", "var DefaultAnalyzers", "no variable AllAnalyzers"},
		{"a function", "var AllAnalyzers = initAnalyzers()", "func AllAnalyzers() {}", "no variable AllAnalyzers"},
		{"no field", "nonDefault", "enabled", "no field nonDefault"},
		{"an interface", "type Analyzer struct {\n\tanalyzer   *analysis.Analyzer\n\tnonDefault bool\n\tseverity   protocol.DiagnosticSeverity\n}", "type Analyzer interface{}", "no struct"},
		{"no package", "package settings", "package config", "no package settings"},
		{"no severity", "SeverityInformation", "SeverityInfo", "no constant SeverityInformation"},
		{"no main", "package main", "package gopls", "no package main"},
		{"a file of that name", "internal/settings/analysis.go", tableFile, "a file " + tableFile},
		{"newer syntax", "const (\n", "func (T) method[P any]() {}\n\nfunc (T) other[P any]() {}\n\nconst (\n", ""},
	} {
		err := check(tree(t, strings.ReplaceAll(known, c.old, c.new)))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestKey(t *testing.T) {
	make := func(approved string, off ...string) string {
		files, err := additions(keyflow.Settings{Approved: []string{approved}}, off)
		if err != nil {
			t.Fatal(err)
		}
		return key(&goTool{Version: "go1.26.8"}, &source{Version: "v0.23.0"}, &keyvetModule{name: "v0.1.0"}, files)
	}
	seen := map[string]bool{make("a"): true, make("b"): true, make("a", "secretread"): true, make("a"): true}
	if len(seen) != 3 {
		t.Errorf("%d keys of 3 builds", len(seen))
	}
}

// TestHashTree wants what is built to count, and nothing else.
func TestHashTree(t *testing.T) {
	const files = "-- go.mod --\nmodule m\n-- a/a.go --\npackage a\n-- a/a_test.go --\npackage a\n-- a/testdata/x --\nx\n-- .git/x --\nx\n"
	hash := func(old, new string) string {
		h, err := hashTree(tree(t, strings.Replace(files, old, new, 1)))
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	was := hash("", "")
	for _, c := range []struct {
		old, new string
		same     bool
	}{
		{"-- a/a.go --\npackage a\n", "-- a/a.go --\npackage a // b\n", false},
		{"a/a.go", "b/a.go", false},
		{"a_test.go --\npackage a\n", "a_test.go --\npackage a // b\n", true},
		{"testdata/x --\nx", "testdata/x --\ny", true},
		{".git/x --\nx", ".git/x --\ny", true},
	} {
		if got := hash(c.old, c.new); (got == was) != c.same {
			t.Errorf("%q -> %q: same is %t", c.old, c.new, got == was)
		}
	}
}

func TestCanBuild(t *testing.T) {
	for _, c := range []struct {
		has, need string
		want      bool
	}{
		{"go1.26.8", "go1.26.0", true},
		{"go1.26.8", "go1.27.0", false},
		{"go1.26.8 X:nodwarf5", "go1.27.0", false},
		{"go1.27rc1", "go1.27.0", false},
		{"devel go1.28-0123456", "go1.27.0", true},
	} {
		if got := (&goTool{Version: c.has}).canBuild(c.need); got != c.want {
			t.Errorf("%s, which needs %s: %t", c.has, c.need, got)
		}
	}
}

func TestGoMod(t *testing.T) {
	dir := tree(t, "-- one --\nmodule m\n\ngo 1.27.0\n\nrequire golang.org/x/tools v0.47.1-0.2026\n-- block --\nmodule m\r\ngo 1.26\r\nrequire (\r\n\tgolang.org/x/toolsy v1\r\n\tgolang.org/x/tools v0.50.0 // indirect\r\n)\r\n-- none --\nmodule m\n")
	for _, c := range []struct{ name, need, tools string }{
		{"one", "go1.27.0", "v0.47.1-0.2026"},
		{"block", "go1.26", "v0.50.0"},
		{"none", "", ""},
	} {
		file := filepath.Join(dir, c.name)
		if got, err := goOf(file); got != c.need || (err != nil) != (c.need == "") {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := toolsLine.FindSubmatch(text)
		if (m != nil) != (c.tools != "") || m != nil && string(m[1]) != c.tools {
			t.Errorf("%s: %q", c.name, m)
		}
	}
}

// TestWrongSettings wants settings that gopls could not start with to be told
// before anything is built.
func TestWrongSettings(t *testing.T) {
	_, err := Make(t.Context(), Options{Cache: t.TempDir(), Settings: keyflow.Settings{Entries: []string{"sunk x"}}})
	if err == nil || !strings.Contains(err.Error(), "settings: entries[0]") {
		t.Error(err)
	}
	if err := keyflow.Apply(keyflow.Settings{}); err != nil {
		t.Fatal(err)
	}
}

// TestSweep wants old leavings to go, and everything else to stay.
func TestSweep(t *testing.T) {
	dir := tree(t, "-- build-old/x --\n-- build-new/x --\n-- 0123/gopls --\n")
	old := time.Now().Add(-48 * time.Hour)
	for _, name := range []string{"build-old", "0123"} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir)
	got, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(got) != 2 || filepath.Base(got[0]) != "0123" || filepath.Base(got[1]) != "build-new" {
		t.Errorf("%v, %v", got, err)
	}
}

// TestEditors wants the name of the file to survive the quoting of every editor.
func TestEditors(t *testing.T) {
	var b strings.Builder
	if err := WriteEditors(&b, `C:\Users\a & b\gopls.exe`); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), `"C:\\Users\\a & b\\gopls.exe"`); n != len(editors) {
		t.Errorf("%d of %d editors are given the file:\n%s", n, len(editors), b.String())
	}
}

// TestInstall wants a file to be replaced as a whole, and nothing left behind.
func TestInstall(t *testing.T) {
	dir := tree(t, "-- built --\nnew\n-- bin/gopls --\nold\n")
	file := filepath.Join(dir, "bin", "gopls")
	old, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := Install(&Build{File: filepath.Join(dir, "built")}, file); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "new\n" {
		t.Errorf("%q, %v", text, err)
	}
	if fi, err := os.Stat(file); err != nil || fi.Mode()&0o111 == 0 {
		t.Errorf("%v, %v", fi.Mode(), err)
	}
	text := make([]byte, 8)
	if n, err := old.Read(text); err != nil || string(text[:n]) != "old\n" {
		t.Errorf("the running one has become %q, %v", text[:n], err)
	}
	if es, err := os.ReadDir(filepath.Dir(file)); err != nil || len(es) != 1 {
		t.Errorf("%v, %v", es, err)
	}
	if err := Install(&Build{File: filepath.Join(dir, "built")}, dir); err == nil {
		t.Error("a directory was replaced")
	}
}
