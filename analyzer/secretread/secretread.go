// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package secretread

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/internal/fix"
	"github.com/keyvet/keyvet/analyzer/internal/ruledoc"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

//go:embed doc.go
var doc string

// Analyzer is the rule secretread. Its result is a []*diag.Finding.
var Analyzer = &analysis.Analyzer{
	Name:       "secretread",
	Doc:        ruledoc.MustExtract(doc, "secretread"),
	URL:        diag.RuleURL("secretread"),
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := diag.NewReporter(pass)
	for _, rd := range r.Flow().Reads {
		if rd.Approved || rd.Origin.Kind == catalog.OriginFile {
			continue
		}
		uses := keyUses(rd)
		if rd.Origin.Kind == catalog.OriginFlag && rd.Declared == "" && !keyflow.SecretName(rd.Origin.Name) {
			continue // -user, -refresh: commands read their flags themselves
		}
		if rd.Declared == "" && len(uses) == 0 && !(named(rd.Origin.Kind) && keyflow.SecretName(rd.Origin.Name)) {
			continue
		}
		what := diag.Describe(rd.Origin) + " is read outside the approved packages"
		change := fix.Access(pass, rd.Origin.Place.Pos, rd.Origin.Place.End, rd.Accessor, r.Flow().Packages)
		head := diag.Headline(uses)
		if head == nil {
			r.Report(rd.Origin.Place, rd.Origin, "", what+", and what rotating it breaks cannot be seen from here", nil, change)
			continue
		}
		r.Report(rd.Origin.Place, rd.Origin, head.Sink.Purpose, what+"; it "+diag.Consequence(head), diag.RelatedUses(head, uses), change)
	}
	return r.Done()
}

// named reports whether origins of a kind are known by a name that people chose
// for the secret itself.
func named(k catalog.OriginKind) bool {
	return k == catalog.OriginEnv || k == catalog.OriginConfig || k == catalog.OriginFlag
}

// keyUses returns the uses as a key. What is only mixed into one, as a user's
// name or a region is, has to have the name of a secret.
func keyUses(rd *keyflow.Read) []*keyflow.Use {
	secret := rd.Declared != "" || keyflow.SecretName(rd.Origin.Name)
	var uses []*keyflow.Use
	for _, u := range rd.Uses {
		switch {
		case u.Sink.Role == "key" && (secret || !u.Partial),
			u.Password && secret && (u.Sink.Role == "salt" || u.Keyed || u.Partial): // see passwordkey
			uses = append(uses, u)
		}
	}
	return uses
}
