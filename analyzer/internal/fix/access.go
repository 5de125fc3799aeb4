// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package fix

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Access makes the read of a secret at pos one by its accessor, a function without
// parameters or a package variable ("" for none). The package of that has to be
// one that this one imports, if only through others, or one of more, which are
// those of the program where they are known.
//
// Only a read by an expression that does nothing else is changed: os.Getenv with a
// constant name, a field of a variable. What runs before main has begun is not, as
// the accessor may have nothing to give yet.
func Access(pass *analysis.Pass, pos, end token.Pos, accessor string, more []*types.Package) *Fix {
	if accessor == "" || !pos.IsValid() {
		return nil
	}
	s := sourceAt(pass, pos)
	obj := s.accessor(accessor, more)
	if obj == nil {
		return nil
	}
	path := s.readAt(pos, end)
	if path == nil || !s.runsInMain(path) || s.commented(path[0].Pos(), path[0].End()) {
		return nil
	}
	e := path[0].(ast.Expr)
	has, wants := accessed(obj), pass.TypesInfo.TypeOf(e)
	name, add := s.importName(obj.Pkg().Path(), obj.Pkg().Name(), pos)
	text := name + "." + obj.Name()
	if _, ok := obj.(*types.Func); ok {
		text += "()"
	}
	message := "read it by " + obj.Pkg().Name() + "." + obj.Name()
	string_, bytes := types.Typ[types.String], types.NewSlice(types.Typ[types.Byte])
	switch {
	case types.Identical(has, wants):
	case types.Identical(has, bytes) && types.Identical(wants, string_):
		// As the argument of a call, []byte(…) of it is what the accessor gives.
		if conv := s.convertedArgument(path, bytes); conv != nil {
			e = conv
		} else if text = "string(" + text + ")"; !s.predeclared("string", pos) {
			return nil
		}
	case types.Identical(has, string_) && types.Identical(wants, bytes) && s.predeclared("byte", pos):
		text = "[]byte(" + text + ")"
	default:
		return nil
	}
	return &Fix{
		Message: message,
		file:    s.file,
		edits:   []analysis.TextEdit{{Pos: e.Pos(), End: e.End(), NewText: []byte(text)}},
		adds:    add,
		drops:   s.imports(e),
	}
}

// accessor returns the function or variable of a symbol, nil when this package
// cannot use it.
func (s *source) accessor(symbol string, more []*types.Package) types.Object {
	dot := strings.LastIndexByte(symbol, '.')
	if s == nil || dot < 0 {
		return nil
	}
	pkgPath, name := symbol[:dot], symbol[dot+1:]
	own, _, _ := strings.Cut(s.pass.Pkg.Path(), " ")
	if pkgPath == own || !visible(pkgPath, own) {
		return nil
	}
	pkg := imported(s.pass.Pkg.Imports(), pkgPath)
	if pkg == nil {
		i := slices.IndexFunc(more, func(p *types.Package) bool { return p.Path() == pkgPath })
		if i < 0 || imported(more[i].Imports(), own) != nil {
			return nil // it would import itself
		}
		pkg = more[i]
	}
	if pkg.Name() == "main" {
		return nil
	}
	obj := pkg.Scope().Lookup(name)
	if obj == nil || !obj.Exported() || accessed(obj) == nil {
		return nil
	}
	return obj
}

// accessed returns the type of what an accessor gives, nil when it is none.
func accessed(obj types.Object) types.Type {
	switch obj := obj.(type) {
	case *types.Func:
		sig := obj.Signature()
		if sig.Params().Len() == 0 && sig.Results().Len() == 1 && sig.TypeParams().Len() == 0 {
			return sig.Results().At(0).Type()
		}
	case *types.Var:
		return obj.Type()
	}
	return nil
}

// imported returns the package of a path among pkgs and all that they import.
func imported(pkgs []*types.Package, path string) *types.Package {
	seen := make(map[*types.Package]bool)
	var find func(pkgs []*types.Package) *types.Package
	find = func(pkgs []*types.Package) *types.Package {
		for _, p := range pkgs {
			if p.Path() == path {
				return p
			}
			if !seen[p] {
				seen[p] = true
				if found := find(p.Imports()); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return find(pkgs)
}

// visible reports whether one package may import another one, by the rule about
// directories called internal.
func visible(pkgPath, from string) bool {
	els := strings.Split(pkgPath, "/")
	for i := len(els) - 1; i >= 0; i-- {
		if els[i] == "internal" {
			parent := strings.Join(els[:i], "/")
			return parent == "" || from == parent || strings.HasPrefix(from, parent+"/")
		}
	}
	return true
}

// readAt returns the expression of a read, and what it stands in; nil when it is
// none that can be replaced by its value.
func (s *source) readAt(pos, end token.Pos) []ast.Node {
	var path []ast.Node
	if end.IsValid() {
		path = s.path(pos, end)
	} else { // of a selected field: that is known by its name
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && (sel.Sel.Pos() == pos || sel.Pos() == pos) && path == nil {
				path = s.path(sel.Pos(), sel.End())
			}
			return path == nil
		})
	}
	if len(path) < 2 || !s.isValue(path[0], path[1]) {
		return nil
	}
	switch e := path[0].(type) {
	case *ast.CallExpr: // os.Getenv("SECRET_KEY")
		if !s.isSource(e) {
			return nil
		}
		fun, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		if !ok || !s.isPlain(fun.X) {
			return nil
		}
	case *ast.SelectorExpr: // settings.Current.SecretKey
		if v, ok := s.pass.TypesInfo.Uses[e.Sel].(*types.Var); !ok || v == nil || !s.isPlain(e.X) {
			return nil
		}
	default:
		return nil
	}
	return path
}

// isValue reports whether only the value of an expression counts where it stands.
func (s *source) isValue(n, parent ast.Node) bool {
	switch p := parent.(type) {
	case *ast.CallExpr:
		return p.Fun != n
	case *ast.AssignStmt:
		return len(p.Lhs) == len(p.Rhs) && slices.ContainsFunc(p.Rhs, func(e ast.Expr) bool { return e == n })
	case *ast.ValueSpec, *ast.ReturnStmt, *ast.BinaryExpr, *ast.CompositeLit:
		return true
	case *ast.KeyValueExpr:
		return p.Value == n
	}
	return false
}

// isSource reports whether a call does nothing but to read what a constant names.
func (s *source) isSource(call *ast.CallExpr) bool {
	fn, ok := typeutil.Callee(s.pass.TypesInfo, call).(*types.Func)
	if !ok || fn.Pkg() == nil || len(call.Args) != 1 {
		return false
	}
	name := s.pass.TypesInfo.Types[call.Args[0]].Value
	if name == nil || name.Kind() != constant.String {
		return false
	}
	entries := catalog.Builtin().Package(fn.Pkg().Path()).Lookup(catalog.FuncSymbol(fn.Origin()))
	return len(entries) > 0 && !slices.ContainsFunc(entries, func(e *catalog.Entry) bool { return e.Verb != catalog.Source && e.Verb != catalog.Leak })
}

// isPlain reports whether an expression is a variable or package, or a field of
// one, so that nothing is lost without it. A variable of the function may have no
// other use.
func (s *source) isPlain(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		_, isVar := s.pass.TypesInfo.Uses[e.Sel].(*types.Var)
		return isVar && s.isPlain(e.X)
	case *ast.Ident:
		switch obj := s.pass.TypesInfo.Uses[e].(type) {
		case *types.PkgName:
			return true
		case *types.Var:
			return obj.Parent() == s.pass.Pkg.Scope() || obj.Kind() == types.ParamVar || obj.Kind() == types.RecvVar
		}
	}
	return false
}

// runsInMain reports whether code is run by the program, rather than before main
// begins.
func (s *source) runsInMain(path []ast.Node) bool {
	for _, n := range path {
		if fd, ok := n.(*ast.FuncDecl); ok {
			return fd.Recv != nil || fd.Name.Name != "init"
		}
	}
	return false
}

// convertedArgument returns the conversion of path[0] to a type that is an
// argument of a call of a function, nil when there is none.
func (s *source) convertedArgument(path []ast.Node, to types.Type) ast.Expr {
	if len(path) < 3 {
		return nil
	}
	conv, ok := path[1].(*ast.CallExpr)
	if !ok || !s.pass.TypesInfo.Types[conv.Fun].IsType() || !types.Identical(s.pass.TypesInfo.TypeOf(conv), to) {
		return nil
	}
	call, ok := path[2].(*ast.CallExpr)
	if !ok || call.Fun == conv {
		return nil
	}
	if f := s.pass.TypesInfo.Types[call.Fun]; f.IsType() || f.IsBuiltin() {
		return nil
	}
	return conv
}
