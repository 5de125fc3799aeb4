// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
)

// TestSettingsPage runs the commands of docs/settings.md, in their order, on a
// copy of the demo, and compares what they print. Each block of YAML is the file
// of settings from there on.
func TestSettingsPage(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the modules of the demo")
	}
	tool, dir := drivertest.Keyvet(t), t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../testdata/demo")); err != nil {
		t.Fatal(err)
	}
	page, commands := drivertest.Page{
		File: "../../docs/settings.md", Dir: dir, Settings: config.Name, Update: *update,
		Env: []string{"GOFLAGS=", "GOWORK=off", "PATH=" + filepath.Dir(tool) + string(filepath.ListSeparator) + os.Getenv("PATH")},
	}.Run(t)
	if commands < 10 {
		t.Errorf("%d commands ran", commands)
	}

	for _, typ := range []reflect.Type{reflect.TypeFor[analyzer.Settings](), reflect.TypeFor[keyflow.Settings](), reflect.TypeFor[keyflow.Secret]()} {
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if typ == reflect.TypeFor[keyflow.Secret]() {
				name = "secrets[]." + name
			}
			if f.IsExported() && !f.Anonymous && !strings.Contains(page, "| `"+name+"` |") {
				t.Errorf("docs/settings.md does not tell of %s", name)
			}
		}
	}
}
