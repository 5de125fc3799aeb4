// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package nearest finds the names that somebody may have meant.
package nearest

import (
	"slices"
	"strings"
)

// Names returns up to three names that may have been meant: those that
// contain the given one or are contained in it, share a word with it, or differ
// by few letters. The best comes first.
func Names(name string, known []string) []string {
	type match struct {
		name string
		rank int
	}
	var ms []match
	for _, k := range known {
		d := Distance(name, k)
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

// Distance is the number of bytes to insert, delete or replace to get from x
// to y.
func Distance(x, y string) int {
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
