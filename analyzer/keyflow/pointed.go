// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// A table of pointers that a function writes out says where a loop over it stores:
//
//	for label, to := range map[string]*[]byte{"cookie": &r.Cookie, "csrf": &r.CSRF} { *to = key }
//	for _, k := range []struct { label string; to *[]byte }{{"cookie", &r.Cookie}} { *k.to = key }

// pointees returns the addresses that an address is one of which is taken out of such a
// table.
func pointees(addr ssa.Value) []ssa.Value {
	switch addr.(type) {
	case *ssa.UnOp, *ssa.Field, *ssa.Extract, *ssa.Lookup, *ssa.Index:
	default:
		return nil // of what is stored into the table itself
	}
	const deepest = 8
	field := -1
	for range deepest {
		switch v := addr.(type) {
		case *ssa.Field:
			addr, field = v.X, v.Field
		case *ssa.FieldAddr:
			addr, field = v.X, v.Field
		case *ssa.IndexAddr:
			addr = v.X
		case *ssa.Index:
			addr = v.X
		case *ssa.Slice:
			addr = v.X
		case *ssa.Lookup:
			addr = v.X
		case *ssa.Range:
			addr = v.X
		case *ssa.Extract:
			addr = v.Tuple
		case *ssa.Next:
			addr = v.Iter
		case *ssa.UnOp:
			if v.Op != token.MUL {
				return nil
			}
			addr = v.X
		case *ssa.MakeMap:
			return putInMap(v, field)
		case *ssa.Alloc:
			st := onlyStore(v)
			if st == nil {
				return putInList(v, field)
			}
			addr = st.Val // of the variable of the loop
		default:
			return nil
		}
	}
	return nil
}

// putInMap returns the addresses that a map is made of, those of one field of its
// elements where these are structs.
func putInMap(m *ssa.MakeMap, field int) (out []ssa.Value) {
	for _, r := range *m.Referrers() {
		up, ok := r.(*ssa.MapUpdate)
		if !ok || up.Map != m {
			continue
		}
		out = append(out, addressesIn(up.Value, field)...)
	}
	return out
}

// putInList returns the addresses that the array of a list is made of, likewise.
func putInList(array *ssa.Alloc, field int) (out []ssa.Value) {
	for _, r := range *array.Referrers() {
		at, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		if field >= 0 {
			out = append(out, fieldPut(at, field)...)
		}
		for _, use := range *at.Referrers() {
			if st, ok := use.(*ssa.Store); ok && st.Addr == at {
				out = append(out, addressesIn(st.Val, field)...)
			}
		}
	}
	return out
}

// addressesIn returns the address that an element of a table is, or those in a field of it.
func addressesIn(v ssa.Value, field int) []ssa.Value {
	if field < 0 {
		return addAddress(nil, v)
	}
	if load, ok := v.(*ssa.UnOp); ok {
		return fieldPut(load.X, field)
	}
	return nil
}

// fieldPut returns the addresses that are put into a field of a struct.
func fieldPut(of ssa.Value, field int) (out []ssa.Value) {
	refs := of.Referrers()
	if refs == nil {
		return nil
	}
	for _, r := range *refs {
		fa, ok := r.(*ssa.FieldAddr)
		if !ok || fa.Field != field {
			continue
		}
		for _, use := range *fa.Referrers() {
			if st, ok := use.(*ssa.Store); ok && st.Addr == fa {
				out = addAddress(out, st.Val)
			}
		}
	}
	return out
}

func addAddress(out []ssa.Value, v ssa.Value) []ssa.Value {
	switch v.(type) {
	case *ssa.FieldAddr, *ssa.Global, *ssa.Alloc, *ssa.IndexAddr:
		return append(out, v)
	}
	return out
}
