// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package fix

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// ConstantTime makes a comparison of texts or bytes, that extends from pos to end,
// one by hmac.Equal. It has to be one of those that keyflow finds.
func ConstantTime(pass *analysis.Pass, pos, end token.Pos) *Fix {
	s := sourceAt(pass, pos)
	if s == nil {
		return nil
	}
	path := s.path(pos, end)
	if path == nil {
		return nil
	}
	switch e := path[0].(type) {
	case *ast.BinaryExpr: // a == b
		return s.equal(e, e.X, e.Y, e.Op == token.NEQ)
	case *ast.CallExpr:
		fn, ok := typeutil.Callee(pass.TypesInfo, e).(*types.Func)
		if !ok || fn.Pkg() == nil || len(e.Args) != 2 || e.Ellipsis.IsValid() {
			return nil
		}
		x, y := e.Args[0], e.Args[1]
		switch fn.Pkg().Path() + "." + fn.Name() {
		case "reflect.DeepEqual":
			if types.Identical(pass.TypesInfo.TypeOf(x), pass.TypesInfo.TypeOf(y)) {
				return s.equal(e, x, y, false)
			}
		case "bytes.Equal", "slices.Equal":
			return s.equal(e, x, y, false)
		case "bytes.Compare", "slices.Compare", "strings.Compare": // == 0
			for _, n := range path[1:] {
				switch n := n.(type) {
				case *ast.ParenExpr:
					continue
				case *ast.BinaryExpr:
					if (n.Op == token.EQL || n.Op == token.NEQ) && (s.isZero(n.X) || s.isZero(n.Y)) {
						return s.equal(n, x, y, n.Op == token.NEQ)
					}
				}
				return nil
			}
		}
	}
	return nil
}

func (s *source) isZero(e ast.Expr) bool {
	v := s.pass.TypesInfo.Types[e].Value
	return v != nil && v.Kind() == constant.Int && constant.Sign(v) == 0
}

// equal makes e, a comparison of x and y, a call of hmac.Equal.
func (s *source) equal(e, x, y ast.Expr, negate bool) *Fix {
	if t := s.pass.TypesInfo.TypeOf(e); t != types.Typ[types.Bool] && t != types.Typ[types.UntypedBool] {
		return nil // a bool of another name
	}
	a, b := s.asBytes(x), s.asBytes(y)
	if a == nil || b == nil || s.commented(e.Pos(), a.expr.Pos()) || s.commented(a.expr.End(), b.expr.Pos()) || s.commented(b.expr.End(), e.End()) {
		return nil
	}
	name, add := s.importName("crypto/hmac", "hmac", e.Pos())
	before := name + ".Equal("
	if negate {
		before = "!" + before
	}
	edit := func(from, to token.Pos, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: from, End: to, NewText: []byte(text)}
	}
	return &Fix{
		Message: "compare with hmac.Equal",
		file:    s.file,
		edits: []analysis.TextEdit{
			edit(e.Pos(), a.expr.Pos(), before+a.before),
			edit(a.expr.End(), b.expr.Pos(), a.after+", "+b.before),
			edit(b.expr.End(), e.End(), b.after+")"),
		},
		adds:  add,
		drops: s.imports(e, a.expr, b.expr),
	}
}

// An operand is an expression of bytes: expr, between two texts.
type operand struct {
	expr          ast.Expr
	before, after string
}

// asBytes returns an operand as bytes, nil when that cannot be said in place.
func (s *source) asBytes(e ast.Expr) *operand {
	t := s.pass.TypesInfo.TypeOf(e)
	if t == nil {
		return nil
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return nil
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString == 0 {
			return nil
		}
		if conv, ok := ast.Unparen(e).(*ast.CallExpr); ok && len(conv.Args) == 1 && s.pass.TypesInfo.Types[conv.Fun].IsType() {
			if arg := conv.Args[0]; s.isBytes(arg) { // string(b)
				return &operand{expr: arg}
			}
		}
		if !s.predeclared("byte", e.Pos()) {
			return nil
		}
		return &operand{e, "[]byte(", ")"}
	case *types.Slice:
		if s.isBytes(e) {
			return &operand{expr: e}
		}
	case *types.Array:
		elem, ok := types.Unalias(u.Elem()).(*types.Basic)
		if !ok || elem.Kind() != types.Byte || !s.pass.TypesInfo.Types[e].Addressable() {
			return nil
		}
		switch e.(type) {
		case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr:
			return &operand{e, "", "[:]"}
		}
	}
	return nil
}

// isBytes reports whether an expression is of a type that can be given for
// []byte.
func (s *source) isBytes(e ast.Expr) bool {
	t := s.pass.TypesInfo.TypeOf(e)
	if _, ok := types.Unalias(t).(*types.TypeParam); ok || t == nil {
		return false
	}
	sl, ok := t.Underlying().(*types.Slice)
	return ok && types.Identical(sl.Elem(), types.Typ[types.Byte])
}
