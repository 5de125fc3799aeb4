// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/claimmismatch"
	"github.com/keyvet/keyvet/analyzer/deadkey"
	"github.com/keyvet/keyvet/analyzer/directive"
	"github.com/keyvet/keyvet/analyzer/fallbackgap"
	"github.com/keyvet/keyvet/analyzer/hardcodedkey"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/analyzer/mixedloss"
	"github.com/keyvet/keyvet/analyzer/passwordkey"
	"github.com/keyvet/keyvet/analyzer/secretread"
	"github.com/keyvet/keyvet/analyzer/timingattack"
)

// A Rule is one member of the suite that reports.
type Rule struct {
	Analyzer *analysis.Analyzer
	Level    string // "error", "warning" or "note", for reports that grade
	Since    string // the first version that has it
	// Severity is from 0.1 to 10.0, as of CVSS, "" when what the rule reports is
	// no weakness of the program but a fault in its care.
	Severity string
	// Precision is "very-high", "high", "medium" or "low": how many of the
	// findings are true.
	Precision string
	// CWE are the numbers of the weaknesses that the rule reports. Categories,
	// such as 320, are none.
	CWE []int
	// Whole says that the rule needs the whole program: it finds nothing in
	// drivers that go package by package, and is no member of the suite.
	Whole bool
}

// Rules is the table of rules, in the order of their names.
var Rules = []Rule{
	{Analyzer: claimmismatch.Analyzer, Level: "warning", Since: "v0.1.0", Precision: "medium", Whole: true},
	{Analyzer: deadkey.Analyzer, Level: "note", Since: "v0.1.0", Precision: "medium", Whole: true},
	{Analyzer: directive.Analyzer, Level: "warning", Since: "v0.1.0", Precision: "very-high"},
	{Analyzer: fallbackgap.Analyzer, Level: "warning", Since: "v0.1.0", Precision: "medium", Whole: true},
	{Analyzer: hardcodedkey.Analyzer, Level: "error", Since: "v0.1.0", Severity: "9.1", Precision: "high", CWE: []int{321, 798, 1394}},
	{Analyzer: mixedloss.Analyzer, Level: "warning", Since: "v0.1.0", Severity: "4.0", Precision: "medium", Whole: true},
	{Analyzer: passwordkey.Analyzer, Level: "error", Since: "v0.1.0", Severity: "5.0", Precision: "high"},
	{Analyzer: secretread.Analyzer, Level: "warning", Since: "v0.1.0", Severity: "3.0", Precision: "medium"},
	{Analyzer: timingattack.Analyzer, Level: "warning", Since: "v0.1.0", Severity: "5.9", Precision: "high", CWE: []int{208}},
}

// Suite is every analyzer: the engine, which reports nothing but whose flags
// drivers show only for members of the suite, and the rules.
var Suite = suite()

func suite() []*analysis.Analyzer {
	s := []*analysis.Analyzer{keyflow.Analyzer}
	for _, r := range Rules {
		if !r.Whole {
			s = append(s, r.Analyzer)
		}
	}
	return s
}
