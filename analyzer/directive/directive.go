// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package directive

import (
	_ "embed"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/internal/ruledoc"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

//go:embed doc.go
var doc string

// Analyzer is the rule directive. Its result is a []*diag.Finding.
var Analyzer = &analysis.Analyzer{
	Name:       "directive",
	Doc:        ruledoc.MustExtract(doc, "directive"),
	URL:        diag.RuleURL("directive"),
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        run,
}

// known are the rules that //keyvet:ignore may name; a test of the suite holds
// them to its table.
var known = []string{"claimmismatch", "deadkey", "directive", "fallbackgap", "hardcodedkey", "mixedloss", "passwordkey", "secretread", "timingattack"}

// Known returns the names that //keyvet:ignore may name.
func Known() []string { return slices.Clone(known) }

func run(pass *analysis.Pass) (any, error) {
	r := diag.NewReporter(pass)
	for _, d := range r.Flow().Directives {
		problem := d.Problem
		if problem == "" && d.Verb == "ignore" && !slices.Contains(known, d.Rule) {
			problem = "names the unknown rule " + d.Rule + ": known are " + strings.Join(known, ", ")
		}
		if problem != "" {
			r.ReportDirective(d, problem)
		}
	}
	return r.Done()
}
