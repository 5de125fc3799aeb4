// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package drivertest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// staleModule is a module in which each kind of setting makes a finding come or
// go. The packages that a setting is about are not those in which it shows.
const staleModule = `
-- go.mod --
module example.com/app

go 1.26
-- crypt/crypt.go --
package crypt

func Seal(key, text []byte) []byte { return append(text, byte(len(key))) }

func Wrap(key, text []byte) []byte { return Seal(key, text) }
-- store/store.go --
package store

import "example.com/app/crypt"

func Put(text []byte) []byte { return crypt.Wrap([]byte("key-of-the-store"), text) }
-- web/web.go --
package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"
)

func MAC() []byte { return hmac.New(sha256.New, []byte(os.Getenv("SECRET_KEY"))).Sum(nil) }

func Fixed() []byte { return hmac.New(sha256.New, []byte("key-of-the-page")).Sum(nil) }
`

// staleSteps are edits of the settings, and the findings after each: file, line
// and rule. Every step is taken on what the ones before have left in caches.
var staleSteps = []struct{ settings, want string }{
	{"", "web/web.go:11 hardcodedkey, web/web.go:9 secretread"},
	{"approved: [example.com/app/web]", "web/web.go:11 hardcodedkey"},
	{"entries: [sink example.com/app/crypt.Seal arg0:key data-at-rest]", "store/store.go:5 hardcodedkey, web/web.go:11 hardcodedkey, web/web.go:9 secretread"},
	{"rules: [{name: hardcodedkey, enabled: false}]", "web/web.go:9 secretread"},
	{"exclude: [web.go]", ""},
	{"secrets: [{name: SECRET_KEY, env: [SECRET_KEY], approved: [example.com/app/web]}]", "web/web.go:11 hardcodedkey"},
	{"", "web/web.go:11 hardcodedkey, web/web.go:9 secretread"},
}

// Stale edits the settings of a module between runs of a driver, and wants to see
// it in what the driver finds. A run is given the directory and the settings, one
// line of YAML or none, which are also in .keyvet.yml there.
func Stale(t *testing.T, run func(t *testing.T, dir, settings string) []Finding) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(staleModule)).Files {
		Write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
	}
	for i, step := range staleSteps {
		Write(t, filepath.Join(dir, ".keyvet.yml"), "version: 1\n"+step.settings+"\n")
		var got []string
		for _, f := range run(t, dir, step.settings) {
			rule := f.Rule
			if rule == "" {
				rule, _, _ = strings.Cut(f.Message, ": ")
			}
			got = append(got, fmt.Sprintf("%s:%d %s", f.File, f.Line, rule))
		}
		slices.Sort(got)
		if got := strings.Join(got, ", "); got != step.want {
			t.Errorf("step %d, %q: found %q, want %q", i, step.settings, got, step.want)
		}
	}
}
