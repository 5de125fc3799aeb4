// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// The name of a header, cookie or parameter is not always written where that is read: it
// is given to a helper, or is in a field or variable that is set once.
//
//	func header(r *http.Request, name string) string { return strings.TrimSpace(r.Header.Get(name)) }

// A frame is a call of a function in which it is looked where something comes from.
type frame struct {
	fn   *ssa.Function
	call *ssa.CallCommon
}

// nameGiven returns the first text among the arguments of a call that is known.
func (t *trail) nameGiven(common *ssa.CallCommon) string {
	for _, arg := range common.Args {
		if isString(arg.Type()) {
			if name := t.nameOf(arg, 0); name != "" {
				return name
			}
		}
	}
	return constArg(common)
}

// nameOf returns the text that a value has, "" where it may have several.
func (t *trail) nameOf(v ssa.Value, depth int) string {
	const deepest = 6
	if name, _ := constName(v); name != "" || depth > deepest {
		return name
	}
	switch v := v.(type) {
	case *ssa.ChangeType:
		return t.nameOf(v.X, depth+1)
	case *ssa.Parameter:
		return t.nameOfParam(v, depth)
	case *ssa.FreeVar:
		if b := binding(v); b != nil {
			return t.nameOf(b, depth+1)
		}
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return ""
		}
		switch x := v.X.(type) {
		case *ssa.Global:
			return t.c.a.textIn(x.Object())
		case *ssa.FieldAddr:
			if f, _ := structField(x.X.Type(), x.Field); f != nil {
				return t.c.a.textIn(f)
			}
		case *ssa.FreeVar: // of a closure that shares a parameter
			if al, ok := binding(x).(*ssa.Alloc); ok {
				return t.nameIn(al, depth+1)
			}
		case *ssa.Alloc:
			return t.nameIn(x, depth+1)
		}
	case *ssa.Field:
		if f, _ := structField(v.X.Type(), v.Field); f != nil {
			return t.c.a.textIn(f)
		}
	}
	return ""
}

// nameIn returns the text of a variable that is set once.
func (t *trail) nameIn(al *ssa.Alloc, depth int) string {
	if st := onlyStore(al); st != nil {
		return t.nameOf(st.Val, depth)
	}
	return ""
}

// nameOfParam returns the text that a parameter has: in the call that is looked at, or in
// all of the package.
func (t *trail) nameOfParam(p *ssa.Parameter, depth int) string {
	i := paramIndex(p)
	for j := len(t.frames) - 1; j >= 0; j-- {
		f := t.frames[j]
		if f.fn != p.Parent() {
			continue
		}
		if f.call.IsInvoke() {
			i--
		}
		if i < 0 || i >= len(f.call.Args) {
			return ""
		}
		return t.nameOf(f.call.Args[i], depth+1)
	}
	if fn := p.Parent(); fn.Parent() == nil && token.IsExported(fn.Name()) && t.c.a.pass.Pkg.Name() != "main" {
		return "" // others call it too
	}
	name := ""
	for _, c := range t.c.a.callsOf(p.Parent()) {
		if i >= len(c.args) {
			return ""
		}
		n := t.nameOf(c.args[i], depth+1)
		if n == "" || name != "" && n != name {
			return ""
		}
		name = n
	}
	return name
}

// textIn returns the text that a field or a variable of the package always has, "" where
// it is set to others, or elsewhere.
func (a *analysisState) textIn(obj types.Object) string {
	v, ok := obj.(*types.Var)
	if !ok || v.Pkg() != a.pass.Pkg || v.Exported() {
		return ""
	}
	if a.contexts.texts == nil {
		a.contexts.texts = a.textsSet()
	}
	return a.contexts.texts[v.Origin()]
}

// textsSet returns the texts to which fields and variables are always set, "" for those
// that are set to several.
func (a *analysisState) textsSet() map[*types.Var]string {
	out := make(map[*types.Var]string)
	note := func(in ssa.Instruction) {
		st, ok := in.(*ssa.Store)
		if !ok || !isString(st.Val.Type()) {
			return
		}
		var v *types.Var
		switch addr := st.Addr.(type) {
		case *ssa.Global:
			v, _ = addr.Object().(*types.Var)
		case *ssa.FieldAddr:
			v, _ = structField(addr.X.Type(), addr.Field)
		}
		if v == nil {
			return
		}
		text, _ := constName(st.Val)
		if was, ok := out[v.Origin()]; ok && was != text {
			text = ""
		}
		out[v.Origin()] = text
	}
	for _, fn := range a.funcs {
		eachInstr(fn, note)
	}
	if a.ssapkg != nil {
		if init := a.ssapkg.Func("init"); init != nil {
			eachInstr(init, note)
		}
	}
	return out
}
