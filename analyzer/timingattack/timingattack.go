// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package timingattack

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

// Analyzer is the rule timingattack. Its result is a []*diag.Finding.
var Analyzer = &analysis.Analyzer{
	Name:       "timingattack",
	Doc:        ruledoc.MustExtract(doc, "timingattack"),
	URL:        diag.RuleURL("timingattack"),
	Requires:   []*analysis.Analyzer{keyflow.Analyzer},
	ResultType: diag.ResultType,
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := diag.NewReporter(pass)
	for _, c := range r.Flow().Comparisons {
		if !forged(c.Sink.Purpose) {
			continue
		}
		message := "MAC (" + c.Sink.API + ") is compared with " + c.By + ", whose time tells how much of a forged one is right: use hmac.Equal"
		var related []diag.Related
		if c.Sink.Place.Pos.IsValid() {
			related = append(related, diag.Related{Place: c.Sink.Place, Message: "gives the MAC its key (" + c.Sink.API + ")"})
		}
		r.Report(c.Place, key(r.Flow(), c), c.Sink.Purpose, message, related, fix.ConstantTime(pass, c.Place.Pos, c.Place.End))
	}
	return r.Done()
}

// forged reports whether somebody gains by a MAC that the program takes for its
// own. What stands for a value that is guessed as a whole, or finds things again,
// nobody can approach step by step.
func forged(purpose string) bool {
	switch purpose {
	case "api-key-hash", "blind-index", "cache-key", "derived-key", "entropy-only", "password-pepper":
		return false
	}
	return true
}

// key returns where the key of a MAC comes from, as far as that is known.
func key(flow *keyflow.Result, c *keyflow.Comparison) keyflow.Origin {
	for _, fl := range flow.Flows {
		for _, u := range fl.Uses {
			if c.Sink.Place.Pos.IsValid() && u.Sink.Place.Pos == c.Sink.Place.Pos && u.Sink.Role == "key" {
				return fl.Origin
			}
		}
	}
	return keyflow.Origin{Kind: catalog.OriginUnknown}
}
