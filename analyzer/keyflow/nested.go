// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A field is one node whatever the struct it is in. Where a key is taken out of a
// struct that is itself in a field, the inventory looks at what is put into that
// one:
//
//	type Issuer struct {
//		current Key            // signs
//		keys    map[string]Key // accepted
//	}
//	token.SignedString(issuer.current.Secret)

// A structStore puts a struct, or one of its fields, into a field.
type structStore struct {
	l  *linkage
	st *ssa.Store
	// inner is the field of the struct that is set, nil for all of it.
	inner *types.Var
}

// nested returns where the keys come from of a use that takes its key out of a
// struct in a field, and reports whether that is known.
func (t *taker) nested(l *linkage, r *reachedSink) (tracing, bool) {
	var from []traced
	first := make([]bool, len(r.states)) // no field on the way from the use
	found := false
	for i := range r.states {
		s := &r.states[i]
		first[i] = s.parent < 0 || first[s.parent] && l.g.info[r.states[s.parent].n].kind != kHolder
		if !first[i] || l.g.info[s.n].kind != kHolder || s.parent < 0 {
			continue
		}
		v := l.g.info[r.states[s.parent].n].val
		if u, ok := v.(*ssa.UnOp); ok && u.Op == token.MUL {
			v = u.X
		}
		leaf, ok := v.(*ssa.FieldAddr)
		if !ok {
			return tracing{}, false
		}
		f, _ := structField(leaf.X.Type(), leaf.Field)
		outer, ok := leaf.X.(*ssa.FieldAddr)
		if !ok || f == nil {
			return tracing{}, false
		}
		h := &held{t: t, leaf: f, seen: make(map[ssa.Value]bool)}
		if !h.inField(outer, 0) {
			return tracing{}, false
		}
		from, found = append(from, h.from...), true
	}
	if !found || len(from) == 0 {
		return tracing{}, false
	}
	k := t.keys(from)
	return k, len(k.origins) > 0
}

// A held finds what is put into a field of a struct, by the ways of that struct.
type held struct {
	t    *taker
	leaf *types.Var
	seen map[ssa.Value]bool
	from []traced
}

// inField goes on at what the program puts into a field that has the struct. It
// reports false where that is not known.
func (h *held) inField(fa *ssa.FieldAddr, depth int) bool {
	outer, owner := structField(fa.X.Type(), fa.Field)
	if outer == nil || owner == nil {
		return false
	}
	stores := h.t.structStores(outer)
	for _, s := range stores {
		switch {
		case s.inner == nil:
			if !h.in(s.l, s.st.Val, depth+1) {
				return false
			}
		case s.inner.Origin() == h.leaf.Origin():
			h.add(s.l, s.st.Val, s.st)
		}
	}
	return len(stores) > 0
}

func (h *held) add(l *linkage, v ssa.Value, at ssa.Instruction) {
	h.from = append(h.from, traced{l, l.g.operand(v, at), outside, ""})
}

// in goes on at a struct.
func (h *held) in(l *linkage, v ssa.Value, depth int) bool {
	const deepest = 8
	if h.seen[v] {
		return true
	}
	if depth > deepest {
		return false
	}
	h.seen[v] = true
	switch v := v.(type) {
	case *ssa.Const: // the zero value
		return true
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return false
		}
		switch x := v.X.(type) {
		case *ssa.FieldAddr:
			return h.inField(x, depth)
		case *ssa.Alloc:
			for _, r := range *x.Referrers() {
				switch r := r.(type) {
				case *ssa.Store:
					if r.Addr == x && !h.in(l, r.Val, depth+1) {
						return false
					}
				case *ssa.FieldAddr:
					if f, _ := structField(x.Type(), r.Field); f == nil || f.Origin() != h.leaf.Origin() {
						continue
					}
					for _, rr := range *r.Referrers() {
						if st, ok := rr.(*ssa.Store); ok && st.Addr == r {
							h.add(l, st.Val, st)
						}
					}
				case *ssa.UnOp, *ssa.DebugRef:
				default:
					return false // others may set it
				}
			}
			return true
		}
	case *ssa.Parameter:
		fn := v.Parent()
		obj, ok := fn.Object().(*types.Func)
		if !ok {
			return false
		}
		calls := h.t.callsOf(obj)
		for _, c := range calls {
			arg := c.argument(paramIndex(v))
			if arg == nil || !h.in(h.t.links[c.g], arg, depth+1) {
				return false
			}
		}
		return len(calls) > 0
	}
	return false
}

// structStores returns what the program puts into a field that has a struct, as a
// whole or field by field.
func (t *taker) structStores(outer *types.Var) []structStore {
	if t.structs == nil {
		t.structs = make(map[token.Pos][]structStore)
		for _, l := range t.inOrder {
			for _, fn := range l.a.funcs {
				eachInstr(fn, func(in ssa.Instruction) {
					st, ok := in.(*ssa.Store)
					if !ok {
						return
					}
					fa, ok := st.Addr.(*ssa.FieldAddr)
					if !ok {
						return
					}
					f, _ := structField(fa.X.Type(), fa.Field)
					if f == nil {
						return
					}
					if _, ok := f.Type().Underlying().(*types.Struct); ok {
						p := f.Origin().Pos()
						t.structs[p] = append(t.structs[p], structStore{l: l, st: st})
						return
					}
					if up, ok := fa.X.(*ssa.FieldAddr); ok {
						if g, _ := structField(up.X.Type(), up.Field); g != nil {
							p := g.Origin().Pos()
							t.structs[p] = append(t.structs[p], structStore{l, st, f})
						}
					}
				})
			}
		}
	}
	return t.structs[outer.Origin().Pos()]
}
