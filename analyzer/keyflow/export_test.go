// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Everything is the engine without its short cuts: it builds the graph of every
// package, also of those that the catalog describes.
var Everything = &analysis.Analyzer{
	Name:       "everything",
	Doc:        "keyflow without short cuts",
	FactTypes:  []analysis.Fact{new(summary), new(holder)},
	ResultType: reflect.TypeFor[*Result](),
	Run:        func(pass *analysis.Pass) (any, error) { return analyze(pass, true) },
}

// Texts returns the texts of the literals that reach a use.
func (r *Result) Texts() []string {
	var texts []string
	for _, f := range r.Flows {
		if f.Origin.text != "" {
			texts = append(texts, f.Origin.text)
		}
	}
	return texts
}
