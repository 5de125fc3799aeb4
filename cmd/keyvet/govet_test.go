// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
)

// TestGoVetPage runs the commands of docs/go-vet.md on a copy of the demo, with
// keyvet taken from a module proxy, as its users take it.
func TestGoVetPage(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	dir := drivertest.Demo(t)
	before := drivertest.Read(t, filepath.Join(dir, "go.mod")) + drivertest.Read(t, filepath.Join(dir, "go.sum"))
	text, commands := drivertest.Page{
		File: "../../docs/go-vet.md", Dir: dir, Settings: config.Name, Update: *update, Env: publish(t),
	}.Run(t)
	if commands < 8 {
		t.Errorf("%d commands ran", commands)
	}
	if after := drivertest.Read(t, filepath.Join(dir, "go.mod")) + drivertest.Read(t, filepath.Join(dir, "go.sum")); after != before {
		t.Errorf("go.mod and go.sum are now\n%s", after)
	}
	for _, a := range analyzer.Suite {
		if a != keyflow.Analyzer && !strings.Contains(text, "`-"+a.Name+"`") {
			t.Errorf("docs/go-vet.md does not tell of -%s", a.Name)
		}
		a.Flags.VisitAll(func(f *flag.Flag) {
			if !strings.Contains(text, "`-"+a.Name+"."+f.Name+"`") {
				t.Errorf("docs/go-vet.md does not tell of -%s.%s", a.Name, f.Name)
			}
		})
	}
}

// publish makes a module proxy that has this source as keyvet v0.1.0, and returns
// the environment in which the go command uses it.
func publish(t *testing.T) []string {
	t.Helper()
	return drivertest.Publish(t, drivertest.Module{Path: "github.com/keyvet/keyvet", Version: "v0.1.0", Dir: drivertest.Repository(t)})
}
