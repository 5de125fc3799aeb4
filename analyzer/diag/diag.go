// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package diag turns what a rule has judged into diagnostics. It is the only
// place that builds links, and the only one that knows how a message ends.
package diag

import (
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// A Finding is one judgement of a rule. Every rule's analyzer has the list of
// its findings as its result, so that a driver that sees results (the command)
// knows more than the diagnostic can carry.
type Finding struct {
	Diagnostic analysis.Diagnostic // Pos, End, Category (the rule), Message, URL, Related (local places only)
	Purpose    string              // id of the catalog's purpose
	Secret     string              // name of the key where it has one: env variable, declared name, …
	Origin     string              // kind of the origin
	Related    []Related           // all related places, also those in other packages
}

// Related is a place that explains a finding.
type Related struct {
	Place   keyflow.Place
	Message string
}

// ResultType is the ResultType of every rule's analyzer: []*Finding.
var ResultType = reflect.TypeFor[[]*Finding]()
