// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// What is encrypted is often made of a struct, whose type says what it is:
//
//	plain, err := json.Marshal(session) // *Session
//	gcm.Seal(nonce, nonce, plain, nil)
//
// and what is decrypted is read into one.

// kind notes the type of what is encrypted, by its name and that of its package.
func (c *context) kind(t types.Type) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return
	}
	for _, name := range []string{named.Obj().Name(), named.Obj().Pkg().Name()} {
		if ws := nameWords(name); len(ws) > 0 && !slices.ContainsFunc(c.types, func(w []string) bool { return slices.Equal(w, ws) }) {
			c.types = append(c.types, ws)
		}
	}
}

// plainOf goes back from what is encrypted to what it is made of.
func (c *context) plainOf(v ssa.Value, depth int) {
	const deepest = 8
	if depth > deepest {
		return
	}
	switch v := v.(type) {
	case *ssa.Convert:
		c.plainOf(v.X, depth+1)
	case *ssa.ChangeType:
		c.plainOf(v.X, depth+1)
	case *ssa.Slice:
		c.plainOf(v.X, depth+1)
	case *ssa.Extract:
		c.plainOf(v.Tuple, depth+1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			c.plainOf(e, depth+1)
		}
	case *ssa.UnOp:
		if al, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
			for _, r := range *al.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == al {
					c.plainOf(st.Val, depth+1)
				}
			}
		}
	case *ssa.Call:
		obj := calleeOf(&v.Call)
		if obj == nil {
			return
		}
		switch name := obj.Name(); {
		case strings.HasPrefix(name, "Marshal"):
			c.coded(&v.Call)
		case name == "Bytes" || name == "String": // of the buffer that an encoder writes to
			if recv := receiver(&v.Call); recv != nil {
				c.coders(recv, "Encode")
			}
		default:
			if fn := v.Call.StaticCallee(); fn != nil {
				if passesOn(fn) {
					for _, arg := range v.Call.Args {
						c.plainOf(arg, depth+1)
					}
				}
			}
		}
	}
}

// plainTo goes on from what is decrypted to what it is read into.
func (c *context) plainTo(v ssa.Value, depth int) {
	const deepest = 8
	refs := v.Referrers()
	if depth > deepest || refs == nil {
		return
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.Convert, *ssa.ChangeType, *ssa.Slice, *ssa.Extract, *ssa.Phi:
			c.plainTo(r.(ssa.Value), depth+1)
		case *ssa.Call:
			obj := calleeOf(&r.Call)
			if obj == nil {
				continue
			}
			switch name := obj.Name(); {
			case strings.HasPrefix(name, "Unmarshal"):
				c.coded(&r.Call)
			case strings.HasPrefix(name, "NewReader"), strings.HasPrefix(name, "NewBuffer"):
				c.coders(r, "Decode")
			default:
				if fn := r.Call.StaticCallee(); fn != nil && passesOn(fn) {
					c.plainTo(r, depth+1)
				}
			}
		}
	}
}

// coded notes the types of what a call marshals or fills.
func (c *context) coded(call *ssa.CallCommon) {
	for recv := receiver(call); recv != nil; { // and what embeds it
		c.kind(recv.Type())
		switch x := recv.(type) {
		case *ssa.FieldAddr:
			recv = x.X
		case *ssa.Field:
			recv = x.X
		case *ssa.UnOp:
			recv = x.X
		default:
			recv = nil
		}
	}
	for _, arg := range call.Args {
		if mi, ok := arg.(*ssa.MakeInterface); ok {
			arg = mi.X
		}
		c.kind(arg.Type())
	}
}

// coders notes the types of what an encoder or decoder of a buffer is given.
//
//	gob.NewEncoder(&buf).Encode(session)
func (c *context) coders(buf ssa.Value, method string) {
	var follow func(v ssa.Value, depth int)
	follow = func(v ssa.Value, depth int) {
		const deepest = 4
		if depth > deepest || v.Referrers() == nil {
			return
		}
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.MakeInterface:
				follow(r, depth+1)
			case *ssa.Call:
				obj := calleeOf(&r.Call)
				switch {
				case obj == nil:
				case obj.Name() == method && receiver(&r.Call) == v:
					c.coded(&r.Call)
				case strings.HasPrefix(obj.Name(), "New"+method[:len(method)-1]): // NewEncoder
					follow(r, depth+1)
				}
			}
		}
	}
	follow(buf, 0)
}

// receiver returns that of a call of a method, nil for a function.
func receiver(call *ssa.CallCommon) ssa.Value {
	if call.IsInvoke() {
		return call.Value
	}
	if call.Signature().Recv() != nil && len(call.Args) > 0 {
		return call.Args[0]
	}
	return nil
}
