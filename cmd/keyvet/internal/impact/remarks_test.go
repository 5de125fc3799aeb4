// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"testing"

	"github.com/keyvet/keyvet/analyzer/keyflow"
)

func TestMixedLoss(t *testing.T) {
	use := func(purpose, loss string, sole bool) *Use {
		return &Use{Purpose: purpose, Loss: loss, sole: sole, site: new(keyflow.Site)}
	}
	named := use("api-credential", "T2", true)
	named.site.Sink.Inventory = "named"
	derived := use("client-session", "T2", true)
	derived.Operation = "derive"
	column := use("data-at-rest", "T4", true)
	for _, c := range []struct {
		what  string
		other *Use
		want  bool
	}{
		{"sessions", use("client-session", "T2", true), true},
		{"API keys", use("api-key-hash", "T3", true), true},
		{"what heals by itself", use("cache-key", "T1", true), false},
		{"what nothing is lost of", use("entropy-only", "T0", true), false},
		{"a call of a helper that several keys come to", use("client-session", "T2", false), false},
		{"what goes by a name", named, false},
		{"what is derived", derived, false},
		{"an unknown purpose", use("cipher", "T2", true), false},
	} {
		t.Run(c.what, func(t *testing.T) {
			if got := mixedLoss(&Key{Uses: []*Use{c.other, column}}); (got != nil) != c.want {
				t.Errorf("mixedLoss = %v, want a remark: %v", got, c.want)
			}
		})
	}
	if got := mixedLoss(&Key{Uses: []*Use{use("client-session", "T2", true), use("data-at-rest", "T4", false)}}); got != nil {
		t.Errorf("mixedLoss of a helper that several keys come to = %v, want none", got)
	}
}

func TestFallbackGap(t *testing.T) {
	use := func(fallback, loss string, sole bool) *Use {
		return &Use{Purpose: "mail-link", Operation: "verify", Fallback: fallback, Loss: loss, sole: sole, site: new(keyflow.Site)}
	}
	for _, c := range []struct {
		what string
		uses []*Use
		want bool
	}{
		{"accepted here and not there", []*Use{use("honoured", "T2", true), use("ignored", "T2", true)}, true},
		{"accepted everywhere", []*Use{use("honoured", "T2", true), use("honoured", "T2", true)}, false},
		{"not known there", []*Use{use("honoured", "T2", true), use("", "T2", true)}, false},
		{"what heals by itself", []*Use{use("honoured", "T2", true), use("ignored", "T1", true)}, false},
		{"accepted by a helper that several keys come to", []*Use{use("honoured", "T2", false), use("ignored", "T2", true)}, false},
		{"not accepted by a helper that several keys come to", []*Use{use("honoured", "T2", true), use("ignored", "T2", false)}, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			k := &Key{Identity: "env:SECRET_KEY", Uses: c.uses}
			if got := fallbackGap(k, []*Key{k}); (got != nil) != c.want {
				t.Errorf("fallbackGap = %v, want a remark: %v", got, c.want)
			}
		})
	}
	old := &Key{Identity: "env:SECRET_KEY_FALLBACKS", Uses: []*Use{use("honoured", "T2", true), use("ignored", "T2", true)}}
	if got := fallbackGap(old, []*Key{old}); got != nil {
		t.Errorf("fallbackGap of an older key = %v, want none", got)
	}
}
