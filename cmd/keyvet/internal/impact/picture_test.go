// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"fmt"
	"strings"
	"testing"
)

// describe writes a picture in short: nodes with their labels, then edges.
func describe(p *picture) string {
	var b strings.Builder
	for _, n := range p.keys {
		fmt.Fprintf(&b, "%s %s\n", n.id, strings.Join(n.label, "/"))
	}
	for _, g := range p.groups {
		fmt.Fprintf(&b, "%s %s\n", g.id, g.label)
		for _, n := range g.nodes {
			fmt.Fprintf(&b, "\t%s %s %s\n", n.id, strings.Join(n.label, "/"), n.loss)
		}
	}
	for _, e := range p.edges {
		arrow := "->"
		if e.dashed {
			arrow = "..>"
		}
		fmt.Fprintf(&b, "%s %s %s %s\n", e.from.id, arrow, e.to.id, e.label)
	}
	return b.String()
}

func TestDraw(t *testing.T) {
	use := func(pkg, file string, line int, purpose, loss, fallback string) *Use {
		return &Use{Package: pkg, File: file, Line: line, Purpose: purpose, Says: "does " + purpose, Loss: loss, Fallback: fallback}
	}
	r := &Reference{Module: "m", Keys: []*Key{
		{Identity: "env:A", Title: "A", WorstLoss: "T4", Fallbacks: []string{"env:A_OLD", "env:B"}, Uses: []*Use{
			use("m/web", "web/a.go", 10, "csrf-token", "T2", "honoured"),
			use("m/web", "web/a.go", 9, "client-session", "T2", "ignored"),
			use("m", "main.go", 3, "mail-link", "T3", ""),
		}},
		{Identity: "derived:env:A/x", Title: "A for x", DerivedFrom: "env:A", WorstLoss: "T4", Fallbacks: []string{"env:X_OLD"}, Uses: []*Use{
			use("m/db", "db/db.go", 1, "data-at-rest", "T4", "none"),
		}},
		{Identity: "env:UNUSED", Title: "UNUSED", WorstLoss: "T0"},
		{Identity: "env:B", Title: "B", WorstLoss: "T2", Uses: []*Use{
			use("m/web", "web/a.go", 9, "client-session", "T2", "none"), // the same place as above
			use("n/other", "n@v1.0.0/o.go", 1, "client-session", "T2", "none"),
		}},
	}}
	const want = `k1 A/permanent (T4)
k2 A for x/permanent (T4)
k4 B/transient (T2)
f1 A_OLD/accepted beside A
f2 X_OLD/accepted beside A for x
p1 db
	u1 does data-at-rest/db/db.go:1 T4
p2 m
	u2 does mail-link/main.go:3 T3
p3 n/other
	u3 does client-session/n@v1.0.0/o.go:1 T2
p4 web
	u4 does client-session/web/a.go:9 T2
	u5 does csrf-token/web/a.go:10 T2
k1 -> u5 
k1 -> u4 
k1 -> u2 
f1 ..> u5 
k4 ..> u5 
k1 -> k2 derived
k2 -> u1 
f2 ..> k2 
k4 -> u4 
k4 -> u3 
`
	p := draw(r)
	if got := describe(p); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := fmt.Sprint(p.losses); got != "[T2 T3 T4]" {
		t.Errorf("losses %s", got)
	}
}

// TestDrawMany makes one node of the uses of one purpose in one package.
func TestDrawMany(t *testing.T) {
	key := func(n int) *Key {
		k := &Key{Identity: "env:A", Title: "A", WorstLoss: "T2", Affected: []Affected{{Purpose: "csrf-token", Title: "CSRF tokens"}}}
		for i := range n {
			k.Uses = append(k.Uses, &Use{Package: "m/web", File: "web/a.go", Line: 1 + i, Purpose: "csrf-token", Says: "signs CSRF tokens", Loss: "T2"})
		}
		return k
	}
	if p := draw(&Reference{Module: "m", Keys: []*Key{key(mostUses)}}); p.merged || len(p.groups[0].nodes) != mostUses || len(p.edges) != mostUses {
		t.Errorf("%d uses: %s", mostUses, describe(p))
	}
	p := draw(&Reference{Module: "m", Keys: []*Key{key(mostUses + 1)}})
	if got, want := describe(p), "k1 A/transient (T2)\np1 web\n\tu1 CSRF tokens/61 places T2\nk1 -> u1 \n"; got != want || !p.merged {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
