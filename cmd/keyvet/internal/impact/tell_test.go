// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"fmt"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// use is one that a test tells of.
func use(purpose, operation, fallback string, line int, lifetime int64) *Use {
	p := catalog.LookupPurpose(purpose)
	u := &Use{Purpose: purpose, Operation: operation, Fallback: fallback, File: "a.go", Line: line, API: "api", Symbol: "api",
		Says: p.Says(operation), Breaks: p.Breaks, Loss: p.LossWithin(lifetime), Artefact: p.Artefact, Retention: p.Retention}
	if lifetime > 0 {
		u.Lifetime, u.LifetimeFile, u.LifetimeLine = lifetime, "t.go", 1
	}
	return u
}

// said are all sentences about a key with such uses, a line each.
func sentences(us ...*Use) string {
	k := &Key{Identity: "env:KEY", Title: "KEY", Uses: us}
	k.WorstLoss, k.Affected = worst(us), affected(k)
	tell(k, nil, false)
	out := []string{k.Headline, k.Planned, k.Compromise, k.Keep.Sentence}
	for i, s := range k.Steps {
		out = append(out, fmt.Sprintf("%d. %s", i+1, s))
	}
	return strings.Join(append(out, "keep: "+keepShort(k)), "\n")
}

// TestTell holds what is said of a key to what is known of it.
func TestTell(t *testing.T) {
	const day = 24 * 60 * 60
	for _, test := range []struct {
		name           string
		uses           []*Use
		says, saysNone []string
	}{
		{
			name: "nothing is promised to be stored of what is encrypted for an unknown purpose",
			uses: []*Use{use("cipher", "encrypt and decrypt", "none", 1, 0), use("cipher", "decrypt", "none", 2, 0)},
			says: []string{
				"What is encrypted at a.go:1 and a.go:2 the code does not show: it counts no longer without the old key, and is lost where it cannot be made anew.",
				"Until it is known what is encrypted at a.go:1 and a.go:2.",
				"1. Find out the purpose", "keep: unknown until the purpose is known",
				"Whoever has it can read what is encrypted with it",
			},
			saysNone: []string{"Waiting is not enough", "what is stored", "all is made anew", "for good", "data of unknown purpose"},
		},
		{
			name: "what is signed for an unknown purpose beside sessions",
			uses: []*Use{use("client-session", "sign and verify", "honoured", 1, 7*day), use("keyed-mac", "sign", "", 2, 0)},
			says: []string{
				"What else it breaks is not known (a.go:2).",
				"1. Find out what is signed at a.go:2, and keep the old key until then: the code does not show it, and the steps below depend on it.",
				"keep: at least 7 days",
			},
		},
		{
			name: "where one key is taken, nobody waits",
			uses: []*Use{use("client-session", "sign and verify", "none", 1, 7*day)},
			says: []string{
				"One key is taken, so that the old one cannot stay beside it. If two were, it would have to: at least 7 days, the longest lifetime that the code shows (t.go:1), counted from the last instance that used the old key.",
				"1. Replace the key on all instances at the same time.",
				"keep: one key is taken; if two were, 7 days",
			},
			saysNone: []string{"Wait"},
		},
		{
			name:     "where two are, people do",
			uses:     []*Use{use("client-session", "sign and verify", "honoured", 1, 7*day)},
			says:     []string{"At least 7 days", "3. Wait 7 days, counted from the last instance that used the old key.", "keep: 7 days"},
			saysNone: []string{"One key is taken"},
		},
		{
			name: "whether an older key is accepted is not known",
			uses: []*Use{use("access-token", "sign and verify", "", 1, 0)},
			says: []string{
				"unless the old key is accepted beside the new one, which the code does not show.",
				"If it is accepted beside the new one: for access tokens the longest time to expiry of a token, which the code does not show.",
			},
			saysNone: []string{"as soon as all sides have the new one"},
		},
		{
			name:     "tokens that clients hold are no matter of agreement",
			uses:     []*Use{use("access-token", "sign and verify", "honoured", 1, 60), use("refresh-token", "verify", "none", 2, 60)},
			saysNone: []string{"Agree with the other side"},
		},
		{
			name:     "others refuse what the key signs, in every sentence",
			uses:     []*Use{use("client-key", "sign", "", 1, 0), use("api-credential", "present", "", 2, 0)},
			says:     []string{"refuse it until", "stops the calls made with it"},
			saysNone: []string{"them", "these"},
		},
		{
			name: "several places take a key each",
			uses: []*Use{use("data-at-rest", "decrypt", "none", 1, 0), use("data-at-rest", "decrypt", "none", 2, 0)},
			says: []string{"makes stored data unreadable for good.", "a.go:1 and a.go:2 take one key each."},
		},
		{
			name:     "a second factor is not one for good",
			uses:     []*Use{use("totp-secret", "decrypt", "none", 1, 0)},
			saysNone: []string{"for good"},
		},
	} {
		got := sentences(test.uses...)
		for _, s := range test.says {
			if !strings.Contains(got, s) {
				t.Errorf("%s: %q is not said:\n%s", test.name, s, got)
			}
		}
		for _, s := range test.saysNone {
			if strings.Contains(got, s) {
				t.Errorf("%s: %q is said:\n%s", test.name, s, got)
			}
		}
	}
}

// TestFallbackGapIsShort says that a finding about many places does not list them
// all: they are its related places.
func TestFallbackGapIsShort(t *testing.T) {
	us := []*Use{use("client-session", "verify", "honoured", 1, 60)}
	for i, p := range []string{"mail-link", "access-token", "api-key-hash", "signed-url", "oauth-state", "remember-me"} {
		us = append(us, use(p, "verify", "ignored", 10+i, 0))
	}
	k := &Key{Identity: "env:KEY", Title: "KEY", Uses: us}
	m := fallbackGap(k, []*Key{k})
	if m == nil {
		t.Fatal("no finding")
	}
	const want = "older keys of KEY are accepted at a.go:1 and not here, nor at a.go:11, a.go:12 and 3 places more; rotating it invalidates the links already sent, " +
		"invalidates every unexpired access token, invalidates every API key and does 3 things more all the same"
	if m.Message != want {
		t.Errorf("got\n%s\nwant\n%s", m.Message, want)
	}
	if len(m.Related) != 6 {
		t.Errorf("%d related places, not 6", len(m.Related))
	}
}

// TestLastsAs gives what is checked in one package the time for which it is made in
// another, if that is one.
func TestLastsAs(t *testing.T) {
	check := use("access-token", "verify", "none", 1, 0)
	check.Package = "auth"
	login, api := use("access-token", "sign", "", 2, 900), use("access-token", "sign", "", 3, 900)
	login.Package, api.Package = "web", "api"
	if got := lastsAs([]*Use{check, login, api}, check); got == nil || got.Lifetime != 900 {
		t.Errorf("got %+v, want 900 seconds", got)
	}
	api.Lifetime = 60
	if got := lastsAs([]*Use{check, login, api}, check); got != nil {
		t.Errorf("got %d seconds of two", got.Lifetime)
	}
	api.Lifetime = 0
	if got := lastsAs([]*Use{check, login, api}, check); got != nil {
		t.Errorf("got %d seconds beside what is not known", got.Lifetime)
	}
}

// TestSignOnly says that the old key of tokens that are only signed here has to stay.
func TestSignOnly(t *testing.T) {
	if got := sentences(use("access-token", "sign", "", 1, 0)); !strings.Contains(got, "For access tokens the longest time to expiry of a token, which the code does not show.") {
		t.Errorf("got\n%s", got)
	}
}

// TestDuration says times in the largest unit of which they are a whole number.
func TestDuration(t *testing.T) {
	for seconds, want := range map[int64]string{
		60: "1 minute", 5400: "90 minutes", 7200: "2 hours", 86400: "1 day", 365 * 86400: "365 days", 730 * 86400: "2 years", 731 * 86400: "731 days", 36500 * 86400: "100 years",
	} {
		if got := Duration(seconds); got != want {
			t.Errorf("%d seconds: %s, want %s", seconds, got, want)
		}
	}
}
