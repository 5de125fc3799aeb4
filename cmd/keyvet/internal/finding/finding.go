// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package finding is the model of what a check found, and its formats.
package finding

import (
	"cmp"
	"slices"
)

// Version is that of the model. It changes when a field changes its meaning or
// vanishes, not when one is added.
const Version = 1

// A Report is what a check found.
type Report struct {
	Version  int       `json:"version"`
	Findings []Finding `json:"findings"`
	Errors   []Error   `json:"errors"`
}

// A Finding is one judgement of a rule. Files are as described in the manual:
// relative to the working directory, or beginning with a module.
type Finding struct {
	Rule      string    `json:"rule"`
	Message   string    `json:"message"`
	Package   string    `json:"package"`
	File      string    `json:"file"`
	Line      int       `json:"line"`
	Column    int       `json:"column"`
	EndLine   int       `json:"endLine"`
	EndColumn int       `json:"endColumn"`
	Purpose   string    `json:"purpose"`
	Secret    string    `json:"secret"`
	Origin    string    `json:"origin"`
	URL       string    `json:"url"`
	Related   []Related `json:"related"`
}

// Related is a place that explains a finding.
type Related struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// An Error is something that could not be analysed. The file is empty when the
// place is not known, line and column are 0.
type Error struct {
	Message string `json:"message"`
	Package string `json:"package"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

// Sort brings a report into its one order and drops what is said twice, as by
// the variants of a package.
func (r *Report) Sort() {
	slices.SortStableFunc(r.Findings, func(x, y Finding) int {
		return cmp.Or(
			cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column),
			cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Message, y.Message))
	})
	r.Findings = slices.CompactFunc(r.Findings, func(x, y Finding) bool {
		return x.File == y.File && x.Line == y.Line && x.Column == y.Column && x.Rule == y.Rule && x.Message == y.Message
	})
	slices.SortStableFunc(r.Errors, func(x, y Error) int {
		return cmp.Or(
			cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column),
			cmp.Compare(x.Message, y.Message), cmp.Compare(x.Package, y.Package))
	})
	r.Errors = slices.CompactFunc(r.Errors, func(x, y Error) bool {
		return x.File == y.File && x.Line == y.Line && x.Column == y.Column && x.Message == y.Message
	})
}
