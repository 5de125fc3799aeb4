// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// worthwhile decides, from imports, facts, names and directives alone, whether
// the package can have anything to find or to tell its importers. Most have not.
func (a *analysisState) worthwhile() bool {
	if len(a.directives) > 0 {
		return true
	}
	if len(a.settings.Entries) > 0 && a.cat.Package(a.pass.Pkg.Path()) != nil {
		return true
	}

	// Facts of imported packages, about what the package mentions.
	known := make(map[types.Object]bool)
	for _, f := range a.pass.AllObjectFacts() {
		if f.Object.Pkg() != a.pass.Pkg && factBegins(f.Object, f.Fact) {
			known[f.Object] = true
		}
	}

	// Symbols of the catalog that begin or end a flow, also of packages that
	// are not imported: sha256.New returns a hash.Hash.
	catalogued := make(map[*types.Package]*catalog.Package)
	var calls []mention
	var digests []*ast.Ident
	for id, obj := range a.pass.TypesInfo.Uses {
		pkg := obj.Pkg()
		if pkg == nil || pkg == a.pass.Pkg {
			continue
		}
		if _, ok := catalogued[pkg]; !ok {
			p := a.cat.Package(pkg.Path())
			if p != nil && !interesting(p) {
				p = nil
			}
			catalogued[pkg] = p
		}
		switch w, e := a.mentions(obj, known, catalogued); w {
		case enough:
			if !a.skipFile(id.Pos()) {
				return true
			}
		case digest:
			digests = append(digests, id)
		case byCall:
			calls = append(calls, mention{id, e})
		}
	}
	return len(digests) > 0 && (a.hasPasswords() || a.hasSalt() || a.helpsToHash(digests)) || len(calls) > 0 && a.callMatters(calls) || a.declaresSecret()
}

// factBegins reports whether what a fact tells makes its mention worth a closer
// look. That a function passes its parameter on, or returns some text, does not.
func factBegins(obj types.Object, fact analysis.Fact) bool {
	key := func(o *factOrigin) bool {
		switch o.Kind {
		case catalog.OriginRandom, catalog.OriginFile:
			return false
		case catalog.OriginLiteral:
			return keyishName(obj.Name()) || keyishName(o.Name)
		}
		return true
	}
	switch f := fact.(type) {
	case *holder:
		return f.Declared != "" || len(f.Sinks) > 0 || slices.ContainsFunc(f.Origins, func(o factOrigin) bool { return key(&o) })
	case *summary:
		return len(f.Uses) > 0 || len(f.Named) > 0 || len(f.MACs) > 0 || slices.ContainsFunc(f.Origins, func(o resultOrigin) bool { return key(&o.Origin) })
	}
	return false
}

func interesting(p *catalog.Package) bool {
	for _, e := range p.Entries {
		if begins(e) {
			return true
		}
	}
	return false
}

// begins reports whether the mention of an entry's symbol may make a package
// worth a closer look; see weigh. Files are too common for that.
func begins(e *catalog.Entry) bool {
	switch e.Verb {
	case catalog.Sink, catalog.Hash:
		return true
	case catalog.Source, catalog.Default:
		return e.Origin.Kind != catalog.OriginFile && e.Origin.Kind != catalog.OriginContext
	case catalog.Pass:
		return e.How == "decode"
	}
	return false
}

// A weight says how much the mention of an entry's symbol means.
type weight uint8

const (
	nothing weight = iota
	byCall         // it depends on the call: on the name that is read, on the function around
	digest         // it matters in a package that has passwords
	enough
)

func weigh(e *catalog.Entry) weight {
	switch e.Verb {
	case catalog.Sink:
		if e.Under != "" && e.Key != "text" {
			return byCall
		}
		return enough
	case catalog.Hash:
		if catalog.IsStd(catalog.SymbolPackage(e.Symbol)) {
			return digest
		}
		return enough
	case catalog.Source, catalog.Default:
		switch e.Origin.Kind {
		case catalog.OriginFile, catalog.OriginContext:
			return nothing
		case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag:
			if e.Origin.Name.Kind == catalog.Arg {
				return byCall
			}
			return nothing // all of the environment
		}
		return enough
	case catalog.Pass:
		if e.How == "decode" {
			return byCall
		}
	}
	return nothing
}

// A mention is a use of a catalogued symbol whose weight depends on the call.
type mention struct {
	id *ast.Ident
	e  *catalog.Entry
}

// mentions weighs the use of an object. What depends on the call is returned.
func (a *analysisState) mentions(obj types.Object, known map[types.Object]bool, catalogued map[*types.Package]*catalog.Package) (weight, *catalog.Entry) {
	pkg := obj.Pkg()
	if pkg == nil || pkg == a.pass.Pkg {
		return nothing, nil
	}
	var symbol string
	var p *catalog.Package
	switch o := obj.(type) {
	case *types.Func:
		if known[o.Origin()] {
			return enough, nil
		}
		if p = catalogued[pkg]; p != nil {
			symbol = catalog.FuncSymbol(o.Origin())
		}
	case *types.Var:
		if known[o.Origin()] {
			return enough, nil
		}
		p = catalogued[pkg]
		if p != nil && o.IsField() {
			// The owner is not known here: by the field's name alone.
			for _, e := range p.Entries {
				if e.Port.Kind == catalog.Value && e.Verb == catalog.Sink && hasSuffixName(e.Symbol, o.Name()) {
					return enough, nil
				}
			}
			return nothing, nil
		}
		if p != nil {
			symbol = catalog.VarSymbol(o)
		}
	}
	if p == nil || symbol == "" {
		return nothing, nil
	}
	best, entry := nothing, (*catalog.Entry)(nil)
	for _, e := range p.Lookup(symbol) {
		if (e.Key == "text" || e.Only == "purpose") && !a.ofProgram() {
			continue // a library presents what it is given under any name
		}
		w := weigh(e)
		if w == nothing && e.Verb == catalog.Source && e.Origin.Kind == catalog.OriginFile && e.Origin.Name.Kind == catalog.Arg && a.keepsSecrets() {
			w = byCall
		}
		if w > best {
			best, entry = w, e
		}
	}
	return best, entry
}

// keepsSecrets reports whether the package is called as one that reads secrets, so
// that the files it reads may be some: secrets.Read("cookie_key").
func (a *analysisState) keepsSecrets() bool {
	switch a.pass.Pkg.Name() {
	case "secret", "secrets", "keyring", "keys":
		return a.ofProgram()
	}
	return false
}

// ofProgram reports whether the package is of the module that is analyzed, rather
// than of one that it requires.
func (a *analysisState) ofProgram() bool { return a.pass.Module == nil || a.pass.Module.Version == "" }

// callMatters weighs the call of a source or decoder, or of what takes a key under
// a name.
func (a *analysisState) callMatters(ms []mention) bool {
	byID := make(map[*ast.Ident]*catalog.Entry, len(ms))
	for _, m := range ms {
		byID[m.id] = m.e
	}
	found := false
	var fn *ast.FuncDecl
	a.inspect().Preorder([]ast.Node{(*ast.FuncDecl)(nil), (*ast.CallExpr)(nil)}, func(n ast.Node) {
		if found {
			return
		}
		if d, ok := n.(*ast.FuncDecl); ok {
			fn = d
			return
		}
		call := n.(*ast.CallExpr)
		var id *ast.Ident
		switch f := ast.Unparen(call.Fun).(type) {
		case *ast.Ident:
			id = f
		case *ast.SelectorExpr:
			id = f.Sel
		}
		e := byID[id]
		if e == nil || a.skipFile(call.Pos()) {
			return
		}
		if e.Verb == catalog.Sink {
			if i := e.Port.Index - 1; i < len(call.Args) {
				v := a.pass.TypesInfo.Types[call.Args[i]].Value
				found = v != nil && v.Kind() == constant.String && e.Fits(constant.StringVal(v))
			}
			return
		}
		inside := fn != nil && fn.Pos() <= call.Pos() && call.End() <= fn.End()
		if e.Verb == catalog.Pass {
			// func MustHex(s string) []byte
			found = inside && fn.Name.IsExported() && fn.Body != nil && len(fn.Body.List) <= 8 && fn.Type.Params.NumFields() > 0 && fn.Type.Results.NumFields() > 0
			return
		}
		if i := e.Origin.Name.Index; i < len(call.Args) {
			arg := call.Args[i]
			if v := a.pass.TypesInfo.Types[arg].Value; v != nil && v.Kind() == constant.String {
				found = keyishName(constant.StringVal(v)) || a.settings.declared(e.Origin.Kind, constant.StringVal(v)) != ""
			} else {
				found = inside && (e.Origin.Kind != catalog.OriginFlag || a.handsOn(fn, arg))
			}
		}
	})
	return found
}

// handsOn reports whether an exported function does little more than to read what has
// the name that it is given: func MustGetString(cmd *cobra.Command, name string) string.
func (a *analysisState) handsOn(d *ast.FuncDecl, name ast.Expr) bool {
	id, ok := ast.Unparen(name).(*ast.Ident)
	if !ok || d.Body == nil || len(d.Body.List) > 8 || !d.Name.IsExported() {
		return false
	}
	fn, ok := a.pass.TypesInfo.Defs[d.Name].(*types.Func)
	if !ok || !anyBytes(fn.Signature().Results()) {
		return false
	}
	for p := range fn.Signature().Params().Variables() {
		if a.pass.TypesInfo.Uses[id] == p {
			return true
		}
	}
	return false
}

// helpsToHash reports whether an exported function does little more than to hash
// its argument: func MD5(s string) string.
func (a *analysisState) helpsToHash(digests []*ast.Ident) bool {
	for _, f := range a.pass.Files {
		for _, d := range f.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil || len(fd.Body.List) > 8 || !fd.Name.IsExported() || a.skipFile(fd.Pos()) {
				continue
			}
			fn, ok := a.pass.TypesInfo.Defs[fd.Name].(*types.Func)
			if !ok || fn.Signature().Recv() != nil || !anyBytes(fn.Signature().Params()) || !anyBytes(fn.Signature().Results()) {
				continue
			}
			if slices.ContainsFunc(digests, func(id *ast.Ident) bool { return fd.Body.Pos() <= id.Pos() && id.Pos() < fd.Body.End() }) {
				return true
			}
		}
	}
	return false
}

func anyBytes(vars *types.Tuple) bool {
	for v := range vars.Variables() {
		if isBytes(v.Type()) {
			return true
		}
	}
	return false
}

// hasPasswords reports whether the package calls anything a password.
func (a *analysisState) hasPasswords() bool {
	for id := range a.pass.TypesInfo.Defs {
		if PasswordName(id.Name) {
			return true
		}
	}
	return false
}

// hasSalt reports whether the package has a field for a salt.
func (a *analysisState) hasSalt() bool {
	for id, obj := range a.pass.TypesInfo.Defs {
		if v, ok := obj.(*types.Var); ok && v.IsField() && saltName(id.Name) && isBytes(v.Type()) {
			return true
		}
	}
	return false
}

func hasSuffixName(symbol, name string) bool {
	n := len(symbol) - len(name)
	return n > 0 && symbol[n:] == name && symbol[n-1] == '.'
}

// declaresSecret reports whether a package variable, field or function that has
// a secret-like name gets a value from a literal. Constants do not count:
// importers see their values.
func (a *analysisState) declaresSecret() bool {
	// A package with many variables of bytes has files in them.
	const many = 4
	plain, short := 0, false
	found := false
	visit := func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Field:
			if n.Tag != nil && len(n.Names) > 0 && (strings.Contains(n.Tag.Value, "env") || strings.Contains(n.Tag.Value, "default")) && SecretName(n.Names[0].Name) {
				found = true
			}
		case *ast.KeyValueExpr:
			found = found || literalText(n.Value) && holdsSecret(n.Key, n.Value) || a.givesSecret(n.Key, n.Value)
		case *ast.GenDecl:
			if n.Tok != token.VAR {
				return
			}
			for _, s := range n.Specs {
				vs := s.(*ast.ValueSpec)
				for i, id := range vs.Names {
					if i >= len(vs.Values) {
						continue
					}
					switch v := vs.Values[i]; {
					case literalText(v) && (SecretName(id.Name) || bytesText(v) && keyishName(id.Name)):
						found = true
					case bytesText(v) && id.IsExported():
						plain++
						short = short || literalText(v) && shortText(v)
					}
				}
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if ix, ok := l.(*ast.IndexExpr); ok {
					l = ix.X
				}
				if id, ok := l.(*ast.Ident); ok && SecretName(id.Name) {
					v, ok := a.pass.TypesInfo.Uses[id].(*types.Var)
					found = found || ok && v.Parent() == a.pass.Pkg.Scope() && (isBytes(v.Type()) || isMapOfBytes(v.Type()))
				}
				if sel, ok := l.(*ast.SelectorExpr); ok && i < len(n.Rhs) {
					found = found || literalText(n.Rhs[i]) && holdsSecret(sel.Sel, n.Rhs[i]) || a.givesSecret(sel.Sel, n.Rhs[i])
				}
			}
		case *ast.FuncDecl:
			if n.Body == nil || !n.Name.IsExported() {
				return
			}
			if found = a.passesOn(n); found || !keyishName(n.Name.Name) {
				return
			}
			if SecretName(n.Name.Name) && a.returnsBytes(n) {
				found = true // func SigningKey() []byte
				return
			}
			ast.Inspect(n.Body, func(n ast.Node) bool {
				if r, ok := n.(*ast.ReturnStmt); ok {
					found = found || slices.ContainsFunc(r.Results, literalText)
				}
				return !found
			})
		}
	}
	for _, f := range a.pass.Files {
		if a.skipFile(f.Pos()) || ast.IsGenerated(f) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if found || n == nil {
				return false
			}
			visit(n)
			return !found
		})
	}
	return found || short && plain < many
}

// passesOn reports whether a function is a small helper that may return one of
// its arguments, by which keys go:
//
//	func Or(a, b string) string
//	func Must[T any](v T, err error) T
func (a *analysisState) passesOn(d *ast.FuncDecl) bool {
	const small = 6 // statements
	if d.Recv != nil || len(d.Body.List) > small {
		return false
	}
	fn, ok := a.pass.TypesInfo.Defs[d.Name].(*types.Func)
	if !ok || fn.Signature().Results().Len() == 0 || fn.Signature().Results().Len() > 2 {
		return false
	}
	res := fn.Signature().Results().At(0).Type()
	if _, ok := types.Unalias(res).(*types.TypeParam); !ok && !isBytes(res) {
		return false
	}
	params := make(map[types.Object]bool)
	for p := range fn.Signature().Params().Variables() {
		if types.Identical(p.Type(), res) {
			params[p] = true
		}
	}
	found := false
	ast.Inspect(d.Body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) > 0 {
			if id, ok := ast.Unparen(r.Results[0]).(*ast.Ident); ok {
				found = found || params[a.pass.TypesInfo.Uses[id]]
			}
		}
		return !found
	})
	return found
}

func isMapOfBytes(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	return ok && isBytes(m.Elem())
}

// returnsBytes reports whether the first result of a function is a text or
// bytes, and the function more than a getter.
func (a *analysisState) returnsBytes(d *ast.FuncDecl) bool {
	fn, ok := a.pass.TypesInfo.Defs[d.Name].(*types.Func)
	if !ok || fn.Signature().Results().Len() == 0 || !isBytes(fn.Signature().Results().At(0).Type()) {
		return false
	}
	return len(d.Body.List) > 1
}

// givesSecret reports whether a variable is given to a field with the name of a
// secret: Config{SigningKey: key}. What a call or another field gives comes from
// elsewhere, and is seen there.
func (a *analysisState) givesSecret(name, value ast.Expr) bool {
	id, ok := name.(*ast.Ident)
	if !ok || !SecretName(id.Name) {
		return false
	}
	for {
		conv, ok := ast.Unparen(value).(*ast.CallExpr)
		if !ok || len(conv.Args) != 1 || !a.pass.TypesInfo.Types[conv.Fun].IsType() {
			break
		}
		value = conv.Args[0]
	}
	v, ok := ast.Unparen(value).(*ast.Ident)
	if !ok {
		return false
	}
	obj, ok := a.pass.TypesInfo.Uses[v].(*types.Var)
	return ok && isBytes(obj.Type())
}

// holdsSecret reports whether what a literal is given to, a field or the key of
// a map, has the name of a secret. For bytes less of a name will do: texts are
// many things, bytes written as a text few others.
func holdsSecret(name, value ast.Expr) bool {
	switch n := name.(type) {
	case *ast.Ident:
		return SecretName(n.Name) || bytesText(value) && keyishName(n.Name)
	case *ast.BasicLit:
		return bytesText(value) && keyishName(n.Value)
	}
	return false
}

// bytesText reports whether an expression is a []byte of a literal.
func bytesText(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		_, ok := e.Fun.(*ast.ArrayType)
		return ok && len(e.Args) == 1
	case *ast.CompositeLit:
		return true
	}
	return false
}

// shortText reports whether a literal is short: what is longer, and not called
// a key, is a file.
func shortText(e ast.Expr) bool { return e.End()-e.Pos() <= 512 }

// maxKeyText is the length of the longest literal taken for a key: files that
// are kept in the source are longer than any private key.
const maxKeyText = 16 << 10

// literalText reports whether an expression is a string literal, or bytes made
// of one or written out.
func literalText(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING && len(e.Value) > 2 && len(e.Value) < maxKeyText
	case *ast.CallExpr:
		return len(e.Args) == 1 && literalText(e.Args[0])
	case *ast.CompositeLit:
		arr, ok := e.Type.(*ast.ArrayType)
		if !ok || len(e.Elts) < 8 || len(e.Elts) > maxKeyText {
			return false
		}
		id, ok := arr.Elt.(*ast.Ident)
		return ok && (id.Name == "byte" || id.Name == "uint8")
	case *ast.BinaryExpr:
		return literalText(e.X) || literalText(e.Y)
	}
	return false
}
