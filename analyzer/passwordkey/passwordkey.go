// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package passwordkey

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/internal/ruledoc"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

//go:embed doc.go
var doc string

// Analyzer is the rule passwordkey. Its result is a []*diag.Finding.
var Analyzer = &analysis.Analyzer{
	Name:       "passwordkey",
	Doc:        ruledoc.MustExtract(doc, "passwordkey"),
	URL:        diag.RuleURL("passwordkey"),
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := diag.NewReporter(pass)
	for _, fl := range r.Flow().Flows {
		// A fallback goes where the configured key goes, which is reported, and
		// so does what a file has for it.
		if fl.Origin.Kind == catalog.OriginRandom || fl.Origin.Kind == catalog.OriginShipped || fl.Origin.Kind == catalog.OriginColumn || fl.Origin.Public || fl.Origin.Fallback {
			continue
		}
		told := make(map[keyflow.Place]bool) // one finding a place
		for _, u := range fl.Uses {
			part := u.HashPart(&fl.Origin)
			if part == "" || told[u.Meets] {
				continue
			}
			told[u.Meets] = true
			api := u.Sink.API
			if u.Keyed && u.MAC != "" {
				api = u.MAC
			}
			msg := fmt.Sprintf("%s is %s (%s); rotating it invalidates every password", diag.Describe(fl.Origin), part, api)
			r.Report(u.Meets, fl.Origin, "password-pepper", msg, diag.RelatedUses(u, hashes(fl, u)))
		}
	}
	return r.Done()
}

// hashes returns the uses of the flow in password hashes that are told at the
// place of u, the first of them.
func hashes(fl *keyflow.Flow, u *keyflow.Use) []*keyflow.Use {
	var us []*keyflow.Use
	for _, v := range fl.Uses {
		if v.Meets == u.Meets && v.HashPart(&fl.Origin) != "" {
			us = append(us, v)
		}
	}
	return us
}
