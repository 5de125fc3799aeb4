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
		// A fallback goes where the configured key goes, which is reported.
		if fl.Origin.Kind == catalog.OriginRandom || fl.Origin.Public || fl.Origin.Fallback {
			continue
		}
		for _, u := range fl.Uses {
			part := takesPart(fl.Origin, u)
			if part == "" {
				continue
			}
			msg := fmt.Sprintf("%s is %s (%s); rotating it invalidates every password", diag.Describe(fl.Origin), part, u.Sink.API)
			r.Report(fl.Meets, fl.Origin, "password-pepper", msg, diag.RelatedUses(u, []*keyflow.Use{u}))
			break // one finding an origin
		}
	}
	return r.Done()
}

// takesPart says how an origin takes part in the hashing of passwords, "" when
// it does not.
func takesPart(o keyflow.Origin, u *keyflow.Use) string {
	switch {
	case !u.Password:
		return ""
	case u.Sink.Role == "salt":
		if u.Partial && (o.Glue || o.Kind != catalog.OriginLiteral && !keyflow.SecretName(o.Name)) {
			return "" // cut out of what is stored for the user, or mixed with it
		}
		return "the salt of password hashes"
	case u.Sink.Role != "password":
		return ""
	case u.Keyed:
		return "the key of password hashes"
	case u.Partial && !o.Glue:
		return "a pepper of password hashes"
	}
	return ""
}
