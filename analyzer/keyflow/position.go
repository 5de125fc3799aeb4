// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// SSA forgets where a constant was written. The index finds it again: constant
// expressions by the function (or package-level declaration) they stand in and
// by their value, and calls by their parentheses.
type sourceIndex struct {
	info   *types.Info
	consts map[ast.Node]map[string][]ast.Expr // by *ast.FuncDecl, *ast.FuncLit, or nil for package level
	calls  map[token.Pos]*ast.CallExpr
	decls  map[*types.Const]ast.Expr // the value of a constant of this package
}

func newSourceIndex(info *types.Info, insp *inspector.Inspector) *sourceIndex {
	x := &sourceIndex{
		info:   info,
		consts: make(map[ast.Node]map[string][]ast.Expr),
		calls:  make(map[token.Pos]*ast.CallExpr),
		decls:  make(map[*types.Const]ast.Expr),
	}
	var fns []ast.Node // the enclosing functions
	insp.Nodes(nil, func(n ast.Node, push bool) bool {
		switch n := n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			if push {
				fns = append(fns, n)
			} else {
				fns = fns[:len(fns)-1]
			}
			return true
		case *ast.ImportSpec:
			return false
		case *ast.CallExpr:
			if push {
				x.calls[n.Lparen] = n
			}
		case *ast.Field:
			return push && n.Tag == nil || !push
		case *ast.ValueSpec:
			if push {
				for i, id := range n.Names {
					if c, ok := info.Defs[id].(*types.Const); ok && i < len(n.Values) {
						x.decls[c] = ast.Unparen(n.Values[i])
					}
				}
			}
		}
		e, ok := n.(ast.Expr)
		if !ok || !push {
			return true
		}
		tv, ok := info.Types[e]
		if !ok || tv.Value == nil || tv.Value.Kind() != constant.String {
			return true
		}
		s := constant.StringVal(tv.Value)
		if s == "" {
			return true
		}
		var fn ast.Node
		if len(fns) > 0 {
			fn = fns[len(fns)-1]
		}
		m := x.consts[fn]
		if m == nil {
			m = make(map[string][]ast.Expr)
			x.consts[fn] = m
		}
		m[s] = append(m[s], e)
		// The whole of "a" + "b" is the literal; its parts are other values.
		return true
	})
	return x
}

// constant returns the expression that writes the constant s used near pos in
// the function fn, and the constant object when it is a name for one.
func (x *sourceIndex) constant(fn *ssa.Function, s string, pos token.Pos) (ast.Expr, *types.Const) {
	var scope ast.Node
	if fn != nil {
		switch syn := fn.Syntax().(type) {
		case *ast.FuncDecl:
			scope = syn
		case *ast.FuncLit:
			scope = syn
		}
	}
	var best ast.Expr
	for scope := scope; ; {
		for _, e := range x.consts[scope][s] {
			// The nearest one: an argument stands behind its parenthesis, an
			// element behind its colon, a left operand before its operator.
			if best == nil || distance(e.Pos(), pos) < distance(best.Pos(), pos) {
				if best != nil && best.Pos() <= e.Pos() && e.End() <= best.End() {
					continue // a part of what we have, such as the name in (name)
				}
				best = e
			}
		}
		if best != nil || fn == nil {
			break
		}
		fn = fn.Parent()
		if fn == nil || fn.Syntax() == nil {
			if scope == nil {
				break
			}
			scope = nil
			fn = nil
			continue
		}
		scope = fn.Syntax()
	}
	if best == nil {
		return nil, nil
	}
	return best, x.constObject(best)
}

func distance(p, q token.Pos) token.Pos { return max(p, q) - min(p, q) }

func (x *sourceIndex) constObject(e ast.Expr) *types.Const {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		c, _ := x.info.Uses[e].(*types.Const)
		return c
	case *ast.SelectorExpr:
		c, _ := x.info.Uses[e.Sel].(*types.Const)
		return c
	case *ast.CallExpr: // T(name)
		if len(e.Args) == 1 {
			return x.constObject(e.Args[0])
		}
	}
	return nil
}

func (a *analysisState) index() *sourceIndex {
	if a.src == nil {
		a.src = newSourceIndex(a.pass.TypesInfo, a.inspect())
	}
	return a.src
}

// literal makes the origin of a string constant used at an instruction.
func (a *analysisState) literal(s string, at ssa.Instruction) *Origin {
	return &Origin{Kind: catalog.OriginLiteral, Size: len(s), text: s, at: at, Public: publicText(s), Glue: glueText(s), list: listText(s)}
}

// byteLiteral makes the origin of an array that is written out byte by byte.
func (a *analysisState) byteLiteral(v *ssa.Alloc, size int) *Origin {
	return &Origin{Kind: catalog.OriginLiteral, Size: size, at: v}
}

// locate fills in the place and the name of an origin of this package.
func (a *analysisState) locate(o *Origin) {
	if o.located || o.foreign {
		return
	}
	o.located = true
	if o.document != nil {
		a.locateInDocument(o)
		return
	}
	if o.text == "" {
		if o.at != nil {
			o.Place = a.place(o.at)
			if o.Kind == catalog.OriginLiteral && o.Name == "" {
				o.Name = a.holderName(o.Place.Pos)
			}
		}
		return
	}
	fn := o.at.Parent()
	pos := instrPos(o.at)
	e, c := a.index().constant(fn, o.text, pos)
	if e == nil {
		o.Place = a.place(o.at)
		return
	}
	if c != nil {
		o.Name = c.Name()
		if d := a.index().decls[c]; d != nil && c.Pkg() == a.pass.Pkg {
			e = d
		}
	} else {
		o.Name = a.holderName(e.Pos())
	}
	if len(o.text) >= shortestKey && keyishName(o.Name) {
		o.Glue = false // const salt = "https://example.com"
	}
	o.Place = a.placeOf(e.Pos(), e.End())
}

// holderName returns the name of the variable or field that the expression at
// pos is directly assigned to, or "".
func (a *analysisState) holderName(pos token.Pos) string {
	if a.holderNames == nil {
		a.holderNames = make(map[token.Pos]string)
		note := func(name ast.Expr, val ast.Expr) {
			id := ""
			switch n := name.(type) {
			case *ast.Ident:
				id = n.Name
			case *ast.SelectorExpr:
				id = n.Sel.Name
			}
			if id == "" || id == "_" {
				return
			}
			val = ast.Unparen(val)
			a.holderNames[val.Pos()] = id
			switch v := val.(type) {
			case *ast.CallExpr: // []byte("…")
				if len(v.Args) == 1 && a.pass.TypesInfo.Types[v.Fun].IsType() {
					a.holderNames[ast.Unparen(v.Args[0]).Pos()] = id
				}
			case *ast.CompositeLit:
				a.holderNames[v.Lbrace] = id
			}
		}
		a.inspect().Preorder([]ast.Node{(*ast.ValueSpec)(nil), (*ast.AssignStmt)(nil), (*ast.KeyValueExpr)(nil)}, func(n ast.Node) {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, id := range n.Names {
					if i < len(n.Values) {
						note(id, n.Values[i])
					}
				}
			case *ast.AssignStmt:
				if len(n.Lhs) == len(n.Rhs) {
					for i := range n.Lhs {
						note(n.Lhs[i], n.Rhs[i])
					}
				}
			case *ast.KeyValueExpr:
				// The key of a map is a value.
				if id, ok := n.Key.(*ast.Ident); ok {
					if f, ok := a.pass.TypesInfo.Uses[id].(*types.Var); ok && f.IsField() {
						note(id, n.Value)
					}
				}
			}
		})
	}
	return a.holderNames[pos]
}

// place returns where an instruction stands in the source.
func (a *analysisState) place(in ssa.Instruction) Place {
	pos := instrPos(in)
	switch v := in.(type) {
	case ssa.CallInstruction:
		if call := a.index().calls[v.Common().Pos()]; call != nil {
			return a.placeOf(call.Pos(), call.End())
		}
	case *ssa.Alloc:
		if lit := a.compositeAt(v.Pos()); lit != nil {
			return a.placeOf(lit.Pos(), lit.End())
		}
	}
	return a.placeOf(pos, token.NoPos)
}

func (a *analysisState) compositeAt(lbrace token.Pos) *ast.CompositeLit {
	if a.composites == nil {
		a.composites = make(map[token.Pos]*ast.CompositeLit)
		a.inspect().Preorder([]ast.Node{(*ast.CompositeLit)(nil)}, func(n ast.Node) {
			c := n.(*ast.CompositeLit)
			a.composites[c.Lbrace] = c
		})
	}
	return a.composites[lbrace]
}

// instrPos returns a position for an instruction, that of its function when it
// has none of its own.
func instrPos(in ssa.Instruction) token.Pos {
	if p := in.Pos(); p.IsValid() {
		return p
	}
	if st, ok := in.(*ssa.Store); ok {
		if p := st.Addr.Pos(); p.IsValid() {
			return p
		}
	}
	if v, ok := in.(ssa.Value); ok {
		if refs := v.Referrers(); refs != nil {
			for _, r := range *refs {
				if p := r.Pos(); p.IsValid() {
					return p
				}
			}
		}
	}
	// The nearest instruction before it in its block that has one.
	if b := in.Block(); b != nil {
		p := token.NoPos
		for _, x := range b.Instrs {
			if x == in {
				break
			}
			if x.Pos().IsValid() {
				p = x.Pos()
			}
		}
		if p.IsValid() {
			return p
		}
	}
	return in.Parent().Pos()
}

func (a *analysisState) placeOf(pos, end token.Pos) Place {
	p := Place{Pos: pos, End: end, Package: packagePath(a.pass.Pkg.Path())}
	if pos.IsValid() {
		at := a.pass.Fset.Position(pos)
		p.File, p.Line = filepath.Base(at.Filename), at.Line
	}
	return p
}

// packagePath strips what go vet adds to the path of a test variant.
func packagePath(path string) string {
	if i := strings.IndexByte(path, ' '); i >= 0 {
		path = path[:i]
	}
	return path
}

// storedHashes begin password hashes in the form in which they are stored: the
// modular crypt format, and that of LDAP (RFC 2307). A program that has one
// compares with it, to take the same time for a user who does not exist.
var storedHashes = []string{
	"$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$7$", "$apr1$", "$argon2", "$pbkdf2", "$scrypt$", "$y$",
	"{CRYPT}", "{SHA}", "{SSHA",
}

// publicText reports whether a text is key material that is not secret by its
// own format: PEM or JWK without private parts, certificates, SSH public keys,
// stored password hashes.
func publicText(s string) bool {
	if strings.Contains(s, "-----BEGIN ") {
		return !strings.Contains(s, "PRIVATE KEY")
	}
	t := strings.TrimSpace(s)
	if strings.HasPrefix(t, "{") && strings.Contains(t, `"kty"`) {
		return !strings.Contains(t, `"d"`) && !strings.Contains(t, `"k"`)
	}
	for _, p := range storedHashes {
		if strings.HasPrefix(t, p) {
			return true
		}
	}
	for _, p := range []string{"ssh-rsa AAAA", "ssh-ed25519 AAAA", "ssh-dss AAAA", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"} {
		if strings.HasPrefix(t, p) {
			return true
		}
	}
	return false
}

// listText reports whether the pieces of a text are values of the same sort,
// as those of "one,two" are: not settings under names, addresses, records, nor
// a list so long that keys are made by picking from it.
func listText(s string) bool {
	const most = 16
	if strings.Count(s, ",")+len(strings.Fields(s)) > most {
		return false
	}
	return !strings.ContainsAny(strings.TrimRight(s, "="), "=@$/?&{}<>\"\n")
}

// isMask reports whether a text is what programs put in the place of a secret
// before they show its record to somebody: a row of asterisks.
func isMask(s string) bool { return strings.Trim(s, "*•") == "" }

// isRedaction reports whether a text says that something is not shown.
func isRedaction(s string) bool { return strings.Contains(strings.ToLower(s), "redacted") }

// shortestKey is the length from which on a text between others may be a key.
const shortestKey = 6

// glueText reports whether a text reads like what stands between values.
func glueText(s string) bool {
	return len(s) < shortestKey || strings.ContainsAny(s, " \t\n%:")
}
