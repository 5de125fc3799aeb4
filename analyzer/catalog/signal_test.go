// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"strings"
	"testing"
)

func TestSignals(t *testing.T) {
	table, err := parseSignals(signalText)
	if err != nil {
		t.Fatal(err)
	}
	places := make(map[string]bool)
	for _, s := range table.All {
		if s.Kind == AtSignal {
			places[s.Patterns[0]] = true
		}
		for _, p := range s.Patterns {
			if p == "" || p != strings.ToLower(p) {
				t.Errorf("pattern %q of %s is not in lower case", p, s.Purpose)
			}
		}
		// What a signal speaks for must read well with a MAC and a cipher.
		for _, c := range s.Classes {
			class, _, _ := strings.Cut(c, ":")
			if p := LookupPurpose(s.Purpose); class == ClassCipher && p.Loss == "T0" {
				t.Errorf("a cipher of %s", s.Purpose)
			}
		}
	}
	for sym, place := range table.to {
		if !places[place] {
			t.Errorf("%v goes to %s, which says nothing", sym, place)
		}
	}
	for p, general := range table.under {
		if table.under[general] != "" {
			t.Errorf("%s is under %s, which is under another", p, general)
		}
	}
}

func TestSignalErrors(t *testing.T) {
	for text, want := range map[string]string{
		"name csrf":                        "signals.txt:1: too few words",
		"\nname csrf mac csrf-token":       "signals.txt:2: name wants four words",
		"name csrf mic csrf-token weak":    "signals.txt:1: unknown class mic",
		"name x mac:later csrf-token weak": "signals.txt:1: unknown class mac:later",
		"name csrf mac csrf weak":          "signals.txt:1: unknown purpose csrf",
		"name csrf mac csrf-token loud":    "signals.txt:1: unknown strength loud",
		"under csrf-token cookies":         "signals.txt:1: unknown purpose cookies",
		"where csrf-token cookies":         "signals.txt:1: unknown verb where",
	} {
		if _, err := parseSignals(text); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestSignalMatches(t *testing.T) {
	s := Signal{Patterns: []string{"api-key", "hash+token"}, Classes: []string{"mac:verify", "cipher:other"}}
	for name, want := range map[string]bool{
		"api key": true, "hash api keys": true, "key api": false, "api secret key": false,
		"hash token": true, "token of hash": true, "hash": false, "": false,
	} {
		if got := s.Matches(strings.Fields(name)); got != want {
			t.Errorf("%q matches: %v", name, got)
		}
	}
	for use, want := range map[string]bool{
		"mac verify": true, "mac sign": false, "mac": false, "cipher": true, "cipher send": true, "cipher verify": false, "key verify": false,
	} {
		class, doing, _ := strings.Cut(use, " ")
		if got := s.Speaks(class, doing); got != want {
			t.Errorf("speaks of %s: %v", use, got)
		}
	}
}

func TestSignalPlaces(t *testing.T) {
	s := BuiltinSignals()
	for sym, want := range map[string]string{
		"(*database/sql.DB).Exec": "column", "(*gorm.io/gorm.DB).Create": "column", "net/http.Cookie.Value": "cookie", "net/http.Cookie.Name": "", "os.WriteFile": "file",
	} {
		if got := s.To(sym); got != want {
			t.Errorf("%s goes to %q, want %q", sym, got, want)
		}
	}
	if got := s.From("(*net/http.Request).PathValue"); got != "route" {
		t.Errorf("PathValue is from %q", got)
	}
}
