// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/docs"
)

// explain prints a page of the documentation.
func (t *tool) explain(_ context.Context, args []string) error {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return usageErrorf("keyvet explain wants the name of one rule or purpose, or all: keyvet help lists them")
	}
	// A finding shows the purpose in brackets, and so it is copied.
	name := strings.ToLower(strings.Trim(args[0], "[]"))
	for _, p := range catalog.Purposes() {
		if p.Number != "" && strings.EqualFold(p.Number, name) {
			name = p.ID
		}
	}
	text, ok := docs.RotationImpact(), name == "all"
	if !ok {
		text, ok = docs.Rule(name)
	}
	if !ok {
		text, ok = docs.Purpose(name)
	}
	if !ok {
		known := append(ruleNames(), purposeNames()...)
		if near := nearest(name, known); len(near) > 0 {
			return fmt.Errorf("no rule or purpose is called %q: did you mean %s?", args[0], strings.Join(near, " or "))
		}
		return fmt.Errorf("no rule or purpose is called %q: keyvet help lists them", args[0])
	}
	_, err := io.WriteString(t.stdout, forTerminal(text))
	return err
}

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->\n*`)
	htmlAnchor  = regexp.MustCompile(`<a id="[^"]*"></a>\n`)
	// localLink is one to another page, which is not there on a terminal.
	localLink = regexp.MustCompile(`\[([^]]*)\]\((?:[^):]*)\)`)
)

// forTerminal takes out of a page what is for browsers only.
func forTerminal(page string) string {
	page = htmlAnchor.ReplaceAllString(htmlComment.ReplaceAllString(page, ""), "")
	return localLink.ReplaceAllString(page, "$1")
}

func ruleNames() []string {
	var names []string
	for _, r := range analyzer.Rules {
		names = append(names, r.Analyzer.Name)
	}
	return names
}

func purposeNames() []string {
	var names []string
	for _, p := range catalog.Purposes() {
		names = append(names, p.ID)
	}
	slices.Sort(names)
	return names
}

// nearest returns up to three names that may have been meant: those that
// contain the given one or are contained in it, share a word with it, or differ
// by few letters. The best comes first.
func nearest(name string, known []string) []string {
	type match struct {
		name string
		rank int
	}
	var ms []match
	for _, k := range known {
		d := distance(name, k)
		switch {
		case d <= 1+len(name)/4:
			ms = append(ms, match{k, d})
		case len(name) >= 3 && (strings.Contains(k, name) || strings.Contains(name, k)):
			ms = append(ms, match{k, 100 + d})
		case sharesWord(name, k):
			ms = append(ms, match{k, 200 + d})
		}
	}
	slices.SortStableFunc(ms, func(x, y match) int { return x.rank - y.rank })
	var names []string
	for _, m := range ms[:min(3, len(ms))] {
		if m.rank/100 == ms[0].rank/100 { // few wrong letters say more than a shared word
			names = append(names, m.name)
		}
	}
	return names
}

func sharesWord(x, y string) bool {
	for w := range strings.SplitSeq(x, "-") {
		if len(w) >= 4 && slices.Contains(strings.Split(y, "-"), w) {
			return true
		}
	}
	return false
}

// distance is the number of bytes to insert, delete or replace to get from x
// to y.
func distance(x, y string) int {
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(x) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(y) {
			next := min(row[j], row[j+1]) + 1
			if x[i] == y[j] {
				next = min(next, diag)
			} else {
				next = min(next, diag+1)
			}
			diag, row[j+1] = row[j+1], next
		}
	}
	return row[len(y)]
}
