// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package directive

import (
	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// Analyzer is the rule directive.
var Analyzer = &analysis.Analyzer{
	Name:       "directive",
	Doc:        "directive: stub",
	URL:        "https://github.com/keyvet/keyvet/blob/main/docs/rules/directive.md",
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) { return []*diag.Finding(nil), nil }
