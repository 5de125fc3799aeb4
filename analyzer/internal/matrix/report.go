// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"cmp"
	"fmt"
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
		fmt.Fprintf(&bodies, "%s\n\n%s: %s\n\n```go\n%s```\n", strings.Join(ids, ", "), g[0].program.ID(), g[0].problem, g[0].program.Text())
		rest = slices.DeleteFunc(slices.Clone(rest), func(f failure) bool { return slices.Contains(of(f.program), best) })
	}
	return b.String() + bodies.String()
}

func (m *matrix) page() (string, error) { return "", nil }
