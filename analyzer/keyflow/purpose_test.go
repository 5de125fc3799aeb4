// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/keyvet/keyvet/analyzer/keyflow"
)

var purposes = flag.String("purposes", "", "directory of a module for TestPurposes to list the general uses of")

// TestPurposes lists the uses of general MACs and ciphers in a module and all
// that it imports, with the purpose that the code around each shows, and the
// calls of functions that wrap one, where they show a purpose:
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
	seen := make(map[keyflow.GeneralUse]bool)
	for _, act := range analyzeAll(t, keyflow.Inferring, all) {
		for _, u := range act.Result.(*keyflow.Result).GeneralUses() {
			seen[u] = true
		}
	}
	direct, shown, wrapped := 0, 0, 0
	var list []string
	for u := range seen {
		what := "-"
		switch {
		case u.General != "keyed-mac" && u.General != "cipher":
			continue
		case u.Indirect && u.Purpose == "":
			continue
		case u.Indirect:
			wrapped++
			what = "=> " + u.Purpose
		default:
			direct++
			if u.Purpose != "" {
				shown++
				what = "-> " + u.Purpose
			}
		}
		list = append(list, fmt.Sprintf("%s %s in %s (%s) %s", u.Place, u.API, u.In, u.General, what))
	}
	slices.Sort(list)
	for _, line := range list {
		t.Log(line)
	}
	t.Logf("%d packages, %d general uses, %d of them with a purpose, and %d calls of wrappers with one", len(all), direct, shown, wrapped)
}
