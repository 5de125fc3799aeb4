// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package hardcodedkey

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/internal/ruledoc"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

//go:embed doc.go
var doc string

// Analyzer is the rule hardcodedkey. Its result is a []*diag.Finding.
var Analyzer = &analysis.Analyzer{
	Name:       "hardcodedkey",
	Doc:        ruledoc.MustExtract(doc, "hardcodedkey"),
	URL:        diag.RuleURL("hardcodedkey"),
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := diag.NewReporter(pass)
	for _, fl := range r.Flow().Flows {
		o := fl.Origin
		if !o.Fixed() || o.Public || o.Told {
			continue
		}
		if o.Given {
			r.Report(fl.Meets, o, "", diag.Describe(o)+" is by its name a secret; where it is used is not known", nil)
			continue
		}
		uses := keyUses(fl)
		head := diag.Headline(uses)
		if head == nil {
			continue
		}
		what := diag.Describe(o)
		if o.Fallback {
			what += fmt.Sprintf(" stands in when %s is missing and", o.Configured)
		}
		r.Report(fl.Meets, o, head.Sink.Purpose, what+" "+diag.Consequence(head), diag.RelatedUses(head, uses))
	}
	return r.Done()
}

// keyUses returns the uses for which the whole key is fixed: where something
// else is mixed in, the literal is a label.
func keyUses(fl *keyflow.Flow) []*keyflow.Use {
	var uses []*keyflow.Use
	for _, u := range fl.Uses {
		if u.Sink.Role != "key" || u.Partial {
			continue
		}
		if e := u.Sink.Entry; e != nil && (e.Literal == "never" || e.Key == "public") {
			continue
		}
		uses = append(uses, u)
	}
	return uses
}
