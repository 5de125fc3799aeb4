// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"encoding/json"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// TestGoplsPolicy wants every flag of the engine in the settings that are built in.
func TestGoplsPolicy(t *testing.T) {
	t.Cleanup(func() {
		if err := keyflow.Apply(keyflow.Settings{}); err != nil {
			t.Error(err)
		}
	})
	f := newGoplsFlags()
	if err := f.set.Parse([]string{
		"-keyflow.approved=example.com/gone", "-keyflow.approved=",
		"-keyflow.approved=example.com/a", "-keyflow.approved", "example.com/b/...",
		"-keyflow.entry=sink example.com/app/crypt.Seal arg0:key data-at-rest",
		"-keyflow.exclude=**/mocks/**",
		`-keyflow.secret={"name":"APP_KEY","env":["APP_KEY"]}`,
		"-keyflow.docs=https://example.com/keys",
		"-keyflow.tests",
		"-rules=hardcodedkey, directive",
	}); err != nil {
		t.Fatal(err)
	}
	s, off, err := f.policy()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"secrets":[{"name":"APP_KEY","env":["APP_KEY"]}],"approved":["example.com/a","example.com/b/..."],` +
		`"entries":["sink example.com/app/crypt.Seal arg0:key data-at-rest"],"docs":"https://example.com/keys","exclude":["**/mocks/**"],"tests":true}`
	if string(text) != want {
		t.Errorf("got %s\nwant %s", text, want)
	}
	if !slices.Equal(off, []string{"passwordkey", "secretread"}) {
		t.Errorf("off: %v", off)
	}

	f = newGoplsFlags()
	if err := f.set.Parse([]string{"-rules=deadkey"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.policy(); err == nil || !strings.Contains(err.Error(), `"deadkey"`) {
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
