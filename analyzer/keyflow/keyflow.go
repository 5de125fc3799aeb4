// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Analyzer computes the flow of key material through one package. It reports
// nothing; its result is a *Result.
var Analyzer = &analysis.Analyzer{
	Name:       "keyflow",
	Doc:        "compute where keys come from and where they are used\n\nkeyflow reports nothing by itself: the rules of keyvet stand on its result.",
	URL:        "https://github.com/keyvet/keyvet/blob/main/docs/design.md",
	FactTypes:  []analysis.Fact{new(summary), new(holder)},
	ResultType: reflect.TypeFor[*Result](),
	Run: func(pass *analysis.Pass) (any, error) {
		res, err := run(pass, settings.catalog.Judged())
		if err != nil {
			return nil, err
		}
		res.link = nil // as heavy as the package
		return res, nil
	},
}

// An analysisState is what one run knows.
type analysisState struct {
	pass     *analysis.Pass
	settings *Settings
	cat      *catalog.Catalog
	insp     *inspector.Inspector

	directives []*Directive
	src        *sourceIndex
	ssapkg     *ssa.Package
	funcs      []*ssa.Function
	bodies     map[*ssa.Function]bool
	embeds     map[*types.Var]string

	summaries   map[*types.Func]*summary
	holderFacts map[*types.Var]*holder
	entryCache  map[types.Object]entryList
	implCache   map[*types.Func][]*ssa.Function
	askCache    *[]asking
	boxed       []types.Type                 // of other packages, made interfaces in this one
	funcStores  map[types.Object][]funcStore // functions stored into variables and fields

	written      map[*ssa.Parameter]bool
	functionDone map[*ssa.Function]bool
	calls        []bodyCall
	loads        []declaredLoad

	told map[*Origin]bool // origins that meet a use here
	late bool             // importers have been analyzed already

	holderNames map[token.Pos]string
	// fieldSymbols are the names of fields by where they are declared.
	fieldSymbols map[*types.Package]map[token.Pos]string
	// inputs says of fields that they are of what requests are read into.
	inputs     map[token.Pos]bool
	composites map[token.Pos]*ast.CompositeLit
	testFiles  map[string]bool
	mentioned  map[types.Object]bool // package variables that code other than tests mentions

	contexts contexts // of general uses
}

// A funcStore is a function that is stored, into a map under a key.
type funcStore struct {
	key string // "" for none, or one that is computed
	fn  ssa.Value
}

type entryList struct {
	entries   []*catalog.Entry
	describes bool
}

// A declaredLoad is a read of a variable or field that is declared a secret.
type declaredLoad struct {
	v      *types.Var
	secret string
	instr  ssa.Instruction
}

// run analyzes a package by what a catalog says.
func run(pass *analysis.Pass, cat *catalog.Catalog) (result *Result, err error) {
	// A bug in the engine must neither end the driver, which has other analyzers
	// to run, nor look like a package without findings.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error in package %s: %v: please report it at https://github.com/keyvet/keyvet/issues", pass.Pkg.Path(), p)
		}
	}()
	// The standard library and golang.org/x are described by the catalog.
	if catalog.Described(pass.Pkg.Path()) && !hasModule(pass) {
		return &Result{Settings: settings}, nil
	}
	return analyze(pass, cat, false)
}

// analyze does the work. With everything set it takes no short cuts: no
// package is too dull.
func analyze(pass *analysis.Pass, cat *catalog.Catalog, everything bool) (*Result, error) {
	a := &analysisState{
		pass:     pass,
		settings: settings,
		cat:      cat,
		// Entries are looked up in packages that are not opened too.
		entryCache: make(map[types.Object]entryList),
	}
	res := &Result{Settings: a.settings, link: &linkage{a: a}}

	// Pass 1. What the source says of itself.
	a.parseDirectives()
	res.Directives = a.directives

	// Pass 2. Is there anything to find?
	if a.worthwhile() || everything {
		a.look(res)
	}
	return res, nil
}

// look is the closer look at a package.
func (a *analysisState) look(res *Result) {
	// Pass 3. The graph: edges of every function of the package.
	a.build()
	g := a.newGraph()
	g.tagOrigins()
	g.models()
	for _, fn := range a.funcs {
		g.transfer(fn)
	}
	g.connect()

	// Pass 4. From each sink backward to the origins, and what importers have
	// to know.
	a.solve(g, res)
}

// hasModule reports whether the package is one of a module whose path only
// looks like one of the standard library's.
func hasModule(pass *analysis.Pass) bool {
	m := pass.Module
	if m == nil || m.Path == "" || m.Path == "std" || m.Path == "cmd" {
		return false
	}
	return !strings.HasPrefix(m.Path, "golang.org/x/")
}

// inspect returns the inspector of the package's files. It is made when it is
// first needed, rather than by passes/inspect for every package of every
// program, most of which have nothing to find.
func (a *analysisState) inspect() *inspector.Inspector {
	if a.insp == nil {
		a.insp = inspector.New(a.pass.Files)
	}
	return a.insp
}

// build makes the SSA form of the package's functions.
func (a *analysisState) build() {
	prog := ssa.NewProgram(a.pass.Fset, 0)
	prog.SetNoReturn(a.neverReturns())
	for _, p := range a.pass.Pkg.Imports() {
		prog.CreatePackage(p, nil, nil, true)
	}
	a.ssapkg = prog.CreatePackage(a.pass.Pkg, a.pass.Files, a.pass.TypesInfo, false)
	a.ssapkg.Build()

	a.bodies = make(map[*ssa.Function]bool)
	a.summaries = make(map[*types.Func]*summary)
	a.holderFacts = make(map[*types.Var]*holder)
	a.implCache = make(map[*types.Func][]*ssa.Function)
	a.told = make(map[*Origin]bool)
	a.written = make(map[*ssa.Parameter]bool)
	a.functionDone = make(map[*ssa.Function]bool)
	a.funcStores = make(map[types.Object][]funcStore)
	a.findEmbeds()

	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || a.bodies[fn] || a.skipFile(fn.Pos()) {
			return
		}
		if fn.Blocks == nil {
			return
		}
		a.bodies[fn] = true
		a.funcs = append(a.funcs, fn)
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	// The synthesized initializer holds the package variables' initializers.
	add(a.ssapkg.Func("init"))
	for _, f := range a.pass.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				if obj, ok := a.pass.TypesInfo.Defs[fd.Name].(*types.Func); ok {
					add(prog.FuncValue(obj))
				}
			}
		}
	}
	for _, fn := range a.funcs {
		a.scan(fn)
	}
}

// neverReturns returns the predicate of functions after which nothing of the
// path goes on: those of the standard library and of loggers, and those of this
// package that end in a call of one.
func (a *analysisState) neverReturns() func(*types.Func) bool {
	own := make(map[*types.Func]bool)
	ends := func(fn *types.Func) bool { return own[fn] || noReturn(fn) }
	const rounds = 2 // func usage() { die("…") }; func die(msg string) { os.Exit(1) }
	for range rounds {
		for _, f := range a.pass.Files {
			for _, d := range f.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if !ok || fd.Body == nil || len(fd.Body.List) == 0 {
					continue
				}
				last, ok := fd.Body.List[len(fd.Body.List)-1].(*ast.ExprStmt)
				if !ok {
					continue
				}
				call, ok := last.X.(*ast.CallExpr)
				if !ok || returns(fd.Body) {
					continue
				}
				switch callee := typeutil.Callee(a.pass.TypesInfo, call).(type) {
				case *types.Builtin:
					ok = callee.Name() == "panic"
				case *types.Func:
					ok = ends(callee)
				default:
					ok = false
				}
				if obj, isFunc := a.pass.TypesInfo.Defs[fd.Name].(*types.Func); ok && isFunc {
					own[obj] = true
				}
			}
		}
	}
	return ends
}

// returns reports whether a function's body has a return statement of its own.
func returns(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		}
		return !found
	})
	return found
}

// noReturn reports whether a function never returns, by its name and package.
func noReturn(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	switch fn.Name() {
	case "Fatal", "Fatalf", "Fatalln", "Fatalw", "FatalContext":
		return fn.Signature().Results().Len() == 0 // of any logger: zerolog's begins a chain
	case "Exit", "Goexit", "Panic", "Panicf", "Panicln":
	default:
		return false
	}
	switch fn.Pkg().Path() {
	case "os", "runtime", "log", "syscall",
		"github.com/sirupsen/logrus", "go.uber.org/zap", "github.com/golang/glog", "k8s.io/klog/v2", "k8s.io/klog":
		return true
	}
	return false
}

// skipFile reports whether pos is in a test file that is not to be reported on.
func (a *analysisState) skipFile(pos token.Pos) bool {
	return !a.settings.Tests && a.inTestFile(pos)
}

// ForTests reports whether a file is there for tests, by what it imports.
func ForTests(f *ast.File) bool { return len(testPackages(f)) > 0 }

// testPackages returns the names of the packages for tests that a file imports.
func testPackages(f *ast.File) (names []string) {
	for _, imp := range f.Imports {
		p := strings.Trim(imp.Path.Value, "`\"")
		if p != "testing" && p != "net/http/httptest" && !strings.HasPrefix(p, "github.com/onsi/ginkgo") && !strings.HasPrefix(p, "github.com/stretchr/testify/") {
			continue
		}
		name := withoutMajor(p)
		name = name[strings.LastIndexByte(name, '/')+1:]
		if imp.Name != nil {
			name = imp.Name.Name
		}
		names = append(names, name)
	}
	return names
}

// testsAt reports whether what stands at a position of a file is there for tests: all
// of the file, or one of the few functions in it that use a package for tests.
//
//	func MustNew(t testing.TB) *Config { … require.NoError(t, err) … }
func testsAt(f *ast.File, at token.Pos) bool {
	names := testPackages(f)
	if len(names) == 0 {
		return false
	}
	all, tests := 0, 0
	here := slices.Contains(names, ".")
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		all++
		uses := false
		ast.Inspect(fd, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				id, ok := sel.X.(*ast.Ident)
				uses = uses || ok && slices.Contains(names, id.Name)
			}
			return !uses
		})
		if uses {
			tests++
			here = here || fd.Pos() <= at && at < fd.End()
		}
	}
	const few = 4 // of which one is
	return here || tests*few >= all
}

// forTests reports whether pos is in such a file.
func (a *analysisState) forTests(pos token.Pos) bool {
	return pos.IsValid() && slices.ContainsFunc(a.pass.Files, func(f *ast.File) bool {
		return f.FileStart <= pos && pos < f.FileEnd && testsAt(f, pos)
	})
}

func (a *analysisState) inTestFile(pos token.Pos) bool {
	if !pos.IsValid() {
		return false
	}
	tf := a.pass.Fset.File(pos)
	return tf != nil && strings.HasSuffix(tf.Name(), "_test.go")
}

func (a *analysisState) findEmbeds() {
	for _, f := range a.pass.Files {
		for _, d := range f.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok || gd.Tok != token.VAR {
				continue
			}
			for _, s := range gd.Specs {
				vs := s.(*ast.ValueSpec)
				doc := vs.Doc
				if doc == nil {
					doc = gd.Doc
				}
				if doc == nil || len(vs.Names) != 1 {
					continue
				}
				for _, c := range doc.List {
					if pat, ok := strings.CutPrefix(c.Text, "//go:embed "); ok {
						if v, ok := a.pass.TypesInfo.Defs[vs.Names[0]].(*types.Var); ok && isBytes(v.Type()) {
							if a.embeds == nil {
								a.embeds = make(map[*types.Var]string)
							}
							a.embeds[v] = strings.TrimSpace(pat)
						}
					}
				}
			}
		}
	}
}

func (a *analysisState) newGraph() *graph {
	return &graph{
		a:         a,
		seen:      make(map[edgeKey]bool),
		values:    make(map[ssa.Value]node),
		results:   make(map[resultKey]node),
		tuples:    make(map[callKey]node),
		holders:   make(map[*types.Var]node),
		inst:      make(map[instKey]node),
		consts:    make(map[constKey]node),
		mapKeys:   make(map[string]mapKey),
		inDocs:    make(map[docKey]*Origin),
		documents: make(map[node][]*Origin),
	}
}

// body returns the function of this package that runs when fn is called, nil
// when its body is elsewhere: the generic function of an instance, the method
// behind a wrapper.
func (a *analysisState) body(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if a.bodies[fn] {
		return fn
	}
	if obj, ok := fn.Object().(*types.Func); ok && obj.Pkg() == a.pass.Pkg {
		if m := a.ssapkg.Prog.FuncValue(obj.Origin()); m != nil && a.bodies[m] {
			return m
		}
	}
	return nil
}

// implementations returns the methods of this package that a call through an
// interface may run.
func (a *analysisState) implementations(c *ssa.CallCommon) []*ssa.Function {
	iface, ok := c.Value.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	if fns, ok := a.implCache[c.Method]; ok {
		return fns
	}
	var fns []*ssa.Function
	scope := a.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		named, ok := tn.Type().(*types.Named)
		if !ok || types.IsInterface(named) || named.TypeParams().Len() > 0 {
			continue
		}
		var t types.Type = named
		if !types.Implements(t, iface) {
			t = types.NewPointer(named)
			if !types.Implements(t, iface) {
				continue
			}
		}
		if sel := types.NewMethodSet(t).Lookup(c.Method.Pkg(), c.Method.Name()); sel != nil {
			if obj, ok := sel.Obj().(*types.Func); ok && obj.Pkg() == a.pass.Pkg {
				if m := a.ssapkg.Prog.FuncValue(obj.Origin()); m != nil && a.bodies[m] {
					fns = append(fns, m)
				}
			}
		}
	}
	const tooMany = 8 // an interface that everything implements says nothing
	if len(fns) > tooMany {
		fns = nil
	}
	a.implCache[c.Method] = fns
	return fns
}

// importedImplementations returns the methods of other packages that a call
// through an interface may run, as far as this package makes an interface of
// their types.
func (a *analysisState) importedImplementations(c *ssa.CallCommon) []*types.Func {
	iface, ok := c.Value.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var fns []*types.Func
	for _, t := range a.boxed {
		if !types.Implements(t, iface) {
			continue
		}
		if sel := types.NewMethodSet(t).Lookup(c.Method.Pkg(), c.Method.Name()); sel != nil {
			fns = append(fns, sel.Obj().(*types.Func))
		}
	}
	return fns
}

// scan notes what the graph of one function needs to know of others.
func (a *analysisState) scan(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch v := in.(type) {
			case *ssa.MakeInterface:
				t := v.X.Type()
				named, ok := types.Unalias(deref(t)).(*types.Named)
				if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg() == a.pass.Pkg || catalog.Described(named.Obj().Pkg().Path()) {
					continue
				}
				if !slices.ContainsFunc(a.boxed, func(u types.Type) bool { return types.Identical(t, u) }) {
					a.boxed = append(a.boxed, t)
				}
			case *ssa.Store:
				if !isFunction(v.Val.Type()) && !isFunctions(v.Val.Type()) {
					continue
				}
				if obj := holderObject(v.Addr); obj != nil {
					a.funcStores[obj] = append(a.funcStores[obj], funcStore{"", v.Val})
				}
			case *ssa.MapUpdate:
				if _, ok := v.Value.Type().Underlying().(*types.Signature); ok {
					key, _ := constName(v.Key)
					for _, obj := range a.mapHolders(v.Map) {
						a.funcStores[obj] = append(a.funcStores[obj], funcStore{key, v.Value})
					}
				}
			}
		}
	}
}

// mapHolders returns the package variables and fields that hold a map.
func (a *analysisState) mapHolders(m ssa.Value) []types.Object {
	switch m := m.(type) {
	case *ssa.UnOp:
		if obj := holderObject(m.X); obj != nil && m.Op == token.MUL {
			return []types.Object{obj}
		}
	case *ssa.MakeMap:
		var out []types.Object
		for _, r := range *m.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Val == m {
				if obj := holderObject(st.Addr); obj != nil {
					out = append(out, obj)
				}
			}
		}
		return out
	}
	return nil
}

// holderObject returns the package variable or field at an address, nil for
// another.
func holderObject(addr ssa.Value) types.Object {
	switch addr := addr.(type) {
	case *ssa.Global:
		return addr.Object()
	case *ssa.FieldAddr:
		if f, _ := structField(addr.X.Type(), addr.Field); f != nil {
			return f.Origin()
		}
	}
	return nil
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// localFunctions returns the functions of this package that a function value
// may be, as far as its own function shows.
func (a *analysisState) localFunctions(v ssa.Value, depth int) []*ssa.Function {
	if depth > 4 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Function:
		return []*ssa.Function{v}
	case *ssa.MakeClosure:
		return []*ssa.Function{v.Fn.(*ssa.Function)}
	case *ssa.ChangeType:
		return a.localFunctions(v.X, depth+1)
	case *ssa.Call:
		// What a function of this package returns: a sequence, a decorated
		// handler.
		callee := v.Call.StaticCallee()
		if callee == nil {
			return nil
		}
		body := a.body(callee)
		if body == nil {
			return nil
		}
		var fns []*ssa.Function
		for _, b := range body.Blocks {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(ret.Results) == 1 {
				fns = append(fns, a.localFunctions(ret.Results[0], depth+1)...)
			}
		}
		return fns
	case *ssa.Phi:
		var fns []*ssa.Function
		for _, e := range v.Edges {
			fns = append(fns, a.localFunctions(e, depth+1)...)
		}
		return fns
	case *ssa.FreeVar:
		if b := binding(v); b != nil {
			return a.localFunctions(b, depth+1)
		}
	case *ssa.Extract:
		if l, ok := v.Tuple.(*ssa.Lookup); ok && v.Index == 0 {
			return a.localFunctions(l, depth+1)
		}
	case *ssa.Lookup: // commands["sign"]
		var stores []funcStore
		if mm, ok := v.X.(*ssa.MakeMap); ok {
			for _, r := range *mm.Referrers() {
				if up, ok := r.(*ssa.MapUpdate); ok {
					key, _ := constName(up.Key)
					stores = append(stores, funcStore{key, up.Value})
				}
			}
		}
		for _, obj := range a.mapHolders(v.X) {
			stores = append(stores, a.funcStores[obj]...)
		}
		if key, _ := constName(v.Index); key != "" {
			stores = slices.DeleteFunc(stores, func(s funcStore) bool { return s.key != "" && s.key != key })
		}
		const tooMany = 32
		if len(stores) > tooMany {
			return nil
		}
		var fns []*ssa.Function
		for _, s := range stores {
			fns = append(fns, a.localFunctions(s.fn, depth+1)...)
		}
		return fns
	case *ssa.UnOp:
		// A variable of function type that is stored to once or twice.
		var fns []*ssa.Function
		if al, ok := v.X.(*ssa.Alloc); ok {
			for _, r := range *al.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == al {
					fns = append(fns, a.localFunctions(st.Val, depth+1)...)
				}
			}
		} else if fv, ok := v.X.(*ssa.FreeVar); ok {
			if al, ok := binding(fv).(*ssa.Alloc); ok {
				for _, r := range *al.Referrers() {
					if st, ok := r.(*ssa.Store); ok && st.Addr == al {
						fns = append(fns, a.localFunctions(st.Val, depth+1)...)
					}
				}
			}
		} else if ia, ok := v.X.(*ssa.IndexAddr); ok {
			const tooMany = 16 // handlers of all sorts
			if fns = a.listed(ia.X, depth+1); len(fns) > tooMany {
				return nil
			}
		} else if obj := holderObject(v.X); obj != nil {
			const tooMany = 4 // a hook that everybody sets
			if stores := a.funcStores[obj]; len(stores) <= tooMany {
				for _, s := range stores {
					fns = append(fns, a.localFunctions(s.fn, depth+1)...)
				}
			}
		}
		return fns
	}
	return nil
}

// listed returns the functions of this package that are in a list.
//
//	for _, step := range []func(*Tx, []byte) error{reseal, recheck} { err = step(tx, key) … }
func (a *analysisState) listed(v ssa.Value, depth int) (fns []*ssa.Function) {
	const deepest = 8
	seen := make(map[ssa.Value]bool)
	var list func(v ssa.Value, far int)
	list = func(v ssa.Value, far int) {
		if far > deepest || seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Slice:
			list(v.X, far+1)
		case *ssa.ChangeType:
			list(v.X, far+1)
		case *ssa.Phi:
			for _, e := range v.Edges {
				list(e, far+1)
			}
		case *ssa.Call:
			if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
				for _, arg := range v.Call.Args {
					list(arg, far+1)
				}
			}
		case *ssa.Alloc: // of a list that is written out, or a variable that has one
			for _, r := range *v.Referrers() {
				switch r := r.(type) {
				case *ssa.Store:
					if r.Addr == v {
						list(r.Val, far+1)
					}
				case *ssa.IndexAddr:
					for _, rr := range *r.Referrers() {
						if st, ok := rr.(*ssa.Store); ok && st.Addr == r {
							fns = append(fns, a.localFunctions(st.Val, depth+1)...)
						}
					}
				}
			}
		case *ssa.UnOp:
			if obj := holderObject(v.X); obj != nil {
				for _, s := range a.funcStores[obj] {
					list(s.fn, far+1)
				}
				return
			}
			list(v.X, far+1)
		}
	}
	list(v, 0)
	return fns
}

func isFunction(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// isFunctions reports whether t is a list of functions.
func isFunctions(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && isFunction(s.Elem())
}

// entries returns the catalog's entries for a function, and whether they tell
// all that is to be known of it, so that a summary is not looked at.
func (a *analysisState) entries(fn *types.Func) ([]*catalog.Entry, bool) {
	fn = fn.Origin()
	if l, ok := a.entryCache[fn]; ok {
		return l.entries, l.describes
	}
	var l entryList
	path := fn.Pkg().Path()
	if p := a.cat.Package(path); p != nil {
		for _, e := range p.Lookup(catalog.FuncSymbol(fn)) {
			if p.Borrowed && !portsMatch(fn, e) {
				continue
			}
			l.entries = append(l.entries, e)
			if e.Verb != catalog.Leak && e.Verb != catalog.Keyless && e.Verb != catalog.Call && !e.Asks() && e.Only == "" {
				l.describes = true
			}
		}
	}
	if fn.Pkg() != a.pass.Pkg && catalog.Described(path) {
		l.describes = true
	}
	a.entryCache[fn] = l
	return l.entries, l.describes
}

// portsMatch reports whether the parameters that a borrowed entry names are
// those of the function.
func portsMatch(fn *types.Func, e *catalog.Entry) bool {
	for _, p := range []catalog.Port{e.Port, e.To} {
		if p.Kind != catalog.Arg || p.Name == "" {
			continue
		}
		params := fn.Signature().Params()
		if p.Index >= params.Len() || params.At(p.Index).Name() != p.Name {
			return false
		}
	}
	return true
}

// asked returns the entries of the interfaces through which a library gets a key
// from a method: those that the package or its imports know, by the method's name
// and the type of its receiver.
func (a *analysisState) asked(fn *ssa.Function) []*catalog.Entry {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Signature().Recv() == nil || fn.Parent() != nil {
		return nil
	}
	recv := obj.Signature().Recv().Type()
	if named, ok := types.Unalias(deref(recv)).(*types.Named); !ok || named.TypeParams().Len() > 0 {
		return nil
	}
	var out []*catalog.Entry
	for _, ask := range a.asks() {
		// The method set of a pointer has all methods.
		if ask.method.Name() == obj.Name() && types.Implements(types.NewPointer(deref(recv)), ask.iface) {
			out = append(out, ask.entry)
		}
	}
	return out
}

// An asking is a method of an interface by which a library asks for a key.
type asking struct {
	iface  *types.Interface
	method *types.Func
	entry  *catalog.Entry
}

// asks returns the methods by which imported libraries ask for keys.
func (a *analysisState) asks() []asking {
	if a.askCache != nil {
		return *a.askCache
	}
	var out []asking
	for _, imp := range a.pass.Pkg.Imports() {
		p := a.cat.Package(imp.Path())
		if p == nil || !slices.ContainsFunc(p.Entries, (*catalog.Entry).Asks) {
			continue
		}
		for _, name := range imp.Scope().Names() {
			tn, ok := imp.Scope().Lookup(name).(*types.TypeName)
			if !ok || tn.IsAlias() {
				continue
			}
			iface, ok := tn.Type().Underlying().(*types.Interface)
			if !ok {
				continue
			}
			for m := range iface.ExplicitMethods() {
				for _, e := range p.Lookup(catalog.FuncSymbol(m)) {
					if e.Asks() && !(p.Borrowed && !portsMatch(m, e)) {
						out = append(out, asking{iface, m, e})
					}
				}
			}
		}
	}
	a.askCache = &out
	return out
}

// fieldEntries returns the catalog's entries for a struct field.
func (a *analysisState) fieldEntries(owner *types.TypeName, f *types.Var) []*catalog.Entry {
	if owner.Pkg() == nil {
		return nil
	}
	if l, ok := a.entryCache[f.Origin()]; ok {
		return l.entries
	}
	var l entryList
	if p := a.cat.Package(owner.Pkg().Path()); p != nil {
		l.entries = p.Lookup(catalog.FieldSymbol(owner, f.Name()))
	}
	a.entryCache[f.Origin()] = l
	return l.entries
}

// varEntries returns the catalog's entries for a package variable.
func (a *analysisState) varEntries(v *types.Var) []*catalog.Entry {
	if p := a.cat.Package(v.Pkg().Path()); p != nil {
		return p.Lookup(catalog.VarSymbol(v))
	}
	return nil
}

// publicPort reports whether the catalog calls a parameter a public key.
func (a *analysisState) publicPort(fn *types.Func, param int) bool {
	if fn.Signature().Recv() != nil {
		param--
	}
	entries, _ := a.entries(fn)
	for _, e := range entries {
		if e.Verb == catalog.Public && e.Port.Kind == catalog.Arg && e.Port.Index == param {
			return true
		}
	}
	return false
}

func (a *analysisState) isLabel(s string) bool { return a.cat.IsLabel(s) }

// loadGlobal notes the read of a package variable that is declared a secret.
func (a *analysisState) loadGlobal(v ssa.Instruction, gl *ssa.Global) {
	obj, ok := gl.Object().(*types.Var)
	if !ok || obj.Pkg() == nil {
		return
	}
	if name := a.declaredVar(obj, catalog.VarSymbol(obj)); name != "" {
		a.loads = append(a.loads, declaredLoad{obj, name, v})
	}
}

// loadField notes the read of field i of x when it is declared a secret.
func (a *analysisState) loadField(v ssa.Value, x ssa.Value, i int) {
	f, owner := structField(x.Type(), i)
	if f == nil || owner == nil || owner.Pkg() == nil || f.Pkg() == a.pass.Pkg {
		return
	}
	name := a.declaredVar(f.Origin(), catalog.FieldSymbol(owner, f.Name()))
	if name == "" {
		return
	}
	if _, ok := v.(*ssa.Field); ok {
		a.loads = append(a.loads, declaredLoad{f, name, v.(ssa.Instruction)})
		return
	}
	for _, r := range *v.Referrers() {
		if l, ok := r.(*ssa.UnOp); ok && l.Op == token.MUL {
			a.loads = append(a.loads, declaredLoad{f, name, l})
			return
		}
	}
}
