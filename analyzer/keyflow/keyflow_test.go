// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow_test

import (
	"bytes"
	"encoding/gob"
	"flag"
	"fmt"
	"go/types"
	"os"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/keyvet/keyvet/analyzer/internal/corpus"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// TestFacts checks the // want facts of the engine's own corpus.
func TestFacts(t *testing.T) { corpus.Run(t, keyflow.Analyzer) }

// TestFactSize caps what the facts of the corpus weigh, in bytes for each of
// its packages, as drivers write them: those of a package as one stream, in which
// a type is described once. Raise it only with a reason: facts are written for
// every package of every program, and those of the corpus have more than most.
func TestFactSize(t *testing.T) {
	const each = 512
	total := 0
	acts := actions(t, keyflow.Analyzer, "corpus/...")
	limit := each * len(acts)
	for _, act := range acts {
		var stream bytes.Buffer
		enc := gob.NewEncoder(&stream)
		for _, f := range act.AllObjectFacts() {
			if f.Object.Pkg() != act.Package.Types {
				continue // inherited
			}
			var first, again bytes.Buffer
			if err := gob.NewEncoder(&first).Encode(f.Fact); err != nil {
				t.Fatalf("%s: %v", f.Object, err)
			}
			copied := reflect.New(reflect.TypeOf(f.Fact).Elem()).Interface().(analysis.Fact)
			if err := gob.NewDecoder(bytes.NewReader(first.Bytes())).Decode(copied); err != nil {
				t.Fatalf("%s: %v", f.Object, err)
			}
			if err := gob.NewEncoder(&again).Encode(copied); err != nil {
				t.Fatalf("%s: %v", f.Object, err)
			}
			if !bytes.Equal(first.Bytes(), again.Bytes()) {
				t.Errorf("%s: the fact %v does not encode to the same bytes again", f.Object, f.Fact)
			}
			if err := enc.Encode(f.Fact); err != nil {
				t.Fatalf("%s: %v", f.Object, err)
			}
		}
		total += stream.Len()
	}
	t.Logf("%d bytes of facts in %d packages", total, len(acts))
	if total == 0 || total > limit {
		t.Errorf("the corpus has %d bytes of facts in %d packages, want 1 to %d", total, len(acts), limit)
	}
}

// TestFactsSteady makes the facts of the corpus twice, from the source on, and
// wants the same bytes. It also searches them for the texts of keys.
func TestFactsSteady(t *testing.T) {
	texts := make(map[string]bool)
	encode := func() map[string]string {
		facts := make(map[string]string)
		for _, act := range actions(t, keyflow.Analyzer, "corpus/...") {
			for _, text := range act.Result.(*keyflow.Result).Texts() {
				texts[text] = true
			}
			for _, f := range act.AllObjectFacts() {
				var b bytes.Buffer
				if err := gob.NewEncoder(&b).Encode(f.Fact); err != nil {
					t.Fatal(err)
				}
				path, err := objectpath.For(f.Object)
				if err != nil {
					t.Fatal(err)
				}
				facts[fmt.Sprintf("%s: %s (%s)", act.Package.ID, types.ObjectString(f.Object, nil), path)] = b.String()
			}
		}
		return facts
	}
	first := encode()
	again := encode()
	for obj := range again {
		if first[obj] != again[obj] {
			t.Errorf("the fact of %s differs from run to run", obj)
		}
	}
	if len(first) != len(again) {
		t.Errorf("%d facts in one run, %d in the next", len(first), len(again))
	}
	if len(texts) < 20 {
		t.Fatalf("the corpus has %d literals that reach a use", len(texts))
	}
	for obj, fact := range first {
		for text := range texts {
			if len(text) >= 6 && strings.Contains(fact, text) { // a shorter one is a part of words
				t.Errorf("the fact of %s has the text of a key of %d bytes", obj, len(text))
			}
		}
	}
}

// actions runs an analyzer over packages of the corpus.
func actions(t *testing.T, a *analysis.Analyzer, patterns ...string) []*checker.Action {
	t.Helper()
	dir := corpus.Dir(t)
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax, Dir: dir,
		Env: append(os.Environ(), "GO111MODULE=off", "GOPATH="+dir, "GOPROXY=off", "GOFLAGS="),
	}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	return analyzeAll(t, a, pkgs)
}

func analyzeAll(t *testing.T, a *analysis.Analyzer, pkgs []*packages.Package) []*checker.Action {
	t.Helper()
	if len(pkgs) == 0 {
		t.Fatal("no packages")
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, &checker.Options{SanityCheck: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Errorf("%s: %v", act.Package.PkgPath, act.Err)
		}
	}
	return graph.Roots
}

var everything = flag.String("everything", "", "directory of a module for TestEverything to analyse with all that it imports")

// TestEverything runs the engine, without its short cuts, over the standard
// library, or over a module and all that it imports: no package may make it
// panic, hang or make unsteady facts.
//
//	go test ./analyzer/keyflow -run TestEverything -everything DIR
func TestEverything(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	conf := &packages.Config{Mode: packages.LoadAllSyntax, Dir: *everything}
	pattern := "std"
	if *everything != "" {
		pattern = "./..."
	}
	pkgs, err := packages.Load(conf, pattern)
	if err != nil {
		t.Fatal(err)
	}
	var all []*packages.Package
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if !p.IllTyped {
			all = append(all, p)
		}
	})
	t.Logf("%d packages", len(all))
	analyzeAll(t, keyflow.Everything, all)
}
