// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"

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
		File: "../../docs/go-vet.md", Dir: dir, Settings: config.Name, Update: *update, Env: publish(t, "v0.1.0"),
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

// publish makes a module proxy that has this source as a version of keyvet, and
// returns the environment in which the go command uses it. Modules go to a
// cache that nobody else uses, and come from the one in use as far as they are
// there.
func publish(t *testing.T, version string) []string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	cache, err := goEnv("GOMODCACHE")
	if err != nil {
		t.Fatal(err)
	}
	proxy := t.TempDir()
	at := filepath.Join(proxy, "github.com/keyvet/keyvet/@v")
	drivertest.Write(t, filepath.Join(at, "list"), version+"\n")
	drivertest.Write(t, filepath.Join(at, version+".info"), `{"Version":"`+version+`","Time":"2026-11-29T00:00:00Z"}`)
	drivertest.CopyFile(t, filepath.Join(root, "go.mod"), filepath.Join(at, version+".mod"))
	var b bytes.Buffer
	if err := zip.CreateFromDir(&b, module.Version{Path: "github.com/keyvet/keyvet", Version: version}, root); err != nil {
		t.Fatal(err)
	}
	drivertest.Write(t, filepath.Join(at, version+".zip"), b.String())
	return []string{
		"GOPROXY=" + strings.Join([]string{fileURL(proxy), fileURL(filepath.Join(cache, "cache/download")), os.Getenv("GOPROXY")}, ","),
		"GOMODCACHE=" + t.TempDir(), "GOFLAGS=-modcacherw", "GOSUMDB=off", "GOWORK=off",
	}
}

func fileURL(dir string) string {
	dir = filepath.ToSlash(dir)
	if !strings.HasPrefix(dir, "/") {
		dir = "/" + dir
	}
	return "file://" + dir
}
