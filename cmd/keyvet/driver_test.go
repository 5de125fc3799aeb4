// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

// TestDrivers replays the // want comments of the corpora through the real
// go vet and through the command, compares what the two say, and searches all
// that they print for the texts of the corpus's keys.
func TestDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	dir := corpusModule(t)
	tool := buildTool(t)

	vet, vetOut := runVet(t, tool, dir)
	command, outputs := runCommand(t, tool, dir)
	isWhole := func(f finding.Finding) bool {
		return slices.ContainsFunc(analyzer.Rules, func(r analyzer.Rule) bool { return r.Whole && r.Analyzer.Name == f.Rule })
	}

	// The command names more than go vet does, and has rules that need the whole
	// program; what both have must be equal.
	if got, want := lines(slices.DeleteFunc(slices.Clone(command), isWhole)), lines(vet); !slices.Equal(got, want) {
		for _, l := range got {
			if !slices.Contains(want, l) {
				t.Errorf("only the command says %s", l)
			}
		}
		for _, l := range want {
			if !slices.Contains(got, l) {
				t.Errorf("only go vet says %s", l)
			}
		}
	}
	for _, r := range analyzer.Rules {
		checkWants(t, dir, r.Analyzer.Name, command)
	}
	checkSilence(t, dir, append(outputs, vetOut))
}

// corpusModule copies the corpora into a module, and the stubs of libraries
// into modules that it requires.
func corpusModule(t *testing.T) string {
	t.Helper()
	src := filepath.FromSlash("../../testdata/src")
	top := t.TempDir()
	if err := os.CopyFS(top, os.DirFS(src)); err != nil {
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

// buildTool builds keyvet. A few bytes behind the end make another tool of it
// in the eyes of the go command, so that nothing comes from an earlier run.
func buildTool(t *testing.T) string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "keyvet")
	if out, err := exec.Command("go", "build", "-o", exe, ".").CombinedOutput(); err != nil {
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

func goCommand(dir string, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "PWD="+dir)
	return cmd
}

// vetLine is a finding as go vet prints it: related places follow with a tab.
var vetLine = regexp.MustCompile(`^(?:vet: )?(.+?):(\d+):(\d+): ([^\t].*)$`)

func runVet(t *testing.T, tool, dir string) ([]finding.Finding, []byte) {
	t.Helper()
	cmd := goCommand(dir, "go", "vet", "-vettool="+tool, "./...")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatal("go vet found nothing")
	}
	var fs []finding.Finding
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		m := vetLine.FindStringSubmatch(s.Text())
		if m == nil {
			if !strings.HasPrefix(s.Text(), "#") && !strings.Contains(s.Text(), ": \t") {
				t.Errorf("go vet: %s", s.Text())
			}
			continue
		}
		line, _ := strconv.Atoi(m[2])
		column, _ := strconv.Atoi(m[3])
		file := m[1]
		if filepath.IsAbs(file) {
			file, _ = filepath.Rel(dir, file)
		}
		fs = append(fs, finding.Finding{File: path.Clean(filepath.ToSlash(file)), Line: line, Column: column, Message: m[4]})
	}
	return fs, out
}

// runCommand returns the findings of keyvet and all that it prints, in every
// format.
func runCommand(t *testing.T, tool, dir string) ([]finding.Finding, [][]byte) {
	t.Helper()
	var report finding.Report
	var outputs [][]byte
	for _, f := range finding.Formats {
		cmd := goCommand(dir, tool, "-format", f.Name)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 1 {
			t.Fatalf("keyvet -format %s: %v\n%s", f.Name, err, stderr.Bytes())
		}
		outputs = append(outputs, stdout.Bytes(), stderr.Bytes())
		if f.Name == "json" {
			if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range report.Findings {
		if f.Rule == "" || f.URL == "" || f.Package == "" || f.EndLine < f.Line || f.EndLine == f.Line && f.EndColumn <= f.Column {
			t.Errorf("incomplete: %+v", f)
		}
		if !strings.HasPrefix(f.Message, f.Rule+": ") || f.Purpose != "" && !strings.HasSuffix(f.Message, " ["+f.Purpose+"]") {
			t.Errorf("message of another form: %+v", f)
		}
	}
	return report.Findings, outputs
}

func lines(fs []finding.Finding) []string {
	set := make(map[string]bool)
	for _, f := range fs {
		set[fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// checkWants compares the findings of a rule in its own corpus with the // want
// comments there.
func checkWants(t *testing.T, dir, rule string, found []finding.Finding) {
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

// checkSilence searches outputs for the texts of the string literals of the
// corpora. What is a name rather than a value may be printed.
func checkSilence(t *testing.T, dir string, outputs [][]byte) {
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
// file names contain.
var printable = set("PEPPER", "server", "security", "PASSWORD", "second", "op://web/jwt/key", "link-key", "signing_key", "shared", "across", "client", "fields", "secret", "straight")

func set(words ...string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range words {
		m[w] = true
	}
	return m
}

func eachFile(t *testing.T, dir string, do func(*token.FileSet, string, *ast.File)) {
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
