// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"
)

// A world is what programs may import: the standard library from export data,
// and stubs of libraries from source, which are analyzed as libraries are.
type world struct {
	fset  *token.FileSet
	std   map[string]*types.Package
	stubs map[string]*packages.Package
	text  map[string]string // of stubs, by import path
	sizes types.Sizes

	imports map[string]string // paths by the names that programs use
}

// loadWorld loads the packages that programs may import, by name. A path with a dot in its first element
// is a stub, from the archive or below src.
func loadWorld(imports map[string]string, archive *txtar.Archive, src string) (*world, error) {
	w := &world{
		fset: token.NewFileSet(), std: make(map[string]*types.Package),
		stubs: make(map[string]*packages.Package), text: make(map[string]string),
		sizes: types.SizesFor("gc", "amd64"), imports: imports,
	}
	for _, f := range archive.Files {
		w.text[path.Dir(f.Name)] = string(f.Data)
	}
	need := map[string]bool{}
	var stubs []string
	for _, p := range slices.Sorted(maps.Values(imports)) {
		if first, _, _ := strings.Cut(p, "/"); !strings.Contains(first, ".") {
			need[p] = true
			continue
		}
		stubs = append(stubs, p)
	}
	for i := 0; i < len(stubs); i++ { // grows by what stubs import
		p := stubs[i]
		if w.text[p] == "" {
			files, err := filepath.Glob(filepath.Join(src, filepath.FromSlash(p), "*.go"))
			if err != nil || len(files) != 1 {
				return nil, fmt.Errorf("no stub of %s", p)
			}
			data, err := os.ReadFile(files[0])
			if err != nil {
				return nil, err
			}
			w.text[p] = string(data)
		}
		f, err := parser.ParseFile(token.NewFileSet(), "", w.text[p], parser.ImportsOnly)
		if err != nil {
			return nil, fmt.Errorf("stub of %s: %w", p, err)
		}
		for _, imp := range f.Imports {
			to := strings.Trim(imp.Path.Value, `"`)
			if first, _, _ := strings.Cut(to, "/"); !strings.Contains(first, ".") {
				need[to] = true
			} else if !slices.Contains(stubs, to) {
				stubs = append(stubs, to)
			}
		}
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadTypes, Fset: w.fset}, slices.Sorted(maps.Keys(need))...)
	if err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s: %v", p.PkgPath, p.Errors[0])
		}
		w.std[p.PkgPath] = p.Types
	}
	for _, p := range stubs {
		if _, err := w.stub(p); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *world) stub(p string) (*packages.Package, error) {
	if pkg := w.stubs[p]; pkg != nil {
		return pkg, nil
	}
	pkg, err := w.check(p, map[string]string{p + "/" + path.Base(p) + ".go": w.text[p]}, w.stub)
	if err != nil {
		return nil, err
	}
	w.stubs[p] = pkg
	return pkg, nil
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

// check parses and type-checks one package. The function source returns the
// packages from source that it imports.
func (w *world) check(pkgPath string, files map[string]string, source func(string) (*packages.Package, error)) (*packages.Package, error) {
	pkg := &packages.Package{
		ID: pkgPath, PkgPath: pkgPath, Fset: w.fset, TypesSizes: w.sizes,
		Imports: make(map[string]*packages.Package),
		TypesInfo: &types.Info{
			Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
			Implicits: make(map[ast.Node]types.Object), Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
			Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
		},
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(w.fset, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		pkg.Syntax = append(pkg.Syntax, f)
		pkg.GoFiles = append(pkg.GoFiles, name)
		pkg.Name = f.Name.Name
	}
	pkg.CompiledGoFiles = pkg.GoFiles
	conf := types.Config{
		GoVersion: "go1.26", Sizes: w.sizes,
		Importer: importer(func(p string) (*types.Package, error) {
			if std := w.std[p]; std != nil {
				// The engine never looks into the standard library, so that no
				// action is needed for it.
				return std, nil
			}
			dep, err := source(p)
			if err != nil {
				return nil, err
			}
			pkg.Imports[p] = dep
			return dep.Types, nil
		}),
	}
	var err error
	pkg.Types, err = conf.Check(pkgPath, w.fset, pkg.Syntax, pkg.TypesInfo)
	return pkg, err
}

// load composes a program and makes its packages.
func (w *world) load(p *Program) ([]*packages.Package, error) {
	if err := p.compose(w.imports); err != nil {
		return nil, err
	}
	byPath := make(map[string]map[string]string)
	for name, text := range p.Files {
		dir := p.prefix + "/" + path.Dir(name)
		if byPath[dir] == nil {
			byPath[dir] = make(map[string]string)
		}
		byPath[dir][p.prefix+"/"+name] = text
	}
	done := make(map[string]*packages.Package)
	var pkgs []*packages.Package
	var get func(string) (*packages.Package, error)
	get = func(to string) (*packages.Package, error) {
		if done[to] != nil {
			return done[to], nil
		}
		files := byPath[to]
		if files == nil {
			if stub := w.stubs[to]; stub != nil {
				return stub, nil
			}
			return nil, fmt.Errorf("no package %s", to)
		}
		pkg, err := w.check(to, files, get)
		if err != nil {
			return nil, err
		}
		done[to] = pkg
		pkgs = append(pkgs, pkg)
		return pkg, nil
	}
	for _, dir := range slices.Sorted(maps.Keys(byPath)) {
		if _, err := get(dir); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", p.ID(), err, p.Text())
		}
	}
	return pkgs, nil
}

// A finding is what a rule says of a program.
type finding struct {
	rule, file string // the file as the program names it
	line       int
	message    string
}

// analyze runs the analyzers over programs and returns the findings of each.
func (w *world) analyze(analyzers []*analysis.Analyzer, programs []*Program) ([][]finding, error) {
	const batch = 300
	results := make([][]finding, len(programs))
	for start := 0; start < len(programs); start += batch {
		part := programs[start:min(start+batch, len(programs))]
		loaded := make([][]*packages.Package, len(part))
		errs := make([]error, len(part))
		var wg sync.WaitGroup
		next := make(chan int)
		for range runtime.GOMAXPROCS(0) {
			wg.Go(func() {
				for i := range next {
					loaded[i], errs[i] = w.load(part[i])
				}
			})
		}
		for i := range part {
			next <- i
		}
		close(next)
		wg.Wait()

		var pkgs []*packages.Package
		owner := make(map[*packages.Package]int)
		for i := range part {
			if errs[i] != nil {
				return nil, errs[i]
			}
			for _, pkg := range loaded[i] {
				owner[pkg] = start + i
			}
			pkgs = append(pkgs, loaded[i]...)
		}
		graph, err := checker.Analyze(analyzers, pkgs, nil)
		if err != nil {
			return nil, err
		}
		for _, act := range graph.Roots {
			i := owner[act.Package]
			if act.Err != nil {
				return nil, fmt.Errorf("%s: %w", programs[i].ID(), act.Err)
			}
			for _, d := range act.Diagnostics {
				pos := w.fset.Position(d.Pos)
				results[i] = append(results[i], finding{act.Analyzer.Name, strings.TrimPrefix(pos.Filename, programs[i].prefix+"/"), pos.Line, d.Message})
			}
		}
	}
	return results, nil
}

// judge says what is wrong with the findings of a program, "" when nothing is.
func judge(p *Program, fs []finding) string {
	var hard []finding
	var all []string
	for _, f := range fs {
		all = append(all, fmt.Sprintf("%s:%d: %s", f.file, f.line, f.message))
		if f.rule == "hardcodedkey" {
			hard = append(hard, f)
		}
	}
	slices.Sort(all)
	said := strings.Join(all, "; ")
	switch p.Kind {
	case Bad:
		switch {
		case len(hard) == 0:
			return "missed"
		case len(hard) > 1:
			return fmt.Sprintf("%d findings: %s", len(hard), said)
		case !slices.Contains(p.Wanted[hard[0].file], hard[0].line):
			return "misplaced: " + said
		}
	case Good:
		if len(hard) > 0 {
			return "false alarm: " + said
		}
	case Nonuse:
		if len(fs) > 0 {
			return "false alarm: " + said
		}
	}
	return ""
}
