// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"fmt"
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

// Inferring is the engine as it is, with what it needs for GeneralUses.
var Inferring = &analysis.Analyzer{
	Name:       "inferring",
	Doc:        "keyflow that keeps its graph",
	FactTypes:  []analysis.Fact{new(summary), new(holder)},
	ResultType: reflect.TypeFor[*Result](),
	Run:        func(pass *analysis.Pass) (any, error) { return run(pass) },
}

// GeneralUses lists the uses of general APIs in the package, and "- purpose",
// or "-" where the code shows none.
func (r *Result) GeneralUses() []string {
	if r.link == nil || r.link.a == nil {
		return nil
	}
	a := r.link.a
	var out []string
	for k, purpose := range a.contexts.inferred {
		p := a.place(k.call)
		api := "?"
		if obj := calleeOf(k.call.Common()); obj != nil {
			api = shortSymbol(obj.FullName())
		}
		line := fmt.Sprintf("%s/%s:%d %s in %s (%s) -", p.Package, p.File, p.Line, api, outermost(k.call.Parent()).Name(), k.purpose)
		if purpose != "" {
			line += " " + purpose
		}
		out = append(out, line)
	}
	return out
}
