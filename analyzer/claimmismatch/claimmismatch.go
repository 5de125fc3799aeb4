// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package claimmismatch

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/internal/ruledoc"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

//go:embed doc.go
var doc string

// Analyzer is the rule claimmismatch. Its result is a []*diag.Finding, of what a
// driver that sees the whole program has remarked.
var Analyzer = &analysis.Analyzer{
	Name:       "claimmismatch",
	Doc:        ruledoc.MustExtract(doc, "claimmismatch"),
	URL:        diag.RuleURL("claimmismatch"),
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        diag.RunRemarks,
}
