// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package drivertest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// A Module is a directory as a version of a module.
type Module struct{ Path, Version, Dir string }

// Publish makes a module proxy that has these modules, and returns the environment
// in which the go command uses it. Modules go to a cache that nobody else uses, and
// come from the one in use as far as they are there.
func Publish(t testing.TB, modules ...Module) []string {
	t.Helper()
	proxy := t.TempDir()
	for _, m := range modules {
		escaped, err := module.EscapePath(m.Path)
		if err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(proxy, filepath.FromSlash(escaped), "@v")
		Write(t, filepath.Join(at, "list"), m.Version+"\n")
		Write(t, filepath.Join(at, m.Version+".info"), `{"Version":"`+m.Version+`","Time":"2026-11-29T00:00:00Z"}`)
		CopyFile(t, filepath.Join(m.Dir, "go.mod"), filepath.Join(at, m.Version+".mod"))
		var b bytes.Buffer
		if err := zip.CreateFromDir(&b, module.Version{Path: m.Path, Version: m.Version}, m.Dir); err != nil {
			t.Fatal(err)
		}
		Write(t, filepath.Join(at, m.Version+".zip"), b.String())
	}
	return []string{
		"GOPROXY=" + strings.Join([]string{fileURL(proxy), fileURL(filepath.Join(GoEnv(t, "GOMODCACHE"), "cache/download")), os.Getenv("GOPROXY")}, ","),
		"GOMODCACHE=" + t.TempDir(), "GOFLAGS=-modcacherw", "GOSUMDB=off", "GOWORK=off",
	}
}

// GoEnv returns what go env prints.
func GoEnv(t testing.TB, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatalf("go env %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

func fileURL(dir string) string {
	dir = filepath.ToSlash(dir)
	if !strings.HasPrefix(dir, "/") {
		dir = "/" + dir
	}
	return "file://" + dir
}
