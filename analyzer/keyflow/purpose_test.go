// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow_test

import (
	"flag"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/keyvet/keyvet/analyzer/keyflow"
)

var purposes = flag.String("purposes", "", "directory of a module for TestPurposes to list the general uses of")

// TestPurposes lists the uses of general APIs in a module and all that it
// imports, with the purpose that the code around each shows:
//
//	go test ./analyzer/keyflow -run TestPurposes -v -purposes DIR
func TestPurposes(t *testing.T) {
	if *purposes == "" {
		t.Skip("no -purposes")
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: *purposes}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	var all []*packages.Package
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if !p.IllTyped {
			all = append(all, p)
		}
	})
	total, shown := 0, 0
	var list []string
	for _, act := range analyzeAll(t, keyflow.Inferring, all) {
		for _, line := range act.Result.(*keyflow.Result).GeneralUses() {
			list = append(list, line)
		}
	}
	slices.Sort(list)
	for _, line := range slices.Compact(list) {
		total++
		if line[len(line)-1] != '-' {
			shown++
		}
		t.Log(line)
	}
	t.Logf("%d general uses, %d with a purpose", total, shown)
}
