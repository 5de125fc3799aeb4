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

// A callSite is one call, with receiver and arguments set apart.
type callSite struct {
	g     *graph
	fn    *ssa.Function // the caller
	instr ssa.CallInstruction
	value *ssa.Call   // nil for go and defer
	obj   *types.Func // what is called, nil when unknown
	recv  ssa.Value
	args  []ssa.Value
	// called are the functions that callers pass to be called here.
	called []*ssa.Function
}

// bodyCall is a call of a function whose body is in this package.
type bodyCall struct {
	site *callSite
	body *ssa.Function
	args []ssa.Value // as many as body has parameters
}

func (g *graph) call(fn *ssa.Function, instr ssa.CallInstruction, value *ssa.Call) {
	common := instr.Common()
	c := &callSite{g: g, fn: fn, instr: instr, value: value, args: common.Args}
	g.sites = append(g.sites, c)

	if b, ok := common.Value.(*ssa.Builtin); ok {
		c.builtin(b)
		return
	}
	if common.IsInvoke() {
		c.recv, c.obj = common.Value, common.Method
		c.readRow()
		if c.catalogued() {
			return
		}
		for _, impl := range g.a.implementations(common) {
			c.body(impl, append([]ssa.Value{c.recv}, c.args...))
		}
		if c.obj.Pkg() != nil && c.obj.Pkg() != g.a.pass.Pkg {
			c.imported(c.obj)
		}
		for _, obj := range g.a.importedImplementations(common) {
			c.runs(obj.Origin())
		}
		return
	}

	callee := common.StaticCallee()
	if callee == nil {
		// What a function value carries is what it returns.
		from := g.operand(common.Value, instr)
		for i := range common.Signature().Results().Len() {
			g.flow(c.result(i), from)
		}
		c.yields(from)
		c.callback(common.Value)
		return
	}
	if obj, ok := callee.Object().(*types.Func); ok {
		c.obj = obj
		if obj.Signature().Recv() != nil {
			if len(c.args) == obj.Signature().Params().Len()+1 {
				c.recv, c.args = c.args[0], c.args[1:]
			} else if mc, ok := common.Value.(*ssa.MakeClosure); ok && len(mc.Bindings) == 1 {
				c.recv = mc.Bindings[0] // a bound method value, called
			}
			c.recv = g.promoting(c.recv)
		}
		c.readRow()
		c.joinsPath()
		if c.catalogued() {
			return
		}
	}
	if body := g.a.body(callee); body != nil {
		args := c.args
		if c.recv != nil {
			args = append([]ssa.Value{c.recv}, args...)
		}
		c.body(body, args)
		return
	}
	if c.obj != nil {
		c.imported(c.obj.Origin())
	}
}

// runs adds what is known of the method of another package that a call through an
// interface of this one runs.
//
//	type directory interface{ Bind(user, password string) error } // *ldap.Conn is one
func (c *callSite) runs(obj *types.Func) {
	entries, describes := c.g.a.entries(obj)
	for _, e := range entries {
		c.apply(e)
	}
	if !describes {
		c.imported(obj)
	}
}

// yields handles the call of an iterator: what it is made of goes to the
// parameters of the loop's body.
//
//	for k := range strings.SplitSeq(keys, ",") { … }
func (c *callSite) yields(from node) {
	if from == noNode || len(c.args) != 1 || c.instr.Common().Signature().Results().Len() > 0 {
		return
	}
	body, ok := c.args[0].(*ssa.Function)
	if mc, isClosure := c.args[0].(*ssa.MakeClosure); isClosure {
		body, ok = mc.Fn.(*ssa.Function)
	}
	if !ok || !isBoolFunc(body.Signature) {
		return
	}
	for _, p := range body.Params {
		c.g.flow(c.g.value(p), from)
	}
}

func isBoolFunc(sig *types.Signature) bool {
	return sig.Results().Len() == 1 && isBool(sig.Results().At(0).Type())
}

// promoting returns the object whose promoted method is called on v: of another
// package's type what it embeds unexported is seen by its methods only.
//
//	app.Flag("key", "").Default("dev").String() // of the embedded parserMixin
func (g *graph) promoting(v ssa.Value) ssa.Value {
	for {
		var x ssa.Value
		i := 0
		switch w := v.(type) {
		case *ssa.FieldAddr:
			x, i = w.X, w.Field
		case *ssa.UnOp: // an embedded pointer
			fa, ok := w.X.(*ssa.FieldAddr)
			if !ok || w.Op != token.MUL {
				return v
			}
			x, i = fa.X, fa.Field
		default:
			return v
		}
		f, _ := structField(x.Type(), i)
		if f == nil || !f.Embedded() || f.Exported() || f.Pkg() == g.a.pass.Pkg {
			return v
		}
		v = x
	}
}

// callback adds the flow of the arguments into the functions of this package
// that a function value may be. Those that callers pass are found when all
// calls are known.
func (c *callSite) callback(v ssa.Value) {
	if p := functionParam(v); p != nil {
		c.g.paramCalls = append(c.g.paramCalls, paramCall{c, p})
	}
	for _, fn := range c.g.a.localFunctions(v, 0) {
		c.callBody(fn)
	}
}

func (c *callSite) callBody(fn *ssa.Function) {
	if body := c.g.a.body(fn); body != nil && len(body.Params) == len(c.args) {
		c.body(body, c.args)
	}
}

// A paramCall is the call of a function that a parameter gives:
//
//	func withKey(use func(key []byte)) { use(key) }
type paramCall struct {
	site  *callSite
	param *ssa.Parameter
}

// functionParam returns the parameter that a function value is, if it is one,
// perhaps captured.
func functionParam(v ssa.Value) *ssa.Parameter {
	switch v := v.(type) {
	case *ssa.Parameter:
		return v
	case *ssa.FreeVar:
		if b := binding(v); b != nil {
			return functionParam(b)
		}
	case *ssa.ChangeType:
		return functionParam(v.X)
	case *ssa.UnOp:
		addr := v.X
		if fv, ok := addr.(*ssa.FreeVar); ok {
			addr = binding(fv)
		}
		if al, ok := addr.(*ssa.Alloc); ok {
			for _, r := range *al.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == al {
					if p, ok := st.Val.(*ssa.Parameter); ok {
						return p
					}
				}
			}
		}
	}
	return nil
}

// callParams adds the flow into the functions that callers pass as arguments.
// What is passed on with them goes to those of the same call.
func (g *graph) callParams() {
	const most = 8   // a function to which everybody passes one of his own
	const rounds = 3 // for parameters that are passed on
	sites := make(map[*ssa.Parameter][]*callSite)
	for _, pc := range g.paramCalls {
		sites[pc.param] = append(sites[pc.param], pc.site)
	}
	given := make(map[*ssa.Parameter][]*ssa.Function)
	for range rounds {
		for i := 0; i < len(g.a.calls); i++ { // grows, as functions are found
			c := g.a.calls[i]
			for j, p := range c.body.Params {
				if !isKeyFunc(p.Type()) {
					continue
				}
				fns := g.a.localFunctions(c.args[j], 0)
				if q := functionParam(c.args[j]); q != nil {
					fns = append(fns, given[q]...)
				}
				for _, fn := range fns {
					if given[p] = addNew(given[p], fn); len(given[p]) > most {
						break
					}
					for _, site := range sites[p] {
						g.callParam(c, site, fn)
					}
				}
			}
		}
	}
}

// callParam adds the flow of one call into a function that it passes to its
// callee, which calls it at site: of the arguments of this call that the callee
// hands on, and of what the callee has itself.
func (g *graph) callParam(c bodyCall, site *callSite, fn *ssa.Function) {
	body := g.a.body(fn)
	if body == nil || len(body.Params) != len(site.args) {
		return
	}
	for i, arg := range site.args {
		from := site.operand(arg)
		if p, ok := arg.(*ssa.Parameter); ok && p.Parent() == c.body {
			from = c.site.operand(c.args[paramIndex(p)])
		}
		g.add(g.value(body.Params[i]), from, edge{kind: enter})
	}
	if slices.Contains(site.called, fn) {
		return
	}
	site.called = append(site.called, fn)
	for i := range fn.Signature.Results().Len() {
		g.add(site.result(i), g.result(body, i), edge{kind: leave})
	}
	g.a.calls = append(g.a.calls, bodyCall{site, body, site.args})
}

func (c *callSite) result(i int) node {
	if c.value == nil {
		return noNode
	}
	return c.g.callResult(c.value, i)
}

func (c *callSite) operand(v ssa.Value) node { return c.g.operand(v, c.instr) }

// body adds the flow between a call and a function of this package.
func (c *callSite) body(fn *ssa.Function, args []ssa.Value) {
	if len(args) != len(fn.Params) {
		return
	}
	g := c.g
	for i, p := range fn.Params {
		g.add(g.value(p), c.operand(args[i]), edge{kind: enter})
	}
	out := edge{kind: leave}
	if fn.Parent() == c.fn {
		out.kind = unwrap // a closure, called where it was made
	}
	for i := range fn.Signature.Results().Len() {
		g.add(c.result(i), g.result(fn, i), out)
	}
	g.a.calls = append(g.a.calls, bodyCall{c, fn, args})
}

func (c *callSite) builtin(b *ssa.Builtin) {
	g := c.g
	switch b.Name() {
	case "append":
		if len(c.args) != 2 {
			return
		}
		e := edge{}
		if isBytes(c.args[0].Type()) {
			e = edge{mixed: true, mark: partial}
		}
		g.add(c.result(0), c.operand(c.args[0]), e)
		g.add(c.result(0), c.operand(c.args[1]), e)
	case "copy":
		if from := c.operand(c.args[1]); from != noNode {
			tail := startsLater(c.args[0])
			for _, root := range g.roots(c.args[0], 0) {
				g.add(root, from, edge{mixed: true, mark: partial, head: !tail, tail: tail})
			}
		}
	case "String", "StringData", "Slice", "SliceData", "Add": // package unsafe
		g.flow(c.result(0), c.operand(c.args[0]))
	case "min", "max":
		for _, a := range c.args {
			g.flow(c.result(0), c.operand(a))
		}
	}
}

// startsLater reports whether a slice begins behind the start of its buffer.
func startsLater(v ssa.Value) bool {
	sl, ok := v.(*ssa.Slice)
	if !ok {
		return false
	}
	if c, ok := sl.Low.(*ssa.Const); ok && c.Value != nil {
		return constant.Sign(c.Value) != 0
	}
	return sl.Low != nil || startsLater(sl.X)
}

// catalogued applies the catalog's entries for the callee, and reports whether
// nothing else is to be known of it.
func (c *callSite) catalogued() bool {
	if c.obj == nil || c.obj.Pkg() == nil {
		return c.obj != nil // error.Error
	}
	entries, describes := c.g.a.entries(c.obj)
	for _, e := range entries {
		c.apply(e)
	}
	return describes
}

func (c *callSite) apply(e *catalog.Entry) {
	g := c.g
	switch e.Verb {
	case catalog.Sink, catalog.Hash:
		c.sink(e)
	case catalog.Source:
		switch {
		case e.Origin.Kind == catalog.OriginContext:
			c.keptUnder(e)
			return
		case e.Port.Mode == catalog.Fields:
			c.configured(e)
			return
		}
		o := &Origin{Kind: e.Origin.Kind, Size: -1, noKey: e.Origin.Kind == catalog.OriginFlag && c.explainsAway()}
		name, param := c.name(e.Origin.Name)
		before := ""
		switch {
		case name != "" && e.Origin.Kind == catalog.OriginConfig:
			name = section(c.recv) + name
		case name == "" && param < 0 && e.Origin.Kind == catalog.OriginFile:
			if name = pathEnd(c.value_(e.Origin.Name)); name == "" {
				before, param = inDirectory(c.value_(e.Origin.Name))
				if param < 0 {
					param = pathParam(c.value_(e.Origin.Name))
				}
			}
		}
		o.Name = name
		if name == "" && param < 0 && e.Origin.Kind == catalog.OriginFile {
			if v := c.value_(e.Origin.Name); v != nil {
				o.called = &fileName{g, c.path(v)}
			}
		}
		if name == "" && param < 0 && c.fillsByName(e) {
			return
		}
		if record := c.recordAsked(e); record != noNode && name == "" && param < 0 {
			for _, n := range c.out(e.Port) {
				g.flow(n, record)
			}
			return
		}
		for _, n := range c.out(e.Port) {
			if n == noNode {
				continue
			}
			if param >= 0 {
				g.info[n].named = append(g.info[n].named, namedSource{e.Origin.Kind, param, c.fn, c.instr, before})
				continue
			}
			c.source(n, o)
		}
	case catalog.Default:
		from := c.in(e.Port)
		if e.Port.Mode == catalog.Values { // under the names that are the map's keys
			if from != noNode {
				g.defaults = append(g.defaults, pendingDefault{kind: e.Origin.Kind, named: from})
			}
			return
		}
		for _, n := range c.out(e.To) {
			g.flow(n, from)
		}
		name, _ := c.name(e.Origin.Name)
		if e.Origin.Kind == catalog.OriginContext {
			name = contextKey(c.value_(e.Origin.Name))
		}
		if name != "" && from != noNode {
			g.defaults = append(g.defaults, pendingDefault{kind: e.Origin.Kind, name: name, from: from, named: noNode})
		} else if m := rangedMap(c.value_(e.Origin.Name)); m != nil {
			g.defaults = append(g.defaults, pendingDefault{kind: e.Origin.Kind, named: g.operand(m, c.instr)})
		}
	case catalog.Pass:
		if e.To.Mode == catalog.Fields {
			c.decoded(e)
			return
		}
		ed := passEdge(e.How)
		ed.fills = true
		c.overwrites(e.To)
		if v := c.value_(e.To); v != nil && isBytes(v.Type()) && startsLater(v) {
			ed.mixed, ed.tail, ed.mark = true, true, ed.mark|partial // hex.Encode(buf[2:], b)
		}
		for _, from := range c.ins(e.Port) {
			for _, to := range c.out(e.To) {
				g.add(to, from, ed)
			}
		}
	case catalog.Random:
		c.overwrites(e.Port)
		for _, n := range c.out(e.Port) {
			if n != noNode {
				g.info[n].orig = append(g.info[n].orig, &Origin{Kind: catalog.OriginRandom, Name: shortSymbol(e.Symbol), Size: -1, at: c.instr})
			}
		}
	}
}

// fillsByName handles a table of names and of what they fill, which a loop goes
// through:
//
//	for name, dst := range map[string]*string{"AUDIT_KEY": &c.AuditKey} {
//		if v, ok := os.LookupEnv(name); ok { *dst = v }
//	}
func (c *callSite) fillsByName(e *catalog.Entry) bool {
	arg := c.value_(e.Origin.Name)
	table, ok := rangedMap(arg).(*ssa.MakeMap)
	if !ok || !storesThrough(arg.(*ssa.Extract).Tuple) {
		return false
	}
	for _, r := range *table.Referrers() {
		up, ok := r.(*ssa.MapUpdate)
		if !ok {
			continue
		}
		name, _ := constName(up.Key)
		if name == "" {
			continue
		}
		for _, n := range c.g.roots(up.Value, 0) {
			if n != noNode {
				c.source(n, &Origin{Kind: e.Origin.Kind, Name: name, Size: -1})
			}
		}
	}
	return true
}

// storesThrough reports whether the value of a range step is a pointer that is
// stored through.
func storesThrough(step ssa.Value) bool {
	for _, r := range *step.Referrers() {
		ex, ok := r.(*ssa.Extract)
		if !ok || ex.Index != 2 {
			continue
		}
		for _, use := range *ex.Referrers() {
			if st, ok := use.(*ssa.Store); ok && st.Addr == ex {
				return true
			}
		}
	}
	return false
}

// explainsAway reports whether the text that explains a flag says that it is no
// key: fs.String("signing-key", "", "Path to the signing key").
func (c *callSite) explainsAway() bool {
	for _, arg := range c.args {
		if text, _ := constName(arg); explainsAway(text) {
			return true
		}
	}
	return false
}

func passEdge(how string) edge {
	switch how {
	case "mix":
		return edge{mixed: true, mark: partial, changes: true}
	case "part":
		return edge{mark: piece, changes: true}
	case "derive":
		return edge{mark: derived, changes: true}
	case "keyed":
		return edge{mark: derived | keyed, changes: true}
	case "decode", "encode":
		return edge{changes: true}
	}
	return edge{}
}

// source notes that origin o enters at n by this call.
func (c *callSite) source(n node, o *Origin) {
	o.at = c.instr
	if o.noKey {
		c.g.info[n].orig = append(c.g.info[n].orig, o)
		return
	}
	if v, ok := c.instr.(ssa.Value); ok && o.Name != "" && o.configured() {
		if c.g.a.contexts.configured == nil {
			c.g.a.contexts.configured = make(map[ssa.Value]string)
		}
		c.g.a.contexts.configured[v] = o.Name
	}
	c.g.info[n].orig = append(c.g.info[n].orig, o)
	for _, s := range c.g.sources {
		if s.origin == o {
			return
		}
	}
	c.g.sources = append(c.g.sources, &sourceSite{at: n, origin: o, instr: c.instr, pos: instrPos(c.instr)})
}

// sink notes a use at a port of this call.
func (c *callSite) sink(e *catalog.Entry) {
	g := c.g
	var n node
	arg := c.value_(e.Port)
	if arg == nil {
		return
	}
	var under ssa.Value
	if e.Port.Kind == catalog.Arg && e.Port.Index > 0 {
		under = c.args[e.Port.Index-1]
	}
	sink, ok := g.sinkUnder(e, under)
	if !ok || e.Only != "" && ofResponse(c.recv) {
		return // url.Values.Set("state", s), w.Header().Set("X-Token", s)
	}
	s := &sinkSite{sink: sink, instr: c.instr, bytes: e.Literal == "bytes", call: c}
	if e.Port.Mode == catalog.Path {
		if k, ok := arg.(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.String && constant.StringVal(k.Value) == "" {
			return // ListenAndServeTLS("", ""): the configuration has it
		}
		name, _ := c.name(e.Port)
		if name == "" {
			name = pathEnd(arg)
		}
		o := &Origin{Kind: catalog.OriginFile, Name: name, Size: -1, at: c.instr}
		if name == "" {
			o.called = &fileName{g, c.path(arg)}
		}
		n = g.newNode(nodeInfo{orig: []*Origin{o}})
	} else {
		n = c.operand(arg)
	}
	if n == noNode {
		return
	}
	if s.bytes {
		if mi, ok := arg.(*ssa.MakeInterface); ok && !isBytes(mi.X.Type()) && !isKeyFunc(mi.X.Type()) {
			return // a public key
		}
	}
	if c.pairSinks(s) {
		return
	}
	s.at = n
	g.sinks = append(g.sinks, s)

	switch e.Use {
	case "parse", "hold", "read":
		g.flow(c.result(0), n)
	case "derive":
		g.add(c.result(0), n, edge{mark: derived})
	}
}

// sinkUnder returns the use of an entry, and whether it is one for a call or map
// with a value, perhaps nil, in front of the port.
func (g *graph) sinkUnder(e *catalog.Entry, under ssa.Value) (Sink, bool) {
	s := sinkOf(e)
	if e.Key == "text" && !g.a.ofProgram() {
		return s, false // what a library puts together
	}
	name, _ := constName(under)
	if e.Key == "text" && CredentialName(name) {
		s.Inventory = "named" // req.Header.Set("X-Service-Token", s)
	}
	return s, e.Fits(name)
}

func sinkOf(e *catalog.Entry) Sink {
	s := Sink{API: shortSymbol(e.Symbol), Symbol: e.Symbol, Operation: e.Use, Role: "key", Purpose: e.Purpose, Entry: e}
	if e.Verb == catalog.Hash {
		s.Role, s.Purpose = e.Role, "password-pepper"
	}
	if e.Only == "inventory" {
		s.Inventory = e.Key
	}
	return s
}

// value_ returns the SSA value at a port that goes in.
func (c *callSite) value_(p catalog.Port) ssa.Value {
	switch p.Kind {
	case catalog.Arg:
		if p.Index < len(c.args) {
			return c.args[p.Index]
		}
	case catalog.Recv:
		return c.recv
	}
	return nil
}

func (c *callSite) in(p catalog.Port) node {
	v := c.value_(p)
	if v == nil {
		return noNode
	}
	return c.operand(v)
}

// ins returns the nodes at a port that goes in; for each element of a slice
// written out at the call, one.
func (c *callSite) ins(p catalog.Port) []node {
	v := c.value_(p)
	if v == nil {
		return nil
	}
	if p.Mode == catalog.Each || p.Mode == catalog.Pairs {
		if elems, ok := elements(v); ok {
			var ns []node
			for _, e := range elems {
				ns = append(ns, c.operand(e))
			}
			return ns
		}
	}
	return []node{c.operand(v)}
}

// out returns the nodes at a port that goes out.
func (c *callSite) out(p catalog.Port) []node {
	switch p.Kind {
	case catalog.Result:
		return []node{c.result(p.Index)}
	case catalog.Arg, catalog.Recv:
		if v := c.value_(p); v != nil {
			return c.g.roots(v, 0)
		}
	}
	return nil
}

// name returns the constant string at a port, or the index of the caller's
// parameter that it is (-1 when it is none).
func (c *callSite) name(p catalog.Port) (string, int) {
	v := c.value_(p)
	if v == nil {
		return "", -1
	}
	return constName(v)
}

// pathEnd returns the constant end of a computed path, "" when there is none:
// root + "/conf/app.ini", filepath.Join(dir, "app.ini").
func pathEnd(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Phi: // the name that a flag gives, or else the usual one
		for _, e := range v.Edges {
			if name, _ := constName(e); name != "" {
				return name
			}
			if _, ok := e.(*ssa.Phi); ok {
				continue
			}
			if end := pathEnd(e); end != "" {
				return end
			}
		}
	case *ssa.BinOp:
		if v.Op == token.ADD {
			end, _ := constName(v.Y)
			return strings.TrimLeft(end, "/")
		}
	case *ssa.Call:
		if !isJoin(v) {
			return ""
		}
		var end []string
		elems, _ := elements(v.Call.Args[0])
		for _, e := range slices.Backward(elems) {
			name, _ := constName(e)
			if name == "" {
				break
			}
			end = append([]string{strings.Trim(name, "./")}, end...)
		}
		return strings.Join(end, "/")
	}
	return ""
}

// inDirectory returns the constant directory in which a parameter names a file, and
// the parameter, -1 when there is none.
//
//	os.ReadFile("/run/secrets/" + name)
//	os.ReadFile(filepath.Join("/run/secrets", name))
func inDirectory(v ssa.Value) (dir string, param int) {
	switch v := v.(type) {
	case *ssa.BinOp:
		if v.Op == token.ADD {
			if dir, _ := constName(v.X); strings.HasSuffix(dir, "/") {
				if _, param := constName(v.Y); param >= 0 {
					return dir, param
				}
			}
		}
	case *ssa.Call:
		if !isJoin(v) {
			return "", -1
		}
		if elems, ok := elements(v.Call.Args[0]); ok && len(elems) == 2 {
			dir, _ := constName(elems[0])
			if _, param := constName(elems[1]); dir != "" && param >= 0 {
				return strings.TrimRight(dir, "/") + "/", param
			}
		}
	}
	return "", -1
}

// joinsPath lets the name of a file go through what makes a path of it.
func (c *callSite) joinsPath() {
	if c.value == nil || c.obj.Pkg() == nil || c.obj.Pkg().Path() != "path/filepath" && c.obj.Pkg().Path() != "path" {
		return
	}
	if last := lastOfPath(c.value); last != nil && last != c.value {
		c.g.flow(c.result(0), c.operand(last))
	}
}

// path returns the node of what names the file at a path, noNode where that is put
// together.
func (c *callSite) path(v ssa.Value) node {
	if last := lastOfPath(v); last != nil {
		return c.operand(last)
	}
	return noNode
}

// lastOfPath returns what a path ends in: the name of the file, in a directory that
// may be another setting; nil where that is a part of the name only, as in
// "host_key." + algorithm.
//
//	os.ReadFile(filepath.Join(dir, filepath.Clean(name)))
func lastOfPath(v ssa.Value) ssa.Value {
	const most = 6
	for range most {
		call := calledBy(v)
		if b, ok := v.(*ssa.BinOp); ok && b.Op == token.ADD {
			if _, fixed := b.Y.(*ssa.Const); !fixed {
				if before, _ := constName(b.X); before != "" && !strings.HasSuffix(before, "/") {
					return nil
				}
				v = b.Y
				continue
			}
		}
		if call == nil {
			return v
		}
		obj := calleeOf(&call.Call)
		if obj == nil || obj.Pkg() == nil || len(call.Call.Args) == 0 {
			return v
		}
		switch obj.Pkg().Path() + "." + obj.Name() {
		case "path/filepath.Join", "path.Join":
			elems, _ := elements(call.Call.Args[0])
			if len(elems) == 0 {
				return v
			}
			last := elems[len(elems)-1]
			if _, fixed := last.(*ssa.Const); fixed {
				return v
			}
			v = last
		case "path/filepath.Clean", "path.Clean", "path/filepath.Abs", "path/filepath.FromSlash", "path/filepath.EvalSymlinks", "os.ExpandEnv":
			v = call.Call.Args[0]
		default:
			return v
		}
	}
	return v
}

// pathParam returns the index of the parameter that is the end of a computed
// path, -1 when there is none: all that is read by such a function is told apart
// by it.
//
//	func read(dir, name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) }
func pathParam(v ssa.Value) int {
	last := lastOfPath(v)
	if last == nil || last == v {
		return -1
	}
	_, param := constName(last)
	return param
}

// isJoin reports whether a call puts the elements of a path together.
func isJoin(call *ssa.Call) bool {
	callee := call.Call.StaticCallee()
	return callee != nil && callee.Pkg != nil && callee.Name() == "Join" &&
		(callee.Pkg.Pkg.Path() == "path/filepath" || callee.Pkg.Pkg.Path() == "path")
}

// section returns the path, with a dot behind it, of the part of a
// configuration that v is: cfg.Section("security"), viper.Sub("auth").
func section(v ssa.Value) string {
	if ex, ok := v.(*ssa.Extract); ok && ex.Index == 0 {
		v = ex.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok || !isSection(call) {
		return ""
	}
	args := call.Call.Args
	name, _ := constName(args[len(args)-1])
	if name == "" {
		return ""
	}
	return section(args[0]) + name + "."
}

// isSection reports whether a call takes a part of a configuration by its name.
func isSection(call *ssa.Call) bool {
	callee := call.Call.StaticCallee()
	if callee == nil || callee.Pkg == nil || len(call.Call.Args) == 0 {
		return false
	}
	switch callee.Name() {
	case "Section", "GetSection", "Sub", "Cut":
		return true
	}
	return false
}

func constName(v ssa.Value) (string, int) {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() == constant.String {
			return constant.StringVal(v.Value), -1
		}
	case *ssa.Parameter:
		return "", paramIndex(v)
	case *ssa.Slice:
		if es, ok := elements(v); ok && len(es) > 0 {
			return constName(es[0])
		}
	case *ssa.MakeInterface:
		return constName(v.X)
	case *ssa.ChangeType:
		return constName(v.X)
	}
	return "", -1
}

// rangedMap returns the map of which v is the key in a range loop, nil when it
// is none.
func rangedMap(v ssa.Value) ssa.Value {
	ex, ok := v.(*ssa.Extract)
	if !ok || ex.Index != 1 {
		return nil
	}
	next, ok := ex.Tuple.(*ssa.Next)
	if !ok || next.IsString {
		return nil
	}
	return next.Iter.(*ssa.Range).X
}

// elements returns the elements of a slice written out in place, such as the
// variadic arguments of a call.
func elements(v ssa.Value) ([]ssa.Value, bool) {
	sl, ok := v.(*ssa.Slice)
	if !ok {
		return nil, false
	}
	a, ok := sl.X.(*ssa.Alloc)
	if !ok || a.Comment != "varargs" && a.Comment != "slicelit" {
		return nil, false
	}
	if arr, ok := a.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array); !ok || isByte(arr.Elem()) {
		return nil, false
	}
	var out []ssa.Value
	for _, r := range *a.Referrers() {
		if ia, ok := r.(*ssa.IndexAddr); ok {
			for _, r := range *ia.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == ia {
					out = append(out, st.Val)
				}
			}
		}
	}
	return out, true
}

// storeSinks notes the uses of a value that is stored into a field or variable.
func (g *graph) storeSinks(addr, x ssa.Value, from node, at ssa.Instruction) {
	if from == noNode {
		return
	}
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		f, owner := structField(addr.X.Type(), addr.Field)
		if f == nil || f.Pkg() == nil || owner == nil {
			return
		}
		for _, e := range g.a.fieldEntries(owner, f) {
			g.storeSink(e, addr, x, from, at)
		}
		if f.Pkg() != g.a.pass.Pkg {
			g.importedHolderSinks(f, from, at)
		}
	case *ssa.Global:
		obj, ok := addr.Object().(*types.Var)
		if !ok || obj.Pkg() == nil || obj.Pkg() == g.a.pass.Pkg {
			return
		}
		for _, e := range g.a.varEntries(obj) {
			g.storeSink(e, addr, x, from, at)
		}
		g.importedHolderSinks(obj, from, at)
	}
}

func (g *graph) storeSink(e *catalog.Entry, addr, x ssa.Value, from node, at ssa.Instruction) {
	if e.Verb == catalog.Default {
		// The name of a flag stands in the same literal, and the variable that
		// it is put into: {Name: …, Value: …, Destination: &key}.
		name, _ := constName(sibling(addr, "Name"))
		if name != "" {
			g.defaults = append(g.defaults, pendingDefault{kind: e.Origin.Kind, name: name, from: from, named: noNode})
		}
		if dest := sibling(addr, "Destination"); dest != nil {
			for _, n := range g.roots(dest, 0) {
				if n != noNode {
					g.flow(n, from)
					g.info[n].orig = append(g.info[n].orig, &Origin{Kind: e.Origin.Kind, Name: name, Size: -1, at: at})
				}
			}
		}
		return
	}
	if fa, ok := addr.(*ssa.FieldAddr); ok && e.Verb == catalog.Pass && e.To.Kind == catalog.Recv {
		for _, root := range g.roots(fa.X, 0) {
			g.flow(root, from) // tls.Config{Certificates: certs}
		}
	}
	if e.Verb != catalog.Sink {
		return
	}
	bytes := e.Literal == "bytes"
	if mi, ok := x.(*ssa.MakeInterface); ok && bytes && !isBytes(mi.X.Type()) && !isKeyFunc(mi.X.Type()) {
		return
	}
	g.sinks = append(g.sinks, &sinkSite{at: from, sink: sinkOf(e), bytes: bytes, instr: at})
}

// returnSinks notes the uses of what a method returns to a library that asks the
// program for a key, by an interface of its own:
//
//	func (c *Config) GetGlobalSecret(ctx context.Context) ([]byte, error) { return c.secret, nil }
func (g *graph) returnSinks(fn *ssa.Function, at *ssa.Return, i int, from node) {
	if from == noNode {
		return
	}
	for _, e := range g.a.asked(fn) {
		if e.Port.Index == i {
			g.sinks = append(g.sinks, &sinkSite{at: from, sink: sinkOf(e), bytes: e.Literal == "bytes", instr: at})
		}
	}
}

// sibling returns the value that is stored into another field of the struct
// whose field addr is, nil when there is none.
func sibling(addr ssa.Value, name string) ssa.Value {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok || fa.X.Referrers() == nil {
		return nil
	}
	for _, r := range *fa.X.Referrers() {
		sib, ok := r.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if f, _ := structField(sib.X.Type(), sib.Field); f == nil || f.Name() != name {
			continue
		}
		for _, r := range *sib.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == sib {
				return st.Val
			}
		}
	}
	return nil
}

func (g *graph) importedHolderSinks(v *types.Var, from node, at ssa.Instruction) {
	h := g.a.holderFact(v)
	if h == nil {
		return
	}
	for i := range h.Sinks {
		if !g.a.believes(&h.Sinks[i]) {
			continue
		}
		g.sinks = append(g.sinks, &sinkSite{at: g.element(from, h.Sinks[i].Key), sink: h.Sinks[i].sink(), bytes: h.Sinks[i].Bytes, password: h.Sinks[i].Password, dedicated: h.Sinks[i].Dedicated, mark: h.Sinks[i].Mark, instr: at, foreign: true})
	}
}

// imported adds what the summary of an imported function says.
func (c *callSite) imported(obj *types.Func) {
	g := c.g
	s := g.a.summaryFact(obj)
	if s == nil {
		return
	}
	at := func(param int) ssa.Value {
		if c.recv != nil || obj.Signature().Recv() != nil {
			if param == 0 {
				return c.recv
			}
			param--
		}
		if param < len(c.args) {
			return c.args[param]
		}
		return nil
	}
	for i := range s.Uses {
		u := &s.Uses[i]
		v := at(u.Param)
		if v == nil || g.a.publicPort(c.obj, u.Param) || !g.a.believes(&u.Use) {
			continue
		}
		if n := g.element(c.operand(v), u.Use.Key); n != noNode {
			g.sinks = append(g.sinks, &sinkSite{at: n, sink: u.Use.sink(), bytes: u.Use.Bytes, password: u.Use.Password, dedicated: u.Use.Dedicated, mark: u.Use.Mark, instr: c.instr, foreign: true, call: c})
		}
	}
	for _, f := range s.Flows {
		if v := at(f.Param); v != nil {
			e := markEdge(f.Mark)
			if f.Key != "" {
				e.kind, e.key = get, g.keyNamed(f.Key)
			}
			g.add(c.result(f.Result), c.operand(v), e)
		}
	}
	for _, nm := range s.Named {
		v := at(nm.Param)
		n := c.result(nm.Result)
		if v == nil || n == noNode {
			continue
		}
		name, param := constName(v)
		if name == "" && param < 0 && nm.Kind == catalog.OriginFile {
			param = pathParam(v)
		}
		switch {
		case name != "":
			o := &Origin{Kind: nm.Kind, Name: nm.Before + name, Size: -1, at: c.instr, helped: true}
			g.info[n].orig = append(g.info[n].orig, o)
			g.helped = append(g.helped, &sourceSite{at: n, origin: o, instr: c.instr, pos: instrPos(c.instr)})
		case param >= 0:
			g.info[n].named = append(g.info[n].named, namedSource{nm.Kind, param, c.fn, c.instr, nm.Before})
		case nm.Kind == catalog.OriginFile: // one that is configured
			g.info[n].orig = append(g.info[n].orig, &Origin{Kind: nm.Kind, Name: pathEnd(v), Size: -1, at: c.instr, helped: true, called: &fileName{g, c.path(v)}})
		}
	}
	g.a.importResults(g, obj, c.result)
}

func markEdge(m mark) edge { return edge{mark: m} }

// shortSymbol shortens a symbol for messages: the import path to its last
// element (and the one before a major version), receivers without their star.
func shortSymbol(sym string) string {
	s := strings.NewReplacer("(*", "", "(", "", ")", "").Replace(sym)
	slash := strings.LastIndexByte(s, '/')
	if slash < 0 {
		return s
	}
	head, tail := s[:slash], s[slash+1:]
	if i := strings.LastIndexByte(head, '/'); i >= 0 {
		head = head[i+1:]
	}
	if strings.ContainsAny(head, ".") && !strings.Contains(head, "go-") {
		return tail // a host or gopkg.in/x.v1
	}
	if head == "crypto" || head == "golang.org" || head == "x" {
		return tail
	}
	return head + "/" + tail
}
