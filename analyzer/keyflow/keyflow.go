// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Analyzer computes the flow of key material through one package. It reports
// nothing; its result is a *Result.
var Analyzer = &analysis.Analyzer{
	Name:       "keyflow",
	Doc:        "keyflow: compute where keys come from and where they are used",
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
}

func run(pass *analysis.Pass) (any, error) { return &Result{Settings: &Settings{}}, nil }

// Settings are the policy of the program that is analyzed.
type Settings struct {
	Entries  []string `json:"entries,omitempty"`
	Approved []string `json:"approved,omitempty"`
	Exclude  []string `json:"exclude,omitempty"`
	Docs     string   `json:"docs,omitempty"`
	Tests    bool     `json:"tests,omitempty"`
	Secrets  []Secret `json:"secrets,omitempty"`
}

// A Secret is a key that the program knows by name.
type Secret struct {
	Name     string   `json:"name"`
	Env      []string `json:"env,omitempty"`
	Config   []string `json:"config,omitempty"`
	Symbols  []string `json:"symbols,omitempty"`
	Approved []string `json:"approved,omitempty"`
}

// A Directive is one //keyvet: comment.
type Directive struct{}
