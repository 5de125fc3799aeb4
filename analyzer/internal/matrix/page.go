// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const pageIntro = `<!-- Generated from testdata/matrix by go test ./analyzer/internal/matrix -update. Do not edit. -->

# The matrix

How far does keyvet follow a key, and where does it stay silent? Programs are put together from building blocks: an
*origin* (how the key comes into being), a *travel* (how it gets from there to the use) and a *use*. Every origin is
combined with every travel, the uses taken in turn; every origin with every use; and every travel with every use. For
each of these cells there are three programs:

* **bad**: a key that is fixed in the source, or a default that stands in, reaches the use. There must be exactly one
  finding of hardcodedkey, and it must stand at the literal or, where it comes from another package, at the place that
  brings it in.
* **good**: the same shape with nothing fixed. There must be no finding of hardcodedkey.
* **nonuse**: the same key goes somewhere harmless. There must be no finding at all.

A program of which this is not true is a known failure with a reason, below; the test fails for every other, and for a
known failure that does not fail any more. To repeat:

    go test ./analyzer/internal/matrix

`

// page returns docs/matrix.md.
func (m *matrix) page() string {
	programs := m.programs()
	var b strings.Builder
	b.WriteString(pageIntro)

	type pair struct{ origin, travel *Block }
	marks := make(map[pair][]int) // numbers of known failures
	has := make(map[pair]bool)
	failing := make(map[string]int)
	matches := make([]int, len(m.known))
	for _, p := range programs {
		at := pair{p.Origin, p.Travel}
		has[at] = true
		known := false
		for i, k := range m.known {
			if !k.matches(p) {
				continue
			}
			known = true
			matches[i]++
			if !slices.Contains(marks[at], i+1) {
				marks[at] = append(marks[at], i+1)
			}
		}
		if known {
			failing[p.Kind]++
		}
	}
	fmt.Fprintf(&b, "| origins | travels | uses | cells | programs | bad that fail | good that fail | nonuse that fail |\n|---|---|---|---|---|---|---|---|\n")
	fmt.Fprintf(&b, "| %d | %d | %d | %d | %d | %d | %d | %d |\n\n", len(m.origins), len(m.travels), len(m.uses), len(programs)/3, len(programs),
		failing[Bad], failing[Good], failing[Nonuse])

	b.WriteString("## Origins and travels\n\nTravels are columns, by the numbers of the list below. A ✓ means that all programs of the origin and the travel do what is\n")
	b.WriteString("expected; a number is that of the first known failure among them, a dot a combination that is left out.\n\n| |")
	for i := range m.travels {
		fmt.Fprintf(&b, "%d|", i+1)
	}
	b.WriteString("\n|-|" + strings.Repeat("-|", len(m.travels)) + "\n")
	for _, o := range m.origins {
		fmt.Fprintf(&b, "|%s|", o.Name)
		for _, t := range m.travels {
			mark := "✓"
			if at := (pair{o, t}); !has[at] {
				mark = "·"
			} else if len(marks[at]) > 0 {
				mark = strconv.Itoa(slices.Min(marks[at]))
			}
			b.WriteString(mark + "|")
		}
		b.WriteString("\n")
	}

	b.WriteString("\n## Known failures\n\nEach with the programs that fail, as origin/travel/use/program: names, all (*), or all but some (-). A program may fail for\nmore than one reason.\n\n")
	if len(m.known) == 0 {
		b.WriteString("None.\n\n")
	} else {
		b.WriteString("| no. | programs | | reason |\n|---|---|---|---|\n")
		for i, k := range m.known {
			fmt.Fprintf(&b, "| %d | `%s` | %d | %s |\n", i+1, strings.ReplaceAll(strings.Join(k.pattern, "/"), ",", ", "), matches[i], k.reason)
		}
		b.WriteString("\n")
	}

	for _, list := range []struct {
		title  string
		blocks []*Block
	}{{"Origins", m.origins}, {"Travels", m.travels}, {"Uses", m.uses}} {
		b.WriteString("## " + list.title + "\n\n| no. | name | |\n|---|---|---|\n")
		for i, block := range list.blocks {
			fmt.Fprintf(&b, "| %d | %s | %s |\n", i+1, block.Name, block.What)
		}
		b.WriteString("\n")
	}

	var left []string
	for _, bs := range [][]*Block{m.origins, m.travels, m.uses} {
		for _, x := range bs {
			for _, ys := range [][]*Block{m.origins, m.travels, m.uses} {
				for _, y := range ys {
					if why := x.Skip[y.Name]; why != "" {
						left = append(left, fmt.Sprintf("| %s | %s | %s |\n", x.Name, y.Name, why))
					}
				}
			}
		}
	}
	b.WriteString("## Left out\n\n")
	if len(left) == 0 {
		b.WriteString("No combination of blocks is left out.\n")
	} else {
		b.WriteString("| block | and | why |\n|---|---|---|\n" + strings.Join(left, ""))
	}
	return b.String()
}
