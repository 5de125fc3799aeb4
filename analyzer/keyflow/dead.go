// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

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
			hits := l.g.hits(l.g.search(n, searchOpts{}, func(*searchState, int) {}))
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
			case *ast.CompositeLit: // a template's map[string]any
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						e = kv.Value
					}
					a.reflected(e, elementType(a.pass.TypesInfo.TypeOf(n)), live)
				}
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "len" && len(n.Args) == 1 {
					note(n.Args[0])
				}
				a.argsGiven(n, live)
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

// filling are the first words of functions to which a struct is given so that
// they set or check its fields.
var filling = []string{"Unmarshal", "Decode", "Parse", "Process", "Load", "Read", "Bind", "Scan", "Fill", "Set", "Validate", "Lookup", "Populate"}

// argsGiven notes the fields of structs that a call is given as a whole, for
// reflection: an encoder, a template, a logger. So may a conversion be, to a
// struct with other fields.
func (a *analysisState) argsGiven(call *ast.CallExpr, live map[token.Pos]bool) {
	if tv := a.pass.TypesInfo.Types[call.Fun]; tv.IsType() {
		for _, arg := range call.Args {
			a.lives(a.pass.TypesInfo.TypeOf(arg), live, nil)
		}
		return
	}
	sig, ok := a.pass.TypesInfo.TypeOf(call.Fun).(*types.Signature)
	if !ok {
		return
	}
	var name string
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	fills := func(word string) bool { return len(name) >= len(word) && strings.EqualFold(name[:len(word)], word) }
	fill := slices.ContainsFunc(filling, fills)
	for i, arg := range call.Args {
		params := sig.Params()
		if _, ok := a.pass.TypesInfo.TypeOf(arg).Underlying().(*types.Pointer); ok && fill {
			continue // what is there by its value is read: mapstructure.Decode(cfg, &out)
		}
		switch {
		case i < params.Len()-1 || i < params.Len() && !sig.Variadic():
			a.reflected(arg, params.At(i).Type(), live)
		case sig.Variadic() && !call.Ellipsis.IsValid():
			a.reflected(arg, elementType(params.At(params.Len()-1).Type()), live)
		}
	}
}

// elementType returns the type of the elements of a list or map, nil of others.
func elementType(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	}
	return nil
}

// reflected notes the fields of a struct that becomes an interface without methods.
func (a *analysisState) reflected(e ast.Expr, to types.Type, live map[token.Pos]bool) {
	if to == nil {
		return
	}
	if i, ok := to.Underlying().(*types.Interface); ok && i.NumMethods() == 0 {
		a.lives(a.pass.TypesInfo.TypeOf(e), live, nil)
	}
}

// lives notes the fields of a struct, and of those it consists of.
func (a *analysisState) lives(t types.Type, live map[token.Pos]bool, above []types.Type) {
	if t == nil || slices.Contains(above, t) {
		return
	}
	above = append(above, t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		a.lives(u.Elem(), live, above)
	case *types.Slice, *types.Array, *types.Map:
		a.lives(elementType(t), live, above)
	case *types.Struct:
		for f := range u.Fields() {
			live[f.Origin().Pos()] = true
			a.lives(f.Type(), live, above)
		}
	}
}
