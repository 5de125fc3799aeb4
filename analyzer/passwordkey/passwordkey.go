// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package passwordkey

import (
	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// Analyzer is the rule passwordkey.
var Analyzer = &analysis.Analyzer{
	Name:       "passwordkey",
	Doc:        "passwordkey: stub",
	URL:        "https://github.com/keyvet/keyvet/blob/main/docs/rules/passwordkey.md",
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) { return []*diag.Finding(nil), nil }
