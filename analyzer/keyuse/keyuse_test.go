// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyuse_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/internal/corpus"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/analyzer/keyuse"
)

// TestInventory compares the inventory of the corpus with its // want comments,
// a line for each use.
func TestInventory(t *testing.T) {
	told := *keyuse.Analyzer
	told.Run = func(pass *analysis.Pass) (any, error) {
		res, err := keyuse.Analyzer.Run(pass)
		if err != nil {
			return nil, err
		}
		inv := res.(*keyflow.Inventory)
		var told []*keyflow.Site // the calls of helpers where these are told
		for _, s := range inv.Sites {
			if len(s.Calls) == 0 {
				told = append(told, s)
			}
			told = append(told, s.Calls...)
		}
		for _, s := range told {
			var lives []string
			for _, a := range s.Artefacts {
				lives = append(lives, strings.TrimSpace(a.Place+" "+a.Name))
			}
			pass.Reportf(s.Call.Pos, "%s: %s with %s in %s; lives in %s for %s; %s", s.Sink.Purpose, s.Operation, s.Sink.API, s.Function,
				strings.Join(lives, ", "), s.Valid.For, s.Manner)
		}
		for _, k := range inv.Keyless {
			pass.Reportf(k.Place.Pos, "no key: %s, passwords %t", k.API, k.Passwords)
		}
		return res, nil
	}
	corpus.Run(t, &told)
}
