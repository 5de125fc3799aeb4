// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
)

// TestSettingsPage runs the commands of docs/settings.md, in their order, on a
// copy of the demo, and compares what they print. Each block of YAML is the file
// of settings from there on.
func TestSettingsPage(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the modules of the demo")
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	const file = "../../docs/settings.md"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tool, dir := buildTool(t), t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../testdata/demo")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Dir(tool) + string(filepath.ListSeparator) + os.Getenv("PATH")

	var got strings.Builder
	var block, settings string // the kind of block that is open; the text of one of YAML
	commands := 0
	for line := range strings.Lines(string(page)) {
		switch {
		case block == "" && strings.HasPrefix(line, "```"):
			block, settings = strings.TrimSpace(line[3:]), ""
		case strings.HasPrefix(line, "```"):
			if block == "yaml" {
				if err := os.WriteFile(filepath.Join(dir, config.Name), []byte(settings), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			block = ""
		case block == "yaml":
			settings += line
		case block == "console":
			command, ok := strings.CutPrefix(line, "$ ")
			if !ok {
				continue // what it printed once
			}
			commands++
			cmd := goCommand(dir, sh, "-c", command)
			cmd.Env = append(cmd.Env, "GOFLAGS=", "GOPROXY="+os.Getenv("GOPROXY"), "PATH="+path)
			out, err := cmd.CombinedOutput()
			if _, failed := err.(*exec.ExitError); err != nil && !failed {
				t.Fatal(err)
			}
			line += string(out)
		}
		got.WriteString(line)
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if got.String() != string(page) {
		t.Errorf("docs/settings.md is stale: run this test with -update. Now it is\n%s", got.String())
	}
	if commands < 10 || strings.Contains(got.String(), "not found") {
		t.Errorf("%d commands ran:\n%s", commands, got.String())
	}

	for _, typ := range []reflect.Type{reflect.TypeFor[analyzer.Settings](), reflect.TypeFor[keyflow.Settings](), reflect.TypeFor[keyflow.Secret]()} {
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if typ == reflect.TypeFor[keyflow.Secret]() {
				name = "secrets[]." + name
			}
			if f.IsExported() && !f.Anonymous && !strings.Contains(string(page), "| `"+name+"` |") {
				t.Errorf("docs/settings.md does not tell of %s", name)
			}
		}
	}
}
