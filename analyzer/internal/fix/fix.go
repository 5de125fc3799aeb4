// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package fix makes the changes that rules suggest. A change compiles and does
// what was meant, or is not made: nil stands for none.
package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// A Fix is a change of one file for one finding.
type Fix struct {
	// Message says what is done, as an order: "compare with hmac.Equal".
	Message string

	file  *ast.File
	edits []analysis.TextEdit
	adds  []addedImport
	drops []*ast.Ident // names of imports that the change takes away
}

// A source is a file that may be changed.
type source struct {
	pass *analysis.Pass
	file *ast.File
}

// sourceAt returns the file that has a place, nil when it is not to be changed:
// it is generated, or what cgo has made of one.
func sourceAt(pass *analysis.Pass, pos token.Pos) *source {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			if ast.IsGenerated(f) {
				return nil
			}
			return &source{pass, f}
		}
	}
	return nil
}

// path returns the expression of exactly this extent, and what it stands in; nil
// when there is none.
func (s *source) path(pos, end token.Pos) []ast.Node {
	var path []ast.Node
	var found []ast.Node
	ast.Inspect(s.file, func(n ast.Node) bool {
		if n == nil {
			path = path[:len(path)-1]
			return true
		}
		if found != nil || n.End() < end || n.Pos() > pos {
			return false
		}
		path = append(path, n)
		if _, ok := n.(ast.Expr); ok && n.Pos() == pos && n.End() == end {
			found = slices.Clone(path)
			slices.Reverse(found)
			return false
		}
		return true
	})
	return found
}

// commented reports whether there is a comment between two places, which a
// change would take away.
func (s *source) commented(from, to token.Pos) bool {
	return slices.ContainsFunc(s.file.Comments, func(g *ast.CommentGroup) bool { return from <= g.Pos() && g.Pos() < to })
}

// lookup returns what a name means at a place, nil for nothing.
func (s *source) lookup(name string, pos token.Pos) types.Object {
	inner := s.pass.Pkg.Scope().Innermost(pos)
	if inner == nil {
		inner = s.pass.Pkg.Scope()
	}
	_, obj := inner.LookupParent(name, pos)
	return obj
}

// predeclared reports whether a name means at a place what the language says.
func (s *source) predeclared(name string, pos token.Pos) bool {
	return s.lookup(name, pos) == types.Universe.Lookup(name)
}

// imports returns the names of imports that a node uses, but for those in the
// parts that are kept.
func (s *source) imports(n ast.Node, kept ...ast.Node) []*ast.Ident {
	var ids []*ast.Ident
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil || slices.Contains(kept, n) {
			return false
		}
		if id, ok := n.(*ast.Ident); ok {
			if _, ok := s.pass.TypesInfo.Uses[id].(*types.PkgName); ok {
				ids = append(ids, id)
			}
		}
		return true
	})
	return ids
}

// Suggest completes the fixes of one rule for one package: it adds and takes
// away imports. Where only all of the fixes of a file together make an import
// useless, each is all of them, as it could not be applied alone with others
// later. The elements of the result belong to those of fixes; nil gives none.
func Suggest(pass *analysis.Pass, fixes []*Fix) [][]analysis.SuggestedFix {
	out := make([][]analysis.SuggestedFix, len(fixes))
	byFile := make(map[*ast.File][]*Fix)
	for _, f := range fixes {
		if f != nil {
			byFile[f.file] = append(byFile[f.file], f)
		}
	}
	for i, f := range fixes {
		if f == nil {
			continue
		}
		s := &source{pass, f.file}
		group, dropped := s.group(f, byFile[f.file])
		edits, ok := s.importEdits(group, dropped)
		if !ok {
			continue
		}
		message := f.Message
		if len(group) > 1 {
			message += ", here and wherever else this is reported in the file"
		}
		for _, g := range group {
			edits = append(edits, g.edits...)
		}
		slices.SortStableFunc(edits, func(x, y analysis.TextEdit) int { return int(x.Pos - y.Pos) })
		out[i] = []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
	}
	return out
}

// group returns the fixes of the file that have to be applied together with f,
// and the imports that nothing uses after that.
func (s *source) group(f *Fix, all []*Fix) (group []*Fix, dropped []*types.PkgName) {
	uses := make(map[*types.PkgName]int)
	for id, obj := range s.pass.TypesInfo.Uses {
		if pn, ok := obj.(*types.PkgName); ok && s.file.FileStart <= id.Pos() && id.Pos() < s.file.FileEnd {
			uses[pn]++
		}
	}
	count := func(fs []*Fix, pn *types.PkgName) int {
		n := 0
		for _, f := range fs {
			for _, id := range f.drops {
				if s.pass.TypesInfo.Uses[id] == pn {
					n++
				}
			}
		}
		return n
	}
	group = []*Fix{f}
	for i := 0; i < len(group); i++ { // it grows
		for _, id := range group[i].drops {
			pn := s.pass.TypesInfo.Uses[id].(*types.PkgName)
			if count(group, pn) == uses[pn] || count(all, pn) != uses[pn] {
				continue
			}
			for _, g := range all {
				if count([]*Fix{g}, pn) > 0 && !slices.Contains(group, g) {
					group = append(group, g)
				}
			}
		}
	}
	// In one order, so that they are the same for each of them.
	slices.SortStableFunc(group, func(x, y *Fix) int { return slices.Index(all, x) - slices.Index(all, y) })
	for pn, n := range uses {
		if count(group, pn) == n {
			dropped = append(dropped, pn)
		}
	}
	return group, dropped
}
