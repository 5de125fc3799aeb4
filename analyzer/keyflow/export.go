// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Bounds on what one fact says: beyond them, more says less.
const (
	maxFactUses     = 6 // of one parameter or holder
	maxFactOrigins  = 6
	maxFactLiterals = 3 // a function with more literal results picks among texts
)

// export makes the facts of the package's functions, fields and variables.
func (a *analysisState) export(g *graph, f *collector) {
	for _, fn := range a.funcs {
		obj := exportedFunc(fn)
		if obj == nil {
			continue
		}
		s := a.summarize(g, f, fn, obj)
		if !s.empty() {
			a.pass.ExportObjectFact(obj, s)
		}
	}
	var paths objectpath.Encoder
	for _, n := range sortedHolders(g) {
		v := g.info[n].holder
		if v.Pkg() != a.pass.Pkg || !v.Exported() || g.info[n].generic {
			continue
		}
		if _, err := paths.For(v); err != nil {
			continue // of a struct in a function, or of an unexported variable's
		}
		h := a.holderOf(g, f, n, v)
		if !h.empty() {
			a.pass.ExportObjectFact(v, h)
		}
	}
	a.exportDeclared(g)
}

// exportDeclared exports the declarations of fields and variables that no code
// of the package touches.
func (a *analysisState) exportDeclared(g *graph) {
	if len(a.directives) == 0 && len(a.settings.Secrets) == 0 {
		return
	}
	one := func(v *types.Var, symbol string) {
		if _, ok := g.holders[v]; ok || !v.Exported() {
			return
		}
		if name := a.declaredVar(v, symbol); name != "" {
			a.pass.ExportObjectFact(v, &holder{Declared: name})
		}
	}
	scope := a.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Var:
			one(obj, catalog.VarSymbol(obj))
		case *types.TypeName:
			if st, ok := obj.Type().Underlying().(*types.Struct); ok && !obj.IsAlias() {
				for i := range st.NumFields() {
					one(st.Field(i), catalog.FieldSymbol(obj, st.Field(i).Name()))
				}
			}
		}
	}
}

func (a *analysisState) summarize(g *graph, f *collector, fn *ssa.Function, obj *types.Func) *summary {
	s := &summary{Uses: capUses(f.params[obj])}
	quiet := quietResult(obj.Name())
	for i := range fn.Signature.Results().Len() {
		r := g.result(fn, i)
		if r == noNode {
			continue
		}
		flows, named := g.through(fn, r)
		for _, fl := range flows {
			fl.Mark &^= joined
			if !slices.Contains(s.Flows, fl.paramFlow) {
				s.Flows = append(s.Flows, fl.paramFlow)
			}
		}
		for _, nm := range named {
			ps := paramSource{nm.kind, nm.param, i, nm.before}
			if !slices.Contains(s.Named, ps) {
				s.Named = append(s.Named, ps)
			}
		}
		for _, o := range a.originsOf(g, r, inside, quiet) {
			s.Origins = append(s.Origins, resultOrigin{i, o})
		}
	}
	s.MACs = a.resultMACs(g, fn)
	slices.SortFunc(s.Flows, comparePF)
	slices.SortFunc(s.Named, func(x, y paramSource) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Param, y.Param), cmp.Compare(x.Result, y.Result), cmp.Compare(x.Before, y.Before))
	})
	return s
}

// quietResult reports whether a function is one whose results are texts for
// people by convention.
func quietResult(name string) bool {
	switch name {
	case "String", "GoString", "Error", "Name", "Type", "Kind", "Description", "Help", "Usage", "Short", "Long", "Synopsis", "Path", "URL", "TableName", "Title", "Version":
		return true
	}
	return false
}

func (a *analysisState) holderOf(g *graph, f *collector, n node, v *types.Var) *holder {
	h := &holder{Sinks: capHolderUses(f.sinksOf[v])}
	if !v.IsField() {
		h.Declared = a.declaredVar(v, catalog.VarSymbol(v))
	} else {
		h.Declared = a.declaredField(v)
	}
	h.Origins = a.originsOf(g, n, outside, !keyishName(v.Name()) && !a.ownerKeyish(v) && len(h.Sinks) == 0)
	return h
}

// ownerKeyish is looser for package variables that are bytes: people rarely
// keep anything but keys so.
func (a *analysisState) ownerKeyish(v *types.Var) bool {
	return !v.IsField() && isBytes(v.Type()) && !isString(v.Type())
}

// declaredField returns the name under which a field of this package is
// declared a secret.
func (a *analysisState) declaredField(v *types.Var) string {
	if len(a.directives) == 0 && len(a.settings.Secrets) == 0 {
		return ""
	}
	scope := a.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		if tn, ok := scope.Lookup(name).(*types.TypeName); ok && !tn.IsAlias() {
			if st, ok := tn.Type().Underlying().(*types.Struct); ok {
				for i := range st.NumFields() {
					if st.Field(i) == v {
						return a.declaredVar(v, catalog.FieldSymbol(tn, v.Name()))
					}
				}
			}
		}
	}
	return ""
}

// originsOf returns what is worth telling importers of where a value comes
// from. Without literals when the value is most likely no key.
func (a *analysisState) originsOf(g *graph, n node, ph phase, noLiterals bool) []factOrigin {
	var out []factOrigin
	literals := 0
	hits := g.hits(g.search(n, searchOpts{phase: ph, noGeneric: true}, func(*searchState, int) {}))
	for _, h := range hits {
		if h.o.inFile() || h.o.Kind == catalog.OriginColumn || h.o.Recorded {
			continue // told of where all of the program is seen
		}
		if h.o.Kind == catalog.OriginLiteral {
			if noLiterals || h.m&partial != 0 {
				continue
			}
			literals++
		}
		if fo := a.factOrigin(h.o, h.m); !slices.Contains(out, fo) {
			out = append(out, fo)
		}
	}
	if literals > maxFactLiterals {
		out = slices.DeleteFunc(out, func(o factOrigin) bool { return o.Kind == catalog.OriginLiteral })
	}
	slices.SortFunc(out, func(x, y factOrigin) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Package, y.Package),
			cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Mark, y.Mark), cmp.Compare(x.Size, y.Size))
	})
	if len(out) > maxFactOrigins {
		out = out[:maxFactOrigins]
	}
	return out
}

func capUses(us []paramUse) []paramUse {
	us = slices.Clone(us)
	slices.SortFunc(us, func(x, y paramUse) int {
		return cmp.Or(cmp.Compare(x.Param, y.Param), compareFactUse(x.Use, y.Use))
	})
	out := us[:0]
	n := 0
	for i, u := range us {
		if i == 0 || u.Param != us[i-1].Param {
			n = 0
		}
		if n++; n <= maxFactUses {
			out = append(out, u)
		}
	}
	return out
}

func capHolderUses(us []factUse) []factUse {
	us = slices.Clone(us)
	slices.SortFunc(us, compareFactUse)
	if len(us) > maxFactUses {
		us = us[:maxFactUses]
	}
	return us
}

// compareFactUse has what rules judge come first, as there is a limit.
func compareFactUse(x, y factUse) int {
	return cmp.Or(
		cmp.Compare(min(len(x.Inventory), 1), min(len(y.Inventory), 1)),
		cmp.Compare(x.Purpose, y.Purpose), cmp.Compare(x.Symbol, y.Symbol), cmp.Compare(x.Role, y.Role), cmp.Compare(x.Package, y.Package),
		cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Mark, y.Mark), cmp.Compare(x.Key, y.Key))
}
