// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// What fills a field of the program's configuration is often far from it: a
// loader of the program's own that takes any struct, a library that makes names
// of the names of fields, a table of names and addresses. A search from a use
// ends at the field then, in each package alone. The inventory, which has the
// whole program at hand, looks for what fills the fields, and says by which names
// people know what is in them.

// A Name is one under which people outside the program know what a field or
// package variable holds.
type Name struct {
	Holder Holder
	// Origin has the kind, the name and the place of it. Without a name there are
	// several, each for an instance of the struct.
	Origin Origin
}

// A namer finds the names of fields.
type namer struct {
	t     *taker
	own   []*linkage // the packages of the program's own module
	calls []*namedCall
	// fills are the functions that fill what an argument points to, reads those that
	// read what has the name that they are given, by where they are declared.
	fills map[token.Pos][]fillRule
	reads map[token.Pos][]naming
	// fields are the fields whose text is the name of what is read, tags the tags.
	fields map[token.Pos]naming
	tags   map[string]naming
	// keys are the keys of the configuration, in lower case, with the libraries that
	// read them.
	keys  map[string][]string
	named map[token.Pos]*namedField
	order []*namedField
}

// A namedCall is a call of a function that is known, or may be found to be one of
// the program's that fills or reads something.
type namedCall struct {
	l    *linkage
	decl *ast.FuncDecl // around it, nil for a package variable
	call *ast.CallExpr
	fn   *types.Func
}

// A fillRule is that a function fills the struct that an argument points to, or
// one of a type that the caller chooses.
type fillRule struct {
	arg  int // -1 for a type
	typ  int // the index of the type parameter
	recv bool
	how  fieldNaming
	kind catalog.OriginKind
	lib  string // the package of the library
	// prefix is what stands before the names, and after it what the argument
	// prefixArg gives, -1 for none.
	prefix    string
	prefixArg int
	// settles says that what is filled is configuration, and no message or record.
	settles bool
}

// A naming is that a value is read under a name that an argument, a field or a
// tag gives, with a prefix before it.
type naming struct {
	kind   catalog.OriginKind
	arg    int
	prefix string
	lib    string // the package of the library
}

// A namedField is a field or variable with its names: all of one way to it.
type namedField struct {
	v     *types.Var
	l     *linkage
	names []nameSet
}

// A nameSet are the names by which one thing is known, the usual one first.
type nameSet struct {
	kind  catalog.OriginKind
	names []string
	at    Place
	lib   string
}

// names fills in the names of the fields and variables of the program, and those that
// keys of its configuration have besides.
func (t *taker) names(inv *Inventory) {
	n := &namer{t: t, fills: make(map[token.Pos][]fillRule), reads: make(map[token.Pos][]naming), fields: make(map[token.Pos]naming),
		tags: make(map[string]naming), keys: make(map[string][]string), named: make(map[token.Pos]*namedField)}
	for _, l := range t.all {
		if m := l.a.pass.Module; m == nil || m.Version == "" {
			n.own = append(n.own, l)
		}
	}
	if len(n.own) == 0 {
		return
	}
	n.findCalls()
	const rounds = 4 // of helpers that call helpers
	for range rounds {
		before := len(n.fills) + len(n.reads) + len(n.fields) + len(n.tags)
		for _, c := range n.calls {
			n.helper(c)
		}
		if len(n.fills)+len(n.reads)+len(n.fields)+len(n.tags) == before {
			break
		}
	}
	for _, c := range n.calls {
		for _, f := range n.fillings(c) {
			n.fill(c, f)
		}
		n.set(c)
	}
	n.tagged()
	n.tables()
	inv.Names = n.result()
	inv.Aliases = n.aliases()
}

// findCalls gathers the calls that may matter.
func (n *namer) findCalls() {
	home := make(map[*types.Package]bool)
	for _, l := range n.own {
		home[l.a.pass.Pkg] = true
	}
	for _, l := range n.own {
		for _, file := range l.a.pass.Files {
			if l.a.skipFile(file.Pos()) {
				continue
			}
			for _, d := range file.Decls {
				decl, _ := d.(*ast.FuncDecl)
				ast.Inspect(d, func(x ast.Node) bool {
					call, ok := x.(*ast.CallExpr)
					if !ok {
						return true
					}
					fn, ok := typeutil.Callee(l.a.pass.TypesInfo, call).(*types.Func)
					if !ok || fn.Pkg() == nil {
						return true
					}
					fn = fn.Origin()
					if home[fn.Pkg()] || isAliasing(fn.Pkg().Path()) || len(n.catalogued(l, fn)) > 0 {
						n.calls = append(n.calls, &namedCall{l, decl, call, fn})
					}
					return true
				})
			}
		}
	}
}

// catalogued returns what the catalog says of a function.
func (n *namer) catalogued(l *linkage, fn *types.Func) []*catalog.Entry {
	p := l.a.cat.Package(fn.Pkg().Path())
	if p == nil {
		return nil
	}
	return p.Lookup(catalog.FuncSymbol(fn))
}

// fillings returns what a call fills.
func (n *namer) fillings(c *namedCall) (out []fillRule) {
	out = append(out, n.fills[c.fn.Pos()]...)
	for _, e := range n.catalogued(c.l, c.fn) {
		f := fillRule{kind: e.Origin.Kind, prefixArg: -1, how: byPath, lib: withoutMajor(c.fn.Pkg().Path())}
		switch {
		case e.Verb == catalog.Source && e.Port.Mode == catalog.Fields && e.Origin.Kind == catalog.OriginConfig:
			f.arg, f.settles = e.Port.Index, true
			if e.Origin.Name.Kind == catalog.Arg {
				f.prefixArg = e.Origin.Name.Index
			}
			if sel, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr); ok {
				f.prefix = n.section(c, sel.X)
			}
		case e.Verb == catalog.Source && e.Port.Mode == catalog.Fields && e.Origin.Kind == catalog.OriginFile:
			f.arg, f.settles, f.kind = e.Port.Index, true, catalog.OriginConfig
		case e.Verb == catalog.Pass && e.To.Mode == catalog.Fields:
			if e.Port.Kind == catalog.Arg && e.Port.Index < len(c.call.Args) && n.isConstant(c, c.call.Args[e.Port.Index]) {
				continue // a document in the source
			}
			f.arg, f.kind = e.To.Index, catalog.OriginConfig
		case e.Verb == catalog.Source && e.Origin.Kind == catalog.OriginEnv && (e.Port.Mode == catalog.Whole || e.Port.Mode == catalog.Each) && e.Origin.Name.Kind == catalog.NoPort:
			f.how = mannerOf(catalog.SymbolPackage(e.Symbol))
			switch {
			case e.Port.Kind == catalog.Arg && !isReader(c.fn.Signature().Params().At(min(e.Port.Index, c.fn.Signature().Params().Len()-1)).Type()):
				f.arg = e.Port.Index
			case e.Port.Kind == catalog.Result && c.fn.Signature().TypeParams().Len() > 0:
				f.arg, f.typ = -1, 0
			default:
				continue
			}
			f.prefix = n.envPrefix(c, f.how)
			f.settles = true
			if (f.how == byFields || f.how == byWords) && len(c.call.Args) > 0 {
				f.prefixArg = 0
			}
			if e.Port.Kind == catalog.Arg && e.Port.Mode == catalog.Each { // of several structs
				for i := f.arg + 1; i < len(c.call.Args); i++ {
					more := f
					more.arg = i
					out = append(out, more)
				}
			}
		default:
			continue
		}
		out = append(out, f)
	}
	return out
}

// helper notes what a function of the program is, by a call in it: one that fills
// what it is given, or reads under the name that it is given.
func (n *namer) helper(c *namedCall) {
	if c.decl == nil || c.decl.Body == nil {
		return
	}
	info := c.l.a.pass.TypesInfo
	own, ok := info.Defs[c.decl.Name].(*types.Func)
	if !ok {
		return
	}
	for _, f := range n.fillings(c) {
		g := f
		g.settles = f.settles || n.readsFile(c)
		if g.prefixArg >= 0 {
			switch text, param, ok := n.text(c, f.prefixArg); {
			case !ok:
				continue
			case param >= 0:
				g.prefixArg = param
			default:
				g.prefix, g.prefixArg = joinPath(f.prefix, text), -1
			}
		}
		if t := n.filledType(c, f); t != nil {
			if tp, ok := types.Unalias(t).(*types.TypeParam); ok {
				g.arg, g.typ, g.recv = -1, tp.Index(), own.Signature().TypeParams().Len() == 0
				n.addFill(own, g)
				continue
			}
		}
		if f.arg >= 0 && f.arg < len(c.call.Args) {
			if i := n.param(c, c.call.Args[f.arg]); i >= 0 && types.IsInterface(own.Signature().Params().At(i).Type()) {
				g.arg = i
				n.addFill(own, g)
			}
		}
	}
	for _, r := range n.readings(c) {
		if r.arg >= len(c.call.Args) {
			continue
		}
		arg, prefix := c.call.Args[r.arg], r.prefix
		if b, ok := ast.Unparen(arg).(*ast.BinaryExpr); ok && b.Op == token.ADD { // os.Getenv("APP_" + name)
			if v := info.Types[b.X].Value; v != nil && v.Kind() == constant.String {
				arg, prefix = b.Y, prefix+constant.StringVal(v)
			}
		}
		if i := n.param(c, arg); i >= 0 {
			n.addRead(own, naming{r.kind, i, prefix, r.lib})
			continue
		}
		if f := n.fieldOf(c, arg); f != nil && isString(f.Type()) && f.Pkg() != nil {
			n.fields[f.Origin().Pos()] = naming{r.kind, 0, prefix, r.lib}
		}
		if tag := n.tagOf(c, arg); tag != "" {
			n.tags[tag] = naming{r.kind, 0, prefix, r.lib}
		}
	}
}

func (n *namer) addFill(fn *types.Func, f fillRule) {
	if p := fn.Origin().Pos(); !slices.Contains(n.fills[p], f) {
		n.fills[p] = append(n.fills[p], f)
	}
}

func (n *namer) addRead(fn *types.Func, r naming) {
	if p := fn.Origin().Pos(); !slices.Contains(n.reads[p], r) {
		n.reads[p] = append(n.reads[p], r)
	}
}

// readings returns which arguments of a call are names of what is read.
func (n *namer) readings(c *namedCall) (out []naming) {
	out = append(out, n.reads[c.fn.Pos()]...)
	for _, e := range n.catalogued(c.l, c.fn) {
		switch e.Origin.Kind {
		case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag:
			if e.Verb == catalog.Source && e.Origin.Name.Kind == catalog.Arg && e.Port.Mode == catalog.Whole {
				out = append(out, naming{e.Origin.Kind, e.Origin.Name.Index, n.readSection(c), withoutMajor(c.fn.Pkg().Path())})
			}
		}
	}
	return out
}

// param returns the index of the parameter of the function around that an
// expression is, -1 for none.
func (n *namer) param(c *namedCall, e ast.Expr) int {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || c.decl == nil {
		return -1
	}
	info := c.l.a.pass.TypesInfo
	fn, ok := info.Defs[c.decl.Name].(*types.Func)
	if !ok {
		return -1
	}
	for i := range fn.Signature().Params().Len() {
		if fn.Signature().Params().At(i) == info.Uses[id] {
			return i
		}
	}
	return -1
}

// text returns the constant text of an argument, or which parameter of the
// function around it is, -1 for none.
func (n *namer) text(c *namedCall, arg int) (text string, param int, ok bool) {
	if arg >= len(c.call.Args) {
		return "", -1, false
	}
	if v := c.l.a.pass.TypesInfo.Types[c.call.Args[arg]].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v), -1, true
	}
	param = n.param(c, c.call.Args[arg])
	return "", param, param >= 0
}

// isConstant reports whether what is decoded stands in the source.
func (n *namer) isConstant(c *namedCall, e ast.Expr) bool {
	e = ast.Unparen(e)
	if conv, ok := e.(*ast.CallExpr); ok && len(conv.Args) == 1 && c.l.a.pass.TypesInfo.Types[conv.Fun].IsType() {
		e = conv.Args[0]
	}
	return c.l.a.pass.TypesInfo.Types[e].Value != nil
}

// fieldOf returns the field that an expression selects.
func (n *namer) fieldOf(c *namedCall, e ast.Expr) *types.Var {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	f, _ := c.l.a.pass.TypesInfo.Uses[sel.Sel].(*types.Var)
	if f == nil || !f.IsField() {
		return nil
	}
	return f
}

// tagOf returns the tag whose text an expression is: f.Tag.Get("env"), or a
// variable of the function around that is that.
func (n *namer) tagOf(c *namedCall, e ast.Expr) string {
	info := c.l.a.pass.TypesInfo
	get := func(e ast.Expr) string {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return ""
		}
		fn, ok := typeutil.Callee(info, call).(*types.Func)
		if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "reflect" || fn.Name() != "Get" && fn.Name() != "Lookup" {
			return ""
		}
		if v := info.Types[call.Args[0]].Value; v != nil && v.Kind() == constant.String {
			return constant.StringVal(v)
		}
		return ""
	}
	if tag := get(e); tag != "" {
		return tag
	}
	return n.assigned(c, e, get)
}

// assigned asks what is assigned to a variable of the function around.
func (n *namer) assigned(c *namedCall, e ast.Expr, what func(ast.Expr) string) (found string) {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || c.decl == nil {
		return ""
	}
	info := c.l.a.pass.TypesInfo
	obj := info.Uses[id]
	ast.Inspect(c.decl, func(x ast.Node) bool {
		as, ok := x.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, l := range as.Lhs {
			lid, ok := l.(*ast.Ident)
			if !ok || obj == nil || info.Defs[lid] != obj && info.Uses[lid] != obj {
				continue
			}
			switch {
			case len(as.Lhs) == len(as.Rhs):
				found = cmp.Or(found, what(as.Rhs[i]))
			case i == 0 && len(as.Rhs) == 1: // name, ok := f.Tag.Lookup("env")
				found = cmp.Or(found, what(as.Rhs[0]))
			}
		}
		return true
	})
	return found
}

// section returns the path of the part of a configuration that an expression is:
// cfg.Section("security"), viper.Sub("auth").
func (n *namer) section(c *namedCall, e ast.Expr) string {
	info := c.l.a.pass.TypesInfo
	var of func(e ast.Expr) string
	of = func(e ast.Expr) string {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return ""
		}
		fn, ok := typeutil.Callee(info, call).(*types.Func)
		if !ok {
			return ""
		}
		switch fn.Name() {
		case "Section", "GetSection", "Sub", "Cut":
		default:
			return ""
		}
		v := info.Types[call.Args[len(call.Args)-1]].Value
		if v == nil || v.Kind() != constant.String {
			return ""
		}
		above := ""
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			above = n.section(c, sel.X)
		}
		return joinPath(above, constant.StringVal(v))
	}
	if s := of(e); s != "" {
		return s
	}
	return n.assigned(c, e, of)
}

// readSection returns the path, with a dot behind it, of the part of a configuration
// that a method is called on to read something.
func (n *namer) readSection(c *namedCall) string {
	if sel, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr); ok && c.fn.Signature().Recv() != nil {
		if s := n.section(c, sel.X); s != "" {
			return s + "."
		}
	}
	return ""
}

// key notes that a library reads a key of the configuration.
func (n *namer) key(name, lib string) {
	name = strings.ToLower(name)
	n.keys[name] = addNew(n.keys[name], lib)
}

func joinPath(above, name string) string {
	if above == "" || name == "" {
		return above + name
	}
	return above + "." + name
}

// filledType returns the type of what a call fills, without pointers.
func (n *namer) filledType(c *namedCall, f fillRule) types.Type {
	info := c.l.a.pass.TypesInfo
	var t types.Type
	switch {
	case f.arg >= 0:
		if f.arg >= len(c.call.Args) {
			return nil
		}
		t = info.TypeOf(c.call.Args[f.arg])
	case f.recv:
		if sel, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr); ok {
			if named, ok := types.Unalias(withoutPointers(info.TypeOf(sel.X))).(*types.Named); ok && f.typ < named.TypeArgs().Len() {
				t = named.TypeArgs().At(f.typ)
			}
		}
	default:
		if id := calleeIdent(c.call); id != nil {
			if args := info.Instances[id].TypeArgs; args != nil && f.typ < args.Len() {
				t = args.At(f.typ)
			}
		}
	}
	if t == nil {
		return nil
	}
	return withoutPointers(t)
}

// calleeIdent returns the name by which a function is called.
func calleeIdent(call *ast.CallExpr) *ast.Ident {
	fun := ast.Unparen(call.Fun)
	for {
		switch f := fun.(type) {
		case *ast.IndexExpr:
			fun = f.X
		case *ast.IndexListExpr:
			fun = f.X
		case *ast.SelectorExpr:
			return f.Sel
		case *ast.Ident:
			return f
		default:
			return nil
		}
	}
}

func withoutPointers(t types.Type) types.Type {
	for t != nil {
		p, ok := types.Unalias(t).(*types.Pointer)
		if !ok {
			break
		}
		t = p.Elem()
	}
	return t
}

// readsFile reports whether the function around a call reads a file.
func (n *namer) readsFile(c *namedCall) bool {
	if c.decl == nil || c.decl.Body == nil {
		return false
	}
	found := false
	ast.Inspect(c.decl.Body, func(x ast.Node) bool {
		if call, ok := x.(*ast.CallExpr); ok && !found {
			if fn, ok := typeutil.Callee(c.l.a.pass.TypesInfo, call).(*types.Func); ok && fn.Pkg() != nil {
				found = slices.ContainsFunc(n.catalogued(c.l, fn.Origin()), func(e *catalog.Entry) bool {
					return e.Verb == catalog.Source && e.Origin.Kind == catalog.OriginFile
				})
			}
		}
		return !found
	})
	return found
}

// settingsWords are those by which people call what is configured.
var settingsWords = []string{"config", "configuration", "conf", "cfg", "settings", "options", "opts", "secrets"}

// isSettings reports whether people call a type, or for JSON the package of it, so: a
// configuration of one thing that comes with a request, or is kept in a row, is mostly
// JSON.
func isSettings(t types.Type, lib string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	name := named.Obj().Name()
	if strings.Contains(lib, "json") || lib == "sigs.k8s.io/yaml" {
		name = named.Obj().Pkg().Name()
	}
	return slices.ContainsFunc(Words(name), func(w string) bool { return slices.Contains(settingsWords, w) })
}

// fill notes the names of the fields of what a call fills.
func (n *namer) fill(c *namedCall, f fillRule) {
	t := n.filledType(c, f)
	if t == nil || !f.settles && !n.readsFile(c) && !isSettings(t, f.lib) {
		return
	}
	prefix := f.prefix
	if f.prefixArg >= 0 {
		text, param, ok := n.text(c, f.prefixArg)
		if !ok || param >= 0 {
			return
		}
		prefix = joinPath(prefix, text)
	}
	if f.how != byPath {
		n.variables(t, f.how, prefix)
		return
	}
	var path []string
	if prefix != "" {
		path = []string{prefix}
	}
	n.paths(t, path, f.lib, 0)
}

// note gives a field a name.
func (n *namer) note(v *types.Var, s nameSet) {
	v = v.Origin()
	f := n.named[v.Pos()]
	if f == nil {
		if v.Pkg() == nil {
			return
		}
		i := slices.IndexFunc(n.own, func(l *linkage) bool { return packagePath(l.a.pass.Pkg.Path()) == packagePath(v.Pkg().Path()) })
		if i < 0 {
			return
		}
		f = &namedField{v: v, l: n.own[i]}
		n.named[v.Pos()] = f
		n.order = append(n.order, f)
	}
	if s.kind == catalog.OriginConfig {
		n.key(s.names[0], s.lib)
	}
	if s.at == (Place{}) {
		s.at = f.l.a.placeOf(v.Pos(), v.Pos()+token.Pos(len(v.Name())))
	}
	if !slices.ContainsFunc(f.names, func(o nameSet) bool { return o.kind == s.kind && slices.Equal(o.names, s.names) }) {
		f.names = append(f.names, s)
	}
}

// result returns the names of the fields of which there is one instance: what is
// known by one name of a kind here and by another there is two things.
func (n *namer) result() (out []*Name) {
	for _, f := range n.order {
		h, ok := f.l.a.holderOfVar(f.v)
		if !ok {
			continue
		}
		several := false
		for _, s := range f.names {
			if slices.ContainsFunc(f.names, func(o nameSet) bool {
				return o.kind == s.kind && !slices.ContainsFunc(s.names, func(name string) bool {
					return slices.ContainsFunc(o.names, func(other string) bool { return sameName(s.kind, name, other) })
				})
			}) {
				several = true
				continue
			}
			for _, name := range s.names {
				out = append(out, &Name{h, Origin{Kind: s.kind, Name: name, Size: -1, Place: s.at}})
			}
		}
		if several {
			out = append(out, &Name{h, Origin{Kind: catalog.OriginUnknown, Size: -1, Place: f.names[0].at}})
		}
	}
	slices.SortStableFunc(out, func(x, y *Name) int {
		return cmp.Or(cmp.Compare(x.Holder.Symbol, y.Holder.Symbol), cmp.Compare(x.Origin.Kind, y.Origin.Kind))
	})
	return out
}
