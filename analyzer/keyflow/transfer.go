// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// transfer adds the edges of one function.
func (g *graph) transfer(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			g.instr(fn, instr)
		}
	}
}

func (g *graph) instr(fn *ssa.Function, instr ssa.Instruction) {
	switch v := instr.(type) {
	case *ssa.Alloc:
		if size, ok := byteLiteral(v); ok {
			n := g.value(v)
			g.info[n].orig = append(g.info[n].orig, g.a.byteLiteral(v, size))
		}

	case *ssa.Phi:
		for _, x := range v.Edges {
			g.flow(g.value(v), g.operand(x, v))
		}

	case *ssa.UnOp:
		switch v.Op {
		case token.MUL: // *p: the content of p
			g.load(v)
		case token.ARROW:
			g.flow(g.value(v), g.operand(v.X, v))
		}

	case *ssa.BinOp:
		if v.Op == token.ADD && isString(v.Type()) {
			to := g.value(v)
			g.add(to, g.operand(v.X, v), edge{mixed: true, mark: partial})
			g.add(to, g.operand(v.Y, v), edge{mixed: true, mark: partial})
		}

	case *ssa.ChangeType, *ssa.MultiConvert, *ssa.ChangeInterface, *ssa.SliceToArrayPointer, *ssa.IndexAddr, *ssa.Index:
		to := v.(ssa.Value)
		from := firstOperand(to)
		g.add(g.value(to), g.operand(from, instr), edge{kind: elementKind(to), key: g.constIndex(to)})
		g.convertFields(to.Type(), from.Type())
	case *ssa.Convert:
		if carries(v.X.Type()) {
			g.flow(g.value(v), g.operand(v.X, v))
		} else if alloc, size, ok := runeLiteral(v.X); ok {
			n := g.value(v)
			g.info[n].orig = append(g.info[n].orig, g.a.byteLiteral(alloc, size))
		}
	case *ssa.MakeInterface:
		g.add(g.value(v), g.operand(v.X, v), edge{notBytes: !isBytes(v.X.Type()) && !isKeyFunc(v.X.Type()) && !isReader(v.X.Type())})
	case *ssa.TypeAssert:
		if v.CommaOk {
			g.flow(g.callResult(v, 0), g.operand(v.X, v))
		} else {
			g.flow(g.value(v), g.operand(v.X, v))
		}
	case *ssa.Slice:
		g.add(g.value(v), g.operand(v.X, v), edge{mark: slicing(v)})
	case *ssa.Lookup: // m[k]
		if isString(v.X.Type()) {
			return
		}
		g.lookup(fn, v)
	case *ssa.Range:
		g.flow(g.rangeNode(v), g.operand(v.X, v))
	case *ssa.Next:
		if rng, ok := v.Iter.(*ssa.Range); ok && !v.IsString {
			g.flow(g.callResult(v, 2), g.rangeNode(rng))
		}
	case *ssa.Extract:
		g.flow(g.value(v), g.callResult(v.Tuple, v.Index))
	case *ssa.FieldAddr:
		g.flow(g.value(v), g.field(v, v.X, v.Field))
		g.a.loadField(v, v.X, v.Field)
	case *ssa.Field:
		g.flow(g.value(v), g.field(v, v.X, v.Field))
		g.a.loadField(v, v.X, v.Field)
	case *ssa.MakeClosure:
		g.closure(v)
	case *ssa.Select:
		for i, st := range v.States {
			if st.Dir == types.RecvOnly {
				g.flow(g.callResult(v, 2+i), g.operand(st.Chan, v))
			}
		}
	case *ssa.Send:
		g.store(v.Chan, v.X, v)
	case *ssa.Store:
		if !g.a.isReplaced(v) && !g.a.onlyForTests(v.Addr) {
			g.store(v.Addr, v.Val, v)
		}
	case *ssa.MapUpdate:
		g.mapUpdate(v)
		g.mapSinks(v)
	case *ssa.Return:
		for i, x := range v.Results {
			n := g.operand(x, v)
			if _, ok := x.(*ssa.Const); ok && (noValue(v) || n != noNode && g.info[n].mask) {
				continue
			}
			g.flow(g.result(fn, i), n)
			g.returnSinks(fn, v, i, n)
		}
	case *ssa.Call:
		g.call(fn, v, v)
	case *ssa.Go:
		g.call(fn, v, nil)
	case *ssa.Defer:
		g.call(fn, v, nil)
	}
}

// onlyForTests reports whether an address is in a package variable that nothing
// but tests can read: the settings of a test, in a file that is none by its name.
//
//	var testConfig = config.Config{EncryptionKey: "…"}
func (a *analysisState) onlyForTests(addr ssa.Value) bool {
	switch v := addr.(type) {
	case *ssa.Global:
		return a.unread(v.Object())
	case *ssa.FieldAddr:
		return a.onlyForTests(v.X)
	case *ssa.IndexAddr:
		return a.onlyForTests(v.X)
	case *ssa.Alloc: // a literal, which is put into the variable when it is complete
		if v.Comment != "complit" || v.Parent() != a.ssapkg.Func("init") {
			return false
		}
		for _, r := range *v.Referrers() {
			if load, ok := r.(*ssa.UnOp); ok && load.Op == token.MUL {
				if at := storedAt(load); at != nil {
					return a.onlyForTests(at)
				}
			}
		}
		at := storedAt(v)
		return at != nil && a.onlyForTests(at)
	}
	return false
}

// storedAt returns the address that a value is stored at, nil when it is not.
func storedAt(v ssa.Value) ssa.Value {
	for _, r := range *v.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Val == v {
			return st.Addr
		}
	}
	return nil
}

// unread reports whether no code of the package but tests mentions an unexported
// variable.
func (a *analysisState) unread(obj types.Object) bool {
	if a.settings.Tests || obj == nil || obj.Exported() || obj.Parent() != a.pass.Pkg.Scope() {
		return false
	}
	if a.mentioned == nil {
		a.mentioned = make(map[types.Object]bool)
		for id, used := range a.pass.TypesInfo.Uses {
			if v, ok := used.(*types.Var); ok && !v.IsField() && v.Parent() == a.pass.Pkg.Scope() && !a.inTestFile(id.Pos()) {
				a.mentioned[v] = true
			}
		}
	}
	return !a.mentioned[obj]
}

// firstOperand returns X of a value that is made from one X.
func firstOperand(v ssa.Value) ssa.Value {
	return *v.(ssa.Instruction).Operands(nil)[0]
}

// noValue reports whether a function returns the word that there is no value.
func noValue(v *ssa.Return) bool { return len(v.Results) >= 2 && returnsError(v) }

// hides reports whether a function is there to make records fit to be shown.
func hides(fn *ssa.Function) bool {
	for _, w := range Words(fn.Name()) {
		switch w {
		case "obfuscate", "obfuscated", "redact", "redacted", "mask", "masked", "sanitize", "sanitized", "sanitise", "scrub", "scrubbed", "censor", "hide", "anonymize", "desensitize", "conceal":
			return true
		}
	}
	return false
}

// convertFields adds the flow between the fields of structs of different types
// that are converted, Config(input), and of types without a name that are the same
// but written twice, Hook: struct{ Key string }{key}; of single ones, and of the
// elements of lists.
func (g *graph) convertFields(to, from types.Type) {
	const deepest = 3 // []*struct{ … }
	to, from = deref(to), deref(from)
	for range deepest {
		t, f := elementType(to), elementType(from)
		if t == nil || f == nil {
			break
		}
		to, from = deref(t), deref(f)
	}
	t, ok := to.Underlying().(*types.Struct)
	f, ok2 := from.Underlying().(*types.Struct)
	if !ok || !ok2 || t == f || t.NumFields() != f.NumFields() {
		return
	}
	for i := range t.NumFields() {
		x, y := t.Field(i).Origin(), f.Field(i).Origin()
		if x != y && carries(x.Type()) && x.Pkg() != nil && y.Pkg() != nil && !catalog.Described(y.Pkg().Path()) {
			g.flow(g.holder(x), g.holder(y))
		}
	}
}

// elementKind is the kind of the edge by which an element leaves an array.
func elementKind(v ssa.Value) edgeKind {
	if _, ok := arrayIndex(v); ok {
		return get
	}
	return flow
}

// constIndex returns the key that stands for the constant index of an element
// of an array of this function.
func (g *graph) constIndex(v ssa.Value) mapKey {
	if i, ok := arrayIndex(v); ok {
		return g.keyNamed("#" + i)
	}
	return 0
}

// arrayIndex returns the constant index of an element of a local array that is
// seen as a whole, or of a variadic parameter, which callers write out:
//
//	func sign(parts ...string) []byte { m := hmac.New(sha256.New, []byte(parts[0])) … }
func arrayIndex(v ssa.Value) (string, bool) {
	var x, index ssa.Value
	switch v := v.(type) {
	case *ssa.IndexAddr:
		x, index = v.X, v.Index
	case *ssa.Index:
		x, index = v.X, v.Index
		if load, ok := x.(*ssa.UnOp); ok && load.Op == token.MUL {
			x = load.X
		}
	default:
		return "", false
	}
	if sl, ok := x.(*ssa.Slice); ok && sl.Low == nil {
		x = sl.X
	}
	if fv, ok := x.(*ssa.FreeVar); ok {
		x = binding(fv)
	}
	switch x := x.(type) {
	case *ssa.Alloc:
		arr, ok := deref(x.Type()).Underlying().(*types.Array)
		if !ok || isByte(arr.Elem()) {
			return "", false
		}
	case *ssa.Parameter:
		fn := x.Parent()
		if !fn.Signature.Variadic() || x != fn.Params[len(fn.Params)-1] || isBytes(x.Type()) {
			return "", false
		}
	default:
		return "", false
	}
	c, ok := index.(*ssa.Const)
	if !ok || c.Value == nil {
		return "", false
	}
	return c.Value.ExactString(), true
}

// shownOnly reports whether x is a struct of this function whose fields are set
// and which then goes nowhere but to functions that show it, such as
// json.Marshal and log.Print.
func shownOnly(x ssa.Value) bool {
	alloc, ok := x.(*ssa.Alloc)
	if !ok {
		return false
	}
	shown := false
	for _, r := range *alloc.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.FieldAddr:
			for _, r := range *r.Referrers() {
				if _, ok := r.(*ssa.Store); !ok {
					return false
				}
			}
		case *ssa.Store:
			if r.Val == x {
				return false
			}
		case *ssa.UnOp, *ssa.MakeInterface:
			if !goesToShow(r.(ssa.Value), 0) {
				return false
			}
			shown = true
		default:
			return false
		}
	}
	return shown
}

// goesToShow reports whether v goes nowhere but to functions of the standard
// library.
func goesToShow(v ssa.Value, depth int) bool {
	if depth > 4 {
		return false
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.MakeInterface:
			if !goesToShow(r, depth+1) {
				return false
			}
		case *ssa.Slice:
			if !goesToShow(r, depth+1) {
				return false
			}
		case *ssa.Store: // an element of variadic arguments
			ia, ok := r.Addr.(*ssa.IndexAddr)
			if !ok || r.Val != v {
				return false
			}
			args, ok := ia.X.(*ssa.Alloc)
			if !ok || args.Comment != "varargs" {
				return false
			}
			for _, r := range *args.Referrers() {
				if sl, ok := r.(*ssa.Slice); ok && !goesToShow(sl, depth+1) {
					return false
				}
			}
		case *ssa.Call:
			callee := r.Call.StaticCallee()
			if callee == nil || callee.Pkg == nil || !catalog.IsStd(callee.Pkg.Pkg.Path()) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// lookup adds the flow of m[k].
func (g *graph) lookup(fn *ssa.Function, v *ssa.Lookup) {
	var to node
	if v.CommaOk {
		to = g.callResult(v, 0)
	} else {
		to = g.value(v)
	}
	from := g.operand(v.X, v)
	if to == noNode || from == noNode {
		return
	}
	if k := g.mapKey(v.Index); k != 0 {
		g.add(to, from, edge{kind: get, key: k})
		return
	}
	if i, ok := g.keyParam(v.Index, fn); ok {
		g.paramLookups = append(g.paramLookups, paramLookup{fn, i, to, from})
		return
	}
	g.flow(to, from)
}

// mapUpdate adds the flow of m[k] = v.
func (g *graph) mapUpdate(v *ssa.MapUpdate) {
	from := g.operand(v.Value, v)
	if from == noNode {
		return
	}
	e := edge{}
	if k := g.mapKey(v.Key); k != 0 {
		e = edge{kind: put, key: k}
	} else if i, ok := g.keyParam(v.Key, v.Parent()); ok {
		g.paramUpdates = append(g.paramUpdates, paramUpdate{v, i, from})
		return
	}
	for _, root := range g.roots(v.Map, 0) {
		g.add(root, from, e)
	}
}

// keyParam returns the parameter of fn that a map's key is.
func (g *graph) keyParam(key ssa.Value, fn *ssa.Function) (int, bool) {
	p, ok := key.(*ssa.Parameter)
	if !ok || p.Parent() != fn || !isString(p.Type()) {
		return 0, false
	}
	return paramIndex(p), true
}

// mapKey returns the constant string that v is as the key of a map.
func (g *graph) mapKey(v ssa.Value) mapKey {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return 0
	}
	return g.keyNamed(constant.StringVal(c.Value))
}

func (g *graph) keyNamed(s string) mapKey {
	k, ok := g.mapKeys[s]
	if !ok {
		g.keyNames = append(g.keyNames, s)
		k = mapKey(len(g.keyNames))
		g.mapKeys[s] = k
	}
	return k
}

// keyName is the inverse of keyNamed; "" for no key.
func (g *graph) keyName(k mapKey) string {
	if k == 0 {
		return ""
	}
	return g.keyNames[k-1]
}

// isIndex reports whether a key is the index of an array's element.
func (g *graph) isIndex(k mapKey) bool { return strings.HasPrefix(g.keyNames[k-1], "#") }

// element returns the node of the element of a map under a key, that of the
// map for no key.
func (g *graph) element(m node, key string) node {
	if key == "" || m == noNode {
		return m
	}
	n := g.newNode(nodeInfo{})
	g.add(n, m, edge{kind: get, key: g.keyNamed(key)})
	return n
}

// slicing returns the mark of what a slice expression takes out of a string: a
// piece between computed positions is what a parser cuts out of a text that
// holds other things too.
func slicing(v *ssa.Slice) mark {
	if !isString(v.X.Type()) {
		return 0
	}
	for _, bound := range []ssa.Value{v.Low, v.High} {
		if bound == nil {
			continue
		}
		if _, ok := bound.(*ssa.Const); !ok {
			return piece
		}
	}
	return 0
}

// load adds the flow of *p.
func (g *graph) load(v *ssa.UnOp) {
	to := g.value(v)
	g.flow(to, g.operand(v.X, v))
	if gl, ok := v.X.(*ssa.Global); ok && to != noNode {
		g.a.loadGlobal(v, gl)
	}
}

// rangeNode is the node of a range iterator, which has no carrying type.
func (g *graph) rangeNode(v *ssa.Range) node {
	k := callKey{v, -1}
	if n, ok := g.tuples[k]; ok {
		return n
	}
	n := g.newNode(nodeInfo{val: v})
	g.tuples[k] = n
	return n
}

// field returns the node of field i of the struct (or pointer to struct) x, as
// seen by instruction v.
func (g *graph) field(v ssa.Value, x ssa.Value, i int) node {
	f, owner := structField(x.Type(), i)
	if f == nil || !carries(f.Type()) {
		return noNode
	}
	if owner == nil && isPart(x) || !g.byInstance(f, owner) && (f.Pkg() == g.a.pass.Pkg || !g.ofSource(x, 0)) {
		return g.holder(f)
	}
	// A field of a type of the standard library belongs to its instance:
	// programs put all sorts of things into one http.Cookie.Value or another.
	root := noNode
	if _, ok := x.(*ssa.Const); !ok {
		root = g.value(x)
	}
	if root == noNode {
		return noNode
	}
	k := instKey{root, i}
	n, ok := g.inst[k]
	if !ok {
		n = g.newNode(nodeInfo{val: v})
		g.inst[k] = n
		if !hasOwnFields(x) {
			g.flow(n, root)
		}
	}
	return n
}

// ofSource reports whether a value is what a catalogued source hands over, or a
// part of it: the library fills its fields, and each answer has its own.
//
//	out, err := client.GetSecretValue(ctx, in)
//	return []byte(*out.SecretString), err
func (g *graph) ofSource(v ssa.Value, depth int) bool {
	if depth > 8 {
		return false
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return g.ofSource(v.X, depth+1)
	case *ssa.Field:
		return g.ofSource(v.X, depth+1)
	case *ssa.UnOp:
		return v.Op == token.MUL && g.ofSource(v.X, depth+1)
	case *ssa.Extract:
		return g.ofSource(v.Tuple, depth+1)
	case *ssa.Alloc: // a struct result, put into a variable
		for _, r := range *v.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == v {
				return g.ofSource(st.Val, depth+1)
			}
		}
	case *ssa.Call:
		var obj *types.Func
		if v.Call.IsInvoke() {
			obj = v.Call.Method
		} else if fn := v.Call.StaticCallee(); fn != nil {
			obj, _ = fn.Object().(*types.Func)
		}
		if obj == nil || obj.Pkg() == nil {
			return false
		}
		entries, _ := g.a.entries(obj)
		return slices.ContainsFunc(entries, func(e *catalog.Entry) bool { return e.Verb == catalog.Source && e.Port.Kind == catalog.Result })
	}
	return false
}

// hasOwnFields reports whether x is a struct made in this function, whose
// fields are set one by one.
func hasOwnFields(x ssa.Value) bool {
	a, ok := x.(*ssa.Alloc)
	return ok && (a.Comment == "complit" || a.Comment == "new")
}

// byInstance reports whether a field is tracked for each instance apart.
func (g *graph) byInstance(f *types.Var, owner *types.TypeName) bool {
	if f.Pkg() == nil {
		return true
	}
	if owner == nil {
		// A field of an unnamed struct, such as a row of a table.
		return f.Pkg() != g.a.pass.Pkg
	}
	return catalog.Described(f.Pkg().Path()) || isPairValue(f, owner) || isOptional(f, owner) || g.keepsAnyKey(f, owner)
}

// keepsAnyKey reports whether a field of a library is there for keys of all
// sorts, as the catalog says: one jose.JSONWebKey.Key signs, another is a client's
// public key. So it is with the list of a set of them.
func (g *graph) keepsAnyKey(f *types.Var, owner *types.TypeName) bool {
	return f.Pkg() != g.a.pass.Pkg && (g.anyKey(f, owner) != nil || g.listsKeys(f))
}

// holdsKeys reports whether a field of a library is the key of an object that stands
// for one, the list of a set of these, or another that the catalog says makes up its
// object: what has the one has the other.
//
//	set := &jose.JSONWebKeySet{Keys: keys}
//	block := &pem.Block{Type: "PRIVATE KEY", Bytes: der}
func (g *graph) holdsKeys(f *types.Var, owner *types.TypeName) bool {
	if f.Pkg() == g.a.pass.Pkg || f.Pkg() == nil {
		return false
	}
	if e := g.anyKey(f, owner); e != nil && e.Use == "hold" || g.listsKeys(f) {
		return true
	}
	return slices.ContainsFunc(g.a.cat.Package(f.Pkg().Path()).Lookup(catalog.FieldSymbol(owner, f.Name())), func(e *catalog.Entry) bool {
		return e.Verb == catalog.Pass && e.Port.Kind == catalog.Value && e.Only == ""
	})
}

// anyKey returns what the catalog says of a field for keys of all sorts.
func (g *graph) anyKey(f *types.Var, owner *types.TypeName) *catalog.Entry {
	entries := g.a.cat.Package(f.Pkg().Path()).Lookup(catalog.FieldSymbol(owner, f.Name()))
	i := slices.IndexFunc(entries, func(e *catalog.Entry) bool { return e.Verb == catalog.Sink && e.Key == "any" })
	if i < 0 {
		return nil
	}
	return entries[i]
}

// listsKeys reports whether a field is a list of objects of its library that stand
// for keys.
func (g *graph) listsKeys(f *types.Var) bool {
	list, ok := f.Type().Underlying().(*types.Slice)
	if !ok {
		return false
	}
	of, ok := types.Unalias(withoutPointers(list.Elem())).(*types.Named)
	if !ok || of.Obj().Pkg() != f.Pkg() {
		return false
	}
	st, ok := of.Underlying().(*types.Struct)
	return ok && slices.ContainsFunc(slices.Collect(st.Fields()), func(in *types.Var) bool {
		e := g.anyKey(in, of.Obj())
		return e != nil && e.Use == "hold"
	})
}

// isPart reports whether x is a package variable or a field: there the fields of
// an unnamed struct are one each, conf.Security.SecretKey, cfg.Auth.Key.
func isPart(x ssa.Value) bool {
	switch x := x.(type) {
	case *ssa.Global:
		return true
	case *ssa.FieldAddr:
		f, _ := structField(x.X.Type(), x.Field)
		return f != nil && f.Pkg() != nil && !catalog.Described(f.Pkg().Path())
	case *ssa.Field:
		f, _ := structField(x.X.Type(), x.Field)
		return f != nil && f.Pkg() != nil && !catalog.Described(f.Pkg().Path())
	case *ssa.UnOp:
		return x.Op == token.MUL && isPart(x.X)
	case *ssa.Alloc: // auth := conf.C.Auth
		var from ssa.Value
		for _, r := range *x.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == x {
				if from != nil {
					return false
				}
				from = st.Val
			}
		}
		return from != nil && isPart(from)
	}
	return false
}

// isPairValue reports whether f is the value of a record that keeps things of
// all sorts under names, such as {Key, Value string}: there the name decides
// what the value is, and not the field. So it is with a record that says where
// something is to be found, {Value []byte; FromEnv, FromFile string}, and with the
// item of a cache, {Value any; Expires int64}.
func isPairValue(f *types.Var, owner *types.TypeName) bool {
	if i, ok := f.Type().Underlying().(*types.Interface); ok && i.Empty() && isCached(owner) {
		return true
	}
	if partOf(f, owner) == valuePart {
		return true
	}
	switch f.Name() {
	case "Value", "Val", "value", "val":
	default:
		return false
	}
	st, ok := owner.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for other := range st.Fields() {
		switch other.Name() {
		case "Key", "Name", "key", "name", "FromEnv", "FromFile", "ValueFrom":
			return isString(other.Type().Underlying())
		}
	}
	return false
}

// isCached reports whether a type is one of items that are kept for some time.
func isCached(owner *types.TypeName) bool {
	st, ok := owner.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		for _, w := range Words(f.Name()) {
			switch w {
			case "expires", "expire", "expiry", "expiration", "expired", "ttl":
				return true
			}
		}
	}
	return false
}

// thereNames are the names of fields that say whether there is a value beside them.
var thereNames = map[string]bool{
	"valid": true, "isvalid": true, "set": true, "isset": true, "present": true, "ispresent": true, "ok": true, "null": true, "isnull": true,
	"some": true, "issome": true, "defined": true, "isdefined": true, "exists": true, "has": true, "hasvalue": true,
}

// isOptional reports whether f is the value of what is there or not, such as
// {String string; Valid bool}: there are as many as there are fields of that type,
// and one has nothing to do with the next.
func isOptional(f *types.Var, owner *types.TypeName) bool {
	st, ok := owner.Type().Underlying().(*types.Struct)
	if !ok || st.NumFields() != 2 {
		return false
	}
	for other := range st.Fields() {
		if b, ok := other.Type().Underlying().(*types.Basic); ok && b.Kind() == types.Bool && other.Name() != f.Name() {
			return thereNames[strings.ToLower(other.Name())]
		}
	}
	return false
}

// structField returns the i-th field of a struct or pointer to a struct, and
// the name of its type, nil for an unnamed one.
func structField(t types.Type, i int) (*types.Var, *types.TypeName) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || i >= st.NumFields() {
		return nil, nil
	}
	var owner *types.TypeName
	if named, ok := types.Unalias(t).(*types.Named); ok {
		owner = named.Obj()
	}
	return st.Field(i), owner
}

// store adds the flow of x into what addr points to.
func (g *graph) store(addr, x ssa.Value, at ssa.Instruction) {
	from := g.operand(x, at)
	if src := byteOf(addr, x); src != nil {
		for _, root := range g.roots(addr, 0) {
			g.add(root, g.operand(src, at), edge{mixed: true, mark: partial, head: true})
		}
		return
	}
	g.storeSinks(addr, x, from, at)
	if from == noNode {
		return
	}
	if fa, ok := addr.(*ssa.FieldAddr); ok {
		g.recorded(fa, from, at)
	}
	if isByte(x.Type()) && isStoreOfByteLiteral(addr) {
		return
	}
	if conv, ok := x.(*ssa.Convert); ok {
		if text, _ := constName(conv.X); isRedaction(text) {
			return // cfg.KeyData = []byte("--- REDACTED ---")
		}
	}
	if fa, ok := addr.(*ssa.FieldAddr); ok && g.info[from].kind == kConst {
		if hides(at.Parent()) {
			return
		}
		if g.info[from].mask && !hasOwnFields(fa.X) || shownOnly(fa.X) {
			return // the record is made fit to be shown
		}
	}
	if replacesPresent(addr, x, at.Block()) {
		return
	}
	roots := g.roots(addr, 0)
	for _, p := range pointees(addr) {
		roots = append(roots, g.roots(p, 0)...)
	}
	e := edge{}
	if i, ok := arrayIndex(addr); ok {
		e = edge{kind: put, key: g.keyNamed("#" + i)}
	}
	for _, root := range roots {
		if root == g.value(addr) {
			g.flow(root, from) // the element itself
		} else {
			g.add(root, from, e)
		}
	}
	g.convertFields(deref(addr.Type()), x.Type())
	if load, ok := x.(*ssa.UnOp); ok && load.Op == token.MUL && isStruct(x.Type()) {
		for _, root := range roots {
			g.copies = append(g.copies, structCopy{root, g.value(load.X)})
		}
	}
}

// byteOf returns the bytes of which x is one, where it is stored at the same place of
// others: a copy byte by byte.
//
//	for i, b := range []byte(s) { key[i] = b }
func byteOf(addr, x ssa.Value) ssa.Value {
	to, ok := addr.(*ssa.IndexAddr)
	if !ok || !isByte(x.Type()) {
		return nil
	}
	switch x := x.(type) {
	case *ssa.UnOp:
		if from, ok := x.X.(*ssa.IndexAddr); ok && x.Op == token.MUL && from.Index == to.Index {
			return from.X
		}
	case *ssa.Index:
		if x.Index == to.Index {
			return x.X
		}
	case *ssa.Lookup:
		if x.Index == to.Index {
			return x.X
		}
	}
	return nil
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// roots returns the nodes that hold what addr points to or contains.
func (g *graph) roots(addr ssa.Value, depth int) []node {
	if depth > 8 {
		return nil
	}
	switch v := addr.(type) {
	case *ssa.Const, *ssa.Builtin:
		return nil
	case *ssa.FieldAddr:
		n := g.field(v, v.X, v.Field)
		if n == noNode {
			return nil
		}
		ns := []node{n, g.value(v)}
		if f, owner := structField(v.X.Type(), v.Field); owner != nil && (isOptional(f, owner) || g.holdsKeys(f, owner)) {
			ns = append(ns, g.roots(v.X, depth+1)...) // there is nothing else in it
		}
		return ns
	case *ssa.IndexAddr:
		return g.roots(v.X, depth+1)
	case *ssa.Slice, *ssa.ChangeType, *ssa.Convert, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.TypeAssert, *ssa.SliceToArrayPointer, *ssa.Lookup:
		return append(g.roots(firstOperand(addr), depth+1), g.value(addr))
	case *ssa.Extract: // p, ok := any(&out).(*string)
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return append(g.roots(ta.X, depth+1), g.value(addr))
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			// The content of a pointer, slice or map that is itself kept
			// in a variable or field.
			return append(g.roots(v.X, depth+1), g.value(v))
		}
	case *ssa.Phi:
		ns := []node{g.value(v)}
		for _, e := range v.Edges {
			if e != v {
				ns = append(ns, g.roots(e, depth+2)...)
			}
		}
		return ns
	case *ssa.FreeVar:
		// What a closure stores into a captured variable is seen outside.
		ns := []node{g.value(v)}
		if b := binding(v); b != nil {
			ns = append(ns, g.roots(b, depth+1)...)
		}
		return ns
	case *ssa.Parameter:
		n := g.value(v)
		if n != noNode {
			g.a.written[v] = true
		}
		return []node{n}
	case *ssa.Call:
		// A method that returns its receiver, such as a builder's.
		ns := []node{g.value(v)}
		if len(v.Call.Args) > 0 && v.Call.Signature().Recv() != nil && types.Identical(v.Type(), v.Call.Args[0].Type()) {
			ns = append(ns, g.roots(v.Call.Args[0], depth+1)...)
		}
		return ns
	}
	return []node{g.value(addr)}
}

// binding returns the value that a free variable is bound to where its closure
// is made.
func binding(v *ssa.FreeVar) ssa.Value {
	fn := v.Parent()
	if fn.Parent() == nil {
		return nil
	}
	for i, fv := range fn.FreeVars {
		if fv != v {
			continue
		}
		if refs := fn.Referrers(); refs != nil {
			for _, r := range *refs {
				if mc, ok := r.(*ssa.MakeClosure); ok && i < len(mc.Bindings) {
					return mc.Bindings[i]
				}
			}
		}
		for _, b := range fn.Parent().Blocks {
			for _, in := range b.Instrs {
				if mc, ok := in.(*ssa.MakeClosure); ok && mc.Fn == fn && i < len(mc.Bindings) {
					return mc.Bindings[i]
				}
			}
		}
	}
	return nil
}

// closure adds the flow into the captured variables, and of what the function
// returns into the value that it is.
func (g *graph) closure(v *ssa.MakeClosure) {
	fn := v.Fn.(*ssa.Function)
	for i, b := range v.Bindings {
		if i < len(fn.FreeVars) {
			g.add(g.value(fn.FreeVars[i]), g.operand(b, v), edge{kind: capture})
		}
	}
	g.function(fn)
	g.flow(g.value(v), g.value(fn))
}

// function adds the flow of what fn returns into fn as a value.
func (g *graph) function(fn *ssa.Function) {
	n := g.value(fn)
	if n == noNode || g.a.functionDone[fn] {
		return
	}
	g.a.functionDone[fn] = true
	if body := g.a.body(fn); body != nil {
		for i := range body.Signature.Results().Len() {
			g.add(n, g.result(body, i), edge{kind: unwrap})
		}
		return
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		g.a.importResults(g, obj, func(int) node { return n })
	}
}

// byteLiteral reports whether v is an array of bytes that is written out, in
// one expression or element by element, and its length.
func byteLiteral(v *ssa.Alloc) (int, bool) {
	arr, ok := v.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	if !ok || !isByte(arr.Elem()) || arr.Len() < 2 {
		return 0, false // a single byte is a flag
	}
	consts, ok := constElements(v)
	if !ok || consts == 0 {
		return 0, false
	}
	if v.Comment != "slicelit" && v.Comment != "complit" && int64(consts) < min(8, arr.Len()) {
		return 0, false // a buffer with a header
	}
	return int(arr.Len()), true
}

// constElements returns how many elements of an array are set to constants one
// by one; not ok when one is computed.
func constElements(v ssa.Value) (n int, ok bool) {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Slice:
			if r.Low != nil || r.High != nil {
				continue
			}
			m, ok := constElements(r)
			if !ok {
				return 0, false
			}
			n += m
		case *ssa.IndexAddr:
			for _, r2 := range *r.Referrers() {
				if st, ok := r2.(*ssa.Store); ok && st.Addr == r {
					if _, ok := st.Val.(*ssa.Const); !ok {
						return 0, false // computed, at least in part
					}
					if _, ok := r.Index.(*ssa.Const); !ok {
						return 0, false // one of them, such as all that are cleared in a loop
					}
					n++
				}
			}
		}
	}
	return n, true
}

// runeLiteral reports whether v is a slice of runes that is written out:
// string([]rune{'k', 'e', 'y'}).
func runeLiteral(v ssa.Value) (*ssa.Alloc, int, bool) {
	sl, ok := v.(*ssa.Slice)
	if !ok {
		return nil, 0, false
	}
	alloc, ok := sl.X.(*ssa.Alloc)
	if !ok || alloc.Comment != "slicelit" {
		return nil, 0, false
	}
	n, ok := constElements(alloc)
	return alloc, n, ok && n > 0
}

func isStoreOfByteLiteral(addr ssa.Value) bool {
	ia, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	x := ia.X
	if sl, ok := x.(*ssa.Slice); ok {
		x = sl.X
	}
	a, ok := x.(*ssa.Alloc)
	if !ok {
		return false
	}
	_, ok = byteLiteral(a)
	return ok
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// isReader reports whether bytes are read from what has the type t.
func isReader(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Read")
	_, ok := obj.(*types.Func)
	return ok
}

// isKeyFunc reports whether t is a function, which carries what it returns.
func isKeyFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// mapSinks notes the uses of what is put into a map of a type that takes keys by
// its method Set.
//
//	url.Values{"client_secret": {secret}}
func (g *graph) mapSinks(v *ssa.MapUpdate) {
	named, ok := types.Unalias(v.Map.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg() == g.a.pass.Pkg {
		return
	}
	sel := types.NewMethodSet(named).Lookup(nil, "Set")
	if sel == nil {
		return
	}
	entries, _ := g.a.entries(sel.Obj().(*types.Func))
	values, ok := elements(v.Value)
	if !ok {
		values = []ssa.Value{v.Value}
	}
	for _, e := range entries {
		if e.Verb != catalog.Sink || e.Port.Kind != catalog.Arg {
			continue
		}
		sink, ok := g.sinkUnder(e, v.Key)
		if !ok {
			continue
		}
		for _, val := range values {
			if n := g.operand(val, v); n != noNode {
				g.sinks = append(g.sinks, &sinkSite{at: n, sink: sink, instr: v})
			}
		}
	}
}
