// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package drivertest

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/drivers.md")

// order is that of the rows on the page.
var order = []string{"vet", "command", "golangci", "gopls", "nogo"}

// TestPage derives docs/drivers.md from the rows.
func TestPage(t *testing.T) {
	entries, err := os.ReadDir(Repository(t, "testdata", "drivers"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".json")
		if !slices.Contains(order, name) {
			t.Errorf("the page has no place for testdata/drivers/%s", e.Name())
		}
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	var rows []Row
	for _, name := range names {
		var r Row
		readRow(t, name, &r)
		rows = append(rows, r)
		for what, s := range map[string]string{"driver": r.Driver, "findings": r.Findings, "link": r.Link, "fixes": r.Fixes, "settings": r.Settings} {
			if s == "" {
				t.Errorf("%s: no %s", name, what)
			}
		}
		if len(r.Tests) == 0 || len(r.Programs) == 0 {
			t.Errorf("%s: no tests, or no programs", name)
		}
	}
	file := Repository(t, "docs", "drivers.md")
	page := page(rows)
	if *update {
		Write(t, file, page)
	} else if got := Read(t, file); got != page {
		t.Errorf("docs/drivers.md is stale: go test ./cmd/internal/drivertest -update")
	}
}

func page(rows []Row) string {
	var b strings.Builder
	b.WriteString(`<!-- Generated from testdata/drivers by go test ./cmd/internal/drivertest -update. Do not edit. -->

# Drivers

What keyvet does in each place where it runs. Each row is kept by a test that runs the real program on the corpora
of this repository; where the row says something else than the test has seen, the test fails.

| driver | findings | link | fixes | an edit of the settings |
|---|---|---|---|---|
`)
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.Driver, r.Findings, r.Link, r.Fixes, r.Settings)
	}
	b.WriteString("\n## What differs\n\n")
	for _, r := range rows {
		for _, e := range r.Except {
			fmt.Fprintf(&b, "* %s: %s.\n", r.Driver, e)
		}
	}
	b.WriteString(`
## What it costs

The time of a run, as a ratio to that of the same driver with an analyzer that does nothing, where nothing else is named.
These figures are measured, not tested: they are those of the machine and the day.

| driver | run | ratio | of | measured by |
|---|---|---|---|---|
`)
	for _, r := range rows {
		for _, c := range r.Costs {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | `%s` |\n", r.Driver, c.What, c.Ratio, c.Of, c.How)
		}
		if len(r.Costs) == 0 {
			fmt.Fprintf(&b, "| %s | | not measured | | |\n", r.Driver)
		}
	}
	b.WriteString("\n## What ran\n\n| driver | programs | tests |\n|---|---|---|\n")
	for _, r := range rows {
		var tests []string
		for _, t := range r.Tests {
			tests = append(tests, "`"+strings.ReplaceAll(t, "|", `\|`)+"`")
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Driver, strings.Join(r.Programs, ", "), strings.Join(tests, ", "))
	}
	b.WriteString("\n## What could not be run\n\n")
	n := 0
	for _, r := range rows {
		for _, u := range r.Untested {
			fmt.Fprintf(&b, "* %s: %s.\n", r.Driver, u)
			n++
		}
	}
	if n == 0 {
		b.WriteString("Nothing.\n")
	}
	return b.String()
}
