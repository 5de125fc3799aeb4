// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package rewrite applies suggested fixes to the texts of files. It writes
// nothing.
package rewrite

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

// A Change is what the fixes make of a file.
type Change struct {
	File     string
	Old, New []byte
}

// A Result is what fixes amount to.
type Result struct {
	Changes []Change // in the order of the files
	Applied int      // fixes
	Left    int      // fixes that change what others do
}

// Apply makes the changes of fixes, in their order. Edits that are the same, as
// those of fixes that add one import are, are made once. One that changes what
// another has changed already is left out. Files that were formatted stay so.
func Apply(fixes []finding.Fix, read func(file string) ([]byte, error)) (*Result, error) {
	res := &Result{}
	made := make(map[string][]finding.Edit) // by file
	for _, fix := range fixes {
		next := make(map[string][]finding.Edit)
		fits := true
		for _, e := range fix.Edits {
			before, ok := next[e.File]
			if !ok {
				before = slices.Clone(made[e.File])
			}
			if slices.Contains(before, e) {
				continue // another fix adds the same import
			}
			fits = fits && !slices.ContainsFunc(made[e.File], func(o finding.Edit) bool { return overlap(o, e) })
			next[e.File] = append(before, e)
		}
		if !fits {
			res.Left++
			continue
		}
		res.Applied++
		for file, edits := range next {
			made[file] = edits
		}
	}
	for file, edits := range made {
		old, err := read(file)
		if err != nil {
			return nil, err
		}
		text, err := edited(old, edits)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if was, err := format.Source(old); err == nil && bytes.Equal(was, old) {
			if text, err = format.Source(text); err != nil {
				return nil, fmt.Errorf("%s: a fix is no Go: %w", file, err)
			}
		}
		if !bytes.Equal(old, text) {
			res.Changes = append(res.Changes, Change{file, old, text})
		}
	}
	slices.SortFunc(res.Changes, func(x, y Change) int { return cmp.Compare(x.File, y.File) })
	return res, nil
}

// overlap reports whether two different edits change the same. Insertions at the
// border of another edit do not.
func overlap(x, y finding.Edit) bool { return x.Start < y.End && y.Start < x.End }

// edited returns a text with its edits, which do not overlap.
func edited(text []byte, edits []finding.Edit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(x, y finding.Edit) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End)) })
	var out []byte
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(text) {
			return nil, fmt.Errorf("a fix from byte %d to %d does not fit", e.Start, e.End)
		}
		out = append(out, text[at:e.Start]...)
		out = append(out, e.New...)
		at = e.End
	}
	return append(out, text[at:]...), nil
}

// Diff returns the changes as a patch, in which name spells the files.
func Diff(changes []Change, name func(file string) string) []byte {
	var out []byte
	for _, c := range changes {
		file := name(c.File)
		patch := string(diff.Diff("a/"+file, c.Old, "b/"+file, c.New))
		_, patch, _ = strings.Cut(patch, "\n") // "diff a/… b/…"
		out = append(out, patch...)
	}
	return out
}
