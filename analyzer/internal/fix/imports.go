// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// An addedImport is one that a file does not have yet.
type addedImport struct {
	path string
	name string // "" when it is that of the package
}

func (a addedImport) text() string {
	if a.name == "" {
		return strconv.Quote(a.path)
	}
	return a.name + " " + strconv.Quote(a.path)
}

// importName returns the name by which a package can be used at a place, and the
// import that this needs, if any.
func (s *source) importName(pkgPath, pkgName string, pos token.Pos) (name string, add []addedImport) {
	for _, spec := range s.file.Imports {
		pn := s.nameOf(spec)
		if pn == nil || pn.Name() == "_" || pn.Name() == "." || importPath(spec) != pkgPath {
			continue
		}
		if s.lookup(pn.Name(), pos) == pn {
			return pn.Name(), nil
		}
	}
	name = pkgName
	for n := 2; s.lookup(name, pos) != nil || s.pass.Pkg.Scope().Lookup(name) != nil || s.imported(name); n++ {
		name = pkgName + strconv.Itoa(n)
	}
	a := addedImport{path: pkgPath}
	if name != path.Base(pkgPath) {
		a.name = name
	}
	return name, []addedImport{a}
}

// imported reports whether the file has an import of this name.
func (s *source) imported(name string) bool {
	return slices.ContainsFunc(s.file.Imports, func(spec *ast.ImportSpec) bool {
		pn := s.nameOf(spec)
		return pn != nil && pn.Name() == name
	})
}

// nameOf returns the object that an import declares, nil for "." and "_".
func (s *source) nameOf(spec *ast.ImportSpec) *types.PkgName {
	var obj types.Object
	if spec.Name != nil {
		obj = s.pass.TypesInfo.Defs[spec.Name]
	} else {
		obj = s.pass.TypesInfo.Implicits[spec]
	}
	pn, _ := obj.(*types.PkgName)
	return pn
}

func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	return p
}

// importEdits returns the edits of the imports for fixes that are applied
// together. It fails where the file is laid out in a way that has no room.
func (s *source) importEdits(fixes []*Fix, dropped []*types.PkgName) (edits []analysis.TextEdit, ok bool) {
	gone := make(map[*ast.ImportSpec]bool)
	for _, spec := range s.file.Imports {
		pn := s.nameOf(spec)
		gone[spec] = pn != nil && slices.Contains(dropped, pn)
	}
	var adds []addedImport
	for _, f := range fixes {
		for _, a := range f.adds {
			if !slices.Contains(adds, a) {
				adds = append(adds, a)
			}
		}
	}
	for _, a := range adds {
		e, ok := s.add(a, gone)
		if !ok {
			return nil, false
		}
		edits = append(edits, e)
	}
	for _, d := range s.file.Decls {
		gd, isImport := d.(*ast.GenDecl)
		if !isImport || gd.Tok != token.IMPORT {
			continue
		}
		left := slices.ContainsFunc(gd.Specs, func(sp ast.Spec) bool { return !gone[sp.(*ast.ImportSpec)] })
		for _, sp := range gd.Specs {
			if !gone[sp.(*ast.ImportSpec)] {
				continue
			}
			var from, to ast.Node = sp, sp
			if !left && !slices.ContainsFunc(edits, func(e analysis.TextEdit) bool { return gd.Pos() <= e.Pos && e.Pos < gd.End() }) {
				from, to = gd, gd
			}
			start, end, whole := s.lines(from, to)
			if !whole {
				return nil, false
			}
			edits = append(edits, analysis.TextEdit{Pos: start, End: end})
			if from == gd {
				break
			}
		}
	}
	return edits, true
}

// add returns the edit that adds an import, beside those of its sort that stay.
func (s *source) add(a addedImport, gone map[*ast.ImportSpec]bool) (analysis.TextEdit, bool) {
	insert := func(pos token.Pos, text string) (analysis.TextEdit, bool) {
		return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}, pos.IsValid()
	}
	var first *ast.GenDecl // of imports, but for cgo's
	for _, d := range s.file.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.IMPORT && len(gd.Specs) > 0 && importPath(gd.Specs[0].(*ast.ImportSpec)) != "C" {
			first = gd
			break
		}
	}
	switch {
	case first == nil:
		return insert(s.file.Name.End(), "\n\nimport "+a.text())
	case !first.Lparen.IsValid():
		return insert(first.Pos(), "import "+a.text()+"\n")
	}
	// In the group that has most of the path in common, in its order.
	var group []*ast.ImportSpec
	best := -1
	for _, g := range s.groups(first) {
		for _, spec := range g {
			if n := common(a.path, importPath(spec)); n > best {
				best, group = n, g
			}
		}
	}
	if best < 0 { // a group of its own
		if isStd(a.path) {
			start, _, ok := s.lines(first.Specs[0], first.Specs[0])
			e, _ := insert(start, "\t"+a.text()+"\n\n")
			return e, ok
		}
		last := first.Specs[len(first.Specs)-1]
		_, end, ok := s.lines(last, last)
		e, _ := insert(end, "\n\t"+a.text()+"\n")
		return e, ok
	}
	for _, spec := range group {
		if importPath(spec) > a.path && !gone[spec] {
			start, _, ok := s.lines(spec, spec)
			e, _ := insert(start, "\t"+a.text()+"\n")
			return e, ok
		}
	}
	last := group[len(group)-1]
	_, end, ok := s.lines(last, last)
	e, _ := insert(end, "\t"+a.text()+"\n")
	return e, ok
}

// groups returns the imports of a declaration by the empty lines between them.
func (s *source) groups(d *ast.GenDecl) [][]*ast.ImportSpec {
	var out [][]*ast.ImportSpec
	tf := s.pass.Fset.File(d.Pos())
	line := -1
	for _, sp := range d.Specs {
		spec := sp.(*ast.ImportSpec)
		start := spec.Pos()
		if spec.Doc != nil {
			start = spec.Doc.Pos()
		}
		if line < 0 || tf.PositionFor(start, false).Line > line+1 {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], spec)
		line = tf.PositionFor(spec.End(), false).Line
	}
	return out
}

// common returns how many elements two import paths have in common at their
// beginning. It is -1 for paths of which only one is of the standard library, and
// those that have not even a host in common.
func common(p, q string) int {
	if isStd(p) != isStd(q) {
		return -1
	}
	if isStd(p) {
		return 0
	}
	ps, qs := strings.Split(p, "/"), strings.Split(q, "/")
	n := 0
	for n < min(len(ps), len(qs)) && ps[n] == qs[n] {
		n++
	}
	if n == 0 {
		return -1
	}
	return n
}

func isStd(p string) bool {
	host, _, _ := strings.Cut(p, "/")
	return !strings.Contains(host, ".")
}

// lines returns the lines of nodes with their comments, from the beginning of the
// first to that of the next one; whole is false when something else is in them.
func (s *source) lines(from, to ast.Node) (start, end token.Pos, whole bool) {
	tf := s.pass.Fset.File(from.Pos())
	begin, stop := from.Pos(), to.End()
	if spec, ok := from.(*ast.ImportSpec); ok && spec.Doc != nil {
		begin = spec.Doc.Pos()
	}
	if spec, ok := to.(*ast.ImportSpec); ok && spec.Comment != nil {
		stop = spec.Comment.End()
	}
	first, last := tf.PositionFor(begin, false).Line, tf.PositionFor(stop, false).Line
	if last >= tf.LineCount() {
		return token.NoPos, token.NoPos, false
	}
	start, end = tf.LineStart(first), tf.LineStart(last+1)
	whole = true
	for _, d := range s.file.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok != token.IMPORT {
			whole = whole && (d.Pos() >= end || d.End() <= start)
			continue
		}
		if gd == from {
			continue
		}
		for _, sp := range gd.Specs {
			if sp != from && sp != to && sp.Pos() < end && sp.End() > start {
				whole = false
			}
		}
		for _, p := range []token.Pos{gd.Lparen, gd.Rparen} {
			if p.IsValid() && start <= p && p < end {
				whole = false
			}
		}
	}
	return start, end, whole && s.file.Name.End() <= start
}
