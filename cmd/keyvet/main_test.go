// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"keyvet": main})
}

// TestScripts runs the command as people do, each script in a directory of its
// own with the files that stand in it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOROOT"} {
				v, err := goEnv(name)
				if err != nil {
					return err
				}
				env.Setenv(name, v)
			}
			// The modules of the scripts need nothing but the standard library.
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOFLAGS", "")
			env.Setenv("GOWORK", "off")
			for dir := range strings.SplitSeq(env.Getenv("PATH"), string(filepath.ListSeparator)) {
				if exe := filepath.Join(dir, "keyvet"); isFile(exe) {
					env.Setenv("KEYVET", exe)
					break
				}
			}
			return nil
		},
	})
}

func isFile(name string) bool {
	fi, err := os.Stat(name)
	return err == nil && fi.Mode().IsRegular()
}

func goEnv(name string) (string, error) {
	out, err := exec.Command("go", "env", name).Output()
	return strings.TrimSpace(string(out)), err
}
