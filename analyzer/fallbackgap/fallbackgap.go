// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package fallbackgap

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/internal/ruledoc"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

//go:embed doc.go
var doc string

// Analyzer is the rule fallbackgap. Its result is a []*diag.Finding, of what a
// driver that sees the whole program has remarked.
var Analyzer = &analysis.Analyzer{
	Name:       "fallbackgap",
	Doc:        ruledoc.MustExtract(doc, "fallbackgap"),
	URL:        diag.RuleURL("fallbackgap"),
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        diag.RunRemarks,
}
