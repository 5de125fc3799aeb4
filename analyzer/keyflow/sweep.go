// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// worthwhile decides, from imports, facts, names and directives alone, whether
// the package can have anything to find or to tell its importers. Most have not.
func (a *analysisState) worthwhile() bool {
	if len(a.directives) > 0 {
		return true
	}
	if len(a.settings.Entries) > 0 && a.cat.Package(a.pass.Pkg.Path()) != nil {
		return true
	}

	// Facts of imported packages, about what the package mentions.
	known := make(map[types.Object]bool)
	for _, f := range a.pass.AllObjectFacts() {
		if f.Object.Pkg() != a.pass.Pkg {
			known[f.Object] = true
		}
	}

	// Symbols of the catalog that begin or end a flow.
	catalogued := make(map[*types.Package]*catalog.Package)
	for _, imp := range a.pass.Pkg.Imports() {
		if p := a.cat.Package(imp.Path()); p != nil && interesting(p) {
			catalogued[imp] = p
		}
	}
	if len(known) > 0 || len(catalogued) > 0 {
		for id, obj := range a.pass.TypesInfo.Uses {
			if a.mentions(id, obj, known, catalogued) {
				return true
			}
		}
	}
	return a.declaresSecret()
}

func interesting(p *catalog.Package) bool {
	for _, e := range p.Entries {
		if begins(e) {
			return true
		}
	}
	return false
}

// begins reports whether the mention of an entry's symbol makes a package
// worth a closer look. Files and flags are too common for that.
func begins(e *catalog.Entry) bool {
	switch e.Verb {
	case catalog.Sink, catalog.Hash:
		return true
	case catalog.Source, catalog.Default:
		return e.Origin.Kind != catalog.OriginFile && e.Origin.Kind != catalog.OriginFlag
	case catalog.Pass:
		return e.How == "decode"
	}
	return false
}

func (a *analysisState) mentions(id *ast.Ident, obj types.Object, known map[types.Object]bool, catalogued map[*types.Package]*catalog.Package) bool {
	pkg := obj.Pkg()
	if pkg == nil || pkg == a.pass.Pkg {
		return false
	}
	var symbol string
	var p *catalog.Package
	switch o := obj.(type) {
	case *types.Func:
		if known[o.Origin()] {
			return true
		}
		if p = catalogued[pkg]; p != nil {
			symbol = catalog.FuncSymbol(o.Origin())
		}
	case *types.Var:
		if known[o.Origin()] {
			return true
		}
		p = catalogued[pkg]
		if p != nil && o.IsField() {
			// The owner is not known here: by the field's name alone.
			for _, e := range p.Entries {
				if e.Port.Kind == catalog.Value && begins(e) && hasSuffixName(e.Symbol, o.Name()) {
					return true
				}
			}
			return false
		}
		if p != nil {
			symbol = catalog.VarSymbol(o)
		}
	}
	if p == nil || symbol == "" {
		return false
	}
	for _, e := range p.Lookup(symbol) {
		if begins(e) {
			return true
		}
	}
	return false
}

func hasSuffixName(symbol, name string) bool {
	n := len(symbol) - len(name)
	return n > 0 && symbol[n:] == name && symbol[n-1] == '.'
}

// declaresSecret reports whether a package variable, constant, field or flag
// with a secret-like name gets a value from a literal.
func (a *analysisState) declaresSecret() bool {
	found := false
	for _, f := range a.pass.Files {
		if a.skipFile(f.Pos()) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if found {
				return false
			}
			switch n := n.(type) {
			case *ast.Field:
				if n.Tag != nil && len(n.Names) > 0 && strings.Contains(n.Tag.Value, "env") && (keyishName(n.Names[0].Name)) {
					found = true
				}
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && keyishName(id.Name) && literalText(n.Value) {
					found = true
				}
			case *ast.ValueSpec:
				for i, id := range n.Names {
					if i < len(n.Values) && keyishName(id.Name) && literalText(n.Values[i]) {
						found = true
					}
				}
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					if i >= len(n.Rhs) {
						break
					}
					name := ""
					switch l := l.(type) {
					case *ast.Ident:
						name = l.Name
					case *ast.SelectorExpr:
						name = l.Sel.Name
					}
					if keyishName(name) && literalText(n.Rhs[i]) {
						found = true
					}
				}
			case *ast.CallExpr:
				for _, arg := range n.Args {
					if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == token.STRING && len(lit.Value) < 60 {
						if s, err := strconv.Unquote(lit.Value); err == nil && SecretName(s) {
							found = true
						}
					}
				}
			}
			return !found
		})
	}
	return found
}

// literalText reports whether an expression is a string literal, or bytes made
// of one or written out.
func literalText(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING && len(e.Value) > 2
	case *ast.CallExpr:
		return len(e.Args) == 1 && literalText(e.Args[0])
	case *ast.CompositeLit:
		_, ok := e.Type.(*ast.ArrayType)
		return ok && len(e.Elts) >= 8
	case *ast.BinaryExpr:
		return literalText(e.X) || literalText(e.Y)
	}
	return false
}
