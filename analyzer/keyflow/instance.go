// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Fields are one node whatever the instance, so that the graph does not tell
// apart two boxes of one type that have different keys:
//
//	data := crypt.New(key, crypt.WithPrevious(old))
//	codes := crypt.New(otherKey)
//
// For the calls of such a type's methods the inventory looks for where the
// instance is made, and which keys are given there.

// A traced is a place in the graph of a package, to be searched from.
type traced struct {
	l       *linkage
	n       node
	p       phase
	element string // of the value, "" for all of it
}

// search searches the graph of the package.
func (at *traced) search() []searchState {
	o := searchOpts{phase: at.p, noGeneric: true}
	if at.element != "" {
		o.key = at.l.g.keyNamed(at.element)
	}
	return at.l.g.search(at.n, o, func(*searchState, int) {})
}

// A tracing is what a search backward from values found.
type tracing struct {
	origins []*Origin
	holders []passing
	// ofInstance says that it is of what an instance is made with, and not empty.
	ofInstance bool
}

// among reports whether something of what was found is also in what a function fixes,
// nil for nothing: what an instance is made with may be no key at all.
func (k *tracing) among(fixed *tracing) bool {
	if fixed == nil || len(fixed.origins)+len(fixed.holders) == 0 {
		return true
	}
	return slices.ContainsFunc(k.origins, func(o *Origin) bool { return slices.Contains(fixed.origins, o) }) ||
		slices.ContainsFunc(k.holders, func(p passing) bool {
			return slices.ContainsFunc(fixed.holders, func(q passing) bool { return p.holder.Symbol == q.holder.Symbol })
		})
}

// trace searches backward from values, in all packages, and hands what it came
// to to visit.
func (t *taker) trace(from []traced, visit func(*linkage, []searchState)) (out tracing) {
	const most = 300 // searches; real code takes a few
	seen := make(map[traced]bool)
	asked := make(map[boundary]bool)
	via := make([]int, len(from)) // passings, from 1
	for i := 0; i < len(from) && i < most; i++ {
		at := from[i]
		if at.n == noNode || seen[at] {
			continue
		}
		seen[at] = true
		states := at.search()
		visit(at.l, states)
		through := make([]int, len(states))
		for s := range states {
			if through[s] = via[i]; states[s].parent >= 0 {
				through[s] = through[states[s].parent]
			}
			if n := &at.l.g.info[states[s].n]; n.kind == kHolder && states[s].doc == 0 && states[s].m&partial == 0 {
				if h, ok := at.l.a.holderOfVar(n.holder); ok {
					out.holders = append(out.holders, passing{h, through[s]})
					through[s] = len(out.holders)
				}
			}
			for _, b := range at.l.boundaries(&states[s]) {
				if b.kind == nameBoundary || asked[b] {
					continue
				}
				asked[b] = true
				for _, l := range t.all {
					if l != at.l && (l.g != nil || t.opens && t.open(l, b)) {
						for _, start := range t.join.starts(l, b) {
							from, via = append(from, start), append(via, through[s])
						}
					}
				}
			}
		}
	}
	return out
}

// open takes the closer look at a package, if it mentions what is asked for.
func (t *taker) open(l *linkage, b boundary) bool {
	if !t.join.open(l, b) {
		return false
	}
	t.links[l.g] = l
	return true
}

// keys returns where the keys come from that flow to some values.
func (t *taker) keys(from []traced) tracing {
	var origins []*Origin
	out := t.trace(from, func(l *linkage, states []searchState) {
		hits := l.g.hitsOf(states, t.opens)
		for _, h := range hits {
			if (h.m&partial == 0 || h.o.Name != "") && !slices.Contains(origins, h.o) {
				l.a.locate(h.o)
				t.pathsOf(h.o)
				origins = append(origins, h.o)
			}
		}
	})
	out.origins = origins
	return out
}

// keysOf returns where the keys come from that a call passes by some parameters,
// the receiver counted.
func (t *taker) keysOf(l *linkage, c *callSite, params []keyParam) tracing {
	var from []traced
	for _, p := range params {
		if v := c.argument(p.index); v != nil {
			from = append(from, traced{l, c.operand(v), outside, p.element})
		}
	}
	if len(from) != 1 {
		return t.keys(from)
	}
	found, ok := t.found[from[0]]
	if !ok {
		found = t.keys(from)
		t.found[from[0]] = found
	}
	return found
}

// paramsFor returns the parameters of the caller by which that comes in which a
// call passes by some of its own.
func (t *taker) paramsFor(l *linkage, c *callSite, params []keyParam, caller *ssa.Function) (out []keyParam) {
	for _, p := range params {
		v := c.argument(p.index)
		if v == nil {
			continue
		}
		if at := (traced{l, c.operand(v), outside, p.element}); at.n != noNode {
			for _, q := range keyParams(l, at.search(), caller) {
				if !slices.Contains(out, q) {
					out = append(out, q)
				}
			}
		}
	}
	return out
}

// makers returns the calls that make what a value is an instance of: those of
// functions of the package home that return a type of it. The result is in the
// order of the source.
func (t *taker) makers(l *linkage, v ssa.Value, at ssa.Instruction, home string) (out []*callSite) {
	n := l.g.operand(v, at)
	key := traced{l, n, outside, ""}
	if n == noNode {
		return nil
	}
	if found, ok := t.made[key]; ok {
		return found
	}
	t.trace([]traced{key}, func(l *linkage, states []searchState) {
		for i := range states {
			call, ok := l.g.info[states[i].n].val.(*ssa.Call)
			if !ok {
				continue
			}
			obj := calleeOf(&call.Call)
			if obj == nil || obj.Pkg() == nil || packagePath(obj.Pkg().Path()) != home || !returnsTypeOf(obj, home) {
				continue
			}
			if c := l.siteOf(call); c != nil && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	})
	slices.SortFunc(out, func(x, y *callSite) int { return cmp.Compare(x.instr.Pos(), y.instr.Pos()) })
	t.made[key] = out
	return out
}

// siteOf returns the site of a call of the package.
func (l *linkage) siteOf(call *ssa.Call) *callSite {
	if l.siteOfCall == nil {
		l.siteOfCall = make(map[ssa.CallInstruction]*callSite)
		for _, c := range l.g.sites {
			l.siteOfCall[c.instr] = c
		}
	}
	return l.siteOfCall[call]
}

// returnsTypeOf reports whether a function returns a type that the package
// declares.
func returnsTypeOf(fn *types.Func, home string) bool {
	for r := range fn.Signature().Results().Variables() {
		if isTypeOf(r.Type(), home) {
			return true
		}
	}
	return false
}

func isTypeOf(t types.Type, home string) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && packagePath(named.Obj().Pkg().Path()) == home
}

// given returns where what is given to the maker of an instance comes from, and
// what is given to the options that it is given.
func (t *taker) given(maker *callSite, home string) tracing {
	if found, ok := t.origins[maker]; ok {
		return found
	}
	l := t.links[maker.g]
	var starts []traced
	var add func(c *callSite, depth int)
	add = func(c *callSite, depth int) {
		for i := range len(c.args) + 1 {
			v := c.argument(i)
			if v == nil {
				continue
			}
			starts = append(starts, traced{l, c.operand(v), outside, ""})
			es, _ := elements(v)
			for _, e := range append(es, v) {
				call, ok := e.(*ssa.Call)
				if !ok || depth == 0 {
					continue
				}
				obj := calleeOf(&call.Call)
				if obj == nil || obj.Pkg() == nil || packagePath(obj.Pkg().Path()) != home {
					continue
				}
				if option := l.siteOf(call); option != nil { // crypt.WithPrevious(old)
					add(option, depth-1)
				}
			}
		}
	}
	const nested = 2
	add(maker, nested)
	out := t.keys(starts)
	t.origins[maker] = out
	return out
}

// instance returns where the keys come from of the instance whose method fn, or
// function that takes it, a call calls. It reports false when the instance is not
// known, or is of another type. Parameters by which it comes are given where they
// are known.
func (t *taker) instance(l *linkage, c *callSite, fn *ssa.Function, h *helper, inst []keyParam) (out tracing, known bool) {
	home := h.use.Sink.Place.Package
	of := fn // a method of the type
	if fn.Signature.Recv() == nil && len(inst) > 0 {
		of = h.home
	}
	add := func(k *tracing) {
		known = true
		for _, o := range k.origins {
			if !slices.Contains(out.origins, o) {
				out.origins = append(out.origins, o)
			}
		}
		shift := len(out.holders)
		for _, p := range k.holders {
			if p.nearer > 0 {
				p.nearer += shift
			}
			out.holders = append(out.holders, p)
		}
	}
	for i := range len(c.args) + 1 {
		v := c.argument(i)
		comes := slices.ContainsFunc(inst, func(p keyParam) bool { return p.index == i })
		if v == nil || !isTypeOf(v.Type(), home) && !(c.instr.Common().IsInvoke() && i == 0) && !comes {
			continue
		}
		for _, m := range t.makers(l, v, c.instr, home) {
			if c.instr.Common().IsInvoke() && !t.makes(m, of) {
				continue
			}
			k := t.given(m, home)
			add(&k)
		}
		if comes {
			if k, ok := t.literals(l, v, c.instr, h, !known); ok {
				add(&k)
			}
		}
		if known {
			out.ofInstance = len(out.origins)+len(out.holders) > 0
			return out, out.ofInstance
		}
	}
	return tracing{}, false
}

// literals returns where the keys come from that are put into literals of a type,
// for those that a value may be, or point to:
//
//	stamp(ctx, seal.Mac{Key: key}, address)
//
// Those of the type's own package count where others do not make it by functions
// of that.
func (t *taker) literals(l *linkage, v ssa.Value, at ssa.Instruction, h *helper, own bool) (tracing, bool) {
	recv := h.home.Signature.Recv()
	n := l.g.operand(v, at)
	if recv == nil || n == noNode {
		return tracing{}, false
	}
	want, ok := types.Unalias(deref(recv.Type())).(*types.Named)
	if !ok {
		return tracing{}, false
	}
	key := literalKey{traced{l, n, outside, ""}, want.Origin().Obj().Pos(), own}
	if found, ok := t.literal[key]; ok {
		return found, found.ofInstance
	}
	var starts []traced
	t.trace([]traced{key.from}, func(l *linkage, states []searchState) {
		if !own && packagePath(l.a.pass.Pkg.Path()) == packagePath(want.Obj().Pkg().Path()) {
			return
		}
		for i := range states {
			al := allocated(l.g.info[states[i].n].val)
			if al == nil {
				continue
			}
			if is, ok := types.Unalias(deref(al.Type())).(*types.Named); !ok || is.Origin().Obj().Pos() != want.Origin().Obj().Pos() {
				continue
			}
			for _, r := range *al.Referrers() {
				fa, ok := r.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				if f, _ := structField(fa.X.Type(), fa.Field); f == nil || !h.has(f) {
					continue
				}
				for _, rr := range *fa.Referrers() {
					if st, ok := rr.(*ssa.Store); ok && st.Addr == fa {
						if start := (traced{l, l.g.operand(st.Val, st), outside, ""}); !slices.Contains(starts, start) {
							starts = append(starts, start)
						}
					}
				}
			}
		}
	})
	var out tracing
	if len(starts) > 0 {
		out = t.keys(starts)
		out.ofInstance = len(out.origins)+len(out.holders) > 0
	}
	if t.literal == nil {
		t.literal = make(map[literalKey]tracing)
	}
	t.literal[key] = out
	return out, out.ofInstance
}

// A literalKey is a value for which literals of a type are looked for.
type literalKey struct {
	from traced
	of   token.Pos
	own  bool
}

// allocated returns the variable that a value is, points to or is a copy of.
func allocated(v ssa.Value) *ssa.Alloc {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return nil
			}
			v = x.X
		case *ssa.Alloc:
			return x
		default:
			return nil
		}
	}
}

// makes reports whether what a call makes may be of the type that fn is a method
// of: NewGCM and NewCFB return one interface, and each a type of its own.
func (t *taker) makes(maker *callSite, fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	if recv == nil {
		return true
	}
	want := typeName(recv.Type())
	l := t.link(packagePath(maker.obj.Pkg().Path()))
	if l == nil {
		return true
	}
	made := l.function(maker.obj)
	if made == nil {
		return true
	}
	seen, unknown := false, false
	for _, b := range made.Blocks {
		for _, in := range b.Instrs {
			ret, ok := in.(*ssa.Return)
			if !ok {
				continue
			}
			for _, v := range ret.Results {
				if isError(v.Type()) {
					continue
				}
				switch x := v.(type) {
				case *ssa.MakeInterface:
					seen = seen || typeName(x.X.Type()) == want
				case *ssa.Const:
				default:
					_, abstract := v.Type().Underlying().(*types.Interface)
					unknown = unknown || abstract
					seen = seen || typeName(v.Type()) == want
				}
			}
		}
	}
	return seen || unknown
}

// link returns the package of the program of that path, nil for another.
func (t *taker) link(path string) *linkage {
	for _, l := range t.inOrder {
		if packagePath(l.a.pass.Pkg.Path()) == path {
			return l
		}
	}
	return nil
}

// callsOf returns the calls of a function in all packages, through interfaces
// too.
func (t *taker) callsOf(fn *types.Func) (out []*callSite) {
	t.openFor(fn)
	for _, pos := range t.join.calledAs(fn.Origin().Pos()) {
		out = append(out, t.byFunc[pos]...)
	}
	return out
}

// openFor takes the closer look at the packages of the same module that call a
// function, themselves or through an interface, and did not seem to be worth one:
// they know nothing of keys, and say what is done about what does not verify.
func (t *taker) openFor(fn *types.Func) {
	fn = fn.Origin()
	if t.opened[fn.Pos()] || fn.Pkg() == nil {
		return
	}
	if t.opened == nil {
		t.opened = make(map[token.Pos]bool)
	}
	t.opened[fn.Pos()] = true
	home := t.link(packagePath(fn.Pkg().Path()))
	if home == nil || home.a.pass.Module == nil {
		return
	}
	if t.unopened == nil {
		t.unopened = make(map[string][]calledIn)
		for _, l := range t.all {
			if l.g != nil || l.a.pass.Module == nil {
				continue
			}
			seen := make(map[*types.Func]bool)
			for _, obj := range l.a.pass.TypesInfo.Uses {
				if f, ok := obj.(*types.Func); ok && !seen[f.Origin()] && f.Pkg() != nil && !catalog.Described(f.Pkg().Path()) {
					seen[f.Origin()] = true
					t.unopened[f.Name()] = append(t.unopened[f.Name()], calledIn{l, f.Origin()})
				}
			}
		}
	}
	var opened []*linkage
	for _, m := range t.unopened[fn.Name()] {
		if m.l.g != nil || m.l.a.pass.Module.Path != home.a.pass.Module.Path || m.fn.Pos() != fn.Pos() && !abstracts(m.fn, fn) {
			continue
		}
		opened = append(opened, m.l)
	}
	slices.SortFunc(opened, func(x, y *linkage) int { return cmp.Compare(x.a.pass.Pkg.Path(), y.a.pass.Pkg.Path()) })
	t.openAll(slices.Compact(opened))
}

// openAll takes the closer look at packages.
func (t *taker) openAll(links []*linkage) {
	for _, l := range links {
		l.a.late = true
		l.a.look(t.join.results[l])
		if l.g != nil {
			t.add(l)
		}
	}
	t.join.findMethodsOf(links)
}

// linkOf returns the package of a path, if it is of the same module as another one,
// and opened for this if it was not.
func (t *taker) linkOf(path string, of *linkage) *linkage {
	if l := t.link(path); l != nil {
		return l
	}
	i := slices.IndexFunc(t.all, func(l *linkage) bool { return packagePath(l.a.pass.Pkg.Path()) == path })
	if i < 0 {
		return nil
	}
	l := t.all[i]
	if l.g != nil || l.a.pass.Module == nil || of.a.pass.Module == nil || l.a.pass.Module.Path != of.a.pass.Module.Path {
		return nil
	}
	t.openAll([]*linkage{l})
	if l.g == nil {
		return nil
	}
	return l
}

// A calledIn is a function, and a package that mentions it and was not opened.
type calledIn struct {
	l  *linkage
	fn *types.Func
}

// abstracts reports whether a call of an interface's method may be one of a method.
func abstracts(m, of *types.Func) bool {
	recv, own := m.Signature().Recv(), of.Signature().Recv()
	if recv == nil || own == nil {
		return false
	}
	i, ok := recv.Type().Underlying().(*types.Interface)
	return ok && types.Implements(own.Type(), i)
}

// add notes the calls of a package that is opened.
func (t *taker) add(l *linkage) {
	t.links[l.g] = l
	t.inOrder = append(t.inOrder, l)
	for _, c := range l.g.sites {
		if c.obj != nil {
			p := c.obj.Origin().Pos()
			t.byFunc[p] = append(t.byFunc[p], c)
		}
	}
}

// newJoiner returns a joiner of the packages of a program.
func newJoiner(results []*Result) *joiner {
	j := &joiner{
		results: make(map[*linkage]*Result),
		seen:    make(map[demand]bool),
		told:    make(map[toldKey]bool),
		sourced: make(map[toldKey]bool),
		changed: make(map[*linkage]bool),
		answers: make(map[answerKey]*answer),
		home:    make(map[string]bool),
	}
	for _, r := range results {
		if r.link != nil {
			j.links = append(j.links, r.link)
			j.results[r.link] = r
		}
	}
	slices.SortFunc(j.links, func(x, y *linkage) int {
		return cmp.Compare(x.a.pass.Pkg.Path(), y.a.pass.Pkg.Path())
	})
	j.findMethods()
	for _, l := range j.links {
		j.home[packagePath(l.a.pass.Pkg.Path())] = true
	}
	return j
}

// boundMethods returns the method values of the package, by the method: what has
// the method goes with them, as with a call.
//
//	router.With(keys.Require)
func (l *linkage) boundMethods() map[token.Pos][]*ssa.MakeClosure {
	if l.bound == nil {
		l.bound = make(map[token.Pos][]*ssa.MakeClosure)
		for _, fn := range l.a.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					mc, ok := in.(*ssa.MakeClosure)
					if !ok || len(mc.Bindings) != 1 {
						continue
					}
					thunk := mc.Fn.(*ssa.Function)
					if m, ok := thunk.Object().(*types.Func); ok && strings.HasPrefix(thunk.Synthetic, "bound method wrapper") {
						p := m.Origin().Pos()
						l.bound[p] = append(l.bound[p], mc)
					}
				}
			}
		}
	}
	return l.bound
}

// starts returns where the values of a boundary are in the graph of a package.
func (j *joiner) starts(l *linkage, b boundary) (out []traced) {
	g := l.g
	switch b.kind {
	case holderBoundary:
		if n, ok := l.holderAt(b.pos); ok {
			out = append(out, traced{l, n, outside, ""})
		}
	case paramBoundary:
		for _, pos := range j.calledAs(b.pos) {
			for _, c := range l.callsOf(pos) {
				if v := c.argument(b.index); v != nil {
					out = append(out, traced{l, c.operand(v), outside, ""})
				}
			}
		}
		if b.index == 0 {
			for _, mc := range l.boundMethods()[b.pos] {
				out = append(out, traced{l, g.operand(mc.Bindings[0], mc), outside, ""})
			}
		}
	case resultBoundary:
		for _, obj := range j.runAs(b.pos) {
			if fn := l.function(obj); fn != nil {
				out = append(out, traced{l, g.result(fn, b.index), inside, ""})
			}
		}
	case nameBoundary:
		for _, def := range g.allDefaults {
			if nameOf(def.kind, def.name) == b.name {
				out = append(out, traced{l, def.from, outside, ""})
			}
		}
	}
	return out
}
