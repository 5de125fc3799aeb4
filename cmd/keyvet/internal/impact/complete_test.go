// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact_test

import (
	"slices"
	"testing"

	"github.com/keyvet/keyvet/cmd/keyvet/internal/impact"
)

// TestComplete gives findings to the keys that they are about. One call takes two
// keys, of which one has a default elsewhere that is told at the call; what is told
// of neither is about both.
func TestComplete(t *testing.T) {
	use := func() []*impact.Use {
		return []*impact.Use{{Purpose: "client-session", Operation: "sign and verify", File: "web.go", Line: 30}}
	}
	auth := &impact.Key{Identity: "env:AUTH", Title: "AUTH", Uses: use(), Origins: []impact.Origin{
		{Kind: "env", Name: "AUTH", File: "config.go", Line: 10}, {Kind: "literal", File: "config.go", Line: 12, StandsIn: true}}}
	encrypt := &impact.Key{Identity: "env:ENCRYPT", Title: "ENCRYPT", Uses: use(), Origins: []impact.Origin{
		{Kind: "env", Name: "ENCRYPT", File: "config.go", Line: 20}}}
	below := &impact.Key{Identity: "derived:env:AUTH", DerivedFrom: "env:AUTH", Title: "AUTH, derived", Uses: use()}
	// One tag, read under two names.
	store := &impact.Key{Identity: "env:STORE_PASSWD", Title: "STORE_PASSWD", Origins: []impact.Origin{{Kind: "env", Name: "STORE_PASSWD", File: "config.go", Line: 30}}}
	image := &impact.Key{Identity: "env:IMAGE_PASSWD", Title: "IMAGE_PASSWD", Origins: []impact.Origin{{Kind: "env", Name: "IMAGE_PASSWD", File: "config.go", Line: 30}}}
	r := &impact.Reference{Keys: []*impact.Key{auth, encrypt, below, store, image}}
	r.Complete([]impact.Finding{
		{Rule: "hardcodedkey", Message: "literal", File: "web.go", Line: 30, FromFile: "config.go", FromLine: 12},
		{Rule: "secretread", Message: "read", File: "config.go", Line: 20, Name: "ENCRYPT"},
		{Rule: "secretread", Message: "store", File: "config.go", Line: 30, Name: "STORE_PASSWD"},
		{Rule: "timingattack", Message: "place", File: "web.go", Line: 30},
		{Rule: "deadkey", Message: "whole", File: "config.go", Line: 10, Key: "ENCRYPT"},
	}, nil)
	for _, test := range []struct {
		k    *impact.Key
		want []string
	}{
		{auth, []string{"literal", "place"}},
		{encrypt, []string{"whole", "read", "place"}},
		{below, []string{"literal", "place"}},
		{store, []string{"store"}},
		{image, nil},
	} {
		var got []string
		for _, f := range test.k.Findings {
			got = append(got, f.Message)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: findings %q, want %q", test.k.Title, got, test.want)
		}
	}
}
