// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A Dead is a secret that is read into a field or package variable at which
// nothing looks again, but for checks of its length.
type Dead struct {
	Origin Origin
	Holder Holder
}

// dead returns the secrets of a program that are read for nothing.
func (t *taker) dead(results []*Result) (out []*Dead) {
	live := make(map[token.Pos]bool)
	for _, r := range results {
		if r.link != nil {
			r.link.a.looksAt(live)
		}
	}
	for _, r := range results {
		if r.link == nil || r.link.g == nil {
			continue
		}
		l := r.link
		for _, n := range sortedHolders(l.g) {
			v := l.g.info[n].holder
			if v.Pkg() != l.a.pass.Pkg || live[v.Pos()] || !SecretName(v.Name()) {
				continue
			}
			h, ok := l.a.holderOfVar(v)
			if !ok || h.Many {
				continue
			}
			hits, _ := l.g.hits(l.g.search(n, searchOpts{}, func(*searchState, int) {}))
			for _, hit := range hits {
				switch hit.o.Kind {
				case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag:
					if hit.o.Name != "" && hit.m == 0 {
						l.a.locate(hit.o)
						out = append(out, &Dead{*hit.o, h})
					}
				}
			}
		}
	}
	return out
}

// looksAt notes the fields and package variables whose value the package uses
// for something: not those that it only sets, or of which it takes the length.
func (a *analysisState) looksAt(live map[token.Pos]bool) {
	for _, file := range a.pass.Files {
		if a.skipFile(file.Pos()) {
			continue
		}
		idle := make(map[*ast.Ident]bool)
		note := func(e ast.Expr) {
			switch e := ast.Unparen(e).(type) {
			case *ast.SelectorExpr:
				idle[e.Sel] = true
			case *ast.Ident:
				idle[e] = true
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, e := range n.Lhs {
					note(e)
				}
			case *ast.KeyValueExpr:
				note(n.Key)
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "len" && len(n.Args) == 1 {
					note(n.Args[0])
				}
			case *ast.BinaryExpr: // with a constant: key == ""
				if n.Op == token.EQL || n.Op == token.NEQ {
					for _, pair := range [][2]ast.Expr{{n.X, n.Y}, {n.Y, n.X}} {
						if a.pass.TypesInfo.Types[pair[1]].Value != nil {
							note(pair[0])
						}
					}
				}
			case *ast.UnaryExpr: // in a table of what is filled
				if n.Op == token.AND {
					note(n.X)
				}
			}
			return true
		})
		for id, obj := range a.pass.TypesInfo.Uses {
			if v, ok := obj.(*types.Var); ok && !idle[id] && a.pass.Fset.File(id.Pos()) == a.pass.Fset.File(file.Pos()) {
				live[v.Origin().Pos()] = true
			}
		}
	}
}
