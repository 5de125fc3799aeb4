// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// genericClasses are the purposes of uses whose API does not show what they are
// for, with the class under which the table of signals knows them.
var genericClasses = map[string]string{
	"keyed-mac":   catalog.ClassMAC,
	"cipher":      catalog.ClassCipher,
	"derived-key": catalog.ClassDerive,
	"client-key":  catalog.ClassKey,
}

// A context is what the code around a general use shows of its purpose.
type context struct {
	a     *analysisState
	class string
	call  ssa.CallInstruction
	fn    *ssa.Function // the named function in which the call stands
	// purpose is that of the API, where it shows one.
	purpose string
	// elsewhere finds a function of another package, where the whole program is seen.
	elsewhere func(*types.Func) *ssa.Function
	// rows knows the tables of the program, where the whole of it is seen.
	rows *tables

	only    string      // the side that what is called takes, "" for both: see helper
	by      []int       // the results by which what is called returns the output, nil for any
	results []int       // those by which the function does
	keyed   []ssa.Value // what the call is given of the key
	near    [][]string  // names of function, receiver and results, by words
	far     [][]string  // names of file and package
	keys    [][]string  // names of what holds the key
	data    [][]string  // names of what is encrypted, and of what is given beside it
	types   [][]string  // names of the types of what is encrypted, and of their packages
	labels  [][]string  // labels in what a MAC is made of
	paths   [][]string  // segments of the path of an address that the output is put into
	into    [][]string  // names of variables, fields and keys of maps that the output is put into, and of what is in a token

	doing  string
	leaves bool // the function returns the output, or what is made of it
	signs  bool // the output is also made for others, where it is compared elsewhere
	seals  bool // something is encrypted
	opens  bool // something is decrypted
	checks []check
	kept   []*types.Var // fields of this package that the output, or what makes it, is put into
	places []placed
	onward bool // the output is itself used as a key
	given  bool // the function is given the name of the cookie
}

// A placed is a place at which the output was seen, and the name there: of the
// header, cookie or parameter.
type placed struct {
	place string
	label string
	hint  bool // the label is what the code calls the name, which is not known itself
}

// infer returns the purpose that the code around a general use shows, "" when
// it shows none, or more than one.
func (a *analysisState) infer(class string, call ssa.CallInstruction, key ssa.Value, wrapper bool) string {
	c := &context{a: a, class: class, call: call, fn: outermost(call.Parent())}
	c.names(key, call)
	c.look(key, wrapper)
	if class == catalog.ClassMAC && !wrapper && c.doing != "verify" && c.mixesEntropy() {
		return "entropy-only"
	}
	return c.decide()
}

// outermost returns the named function in which a closure stands.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// names gathers the names around the use, which is at an instruction.
func (c *context) names(key ssa.Value, at ssa.Instruction) {
	if fn := c.fn; fn.Synthetic == "" {
		addName(&c.near, fn.Name())
		if recv := fn.Signature.Recv(); recv != nil {
			addName(&c.near, typeName(recv.Type()))
		}
		for v := range fn.Signature.Results().Variables() {
			addName(&c.near, typeName(v.Type()))
		}
	}
	if pos := instrPos(at); pos.IsValid() {
		file := filepath.Base(c.a.pass.Fset.Position(pos).Filename)
		addName(&c.far, strings.TrimSuffix(file, ".go"))
	}
	addName(&c.far, c.a.pass.Pkg.Name())
	addName(&c.far, path.Base(packagePath(c.a.pass.Pkg.Path())))
	for _, n := range c.a.keyNames(key, 0) {
		addName(&c.keys, n)
	}
}

// keyNames returns the names of what holds a key: parameter, variable, field
// and the type of which it is one, function that returns it, and what people call
// it who configure the program, in the environment above all.
func (a *analysisState) keyNames(v ssa.Value, depth int) []string {
	if v == nil || depth > 6 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		return []string{v.Name()}
	case *ssa.FreeVar:
		return []string{v.Name()}
	case *ssa.Global:
		return []string{v.Name()}
	case *ssa.Alloc:
		return []string{v.Comment}
	case *ssa.Convert:
		return a.keyNames(v.X, depth+1)
	case *ssa.ChangeType:
		return a.keyNames(v.X, depth+1)
	case *ssa.Slice:
		return a.keyNames(v.X, depth+1)
	case *ssa.UnOp:
		return a.keyNames(v.X, depth+1)
	case *ssa.Extract:
		return a.keyNames(v.Tuple, depth+1)
	case *ssa.TypeAssert:
		return a.keyNames(v.X, depth+1)
	case *ssa.FieldAddr:
		return a.fieldNames(v.X, v.Field, depth)
	case *ssa.Field:
		return a.fieldNames(v.X, v.Field, depth)
	case *ssa.Call:
		if v.Call.IsInvoke() {
			return []string{v.Call.Method.Name()}
		}
		if fn := v.Call.StaticCallee(); fn != nil {
			names := []string{fn.Name()}
			if n := a.contexts.configured[v]; n != "" { // os.Getenv("CARRIER_WEBHOOK_SECRET")
				names = append(names, n)
			}
			if passesOn(fn) {
				for _, arg := range v.Call.Args {
					names = append(names, a.keyNames(arg, depth+1)...)
				}
			}
			return names
		}
	}
	return nil
}

func (a *analysisState) fieldNames(x ssa.Value, i, depth int) []string {
	f, owner := structField(x.Type(), i)
	if f == nil {
		return nil
	}
	names := []string{f.Name()}
	if st, ok := deref(x.Type()).Underlying().(*types.Struct); ok {
		if name, _, _ := tagValues(reflect.StructTag(st.Tag(i)), a.cat.Tags()); name != "" {
			names = append(names, name)
		}
	}
	if owner != nil {
		names = append(names, owner.Name(), owner.Name()+"_"+f.Name())
	}
	// settings.Camo.Key: the outer field's name too
	return append(names, a.keyNames(x, depth+1)...)
}

func typeName(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && !catalog.Described(named.Obj().Pkg().Path()) {
		return named.Obj().Name()
	}
	return ""
}

// look follows the output, and finds out what the function does with it.
func (c *context) look(key ssa.Value, wrapper bool) {
	c.doing = c.saysDoing()
	t := &trail{c: c, seen: make(map[ssa.Value]bool), back: make(map[ssa.Value]bool), only: make(map[ssa.Value]int), stays: isParam(key), hops: mostHops}
	if v, ok := c.call.(ssa.Value); ok && !(wrapper && c.decryptsBy()) { // where the plain text goes says nothing of the encrypted one
		t.output(v, 2)
	}
	if wrapper {
		t.made = returnsBytes(c.call.Common().Signature()) || returnsSigned(c.call.Common().Signature())
		c.onward = c.onward && t.made // not a connection, an object
	}
	if obj := calleeOf(c.call.Common()); wrapper && obj != nil {
		t.wrapper(obj, c.call.Common(), key)
	}
	if recv := c.fn.Signature.Recv(); recv != nil && c.class == catalog.ClassCipher {
		// An encrypted column is a type with the methods of database/sql.
		switch res := c.fn.Signature.Results(); {
		case c.fn.Name() == "Scan" && c.fn.Signature.Params().Len() == 1 && res.Len() == 1,
			c.fn.Name() == "Value" && res.Len() == 2 && types.TypeString(res.At(0).Type(), nil) == "database/sql/driver.Value":
			c.placed("column", "")
		}
	}
	if wrapper && c.class == catalog.ClassCipher {
		c.dataOf(c.call, key)
	}
	if wrapper {
		for _, arg := range c.call.Common().Args {
			if arg != key && !slices.Contains(c.keyed, arg) {
				c.says(arg)
			}
		}
	}
	if wrapper && c.class == catalog.ClassMAC && slices.ContainsFunc(c.call.Common().Args, c.a.ofAddress) {
		c.data = append(c.data, []string{"url", "path"})
	}
	if c.class == catalog.ClassToken {
		c.tokenOf(c.call)
	}
	c.signs, c.leaves = t.issued, t.returned
	switch {
	case t.compared:
		c.doing = "verify"
	case c.at("request-header") && c.doing != "verify":
		c.doing = "send"
	case c.doing == "sign" && !token.IsExported(c.fn.Name()), c.doing == "" && t.made && !t.returned:
		c.doing = "send" // whoever checks would compare
	}
}

// ofAddress reports whether a value is the path of an address, or made of an
// address or a request with it.
//
//	n.Check(u.Path, sum)
func (a *analysisState) ofAddress(v ssa.Value) bool {
	const deepest = 6
	var of func(v ssa.Value, depth int) bool
	of = func(v ssa.Value, depth int) bool {
		if depth > deepest {
			return false
		}
		switch v := v.(type) {
		case *ssa.Convert:
			return of(v.X, depth+1)
		case *ssa.MakeInterface:
			return of(v.X, depth+1)
		case *ssa.BinOp:
			return of(v.X, depth+1) || of(v.Y, depth+1)
		case *ssa.UnOp:
			return of(v.X, depth+1)
		case *ssa.FieldAddr:
			f, owner := structField(v.X.Type(), v.Field)
			if f == nil || owner == nil {
				return false
			}
			return isAddress(catalog.FieldSymbol(owner, f.Name()))
		case *ssa.Call:
			obj := calleeOf(&v.Call)
			if obj == nil || obj.Pkg() == nil {
				return false
			}
			if isAddress(catalog.FuncSymbol(obj)) {
				return true
			}
			if fn := v.Call.StaticCallee(); fn != nil && passesOn(fn) {
				return slices.ContainsFunc(v.Call.Args, func(v ssa.Value) bool { return of(v, depth+1) })
			}
			if catalog.Described(obj.Pkg().Path()) {
				return false
			}
			return slices.ContainsFunc(v.Call.Args, func(v ssa.Value) bool { // signedText(r)
				switch types.TypeString(v.Type(), nil) {
				case "*net/http.Request", "*net/url.URL":
					return true
				}
				return false
			})
		}
		return false
	}
	return isBytes(v.Type()) && of(v, 0)
}

// decryptsBy reports whether the call is one of a function that decrypts.
func (c *context) decryptsBy() bool {
	obj := calleeOf(c.call.Common())
	if obj == nil {
		return false
	}
	words := nameWords(obj.Name())
	if c.class != catalog.ClassCipher { // with a key that a MAC derives
		return c.class == catalog.ClassMAC && (slices.Contains(words, "decrypt") || slices.Contains(words, "unseal"))
	}
	for _, w := range words {
		switch catalog.BuiltinSignals().Doing(w) {
		case "decrypt":
			return true
		case "encrypt":
			return false
		}
	}
	return false
}

func returnsBytes(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if isBytes(v.Type()) {
			return true
		}
	}
	return false
}

// returnsSigned reports whether a function returns an address or a request, into
// which it put what it made.
func returnsSigned(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		switch types.TypeString(v.Type(), nil) {
		case "*net/url.URL", "*net/http.Request":
			return true
		}
	}
	return false
}

// isParam reports whether a key is given by the function's caller, who then is
// the one to know what it is for.
func isParam(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Parameter:
		return true
	case *ssa.Convert:
		return isParam(v.X)
	case *ssa.ChangeType:
		return isParam(v.X)
	case *ssa.Slice:
		return isParam(v.X)
	}
	return false
}

// saysDoing returns what the function's name says that it does.
func (c *context) saysDoing() string {
	if len(c.near) == 0 {
		return ""
	}
	found := ""
	for _, w := range nameWords(c.fn.Name()) {
		if d := catalog.BuiltinSignals().Doing(w); d != "" && (found == "" || d == "verify" || d == "send" && found != "verify") {
			found = d
		}
	}
	return found
}

func (c *context) at(place string) bool {
	return slices.ContainsFunc(c.places, func(p placed) bool { return p.place == place })
}

func (c *context) placed(place, label string) { c.add(placed{place: place, label: label}) }

func (c *context) add(p placed) {
	if !slices.Contains(c.places, p) {
		c.places = append(c.places, p)
	}
}

// dataOf notes the names of what a call encrypts or decrypts, and of what is given
// beside it: a parameter or field, those of a struct, the name of a column.
func (c *context) dataOf(call ssa.CallInstruction, key ssa.Value) {
	for _, arg := range call.Common().Args {
		if arg != key && isBytes(arg.Type()) {
			c.plainOf(arg, 0)
		}
	}
	if v, ok := call.(*ssa.Call); ok {
		c.plainTo(v, 0)
	}
	add := func(name string) {
		if ws := nameWords(name); len(ws) > 0 && !slices.Contains(ws, "hash") {
			c.data = append(c.data, ws)
		}
	}
	var names func(v ssa.Value)
	names = func(v ssa.Value) {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			names(x.X)
			return
		case *ssa.Const:
			if text, _ := constName(x); text != "" {
				add(text)
			}
			return
		}
		for _, n := range c.a.keyNames(v, 0) {
			add(n)
		}
	}
	fields := func(t types.Type) {
		const most = 30 // a type that is a table of all sorts of things tells nothing
		if st, ok := deref(t).Underlying().(*types.Struct); ok && typeName(t) != "" && st.NumFields() <= most {
			for f := range st.Fields() {
				if isString(f.Type()) || isBytes(f.Type()) {
					add(f.Name())
				}
			}
		}
	}
	common := call.Common()
	for i, arg := range common.Args {
		if arg == key || i == 0 && common.StaticCallee() != nil && common.Signature().Recv() != nil {
			continue
		}
		names(arg)
		if mi, ok := arg.(*ssa.MakeInterface); ok {
			arg = mi.X
		}
		if !isTypeOf(arg.Type(), c.a.homeOf(common)) { // the box itself
			fields(arg.Type())
		}
	}
	result, ok := call.(*ssa.Call)
	if !ok {
		return
	}
	for v := range common.Signature().Results().Variables() {
		fields(v.Type())
	}
	var follow func(v ssa.Value, depth int)
	follow = func(v ssa.Value, depth int) {
		const far = 4
		if depth > far {
			return
		}
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.Extract, *ssa.Convert, *ssa.ChangeType:
				follow(r.(ssa.Value), depth+1)
			case *ssa.Store: // carrier.apiKey = string(plain)
				if addr, ok := r.Addr.(*ssa.FieldAddr); ok && r.Val == v {
					if f, _ := structField(addr.X.Type(), addr.Field); f != nil {
						add(f.Name())
					}
				}
			}
		}
	}
	follow(result, 0)
}

// homeOf returns the package of the function that is called.
func (a *analysisState) homeOf(common *ssa.CallCommon) string {
	if obj := calleeOf(common); obj != nil && obj.Pkg() != nil {
		return packagePath(obj.Pkg().Path())
	}
	return ""
}

// decide weighs the signals.
func (c *context) decide() string {
	table := catalog.BuiltinSignals()
	if c.onward && c.class == catalog.ClassMAC && c.doing != "verify" && len(c.places) == 0 {
		return "derived-key" // what that is for is told of its own uses
	}
	// Of one kind the strongest counts, so that a file and its package, which
	// are called the same, do not speak twice.
	best := make(map[string]map[string]int)
	typed := false
	for i := range table.All {
		s := &table.All[i]
		if !s.Speaks(c.class, c.doing) {
			continue
		}
		note := func(kind string, n int) {
			if n <= 0 {
				return
			}
			m := best[s.Purpose]
			if m == nil {
				m = make(map[string]int)
				best[s.Purpose] = m
			}
			m[kind] = max(m[kind], n)
		}
		strength := min(int(s.Strength), int(catalog.Strong))
		matches := func(names [][]string) bool { return slices.ContainsFunc(names, s.Matches) }
		switch s.Kind {
		case catalog.AtSignal:
			if c.at(s.Patterns[0]) {
				note("at", strength)
			}
		case catalog.NameSignal:
			if matches(c.near) {
				note("near", strength)
			}
			if matches(c.labels) {
				note("says", strength)
			}
			if matches(c.paths) {
				note("path", strength)
			}
			if matches(c.into) {
				note("into", strength)
			}
			if matches(c.far) {
				note("far", int(s.Strength)-1)
			}
		case catalog.PathSignal:
			if matches(c.paths) {
				note("path", strength)
			}
		case catalog.KeySignal:
			if matches(c.keys) {
				note("key", strength)
			}
		case catalog.DataSignal:
			if matches(c.data) {
				note("data", strength)
			}
		case catalog.TypeSignal:
			if matches(c.types) {
				note("type", strength)
				typed = true
			}
		case catalog.LabelSignal:
			if c.class == catalog.ClassToken && matches(c.into) {
				note("into", strength)
			}
			if matches(c.labels) {
				note("says", strength)
			}
			for _, p := range c.places {
				if s.Matches(nameWords(p.label)) {
					note("label", strength)
				}
			}
		}
	}
	if typed { // what is encrypted says more than where it is kept
		delete(best["data-at-rest"], "at")
	}
	own := make(map[string]int)
	plain := make(map[string]bool) // one signal alone decides
	seen := false
	for p, kinds := range best {
		for _, n := range kinds {
			own[p] += n
			plain[p] = plain[p] || n >= int(catalog.Strong)
			seen = seen || plain[p]
		}
	}
	winner, score := "", 0
	for _, p := range catalog.Purposes() {
		n := own[p.ID]
		if n == 0 {
			continue
		}
		if g := table.General(p.ID); g != "" {
			n += own[g]
		} else if seen && !plain[p.ID] {
			continue // two hints against what is seen: a column called session
		}
		if n > score {
			winner, score = p.ID, n
		}
	}
	if score < int(catalog.Strong) {
		return ""
	}
	for p, n := range own {
		if p != winner && p != table.General(winner) && n >= int(catalog.Strong) && (plain[p] || !plain[winner]) {
			if table.General(p) == winner {
				continue // cannot be: the narrower one has more
			}
			return "" // two that have nothing to do with one another
		}
	}
	if winner == "client-session" && namesOfID(c.fn) {
		return "session-id"
	}
	if table.HasKinds(winner) {
		return table.Kind(winner, c.a.fieldsOf(winner, instrPos(c.call)))
	}
	return winner
}

// namesOfID reports whether what a function takes or returns is the identifier of a
// session, and not what is in that: the session is kept elsewhere.
//
//	func cookieValue(sessionID string, key []byte) string
//	func parseCookie(value string, key []byte) (sessionID string, err error)
func namesOfID(fn *ssa.Function) bool {
	id := false
	for _, vars := range []*types.Tuple{fn.Signature.Params(), fn.Signature.Results()} {
		for v := range vars.Variables() {
			ws := nameWords(v.Name())
			if isString(v.Type()) && (slices.Equal(ws, []string{"sid"}) || len(ws) >= 2 && ws[len(ws)-1] == "id" && (ws[len(ws)-2] == "session" || ws[len(ws)-2] == "sess")) {
				id = true
			}
			switch deref(v.Type()).Underlying().(type) {
			case *types.Map:
				return false // what is in the session
			case *types.Struct:
				if slices.Contains(nameWords(typeName(v.Type())), "session") {
					return false
				}
			}
		}
	}
	return id
}

// fieldsOf returns the names of the fields of the types in the file of a position
// whose names tell of a purpose.
//
//	type csrf struct { OAuthState, OIDCNonce []byte }
func (a *analysisState) fieldsOf(purpose string, pos token.Pos) (out [][]string) {
	for _, f := range a.pass.Files {
		if pos < f.FileStart || pos >= f.FileEnd {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			st, ok := spec.Type.(*ast.StructType)
			if !ok || !catalog.BuiltinSignals().Names(purpose, nameWords(spec.Name.Name)) {
				return false
			}
			for _, field := range st.Fields.List {
				for _, id := range field.Names {
					out = append(out, nameWords(id.Name))
				}
			}
			return false
		})
	}
	return out
}
