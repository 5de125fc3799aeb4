// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// A program that rotates by hand tries the older key where the present one fails:
//
//	plain, err := box.Open(sealed)
//	if err != nil {
//		plain, err = oldBox.Open(sealed)
//	}

// tried returns the call on whose failure a use is made, and the calls of the same
// function by which it fails itself.
func (a *analysisState) tried(use ssa.Instruction, checks []check) (after Place, checked []Place) {
	for _, in := range append([]ssa.Instruction{use}, calls(checks)...) {
		call, ok := in.(*ssa.Call)
		if !ok || call.Parent() != use.Parent() {
			continue
		}
		checked = append(checked, a.place(call))
		if after == (Place{}) {
			after = a.triedBefore(call)
		}
	}
	return after, checked
}

// calls returns the calls that check.
func calls(checks []check) (out []ssa.Instruction) {
	for _, c := range checks {
		if c.in != nil {
			out = append(out, c.in)
		}
	}
	return out
}

// triedBefore returns the call of the same function with the same data on whose failure
// a call is made, the zero Place for none.
func (a *analysisState) triedBefore(call *ssa.Call) Place {
	obj := calleeOf(&call.Call)
	if obj == nil {
		return Place{}
	}
	for b := call.Block().Idom(); b != nil; b = b.Idom() {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		tested, fails := verdict(iff)
		first := calledBy(tested)
		if first == nil || first == call || calleeOf(&first.Call) != obj || !sameData(&first.Call, &call.Call) {
			continue
		}
		if to := b.Succs[fails]; to == call.Block() || to.Dominates(call.Block()) {
			return a.place(first)
		}
	}
	return Place{}
}

// verdict returns the error or bool that a branch depends on, and which of its two ways
// is taken when that says that something failed.
func verdict(iff *ssa.If) (tested ssa.Value, fails int) {
	cond, fails := iff.Cond, 1
	for {
		not, ok := cond.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			break
		}
		cond, fails = not.X, 1-fails
	}
	if cmp, ok := cond.(*ssa.BinOp); ok && isError(cmp.X.Type()) && isNil(cmp.Y) {
		if cmp.Op == token.NEQ {
			return cmp.X, 1 - fails
		}
		return cmp.X, fails
	}
	return cond, fails
}

// sameData reports whether two calls are given the same bytes or text.
func sameData(x, y *ssa.CallCommon) bool {
	for i, a := range x.Args {
		if i < len(y.Args) && (isBytes(a.Type()) || isString(a.Type())) && sameValue(a, y.Args[i]) {
			return true
		}
	}
	return false
}

// sameValue reports whether two values are one, or are read from one place.
func sameValue(x, y ssa.Value) bool {
	if _, fixed := x.(*ssa.Const); fixed {
		return false
	}
	if x == y {
		return true
	}
	switch x := x.(type) {
	case *ssa.UnOp:
		u, ok := y.(*ssa.UnOp)
		return ok && x.Op == token.MUL && u.Op == token.MUL && sameValue(x.X, u.X)
	case *ssa.FieldAddr:
		fa, ok := y.(*ssa.FieldAddr)
		return ok && x.Field == fa.Field && sameValue(x.X, fa.X)
	case *ssa.Convert:
		conv, ok := y.(*ssa.Convert)
		return ok && sameValue(x.X, conv.X)
	}
	return false
}
