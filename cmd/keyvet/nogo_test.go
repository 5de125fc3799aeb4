// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
)

// The release of rules_go that the tests of nogo build, and its checksum.
const (
	rulesGo    = "github.com/bazelbuild/rules_go"
	rulesGoTag = "v0.65.0"
	rulesGoSum = "h1:oHAvkNIMaOhguFSCHi0bCoUhz2390srk4U0rTn9mqBc="
)

// A nogoKit makes binaries of Bazel's nogo without Bazel. They are what the rule
// nogo makes: the sources that its BUILD file names, with the table of analyzers
// that the builder of rules_go writes. The sources import an internal package of
// golang.org/x/tools, to which Bazel has nothing to say; here they are put into
// a copy of that module.
type nogoKit struct {
	builder string // the program of rules_go that writes the table
	tools   string // the copy of golang.org/x/tools
}

func newNogoKit(t *testing.T) *nogoKit {
	t.Helper()
	keyvet, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	rules := drivertest.Download(t, rulesGo, rulesGoTag, rulesGoSum)
	out, err := exec.Command("go", "list", "-m", "-json", "golang.org/x/tools").Output()
	if err != nil {
		t.Fatal(err)
	}
	var x struct{ Dir string }
	if err := json.Unmarshal(out, &x); err != nil {
		t.Fatal(err)
	}

	k := &nogoKit{builder: filepath.Join(t.TempDir(), "builder"), tools: t.TempDir()}
	build, err := os.ReadFile(filepath.Join(rules, "go/tools/builders/BUILD.bazel"))
	if err != nil {
		t.Fatal(err)
	}
	sources := func(target, dir string) {
		m := regexp.MustCompile(`name = "` + target + `",\s+srcs = \[([^\]]*)\]`).FindSubmatch(build)
		if m == nil {
			t.Fatalf("%s: no %s", rulesGo, target)
		}
		for _, q := range regexp.MustCompile(`"([^"]+\.go)"`).FindAllSubmatch(m[1], -1) {
			drivertest.CopyFile(t, filepath.Join(rules, "go/tools/builders", string(q[1])), filepath.Join(dir, string(q[1])))
		}
	}

	dir := t.TempDir()
	sources("builder_srcs", dir)
	drivertest.CopyFile(t, filepath.Join(rules, "go/tools/builders/path.go"), filepath.Join(dir, "path.go"))
	drivertest.Write(t, filepath.Join(dir, "go.mod"), "module builder\n\ngo 1.26\n")
	cmd := drivertest.Command(dir, "go", "build", "-trimpath", "-ldflags=-X main.rulesGoStdlibPrefix=@io_bazel_rules_go//stdlib:", "-o", k.builder, ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the builder of rules_go: %v\n%s", err, out)
	}

	err = filepath.WalkDir(x.Dir, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return fs.SkipDir
		case filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		rel, err := filepath.Rel(x.Dir, file)
		drivertest.CopyFile(t, file, filepath.Join(k.tools, rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sources("nogo_srcs", filepath.Join(k.tools, "internal/nogo"))
	sum, err := os.ReadFile(filepath.Join(keyvet, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	drivertest.Write(t, filepath.Join(k.tools, "go.sum"), string(sum))
	drivertest.Write(t, filepath.Join(k.tools, "go.mod"), "module golang.org/x/tools\n\ngo 1.26.0\n\n"+
		"require (\n\tgithub.com/keyvet/keyvet v0.0.0\n\tgithub.com/aymanbagabas/go-udiff v0.4.1\n)\n\n"+
		"replace github.com/keyvet/keyvet => "+strconv.Quote(keyvet)+"\n")
	return k
}

// build makes the nogo of a configuration, which may be empty, and analyzers,
// each named by the import path of its package.
func (k *nogoKit) build(t *testing.T, config string, analyzers ...string) string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"gennogomain", "-output", filepath.Join(k.tools, "internal/nogo/table.go")}
	for _, path := range analyzers {
		args = append(args, "-analyzer_importpath", path)
	}
	if config != "" {
		file := filepath.Join(dir, "nogo_config.json")
		drivertest.Write(t, file, config)
		args = append(args, "-config", file)
	}
	if out, err := exec.Command(k.builder, args...).CombinedOutput(); err != nil {
		t.Fatalf("gennogomain: %v\n%s", err, out)
	}
	exe := filepath.Join(dir, "nogo")
	cmd := drivertest.Command(k.tools, "go", "build", "-mod=mod", "-trimpath", "-o", exe, "./internal/nogo")
	cmd.Env = append(cmd.Env, "GOPROXY="+os.Getenv("GOPROXY"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("nogo: %v\n%s", err, out)
	}
	return exe
}

// runNogo runs nogo on the packages of a module in the order of their imports,
// as Bazel does: each has the facts of what it imports directly, the standard
// library has none, and of what is outside of the module only facts are wanted.
func runNogo(t *testing.T, nogo, dir string, patterns ...string) []drivertest.Finding {
	t.Helper()
	fs, _ := nogoFixes(t, nogo, dir, patterns...)
	return fs
}

// nogoFixes is runNogo, and returns the patches that nogo writes, too.
func nogoFixes(t *testing.T, nogo, dir string, patterns ...string) (found []drivertest.Finding, patches []string) {
	t.Helper()
	type listed struct {
		ImportPath, Dir, Export string
		Standard                bool
		GoFiles, Imports        []string
		Module                  *struct{ Main bool }
	}
	cmd := drivertest.Command(dir, "go", append([]string{"list", "-deps", "-export", "-json=ImportPath,Dir,Export,Standard,GoFiles,Imports,Module"}, patterns...)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, drivertest.Stderr(err))
	}
	tmp := t.TempDir()
	cfg := filepath.Join(tmp, "importcfg")
	var pkgs []listed
	var imports strings.Builder
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if p.Export != "" {
			fmt.Fprintf(&imports, "packagefile %s=%s\n", p.ImportPath, p.Export)
		}
		if !p.Standard && len(p.GoFiles) > 0 {
			pkgs = append(pkgs, p)
		}
	}
	drivertest.Write(t, cfg, imports.String())

	facts := make(map[string]string) // by import path
	for i, p := range pkgs {
		args := []string{"-p", p.ImportPath, "-importcfg", cfg, "-fix_dir", tmp, "-x", filepath.Join(tmp, fmt.Sprint(i))}
		for _, path := range p.Imports {
			if file := facts[path]; file != "" {
				args = append(args, "-fact", path+"="+file)
			}
		}
		if !p.Module.Main {
			args = append(args, "-facts_only")
		}
		for _, name := range p.GoFiles {
			rel, err := filepath.Rel(dir, filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			args = append(args, rel)
		}
		out, err := drivertest.Command(dir, nogo, args...).CombinedOutput()
		if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != nogoViolation) {
			t.Fatalf("nogo %s: %v\n%s", p.ImportPath, err, out)
		}
		for line := range strings.Lines(string(out)) {
			line = strings.TrimSuffix(line, "\n")
			if line == "nogo: errors found by nogo during build-time code analysis:" {
				continue
			}
			m := nogoLine.FindStringSubmatch(line)
			if m == nil {
				t.Errorf("nogo %s: %s", p.ImportPath, line)
				continue
			}
			l, _ := strconv.Atoi(m[2])
			c, _ := strconv.Atoi(m[3])
			found = append(found, drivertest.Finding{File: filepath.ToSlash(m[1]), Line: l, Column: c, Message: m[4], Rule: m[5]})
		}
		facts[p.ImportPath] = filepath.Join(tmp, fmt.Sprint(i))
		if patch, err := os.ReadFile(filepath.Join(tmp, "nogo.patch")); err == nil {
			patches = append(patches, string(patch))
			os.Remove(filepath.Join(tmp, "nogo.patch"))
		}
	}
	return found, patches
}

// nogoViolation is the exit code of nogo where it finds something.
const nogoViolation = 3

var nogoLine = regexp.MustCompile(`^(.+?):(\d+):(\d+): (.*) \((\w+)\)$`)

// testNogo runs Bazel's nogo on the corpora, in which go vet found vet: with
// all analyzers, and with each rule alone on its own corpus.
func testNogo(t *testing.T, dir string, vet []drivertest.Finding) {
	k := newNogoKit(t)
	// nogo is not given the files that import "C".
	vet = slices.DeleteFunc(slices.Clone(vet), func(f drivertest.Finding) bool {
		text, err := os.ReadFile(filepath.Join(dir, f.File))
		return err == nil && bytes.Contains(text, []byte("import \"C\""))
	})
	drivertest.SameLines(t, "nogo", runNogo(t, k.build(t, "", nogoAnalyzers()...), dir, "./..."), "go vet", vet)
	for _, r := range analyzer.Rules {
		if r.Whole {
			continue
		}
		// A rule says itself which directives suppress nothing of it.
		own := regexp.MustCompile("^" + r.Analyzer.Name + ": |suppresses no finding of " + r.Analyzer.Name + " here")
		var want []drivertest.Finding
		for _, f := range vet {
			if strings.HasPrefix(f.File, r.Analyzer.Name+"/") && own.MatchString(f.Message) && (r.Analyzer.Name != "directive" || !strings.Contains(f.Message, "suppresses no finding of")) {
				want = append(want, f)
			}
		}
		if len(want) == 0 {
			t.Errorf("go vet has no finding of %s", r.Analyzer.Name)
		}
		got := runNogo(t, k.build(t, "", nogoPath(r.Analyzer)), dir, "./"+r.Analyzer.Name+"/...")
		drivertest.SameLines(t, "nogo with "+r.Analyzer.Name+" alone", got, "go vet", want)
	}
	drivertest.Fixed(t, func(t *testing.T, dir string) {
		_, patches := nogoFixes(t, k.build(t, "", nogoAnalyzers()...), dir, "./...")
		cmd := drivertest.Command(dir, "git", "apply", "-p1", "-")
		cmd.Stdin = strings.NewReader(strings.Join(patches, ""))
		if out, err := cmd.CombinedOutput(); err != nil || len(patches) != 1 {
			t.Errorf("git apply: %v\n%s\n%s", err, out, patches)
		}
	})
	drivertest.Record(t, "nogo", drivertest.Row{
		Driver:   "[Bazel's nogo](bazel.md)",
		Findings: "those of go vet, with all analyzers and with each alone",
		Except:   []string{`files that import "C" are not given to it`, "it prints neither related places nor links"},
		Link:     "the purpose in brackets, for `keyvet explain`",
		Fixes:    "a patch, which `patch -p1` applies",
		Settings: "a new `nogo.json` is another nogo",
		Tests:    []string{"go test ./cmd/keyvet -run 'TestDrivers/nogo|TestStale/nogo'"},
		Untested: []string{"Bazel itself, as rules_go " + rulesGoTag + " wants Bazel 7.7, and Debian (4.2.3) and npm (2.1.0) have older ones; nogo was compiled without it, from the same sources"},
		Programs: []string{"nogo of rules_go " + rulesGoTag, drivertest.GoVersion(t)},
	}, *update)
}

// nogoPath is what nogo imports to have an analyzer.
func nogoPath(a *analysis.Analyzer) string { return "github.com/keyvet/keyvet/analyzer/" + a.Name }

// nogoAnalyzers are the import paths of all analyzers.
func nogoAnalyzers() []string {
	var paths []string
	for _, a := range analyzer.Suite {
		paths = append(paths, nogoPath(a))
	}
	return paths
}

// TestBazelPage runs the commands of docs/bazel.md, and wants on the page what
// nogo is given in the tests.
func TestBazelPage(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command")
	}
	tool := drivertest.Keyvet(t)
	text, commands := drivertest.Page{
		File: "../../docs/bazel.md", Dir: drivertest.Demo(t), Settings: config.Name, Update: *update,
		Env: []string{"GOFLAGS=", "GOWORK=off", drivertest.Path(tool)},
	}.Run(t)
	if commands < 2 {
		t.Errorf("%d commands ran", commands)
	}
	for _, a := range analyzer.Suite {
		if want := `"@com_github_keyvet_keyvet//analyzer/` + a.Name + `",`; !strings.Contains(text, want) {
			t.Errorf("docs/bazel.md has no %s", want)
		}
	}
	if !strings.Contains(text, "rules_go "+rulesGoTag) {
		t.Errorf("docs/bazel.md does not tell of %s", rulesGoTag)
	}
}
