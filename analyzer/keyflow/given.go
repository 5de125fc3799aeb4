// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"strings"
	"unicode"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A literal that is given to a field with the name of a secret may be a key
// whatever becomes of the field: another package, or a library that the catalog
// does not know, may use it. Names alone say little, so here, and nowhere else,
// the literal has to look like a key.

// given returns the flows, without a use, of literals that are given to fields
// with the name of a secret, and with constants set of those that constants and
// package variables with such names have.
func (a *analysisState) given(told map[token.Pos]bool, constants bool) []*Flow {
	var out []*Flow
	note := func(name *ast.Ident, value ast.Expr) {
		lit := textOf(value)
		if lit == nil || told[lit.Pos()] || told[value.Pos()] || a.skipFile(lit.Pos()) || !SecretName(name.Name) {
			return
		}
		v := a.pass.TypesInfo.Types[lit].Value
		if v == nil || v.Kind() != constant.String {
			return
		}
		text := constant.StringVal(v)
		if !looksLikeKey(text) || publicText(text) || a.isLabel(text) {
			return
		}
		at := a.placeOf(lit.Pos(), lit.End())
		told[lit.Pos()] = true
		out = append(out, &Flow{Meets: at, Origin: Origin{Kind: catalog.OriginLiteral, Name: name.Name, Size: len(text), Given: true, Place: at, located: true, text: text}})
	}
	field := func(e ast.Expr) *ast.Ident {
		id, ok := e.(*ast.Ident)
		if sel, isSel := e.(*ast.SelectorExpr); isSel {
			id, ok = sel.Sel, true
		}
		if !ok {
			return nil
		}
		f, ok := a.pass.TypesInfo.Uses[id].(*types.Var)
		if !ok || !f.IsField() || !isBytes(f.Type()) {
			return nil
		}
		return id
	}
	for _, f := range a.pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if obj, ok := a.pass.TypesInfo.Defs[n.Names[0]].(*types.Var); ok && len(n.Names) == 1 && a.unread(obj) {
					return false
				}
			case *ast.KeyValueExpr:
				if id := field(n.Key); id != nil {
					note(id, n.Value)
				}
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					if i < len(n.Rhs) && n.Tok == token.ASSIGN {
						if id := field(l); id != nil {
							note(id, n.Rhs[i])
						}
					}
				}
			case *ast.GenDecl:
				if !constants || n.Tok != token.CONST && n.Tok != token.VAR {
					return true
				}
				for _, s := range n.Specs {
					vs := s.(*ast.ValueSpec)
					for i, id := range vs.Names {
						if obj := a.pass.TypesInfo.Defs[id]; i < len(vs.Values) && obj != nil && obj.Parent() == a.pass.Pkg.Scope() {
							note(id, vs.Values[i])
						}
					}
				}
			}
			return true
		})
	}
	return out
}

// textOf returns the string literal that an expression is, perhaps as bytes.
func textOf(e ast.Expr) *ast.BasicLit {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return e
		}
	case *ast.CallExpr:
		if _, ok := e.Fun.(*ast.ArrayType); ok && len(e.Args) == 1 {
			return textOf(e.Args[0])
		}
	}
	return nil
}

// noKeyText matches texts that are something else: addresses, paths, templates,
// expressions, names with a file's extension.
var noKeyText = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://|[\s{}<>|()\\^*?\[\]]|[$%][A-Za-z({]|^[./~]|/.*/|@|^[\w-]+\.[a-z]{2,5}$|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[A-Z][a-zA-Z0-9]*(-[A-Z][a-zA-Z0-9]*)+$|^(arn|projects|vault|op|env|file|ref|secret|sm|ssm):`)

// looksLikeKey reports whether a text has the look of a key that somebody made
// up or generated: long enough, of letters and digits, and no name, address or
// alphabet.
func looksLikeKey(s string) bool {
	const shortest = 8
	if len(s) < shortest || len(s) > maxKeyText || isMask(s) || isRedaction(s) || noKeyText.MatchString(s) {
		return strings.Contains(s, "PRIVATE KEY-----")
	}
	var lower, upper, digit, other, runs int
	prev := rune(0)
	distinct := make(map[rune]bool)
	for _, r := range s {
		distinct[r] = true
		if r == prev+1 {
			runs++
		}
		prev = r
		switch {
		case unicode.IsLower(r):
			lower++
		case unicode.IsUpper(r):
			upper++
		case unicode.IsDigit(r):
			digit++
		case r > unicode.MaxASCII:
			return false // a sentence
		default:
			other++
		}
	}
	switch {
	case len(distinct) < 5 || runs > len(s)/2: // an alphabet, a filler
		return false
	case digit == 0 || lower+upper == 0: // a name, a number
		return false
	case upper == 0 && other > 0 && digit <= 2: // my-secret-2
		return false
	}
	return upper > 0 && lower > 0 || other > 0 || len(s) >= 16
}
