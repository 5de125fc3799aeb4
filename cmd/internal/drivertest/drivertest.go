// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package drivertest is what the tests of drivers have in common: the corpora as a
// module that real programs can be run on, what is to be found there, and the
// commands of pages.
package drivertest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A Finding is what a driver says of one place.
type Finding struct {
	File         string // below the module, with slashes
	Line, Column int
	Rule         string // "" where the driver does not say
	Message      string
	URL          string // "" where the driver does not say
}

// Repository returns a file or directory of the repository.
func Repository(t testing.TB, elem ...string) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("no caller")
	}
	return filepath.Join(append([]string{filepath.Dir(file), "..", "..", ".."}, elem...)...)
}

// Corpus copies the corpora into a module, and the stubs of libraries
// into modules that it requires. It returns the directory of the former.
func Corpus(t testing.TB) string {
	t.Helper()
	top := t.TempDir()
	if err := os.CopyFS(top, os.DirFS(Repository(t, "testdata", "src"))); err != nil {
		t.Fatal(err)
	}
	var mod bytes.Buffer
	mod.WriteString("module corpus\n\ngo 1.26\n")
	err := filepath.WalkDir(top, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" {
			return err
		}
		rel, err := filepath.Rel(top, filepath.Dir(file))
		if err != nil || strings.HasPrefix(rel, "corpus") {
			return err
		}
		// Each stub is a module of its own, called like the package.
		pkg := filepath.ToSlash(rel)
		own := filepath.Join(filepath.Dir(file), "go.mod")
		if _, err := os.Stat(own); err == nil {
			return nil
		}
		version := "v1.0.0"
		if m := regexp.MustCompile(`/(v[2-9]\d*)$`).FindStringSubmatch(pkg); m != nil {
			version = m[1] + ".0.0"
		}
		fmt.Fprintf(&mod, "\nrequire %s %s\n\nreplace %[1]s => ../%[1]s\n", pkg, version)
		return os.WriteFile(own, []byte("module "+pkg+"\n\ngo 1.26\n"), 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(top, "corpus")
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), mod.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Keyvet builds keyvet. A few bytes behind the end make another tool of it
// in the eyes of the go command, so that nothing comes from an earlier run.
func Keyvet(t testing.TB) string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "keyvet")
	cmd := exec.Command("go", "build", "-o", exe, "./cmd/keyvet")
	cmd.Dir = Repository(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	f, err := os.OpenFile(exe, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	return exe
}

// Command returns a command that finds the modules of [Corpus].
func Command(dir string, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "PWD="+dir)
	return cmd
}

// Lines returns findings as lines of text, sorted and each once.
func Lines(fs []Finding) []string {
	set := make(map[string]bool)
	for _, f := range fs {
		set[fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// CheckWants compares the findings of a rule in its own corpus with the // want
// comments there.
func CheckWants(t testing.TB, dir, rule string, found []Finding) {
	t.Helper()
	type line struct {
		file string
		line int
	}
	wants := make(map[line][]*regexp.Regexp)
	eachFile(t, filepath.Join(dir, rule), func(fset *token.FileSet, file string, f *ast.File) {
		rel, err := filepath.Rel(dir, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range f.Comments {
			for _, c := range g.List {
				_, text, ok := strings.Cut(c.Text, "// want ")
				if !ok && !strings.HasPrefix(c.Text, "/* want ") {
					continue
				}
				if !ok {
					text = strings.TrimSuffix(strings.TrimPrefix(c.Text, "/* want "), "*/")
				}
				at := line{filepath.ToSlash(rel), fset.Position(c.Pos()).Line}
				for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
					q, err := strconv.QuotedPrefix(text)
					if err != nil {
						t.Fatalf("%s:%d: %s: %v", at.file, at.line, text, err)
					}
					text = text[len(q):]
					s, _ := strconv.Unquote(q)
					wants[at] = append(wants[at], regexp.MustCompile(s))
				}
			}
		}
	})
	if len(wants) == 0 {
		t.Errorf("the corpus of %s wants nothing", rule)
	}
	for _, f := range found {
		if !strings.HasPrefix(f.File, rule+"/") {
			continue
		}
		at := line{f.File, f.Line}
		i := slices.IndexFunc(wants[at], func(re *regexp.Regexp) bool { return re.MatchString(f.Message) })
		if i >= 0 {
			wants[at] = slices.Delete(wants[at], i, i+1)
		} else if f.Rule == rule {
			t.Errorf("%s:%d: unexpected: %s", f.File, f.Line, f.Message)
		}
	}
	for at, res := range wants {
		for _, re := range res {
			t.Errorf("%s:%d: nothing matches %q", at.file, at.line, re)
		}
	}
}

// CheckSilence searches outputs for the texts of the string literals of the
// corpora. What is a name rather than a value may be printed.
func CheckSilence(t testing.TB, dir string, outputs [][]byte) {
	t.Helper()
	const shortest = 6 // shorter texts are parts of words
	secrets := make(map[string]string)
	eachFile(t, dir, func(fset *token.FileSet, file string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.BasicLit:
				if n.Kind != token.STRING {
					break
				}
				s, err := strconv.Unquote(n.Value)
				if err != nil {
					break
				}
				if m := tagDefault.FindStringSubmatch(s); m != nil {
					s = m[1]
				} else if strings.Contains(s, ":\"") { // another struct tag
					break
				}
				if len(s) >= shortest && !printable[s] && !printableName.MatchString(s) {
					secrets[s] = fset.Position(n.Pos()).String()
				}
			}
			return true
		})
	})
	if len(secrets) < 50 {
		t.Fatalf("the corpora have %d literals only", len(secrets))
	}
	for s, at := range secrets {
		for _, out := range outputs {
			if bytes.Contains(out, []byte(s)) {
				t.Errorf("the text of the literal at %s is printed", at)
				break
			}
		}
	}
}

var tagDefault = regexp.MustCompile(`(?:default|Default):"([^"]*)"`)

// printableName matches the literals of the corpora that are names of
// environment variables and configuration keys. No key of theirs looks so.
var printableName = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[a-zA-Z_]+(\.[a-zA-Z_]+)+$`)

// printable are literals of the corpora that are other names, and words that
// file names and the fields of formats contain.
var printable = set("information", "nobody", "reports", "region", "PEPPER", "server", "security", "PASSWORD", "second", "op://web/jwt/key", "link-key", "signing_key", "shared", "across", "client", "fields", "secret", "straight")

func set(words ...string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range words {
		m[w] = true
	}
	return m
}

func eachFile(t testing.TB, dir string, do func(*token.FileSet, string, *ast.File)) {
	t.Helper()
	fset := token.NewFileSet()
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" {
			return err
		}
		f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		do(fset, file, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
