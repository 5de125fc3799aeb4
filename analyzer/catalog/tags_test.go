// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"slices"
	"testing"
)

func TestTags(t *testing.T) {
	var with []string
	for _, p := range Builtin().All() {
		if slices.ContainsFunc(p.Entries, func(e *Entry) bool { return e.Verb == Tag }) {
			with = append(with, p.Path)
		}
	}
	if !slices.Equal(with, tagPackages) {
		t.Errorf("packages with tag lines are %v, tagPackages are %v", with, tagPackages)
	}
	if got := len(Builtin().Tags()); got < len(tagPackages) {
		t.Errorf("%d tags of %d packages", got, len(tagPackages))
	}
	c, err := Builtin().With([]string{"tag example.com/env var fallback"}, "test")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(c.Tags()), len(Builtin().Tags())+1; got != want {
		t.Errorf("with one of the user's there are %d tags, want %d", got, want)
	}
}
