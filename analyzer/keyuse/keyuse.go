// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyuse

import (
	_ "embed"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/internal/ruledoc"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

//go:embed doc.go
var doc string

// Analyzer takes the inventory of a package. Its result is a
// *keyflow.Inventory. As that needs all that the engine knows of a package, it
// stands on [keyflow.Whole], and is no member of the suite: a driver that goes
// package by package could do nothing with it.
var Analyzer = &analysis.Analyzer{
	Name:       "keyuse",
	Doc:        ruledoc.MustExtract(doc, "keyuse"),
	URL:        diag.RuleURL("keyuse"),
	Requires:   []*analysis.Analyzer{keyflow.Whole},
	ResultType: reflect.TypeFor[*keyflow.Inventory](),
	Run: func(pass *analysis.Pass) (any, error) {
		return keyflow.TakeInventory([]*keyflow.Result{pass.ResultOf[keyflow.Whole].(*keyflow.Result)}), nil
	},
}
