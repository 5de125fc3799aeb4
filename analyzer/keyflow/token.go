// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A token says what it is for by what is in it, and by what it is called:
//
//	claims := jwt.MapClaims{"purpose": "password-reset"}
//	refresh, err := token.SignedString(key)
//	return gin.H{"refresh_token": refresh}

// putInto notes the name of what the output is put into.
func (c *context) putInto(name string) {
	if ws := nameWords(name); len(ws) > 0 && !slices.ContainsFunc(c.into, func(w []string) bool { return slices.Equal(w, ws) }) {
		c.into = append(c.into, ws)
	}
}

// tokenOf notes what a call that makes or reads a token shows of it: the name of
// the variable that gets the result, the type of the claims and the texts in
// them, constant arguments, and where a closure is put in which the call stands.
func (c *context) tokenOf(call ssa.CallInstruction) {
	if obj := calleeOf(call.Common()); obj != nil && c.doing == "" && checks(obj.Name()) {
		c.doing = "verify"
	}
	for _, name := range c.a.assignedTo(instrPos(call)) {
		c.putInto(name)
	}
	for _, arg := range call.Common().Args {
		c.claims(arg, 0)
	}
	for fn := call.Parent(); fn.Parent() != nil; fn = fn.Parent() {
		for _, name := range closureNames(fn) {
			c.putInto(name)
		}
	}
}

// claims notes what a value that goes into a token, or is filled from it, is
// called, and the constant texts in it.
func (c *context) claims(v ssa.Value, depth int) {
	const deepest = 6
	if depth > deepest {
		return
	}
	if t := typeName(v.Type()); t != "" && depth > 0 {
		c.putInto(t)
	}
	switch v := v.(type) {
	case *ssa.Const:
		if text, _ := constName(v); text != "" && len(nameWords(text)) <= 4 {
			c.putInto(text)
		}
	case *ssa.MakeInterface:
		c.claims(v.X, depth+1)
	case *ssa.ChangeType:
		c.claims(v.X, depth+1)
	case *ssa.Slice:
		c.claims(v.X, depth+1)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			c.claims(v.X, depth+1)
		}
	case *ssa.Call: // jwt.NewWithClaims(method, claims).SignedString(key)
		if fn := v.Call.StaticCallee(); fn != nil {
			own := c.a.body(fn) != nil
			for _, arg := range v.Call.Args {
				if _, fixed := arg.(*ssa.Const); fixed || !own { // claims(user, refreshAudience)
					c.claims(arg, depth+1)
				}
			}
		}
	case *ssa.Alloc:
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.FieldAddr:
				for _, rr := range *r.Referrers() {
					if st, ok := rr.(*ssa.Store); ok && st.Addr == r && !madeOf(st.Val, v) {
						c.claims(st.Val, depth+1)
					}
				}
			case *ssa.IndexAddr:
				for _, rr := range *r.Referrers() {
					if st, ok := rr.(*ssa.Store); ok && st.Addr == r {
						c.claims(st.Val, depth+1)
					}
				}
			case *ssa.Store:
				if r.Addr == v {
					c.claims(r.Val, depth+1)
				}
			}
		}
	case *ssa.MakeMap:
		for _, r := range *v.Referrers() {
			if up, ok := r.(*ssa.MapUpdate); ok && up.Map == v {
				c.claims(up.Value, depth+1)
			}
		}
	}
}

// madeOf reports whether a value is read from what an address is that of.
func madeOf(v ssa.Value, addr ssa.Value) bool {
	u, ok := v.(*ssa.UnOp)
	return ok && u.X == addr
}

// closureNames returns the names of the field, and of the type that has it, or of
// the variable into which a closure is put.
//
//	EmailParams{UnsubscribeToken: func(user string) (string, error) { … }}
func closureNames(fn *ssa.Function) (out []string) {
	parent := fn.Parent()
	if parent == nil {
		return nil
	}
	for _, b := range parent.Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok || closureOf(st.Val) != fn {
				continue
			}
			if fa, ok := st.Addr.(*ssa.FieldAddr); ok {
				if f, owner := structField(fa.X.Type(), fa.Field); f != nil {
					out = append(out, f.Name())
					if owner != nil {
						out = append(out, owner.Name()+"_"+f.Name())
					}
				}
			}
		}
	}
	return out
}

// closureOf returns the function of a closure, nil for another value.
func closureOf(v ssa.Value) *ssa.Function {
	switch v := v.(type) {
	case *ssa.MakeClosure:
		return v.Fn.(*ssa.Function)
	case *ssa.Function:
		return v
	case *ssa.ChangeType:
		return closureOf(v.X)
	}
	return nil
}

// assignedTo returns the names of the variables that get what the call at a
// position returns.
func (a *analysisState) assignedTo(pos token.Pos) []string {
	if a.contexts.assigned == nil {
		a.contexts.assigned = make(map[token.Pos][]string)
		note := func(lhs []ast.Expr, rhs []ast.Expr) {
			for i, e := range rhs {
				call := innermost(e, a.pass.TypesInfo)
				if call == nil {
					continue
				}
				to := lhs
				if len(rhs) == len(lhs) {
					to = lhs[i : i+1]
				}
				if id, ok := ast.Unparen(to[0]).(*ast.Ident); ok && id.Name != "_" {
					a.contexts.assigned[call.Lparen] = append(a.contexts.assigned[call.Lparen], id.Name)
				}
			}
		}
		for _, f := range a.pass.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					note(n.Lhs, n.Rhs)
				case *ast.ValueSpec:
					if len(n.Values) > 0 {
						lhs := make([]ast.Expr, len(n.Names))
						for i, id := range n.Names {
							lhs[i] = id
						}
						note(lhs, n.Values)
					}
				}
				return true
			})
		}
	}
	return a.contexts.assigned[pos]
}

// innermost returns the call that an expression is, or that it converts.
func innermost(e ast.Expr, info *types.Info) *ast.CallExpr {
	for {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		if !ok {
			return nil
		}
		if tv, ok := info.Types[call.Fun]; !ok || !tv.IsType() || len(call.Args) != 1 {
			return call
		}
		e = call.Args[0]
	}
}
