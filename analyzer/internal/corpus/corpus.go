// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package corpus runs an analyzer over the corpora below testdata/src/corpus.
package corpus

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/packages"
)

// Dir returns the testdata directory at the top of the repository.
func Dir(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("no caller")
	}
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "testdata")
}

// Run checks the // want comments of every package of the rule's corpus, which
// is the directory testdata/src/corpus/<name of the analyzer>. The fixes that are
// suggested there have to compile, each alone, and all of a file together have to
// make of it what the file beside it has, with .golden added to its name.
func Run(t *testing.T, a *analysis.Analyzer) []*analysistest.Result {
	t.Helper()
	return RunDir(t, a, a.Name)
}

// RunDir is Run for another directory than that of the rule's name.
func RunDir(t *testing.T, a *analysis.Analyzer, name string) []*analysistest.Result {
	t.Helper()
	dir := Dir(t)
	if _, err := os.Stat(filepath.Join(dir, "src", "corpus", name)); err != nil {
		t.Fatalf("no corpus for %s: %v", a.Name, err)
	}
	results := analysistest.RunWithSuggestedFixes(t, dir, a, "corpus/"+name+"/...")
	loaded := make(importsOf)
	for _, r := range results {
		loaded.add(r.Action.Package)
	}
	for _, r := range results {
		for _, d := range r.Action.Diagnostics {
			for _, f := range d.SuggestedFixes {
				at := r.Action.Package.Fset.Position(d.Pos)
				if err := compiles(r.Action.Package, f, loaded); err != nil {
					t.Errorf("%s: the fix %q alone does not compile: %v", at, f.Message, err)
				}
				if _, err := os.Stat(at.Filename + ".golden"); err != nil {
					t.Errorf("%s: there is a fix, but no golden file", at)
				}
			}
		}
	}
	return results
}

// importsOf finds packages by their paths.
type importsOf map[string]*types.Package

func (m importsOf) add(p *packages.Package) {
	if p.Types != nil && m[p.PkgPath] == nil {
		m[p.PkgPath] = p.Types
		for _, imp := range p.Imports {
			m.add(imp)
		}
	}
}

// Import implements [types.Importer].
func (m importsOf) Import(path string) (*types.Package, error) {
	if p := m[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// compiles applies a fix as it is, and returns the first error of its package.
func compiles(p *packages.Package, f analysis.SuggestedFix, imports types.Importer) error {
	edits := slices.Clone(f.TextEdits)
	slices.SortStableFunc(edits, func(x, y analysis.TextEdit) int { return int(x.Pos - y.Pos) })
	var files []*ast.File
	for _, file := range p.Syntax {
		name := p.Fset.File(file.FileStart).Name()
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, e := range slices.Backward(edits) {
			if file.FileStart <= e.Pos && e.Pos <= file.FileEnd {
				start, end := int(e.Pos-file.FileStart), int(e.End-file.FileStart)
				text = slices.Concat(text[:start], e.NewText, text[end:])
			}
		}
		parsed, err := parser.ParseFile(p.Fset, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		files = append(files, parsed)
	}
	_, err := (&types.Config{Importer: imports, Sizes: p.TypesSizes}).Check(p.PkgPath, p.Fset, files, nil)
	return err
}
