// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A failure is a program whose findings are not those that are expected.
type failure struct {
	program *Program
	problem string
}

// report groups failures by the block that has the most of them, most frequent
// first, with the shortest program of each group.
func report(m *matrix, programs []*Program, failed []failure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Failing programs\n\n%d of %d programs fail.\n\n", len(failed), len(programs))
	type key struct{ kind, block string }
	of := func(p *Program) []key {
		return []key{{p.Kind, "origin " + p.Origin.Name}, {p.Kind, "travel " + p.Travel.Name}, {p.Kind, "use " + p.Use.Name}}
	}
	total := make(map[key]int)
	for _, p := range programs {
		for _, k := range of(p) {
			total[k]++
		}
	}
	bad := make(map[string]bool)
	for _, f := range failed {
		bad[f.program.ID()] = true
	}
	rest := failed
	var bodies strings.Builder
	for len(rest) > 0 {
		groups := make(map[key][]failure)
		for _, f := range rest {
			for _, k := range of(f.program) {
				groups[k] = append(groups[k], f)
			}
		}
		// The block most of whose programs fail is the cause; among equals,
		// that with the most.
		best := key{}
		score := func(k key) float64 { n := float64(len(groups[k])); return n * n / float64(total[k]) }
		for k := range groups {
			if best == (key{}) || score(k) > score(best) || score(k) == score(best) && k.kind+k.block < best.kind+best.block {
				best = k
			}
		}
		g := groups[best]
		slices.SortFunc(g, func(x, y failure) int {
			return cmp.Or(cmp.Compare(len(x.program.Text()), len(y.program.Text())), cmp.Compare(x.program.ID(), y.program.ID()))
		})
		fmt.Fprintf(&b, "* %s: %s: %d of %d\n", best.block, best.kind, len(g), total[best])
		fmt.Fprintf(&bodies, "\n## %s: %s: %d of %d\n\n", best.block, best.kind, len(g), total[best])
		var ids []string
		for _, f := range g[:min(len(g), 12)] {
			ids = append(ids, f.program.ID())
		}
		fmt.Fprintf(&bodies, "Lines for known.txt:\n\n")
		for _, line := range cover(programs, bad, best.kind, best.block) {
			fmt.Fprintf(&bodies, "    %s REASON\n", line)
		}
		fmt.Fprintf(&bodies, "\n%s\n\n%s: %s\n\n```go\n%s```\n", strings.Join(ids, ", "), g[0].program.ID(), g[0].problem, g[0].program.Text())
		rest = slices.DeleteFunc(slices.Clone(rest), func(f failure) bool { return slices.Contains(of(f.program), best) })
	}
	return b.String() + bodies.String()
}

// cover returns patterns that match the programs of a kind and a block ("origin
// NAME", "travel NAME", "use NAME") that fail, and no others.
func cover(programs []*Program, bad map[string]bool, kind, block string) []string {
	what, name, _ := strings.Cut(block, " ")
	names := func(p *Program) (own, other string) {
		switch what {
		case "origin":
			return p.Origin.Name, p.Travel.Name
		case "travel":
			return p.Travel.Name, p.Origin.Name
		}
		return p.Use.Name, p.Origin.Name
	}
	spell := func(other, rest string) string {
		switch what {
		case "origin":
			return name + "/" + other + "/" + rest + "/" + kind
		case "travel":
			return other + "/" + name + "/" + rest + "/" + kind
		}
		return other + "/" + rest + "/" + name + "/" + kind
	}
	passing := make(map[string]bool) // other blocks with a program that does not fail
	failing := make(map[string][]*Program)
	for _, p := range programs {
		own, other := names(p)
		if own != name || p.Kind != kind {
			continue
		}
		if bad[p.ID()] {
			failing[other] = append(failing[other], p)
		} else {
			passing[other] = true
		}
	}
	var whole, lines []string
	for _, other := range slices.Sorted(maps.Keys(failing)) {
		if !passing[other] {
			whole = append(whole, other)
			continue
		}
		var rest []string
		for _, p := range failing[other] {
			if what == "use" {
				rest = append(rest, p.Travel.Name)
			} else {
				rest = append(rest, p.Use.Name)
			}
		}
		slices.Sort(rest)
		lines = append(lines, spell(other, strings.Join(rest, ",")))
	}
	switch {
	case len(whole) > 0 && len(passing) == 0:
		lines = append(lines, spell("*", "*"))
	case len(whole) > len(passing):
		lines = append(lines, spell("-"+strings.Join(slices.Sorted(maps.Keys(passing)), ","), "*"))
	case len(whole) > 0:
		lines = append(lines, spell(strings.Join(whole, ","), "*"))
	}
	return lines
}
