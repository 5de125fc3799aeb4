// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

// TestDrivers replays the // want comments of the corpora through the real
// go vet and through the command, compares what the two say, and searches all
// that they print for the texts of the corpus's keys.
func TestDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	dir := drivertest.Corpus(t)
	tool := drivertest.Keyvet(t)

	vet, vetOut := runVet(t, tool, dir)
	command, outputs := runCommand(t, tool, dir)
	isWhole := func(f drivertest.Finding) bool {
		return slices.ContainsFunc(analyzer.Rules, func(r analyzer.Rule) bool { return r.Whole && r.Analyzer.Name == f.Rule })
	}

	// The command names more than go vet does, and has rules that need the whole
	// program; what both have must be equal.
	drivertest.SameLines(t, "the command", slices.DeleteFunc(slices.Clone(command), isWhole), "go vet", vet)
	for _, r := range analyzer.Rules {
		drivertest.CheckWants(t, dir, r.Analyzer.Name, command)
	}
	drivertest.CheckSilence(t, dir, append(outputs, vetOut))

	if t.Failed() {
		return // what follows says that all this is so
	}
	t.Run("vet", func(t *testing.T) {
		drivertest.Fixed(t, func(t *testing.T, dir string) {
			if out, err := drivertest.Command(dir, "go", "vet", "-fix", "-vettool="+tool, "./...").CombinedOutput(); err != nil {
				t.Errorf("go vet -fix: %v\n%s", err, out)
			}
		})
		drivertest.Record(t, "vet", drivertest.Row{
			Driver:   "[go vet](go-vet.md)",
			Findings: "all",
			Except:   []string{"it prints related places of the same package only, and no links"},
			Link:     "the purpose in brackets, for `keyvet explain`",
			Fixes:    "`go vet -fix`",
			Settings: "at once: `keyvet flags` prints flags, which the cache knows",
			Tests:    []string{"go test ./cmd/keyvet -run 'TestDrivers/vet|TestStale/vet'"},
			Programs: []string{drivertest.GoVersion(t)},
		}, *update)
	})
	t.Run("command", func(t *testing.T) {
		drivertest.Fixed(t, func(t *testing.T, dir string) {
			if out, err := drivertest.Command(dir, tool, "-fix").CombinedOutput(); err != nil {
				t.Errorf("keyvet -fix: %v\n%s", err, out)
			}
		})
		drivertest.Record(t, "command", drivertest.Row{
			Driver:   "[keyvet](../README.md)",
			Findings: "all, and those of the rules that see the whole program",
			Except:   []string{"it joins packages that do not import one another and reads configuration files, so that it finds more than go vet in a whole program"},
			Link:     "the purpose in brackets, and the address in JSON and SARIF",
			Fixes:    "`keyvet -fix`",
			Settings: "at once: it reads `.keyvet.yml` and has no cache",
			Tests:    []string{"go test ./cmd/keyvet -run 'TestDrivers|TestStale/command'"},
			Programs: []string{drivertest.GoVersion(t)},
		}, *update)
	})
	t.Run("nogo", func(t *testing.T) { testNogo(t, dir, vet) })
}

// vetLine is a finding as go vet prints it: related places follow with a tab.
var vetLine = regexp.MustCompile(`^(?:vet: )?(.+?):(\d+):(\d+): ([^\t].*)$`)

func runVet(t *testing.T, tool, dir string) ([]drivertest.Finding, []byte) {
	t.Helper()
	fs, out := vetModule(t, tool, dir)
	if len(fs) == 0 {
		t.Fatal("go vet found nothing")
	}
	return fs, out
}

// vetModule runs go vet with flags, and returns what it finds and prints.
func vetModule(t *testing.T, tool, dir string, flags ...string) ([]drivertest.Finding, []byte) {
	t.Helper()
	cmd := drivertest.Command(dir, "go", slices.Concat([]string{"vet", "-vettool=" + tool}, flags, []string{"./..."})...)
	out, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	fs := vetFindings(t, dir, out)
	if (err != nil) != (len(fs) > 0) {
		t.Errorf("go vet: %v, with %d findings\n%s", err, len(fs), out)
	}
	return fs, out
}

// vetFindings reads what go vet prints in a directory.
func vetFindings(t *testing.T, dir string, out []byte) []drivertest.Finding {
	t.Helper()
	var fs []drivertest.Finding
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
		fs = append(fs, drivertest.Finding{File: path.Clean(filepath.ToSlash(file)), Line: line, Column: column, Message: m[4]})
	}
	return fs
}

// runCommand returns the findings of keyvet and all that it prints, in every
// format.
func runCommand(t *testing.T, tool, dir string) ([]drivertest.Finding, [][]byte) {
	t.Helper()
	var report finding.Report
	var outputs [][]byte
	for _, f := range finding.Formats {
		cmd := drivertest.Command(dir, tool, "-format", f.Name)
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
	var fs []drivertest.Finding
	for _, f := range report.Findings {
		fs = append(fs, drivertest.Finding{File: f.File, Line: f.Line, Column: f.Column, Rule: f.Rule, Message: f.Message})
		if f.Rule == "" || f.URL == "" || f.Package == "" || f.EndLine < f.Line || f.EndLine == f.Line && f.EndColumn <= f.Column {
			t.Errorf("incomplete: %+v", f)
		}
		if !strings.HasPrefix(f.Message, f.Rule+": ") || f.Purpose != "" && !strings.HasSuffix(f.Message, " ["+f.Purpose+"]") {
			t.Errorf("message of another form: %+v", f)
		}
	}
	return fs, outputs
}
