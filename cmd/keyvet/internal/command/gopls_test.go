// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// TestGoplsPolicy wants the settings of flags, and the rules that are off, in what is
// built in.
func TestGoplsPolicy(t *testing.T) {
	t.Cleanup(func() {
		if err := keyflow.Apply(keyflow.Settings{}); err != nil {
			t.Error(err)
		}
	})
	f := newGoplsFlags()
	if err := f.set.Parse([]string{
		"-config=off",
		"-keyflow.approved=example.com/gone", "-keyflow.approved=",
		"-keyflow.approved=example.com/a", "-keyflow.approved", "example.com/b/...",
		"-keyflow.tests",
		"-rules=hardcodedkey, directive",
	}); err != nil {
		t.Fatal(err)
	}
	tool := &tool{dir: t.TempDir()}
	s, err := f.apply(tool, t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"example.com/a", "example.com/b/..."}; !slices.Equal(s.Approved, want) || !s.Tests {
		t.Errorf("got %+v", s)
	}
	off, err := f.off(s)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(off, []string{"passwordkey", "secretread", "timingattack"}) {
		t.Errorf("off: %v", off)
	}

	f = newGoplsFlags()
	no := false
	s.Rules = []analyzer.RuleSetting{{Name: "secretread", Enabled: &no}, {Name: "deadkey", Enabled: &no}}
	if off, err := f.off(s); err != nil || !slices.Equal(off, []string{"secretread"}) {
		t.Errorf("off: %v, %v", off, err)
	}
	f.rules = "deadkey"
	if _, err := f.off(s); err == nil || !strings.Contains(err.Error(), `"deadkey"`) {
		t.Errorf("a rule that needs the whole program: %v", err)
	}
	if err := newGoplsFlags().set.Parse([]string{"-keyflow.entry=sunk x"}); err == nil {
		t.Error("a wrong entry was taken")
	}
}

func TestOwnSource(t *testing.T) {
	const module = "github.com/keyvet/keyvet"
	for _, c := range []struct {
		name               string
		info               *debug.BuildInfo
		version, dir, fail string
	}{
		{"released", &debug.BuildInfo{Main: debug.Module{Path: module, Version: "v0.1.0"}}, "v0.1.0", "", ""},
		{"a commit", &debug.BuildInfo{Main: debug.Module{Path: module, Version: "v0.1.1-0.20261101000000-0123456789ab"}}, "v0.1.1-0.20261101000000-0123456789ab", "", ""},
		{"a tree", &debug.BuildInfo{Main: debug.Module{Path: module, Version: "(devel)"}}, "", "", "-keyvet DIR"},
		{"a changed tree", &debug.BuildInfo{Main: debug.Module{Path: module, Version: "v0.1.0+dirty"}}, "", "", "-keyvet DIR"},
		{"a directory", &debug.BuildInfo{Main: debug.Module{Path: module, Version: "v0.1.0", Replace: &debug.Module{Path: t.TempDir()}}}, "", "*", ""},
		{"a relative one", &debug.BuildInfo{Main: debug.Module{Path: module, Replace: &debug.Module{Path: "../keyvet"}}}, "", "", "../keyvet"},
		{"a fork", &debug.BuildInfo{Main: debug.Module{Path: module, Replace: &debug.Module{Path: "example.com/keyvet", Version: "v1.0.0"}}}, "", "", "example.com/keyvet"},
		{"another", &debug.BuildInfo{Main: debug.Module{Path: "example.com/x", Version: "v1.0.0"}}, "", "", "-keyvet DIR"},
		{"none", nil, "", "", "-keyvet DIR"},
	} {
		if c.dir == "*" {
			c.dir = c.info.Main.Replace.Path
		}
		version, dir, err := ownSource(c.info)
		if version != c.version || dir != c.dir || (err != nil) != (c.fail != "") || err != nil && !strings.Contains(err.Error(), c.fail) {
			t.Errorf("%s: %q, %q, %v", c.name, version, dir, err)
		}
	}
}
