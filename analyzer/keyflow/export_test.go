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
	Run:        func(pass *analysis.Pass) (any, error) { return analyze(pass, settings.catalog, true) },
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
	Run:        func(pass *analysis.Pass) (any, error) { return run(pass, settings.catalog) },
}

// A GeneralUse is a use of a general API, or of a function that has one in it.
type GeneralUse struct {
	Place    string // package/file:line
	API, In  string // what is called, in which function
	General  string // the catalog's purpose
	Purpose  string // what the code shows, "" for nothing
	Indirect bool   // a call of another function that has the use in it
}

// GeneralUses returns the uses of general APIs in the package, in no order.
func (r *Result) GeneralUses() []GeneralUse {
	if r.link == nil || r.link.a == nil {
		return nil
	}
	a := r.link.a
	var out []GeneralUse
	for k, purpose := range a.contexts.inferred {
		p := a.place(k.call)
		u := GeneralUse{Place: fmt.Sprintf("%s/%s:%d", p.Package, p.File, p.Line), In: outermost(k.call.Parent()).Name(),
			General: k.purpose, Purpose: purpose, Indirect: k.wrapper}
		if obj := calleeOf(k.call.Common()); obj != nil {
			u.API = shortSymbol(obj.FullName())
		}
		out = append(out, u)
	}
	return out
}
