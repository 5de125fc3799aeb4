// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// connect adds the edges that need the whole graph: written parameters,
// summaries of the package's own functions, names given by callers, defaults.
func (g *graph) connect() {
	a := g.a
	g.callParams()

	// What a function writes through a parameter arrives at the argument.
	for _, c := range a.calls {
		for i, p := range c.body.Params {
			if !a.written[p] {
				continue
			}
			if pn := g.value(p); pn != noNode {
				for _, root := range g.roots(c.args[i], 0) {
					g.add(root, pn, edge{kind: leave})
				}
			}
		}
	}

	for _, n := range sortedHolders(g) {
		if pat, ok := a.embeds[g.info[n].holder]; ok {
			g.info[n].orig = append(g.info[n].orig, &Origin{Kind: catalog.OriginEmbed, Name: pat, Size: -1,
				located: true, Place: a.placeOf(g.info[n].holder.Pos(), token.NoPos)})
		}
	}

	// A parameter that leaves by a result leaves at every call, with no way
	// into the other calls. Found for the innermost functions first, hence
	// the rounds; a chain of more than so many wrappers is left out.
	byBody := make(map[*ssa.Function][]bodyCall)
	for _, c := range a.calls {
		byBody[c.body] = append(byBody[c.body], c)
	}
	g.fillParams(byBody)
	g.lookUpByParam(byBody)
	g.updateByParam(byBody)
	const rounds = 6
	for range rounds {
		changed := false
		for _, fn := range a.funcs {
			calls := byBody[fn]
			if len(calls) == 0 {
				continue
			}
			for i := range fn.Signature.Results().Len() {
				r := g.result(fn, i)
				if r == noNode {
					continue
				}
				flows, named := g.through(fn, r)
				for _, c := range calls {
					to := c.site.result(i)
					for _, f := range flows {
						before := len(g.preds)
						n := c.site.operand(c.args[f.Param])
						if to == noNode || n == noNode {
							continue
						}
						was := len(g.preds[to])
						e := markEdge(f.Mark)
						if f.key != 0 {
							e.kind, e.key = get, f.key
						}
						g.add(to, n, e)
						changed = changed || len(g.preds[to]) != was || len(g.preds) != before
					}
					for _, nm := range named {
						changed = g.nameAt(c, to, nm) || changed
					}
				}
			}
		}
		if !changed {
			break
		}
	}

	g.copyFields()
	g.guards()

	// A default is what stands in for the source of the same name.
	g.allDefaults = g.namedByMaps()
	for _, d := range g.allDefaults {
		for _, s := range slices.Concat(g.sources, g.helped) {
			if s.origin.Kind == d.kind && sameName(d.kind, s.origin.Name, d.name) {
				slot := g.newNode(nodeInfo{kind: kSlot})
				g.flow(s.at, slot)
				g.flow(slot, d.from)
			}
		}
	}
}

// namedByMaps returns the defaults, those of a map each under its name.
func (g *graph) namedByMaps() []pendingDefault {
	var out []pendingDefault
	for _, d := range g.defaults {
		if d.named == noNode {
			out = append(out, d)
			continue
		}
		g.search(d.named, searchOpts{}, func(s *searchState, _ int) {
			for _, e := range g.preds[s.n] {
				if e.kind == put {
					out = append(out, pendingDefault{kind: d.kind, name: g.keyName(e.key), from: e.from, named: noNode})
				}
			}
		})
	}
	return out
}

// lookUpByParam adds the flow of m[k] where k is a parameter. When every call
// names the key, each call gets the element of that name: get("SECRET_KEY").
func (g *graph) lookUpByParam(calls map[*ssa.Function][]bodyCall) {
	for _, l := range g.paramLookups {
		cs := calls[l.fn]
		if len(cs) == 0 || slices.ContainsFunc(cs, func(c bodyCall) bool { return g.mapKey(c.args[l.param]) == 0 }) {
			g.add(l.to, l.from, edge{kind: ask})
			continue
		}
		for i := range l.fn.Signature.Results().Len() {
			r := g.result(l.fn, i)
			if r == noNode {
				continue
			}
			leaves := false
			g.search(r, searchOpts{phase: inside, noHolders: true}, func(s *searchState, _ int) { leaves = leaves || s.n == l.to })
			if !leaves {
				continue
			}
			for _, c := range cs {
				g.add(c.site.result(i), l.from, edge{kind: get, key: g.mapKey(c.args[l.param])})
			}
		}
	}
}

// updateByParam adds the flow of m[k] = v where k is a parameter. When every
// call names the key, what each call gives for v is kept under its name:
// set(m, "password", cfg.Password).
func (g *graph) updateByParam(calls map[*ssa.Function][]bodyCall) {
	for _, u := range g.paramUpdates {
		fn := u.update.Parent()
		cs := calls[fn]
		roots := g.roots(u.update.Map, 0)
		flows, _ := g.through(fn, u.from)
		if len(flows) == 0 || len(cs) == 0 || exportedFunc(fn) != nil ||
			slices.ContainsFunc(cs, func(c bodyCall) bool { return g.mapKey(c.args[u.param]) == 0 }) {
			for _, root := range roots {
				g.flow(root, u.from)
			}
			continue
		}
		for _, c := range cs {
			key := g.mapKey(c.args[u.param])
			for _, f := range flows {
				n := c.site.operand(c.args[f.Param])
				if n == noNode {
					continue
				}
				// Its mark and its key are of two edges.
				given := g.newNode(nodeInfo{})
				g.add(given, n, markEdge(f.Mark))
				for _, root := range roots {
					at := []node{root}
					if in := &g.info[root]; in.kind == kParam && in.fn == fn {
						at = g.roots(c.args[in.index], 0)
					}
					for _, to := range at {
						g.add(to, given, edge{kind: put, key: key})
					}
				}
			}
		}
	}
}

// copyFields adds the flow between the fields of structs that are assigned to
// one another, for fields that are tracked by instance.
func (g *graph) copyFields() {
	byRoot := make(map[node][]instKey)
	for k := range g.inst {
		byRoot[k.root] = append(byRoot[k.root], k)
	}
	for _, ks := range byRoot {
		slices.SortFunc(ks, func(x, y instKey) int { return cmp.Compare(x.field, y.field) })
	}
	for _, c := range g.copies {
		for _, k := range byRoot[c.to] {
			if from, ok := g.inst[instKey{c.from, k.field}]; ok {
				g.flow(g.inst[k], from)
			}
		}
	}
}

func sortedHolders(g *graph) []node {
	ns := make([]node, 0, len(g.holders))
	for _, n := range g.holders {
		ns = append(ns, n)
	}
	slices.Sort(ns)
	return ns
}

// nameAt gives a source inside the called function the name that the call
// passes, or makes it one that the caller's caller names.
func (g *graph) nameAt(c bodyCall, to node, nm namedSource) bool {
	if to == noNode {
		return false
	}
	name, param := constName(c.args[nm.param])
	switch {
	case name != "":
		for _, o := range g.info[to].orig {
			if o.Kind == nm.kind && o.Name == nm.before+name {
				return false
			}
		}
		c.site.source(to, &Origin{Kind: nm.kind, Name: nm.before + name, Size: -1})
		return true
	case param >= 0:
		x := namedSource{nm.kind, param, c.site.fn, c.site.instr, nm.before}
		for _, o := range g.info[to].named {
			if o.kind == x.kind && o.param == x.param && o.fn == x.fn && o.before == x.before {
				return false
			}
		}
		g.info[to].named = append(g.info[to].named, x)
		return true
	}
	return false
}

// An innerFlow is a paramFlow, with the constant key under which the value is
// taken out of a parameter that is a map.
type innerFlow struct {
	paramFlow
	key mapKey
}

// through returns the parameters of fn that leave by the result r, and the
// sources in it whose name a parameter gives.
func (g *graph) through(fn *ssa.Function, r node) (flows []innerFlow, named []namedSource) {
	res := g.info[r].index
	g.search(r, searchOpts{phase: inside, noHolders: true}, func(s *searchState, _ int) {
		n := &g.info[s.n]
		if n.kind == kParam && n.fn == fn {
			f := innerFlow{paramFlow{n.index, res, s.m, g.keyName(s.key)}, s.key}
			if !slices.Contains(flows, f) {
				flows = append(flows, f)
			}
		}
		for _, nm := range n.named {
			if nm.fn == fn {
				named = append(named, nm)
			}
		}
	})
	slices.SortFunc(flows, func(x, y innerFlow) int {
		return cmp.Or(comparePF(x.paramFlow, y.paramFlow), cmp.Compare(x.key, y.key))
	})
	return flows, named
}

func comparePF(x, y paramFlow) int {
	return cmp.Or(cmp.Compare(x.Param, y.Param), cmp.Compare(x.Result, y.Result), cmp.Compare(x.Mark, y.Mark), cmp.Compare(x.Key, y.Key))
}

// phase says which way a search may go on: a path from an origin to a sink
// first leaves functions, then enters others. Backward from the sink it may go
// to callers (outside) until it has gone into a callee (inside). Fields and
// package variables forget the phase.
type phase uint8

const (
	outside phase = iota
	inside
	// within is inside a closure that was made outside: a variable that it
	// captures is outside again.
	within
)

type searchState struct {
	n      node
	phase  phase
	m      mark
	key    mapKey // of the element that was taken out of a map
	ref    refusalSet
	doc    docPath
	parent int
}

type searchOpts struct {
	phase     phase
	mark      mark
	key       mapKey
	noGeneric bool   // nor through fields of generic types
	asked     mapKey // the name that the caller of the function gives
	bytes     bool
	noHolders bool
}

// maxVisited bounds a search. The nearest is found first; what has as much
// behind it is no key, but a record of everything in a package of 100,000 lines.
const maxVisited = 6000

// search visits what may flow to start, nearest first.
func (g *graph) search(start node, o searchOpts, visit func(s *searchState, i int)) []searchState {
	type key struct {
		n node
		p phase
		m mark
		k mapKey
		r refusalSet
		d docPath
	}
	states := []searchState{{n: start, phase: o.phase, m: o.mark, key: o.key, parent: -1, ref: g.info[start].refused}}
	seen := map[key]bool{{start, o.phase, o.mark, o.key, g.info[start].refused, 0}: true}
	for i := 0; i < len(states) && i < maxVisited; i++ {
		visit(&states[i], i)
		s := states[i]
		if s.doc != 0 {
			continue // see docOrigins
		}
		for _, e := range g.preds[s.n] {
			if g.info[s.n].filled && !e.fills {
				continue
			}
			if o.bytes && e.notBytes {
				continue
			}
			ph, el, doc := s.phase, s.key, s.doc
			switch e.kind {
			case get:
				el = e.key
			case put:
				switch {
				case el == e.key:
					el = 0
				case el != 0 && g.isIndex(el) == g.isIndex(e.key):
					continue // another element
				}
			case decode:
				doc = e.doc
			case ask:
				if o.asked != 0 {
					el = o.asked
				}
			case enter:
				if ph != outside {
					continue
				}
			case leave:
				if ph == outside {
					ph = inside
				}
			case unwrap:
				if ph == outside {
					ph = within
				}
			case capture:
				if ph == within {
					ph = outside
				}
			}
			if k := g.info[e.from].kind; k == kHolder || k == kSlot {
				if o.noHolders || g.info[e.from].generic && (o.noGeneric || isKeyFunc(g.info[e.from].holder.Type())) {
					continue // each instance has a function of its own
				}
				ph = outside
			}
			m := s.m
			if e.mixed {
				m |= joined
				if g.mixture(s.n, e) {
					m |= partial
				}
			} else {
				m |= e.mark
			}
			ref := s.ref
			if e.changes || e.mixed {
				ref = 0
			}
			ref = g.refusals.union(ref, g.info[e.from].refused)
			k := key{e.from, ph, m, el, ref, doc}
			if !seen[k] {
				seen[k] = true
				states = append(states, searchState{e.from, ph, m, el, ref, doc, i})
			}
		}
	}
	return states
}

// origins yields the origins that enter at the node of a state and come
// through to where the search began.
func (g *graph) origins(s *searchState) iter.Seq[*Origin] {
	return func(yield func(*Origin) bool) {
		n := &g.info[s.n]
		orig := n.orig
		if s.doc != 0 {
			orig = g.docOrigins(s.n)
		}
		for _, o := range orig {
			if n.filled && o.Kind == catalog.OriginLiteral {
				continue
			}
			if s.doc != 0 {
				if o = g.inDocument(o, s.doc); o == nil {
					continue
				}
			}
			if g.refusals.refused(s.ref, o) {
				continue
			}
			if !yield(o) {
				return
			}
		}
	}
}

// mixture reports whether something besides what the edge in brings, and no
// constant, is mixed into n.
func (g *graph) mixture(n node, in edge) bool {
	for _, e := range g.preds[n] {
		if in.head && e.head {
			continue
		}
		if e.from != in.from && !g.isConst(e.from, 0, n) {
			return true
		}
	}
	return false
}

// isConst reports whether nothing but constants flows to n. What n got from
// self, into which it is mixed, is nothing new: s.key = append(s.key, "…"...)
// Only a field that others can set has a value to begin with.
func (g *graph) isConst(n node, depth int, self node) bool {
	ok, _ := g.constness(n, depth, self)
	return ok
}

// constness is isConst, and reports whether self flows to n.
func (g *graph) constness(n node, depth int, self node) (constant, fromSelf bool) {
	info := &g.info[n]
	switch {
	case n == self && depth > 0:
		return true, true
	case info.kind == kConst:
		return true, false
	case depth > 6:
		return false, false
	case len(g.preds[n]) == 0:
		return len(info.orig) > 0 && info.orig[0].Kind == catalog.OriginLiteral || isEmptyValue(info.val) || isBoxedConst(info.val), false
	case len(info.orig) > 0 && info.orig[0].Kind != catalog.OriginLiteral:
		return false, false
	}
	for _, e := range g.preds[n] {
		ok, again := g.constness(e.from, depth+1, self)
		if !ok {
			return false, false
		}
		fromSelf = fromSelf || again
	}
	if fromSelf && info.kind == kHolder && info.holder.Exported() {
		return false, true
	}
	return true, fromSelf
}

// isBoxedConst reports whether v is a constant as an interface, such as the 7
// of Sprintf("%s-%d", name, 7).
func isBoxedConst(v ssa.Value) bool {
	mi, ok := v.(*ssa.MakeInterface)
	if !ok {
		return false
	}
	_, ok = mi.X.(*ssa.Const)
	return ok
}

// isEmptyValue reports whether v is an empty string or slice, to which others
// are appended.
func isEmptyValue(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Convert:
		if c, ok := v.X.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.String {
			return true
		}
	case *ssa.Alloc, *ssa.MakeSlice:
		return true
	case *ssa.Slice:
		return isEmptyValue(v.X)
	}
	return false
}

// solve searches from every sink, builds the result and exports the facts.
func (a *analysisState) solve(g *graph, res *Result) {
	g.comparedSecrets()
	f := &collector{a: a, g: g, flows: make(map[*Origin]*Flow), params: make(map[*types.Func][]paramUse), sinksOf: make(map[*types.Var][]factUse), keyNodes: make(map[node]bool), named: make(map[*types.Var]*Origin)}
	// Hashes come last: whether they hash passwords depends on what their
	// output is used for.
	for _, hashes := range []bool{false, true} {
		for _, s := range g.sinks {
			if (s.sink.Role != "key") == hashes && !a.skipFile(instrPos(s.instr)) {
				f.sink(s)
			}
		}
	}
	for _, s := range f.secretDigests {
		f.sink(s)
	}
	for o, fl := range f.flows {
		if slices.ContainsFunc(fl.Uses, func(u *Use) bool { return u.Sink.Role == "key" && !u.Partial && u.Sink.Inventory == "" }) {
			a.told[o] = true
		}
	}
	res.Flows = f.sorted()
	res.Reads = f.reads()
	res.Documents = f.documents
	res.Comparisons = a.comparisons(g)
	res.Flows = append(res.Flows, a.given(f.toldAt(), false)...)
	res.link.g, res.link.f = g, f
	if !a.late {
		a.export(g, f)
	}
}

// A collector gathers what the searches find.
type collector struct {
	a       *analysisState
	g       *graph
	flows   map[*Origin]*Flow
	order   []*Origin
	params  map[*types.Func][]paramUse
	sinksOf map[*types.Var][]factUse
	// keyNodes are the nodes from which a key of something flows.
	keyNodes map[node]bool
	named    map[*types.Var]*Origin

	documents     []*Document
	reached       []reachedSink // for Join
	secretDigests []*sinkSite   // MACs that are made of plain digests
	parsing       map[ssa.Instruction]*sinkSite
}

// toldAt returns where the literals stand that are told of for their uses.
func (f *collector) toldAt() map[token.Pos]bool {
	at := make(map[token.Pos]bool)
	for o, fl := range f.flows {
		if len(judged(fl.Uses)) > 0 && o.Place.Pos.IsValid() {
			at[o.Place.Pos] = true
		}
	}
	return at
}

// A reachedSink is a sink with the search from it.
type reachedSink struct {
	site     *sinkSite
	sink     Sink
	password bool
	states   []searchState
}

func (f *collector) sink(s *sinkSite) {
	a, g := f.a, f.g
	if e := s.sink.Entry; e != nil && e.Verb == catalog.Sink && e.Key == "any" && isPublicKey(g.info[s.at].val) {
		return
	}
	s.sink.Purpose = a.purpose(s, g.info[s.at].val)
	sink := s.sink
	if !s.foreign {
		sink.Place = a.place(s.instr)
	}

	password := s.password || f.hashesPassword(s)
	s.dedicated = s.dedicated || s.sink.Role != "key" && s.call != nil && !s.foreign && len(s.call.outputs(s)) == 0
	if s.sink.Role == "key" && f.unlocksAccount(s) {
		return
	}

	states := g.search(s.at, searchOpts{bytes: s.bytes, mark: s.mark}, func(st *searchState, i int) {
		if s.sink.Role == "key" && s.sink.Inventory == "" && !s.sink.silent() && st.doc == 0 {
			f.keyNodes[st.n] = true
		}
	})
	told := func(i int) factUse {
		u := a.factUse(s, states[i].m, g.keyName(states[i].key), password)
		u.Purpose = f.purposeAlong(s, states, i)
		return u
	}
	for i := range states[:min(len(states), maxVisited)] {
		st := &states[i]
		n := &g.info[st.n]
		if st.doc != 0 || s.sink.silent() {
			continue // a document that has other things too
		}
		switch {
		case n.kind == kParam && st.phase == outside:
			if obj := exportedFunc(n.fn); obj != nil {
				f.params[obj] = addNew(f.params[obj], paramUse{n.index, told(i)})
			}
		case n.kind == kHolder && n.holder.Pkg() == a.pass.Pkg:
			f.sinksOf[n.holder] = addNew(f.sinksOf[n.holder], told(i))
		}
	}
	f.reached = append(f.reached, reachedSink{s, sink, password, states})
	if sink.tells() {
		for _, p := range f.parsedAt(states) {
			p.goes = addNew(p.goes, sink.Purpose)
		}
		if sink.silent() {
			return
		}
	}
	if s.sink.Role == "password" {
		f.digests(s, states, password)
	}

	hits := g.hits(states)
	known := slices.Clone(hits)
	if password && s.sink.Role != "key" {
		fed := f.fed(states)
		for i := range states {
			h := g.info[states[i].n].holder
			if h == nil || fed[i] || !SecretName(h.Name()) {
				continue
			}
			hits = append(hits, hit{f.namedKey(h), i, states[i].m})
		}
	}
	if s.peppers(password) {
		hits = slices.DeleteFunc(hits, func(h hit) bool {
			return h.m&keyed == 0 && !f.joinsPassword(states, h.i) || h.o.Kind == catalog.OriginLiteral && f.isPassword(states, h.i)
		})
	}
	if s.sink.Role != "key" {
		// The salt that was cut out of a stored hash is the user's own, whatever
		// literals are in that text too: the scheme, what stands between the parts.
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.m&piece != 0 && h.o.Kind == catalog.OriginLiteral })
	}
	for _, h := range hits {
		meets := f.meets(states, h.i, s.instr)
		sink.Purpose = f.purposeAlong(s, states, h.i)
		switch {
		case h.o.inFile():
			if sink.Inventory == "" || sink.presents(h.o, h.m, g.called(states, h.i)) {
				f.document(h.o, f.use(s, sink, states, h, meets, password))
			}
			continue
		case s.foreign && h.o.foreign && states[h.i].parent == -1:
			continue // both are what another package exports of one thing: they met there
		}
		if sink.cannotBe(h.o) || sink.Inventory != "" && !sink.presents(h.o, h.m, g.called(states, h.i)) {
			continue
		}
		s.presented = true
		if a.locate(h.o); !h.o.foreign && h.o.Place.Pos.IsValid() {
			meets = h.o.Place
		}
		fl := f.flow(h.o, meets, g.beside(states, known, h))
		fl.Uses = append(fl.Uses, f.use(s, sink, states, h, meets, password))
	}
}

// isPassword reports whether on its way a value is kept as a password: one that
// is set, or the text that stands for one in a table. Neither is a pepper.
func (f *collector) isPassword(states []searchState, i int) bool {
	for j := i; j >= 0; j = states[j].parent {
		if h := f.g.info[states[j].n].holder; h != nil && PasswordName(h.Name()) {
			return true
		}
	}
	return false
}

// document notes the use of a value in a file, and reports whether it is new.
func (f *collector) document(o *Origin, u *Use) bool {
	const most = 8 // uses: more say no more
	if u.Sink.Role != "key" || u.Partial {
		return false
	}
	var d *Document
	if i := slices.IndexFunc(f.documents, func(d *Document) bool {
		return d.Origin.Kind == o.Kind && d.Origin.Name == o.Name && d.Origin.Place.Package == o.Place.Package && slices.Equal(d.Path, o.path)
	}); i >= 0 {
		d = f.documents[i]
	} else {
		d = &Document{Origin: *o, Path: o.path}
		f.documents = append(f.documents, d)
	}
	if len(d.Uses) >= most || slices.ContainsFunc(d.Uses, func(v *Use) bool { return v.Sink.Symbol == u.Sink.Symbol && v.Sink.Place == u.Sink.Place }) {
		return false
	}
	d.Uses = append(d.Uses, u)
	return true
}

// peppers reports whether a hash takes passwords among other things, so that
// what is put to a password is of interest, and nothing else.
func (s *sinkSite) peppers(password bool) bool {
	return password && s.sink.Role == "password" && !s.dedicated
}

// cannotBe reports whether a literal is a key in no format that the API takes:
// the shortest private keys are the 28 bytes of P-224, and those that come with a
// certificate are longer, in PEM and in DER.
func (s *Sink) cannotBe(o *Origin) bool {
	if o.Kind != catalog.OriginLiteral {
		return false
	}
	if s.Purpose == "tls-key" {
		return o.Size < 40
	}
	return s.Entry != nil && s.Entry.Key == "private" && o.Size < 28 // unknown for a use in another package
}

// flow returns the flow of an origin, which those beside it may show to be a
// fallback.
func (f *collector) flow(o *Origin, meets Place, beside []*Origin) *Flow {
	fl := f.flows[o]
	if fl == nil {
		fl = &Flow{Origin: *o, Meets: meets}
		fl.Origin.Tests = f.a.forTests(o.Place.Pos)
		f.flows[o] = fl
		f.order = append(f.order, o)
	}
	if o.Fixed() {
		if c := f.a.configured(o, beside); c != "" {
			fl.Origin.Fallback, fl.Origin.Configured = true, c
		}
	}
	return fl
}

// use makes the use of a hit; the site is nil where it is in another package.
func (f *collector) use(s *sinkSite, sink Sink, states []searchState, h hit, meets Place, password bool) *Use {
	u := &Use{
		Sink:     sink,
		Meets:    meets,
		Steps:    f.steps(states, h.i),
		Partial:  h.m&partial != 0,
		Derived:  h.m&derived != 0,
		Keyed:    h.m&keyed != 0,
		MAC:      f.mac(states, h.i),
		Password: password,
	}
	if s != nil {
		u.Handed = f.a.handover(s)
	}
	f.way(u, states, h.i)
	u.Outer = f.outer(states, h.i)
	u.presented()
	return u
}

// outer returns the fields around the one that has the origin, where the key is taken
// out of it: a type that stands in several fields has a key in each.
//
//	auth.AddProvider("google", s.Auth.Google.Secret)
func (f *collector) outer(states []searchState, i int) (out []string) {
	if f.g.info[states[i].n].kind != kHolder || states[i].parent < 0 {
		return nil
	}
	v := f.g.info[states[states[i].parent].n].val
	if u, ok := v.(*ssa.UnOp); ok && u.Op == token.MUL {
		v = u.X
	}
	at, ok := v.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	for {
		if at, ok = at.X.(*ssa.FieldAddr); !ok {
			return out
		}
		if v, _ := structField(at.X.Type(), at.Field); v != nil {
			out = append(out, v.Name())
		}
	}
}

// handover returns where a use of another module is given its key, nil for other
// uses.
func (a *analysisState) handover(s *sinkSite) *Handover {
	if !s.foreign || s.instr == nil {
		return nil
	}
	symbol, pkg := "", (*types.Package)(nil)
	switch in := s.instr.(type) {
	case ssa.CallInstruction:
		if obj := calleeOf(in.Common()); obj != nil {
			symbol, pkg = catalog.FuncSymbol(obj), obj.Pkg()
		}
	case *ssa.Store:
		switch addr := in.Addr.(type) {
		case *ssa.FieldAddr:
			if f, owner := structField(addr.X.Type(), addr.Field); f != nil && owner != nil {
				symbol, pkg = catalog.FieldSymbol(owner, f.Name()), f.Pkg()
			}
		case *ssa.Global:
			if v, ok := addr.Object().(*types.Var); ok {
				symbol, pkg = catalog.VarSymbol(v), v.Pkg()
			}
		}
	}
	if pkg == nil || a.sameModule(packagePath(pkg.Path())) {
		return nil
	}
	return &Handover{Place: a.place(s.instr), API: shortSymbol(symbol), Symbol: symbol}
}

// A hit is an origin that a search came to.
type hit struct {
	o *Origin
	i int // the state
	m mark
}

// hits returns the origins that a search came to.
func (g *graph) hits(states []searchState) []hit { return g.hitsOf(states, false) }

// beside returns the origins, without values of files, of which one may be there in
// the place of the fixed value at a hit; of others none. What another call of the same
// function is given is not:
//
//	sign(os.Getenv("COOKIE_KEY"))
//	sign("fixed")
func (g *graph) beside(states []searchState, hits []hit, fixed hit) (out []*Origin) {
	if !fixed.o.Fixed() {
		return nil
	}
	way := make(map[int]int) // from each state to the next on the way to the hit
	for next, i := -1, fixed.i; i >= 0; next, i = i, states[i].parent {
		way[i] = next
	}
	for _, h := range hits {
		if h.o.inFile() {
			continue
		}
		next, i := -1, h.i
		for i >= 0 {
			if _, met := way[i]; met {
				break
			}
			next, i = i, states[i].parent
		}
		if i < 0 || g.info[states[i].n].kind == kParam && next >= 0 && way[i] >= 0 {
			continue // they part at a parameter
		}
		out = append(out, h.o)
	}
	return out
}

// hitsOf returns those of a search for a key, or for the name of a file.
func (g *graph) hitsOf(states []searchState, paths bool) (hits []hit) {
	for i := range states {
		for o := range g.origins(&states[i]) {
			if o.noKey && !paths {
				continue
			}
			m := states[i].m | o.mark
			if m&piece != 0 && !o.list {
				m |= partial
			}
			if o.Kind == catalog.OriginLiteral && g.strays(states, i, o) || o.Kind == catalog.OriginColumn && m&partial != 0 {
				continue // of a row everything may go into a text
			}
			hits = append(hits, hit{o, i, m})
		}
	}
	return append(g.onePiece(states, g.unambiguous(states, hits)), g.filesByParam(states)...)
}

// filesByParam returns the files that are read for a use in the function that is
// given their names, or in one that it calls.
//
//	func NewSigner(keyFile string) (*Signer, error) { text, err := os.ReadFile(keyFile); … }
func (g *graph) filesByParam(states []searchState) (hits []hit) {
	for i := range states {
		if states[i].phase != outside || states[i].doc != 0 {
			continue // a call of the function that reads it names it
		}
		for _, nm := range g.info[states[i].n].named {
			if nm.kind != catalog.OriginFile || nm.before != "" {
				continue
			}
			o := g.paramFiles[nm]
			if o == nil {
				o = &Origin{Kind: nm.kind, Size: -1, at: nm.at, called: &fileName{g, g.value(nm.fn.Params[nm.param])}}
				if g.paramFiles == nil {
					g.paramFiles = make(map[namedSource]*Origin)
				}
				g.paramFiles[nm] = o
			}
			m := states[i].m
			if m&piece != 0 {
				m |= partial
			}
			hits = append(hits, hit{o, i, m})
		}
	}
	return hits
}

// unambiguous drops the literals that come through a field or variable which
// has no name of a key and holds several: it keeps all sorts of things, under
// names that are computed, and none of them is known to be the one.
func (g *graph) unambiguous(states []searchState, hits []hit) []hit {
	const most = 2
	through := func(h hit, visit func(node)) {
		for j := h.i; j >= 0; j = states[j].parent {
			if v := g.info[states[j].n].holder; v != nil && !keyishName(v.Name()) {
				visit(states[j].n)
			}
		}
	}
	held := make(map[node][]string)
	for _, h := range hits {
		if h.o.Kind == catalog.OriginLiteral && h.m&joined == 0 {
			through(h, func(n node) { held[n] = addNew(held[n], h.o.identity()) })
		}
	}
	return slices.DeleteFunc(hits, func(h hit) bool {
		if h.o.Kind != catalog.OriginLiteral {
			return false
		}
		several := false
		through(h, func(n node) { several = several || len(held[n]) > most })
		if !several {
			return false
		}
		g.a.locate(h.o)
		return !keyishName(h.o.Name)
	})
}

// strays reports whether a literal has come through many fields and variables,
// of which those next to it have no name of a key: a record of all sorts of
// things that is written to a buffer and read again. For a text that is too
// short for a key one such field will do: Type: "git".
func (g *graph) strays(states []searchState, i int, o *Origin) bool {
	const most = 3
	n := 0
	var last *types.Var
	for j := i; j >= 0; j = states[j].parent {
		info := &g.info[states[j].n]
		h := info.holder
		if p, ok := info.val.(*ssa.Parameter); ok && describes(p.Name()) || h != nil && describes(h.Name()) {
			g.a.locate(o)
			return !keyishName(o.Name)
		}
		if h == nil || h == last {
			continue
		}
		last = h
		if keyishName(h.Name()) {
			return false
		}
		if n++; n > most || o.Size < shortestKey {
			g.a.locate(o)
			return !keyishName(o.Name)
		}
	}
	return false
}

// describes reports whether a name is that of what is kept about something.
func describes(name string) bool {
	for _, w := range Words(name) {
		switch w {
		case "metadata", "meta", "headers", "labels", "annotations", "tags", "attributes", "attrs":
			return true
		}
	}
	return false
}

// A seam is where pieces are put together, and one of the pieces.
type seam struct{ whole, piece node }

// seams returns where on the way from state i something was put to the value.
func (g *graph) seams(states []searchState, i int) (out []seam) {
	for j := i; states[j].parent >= 0; j = states[j].parent {
		s := seam{states[states[j].parent].n, states[j].n}
		if slices.ContainsFunc(g.preds[s.whole], func(e edge) bool { return e.from == s.piece && e.mixed }) {
			out = append(out, s)
		}
	}
	return out
}

// onePiece drops the literals that are smaller pieces of a key: one that is put
// together from several is told of once, and what stands between the pieces of
// a key is not another key.
func (g *graph) onePiece(states []searchState, hits []hit) []hit {
	seams := func(h hit) []seam {
		if h.o.Kind != catalog.OriginLiteral || h.m&joined == 0 {
			return nil
		}
		return g.seams(states, h.i)
	}
	longest := make(map[node]int)
	best := make(map[node]node)
	for _, h := range hits {
		for _, s := range seams(h) {
			if h.o.Size > longest[s.whole] {
				longest[s.whole], best[s.whole] = h.o.Size, s.piece
			}
		}
	}
	return slices.DeleteFunc(hits, func(h hit) bool {
		return slices.ContainsFunc(seams(h), func(s seam) bool { return best[s.whole] != s.piece })
	})
}

// mac returns the short name of the MAC that takes its key on the way from
// state i to the sink.
func (f *collector) mac(states []searchState, i int) string {
	for ; i >= 0; i = states[i].parent {
		call, ok := f.g.info[states[i].n].val.(*ssa.Call)
		if !ok || call.Call.StaticCallee() == nil {
			continue
		}
		obj, ok := call.Call.StaticCallee().Object().(*types.Func)
		if !ok || obj.Pkg() == nil {
			continue
		}
		entries, _ := f.a.entries(obj)
		for _, e := range entries {
			if e.Verb == catalog.Pass && e.How == "keyed" {
				return shortSymbol(e.Symbol)
			}
		}
	}
	return ""
}

// fed returns which states more is known of than a name: where the value comes
// from, or that callers give it.
func (f *collector) fed(states []searchState) []bool {
	known := make([]bool, len(states))
	for i := range states {
		n := &f.g.info[states[i].n]
		if len(n.orig) == 0 && !(n.kind == kParam && exportedFunc(n.fn) != nil) {
			continue
		}
		for j := i; j >= 0 && !known[j]; j = states[j].parent {
			known[j] = true
		}
	}
	return known
}

// namedKey returns the origin of a key that is known by the name of the field
// or variable that holds it only.
func (f *collector) namedKey(v *types.Var) *Origin {
	o := f.named[v]
	if o == nil {
		o = &Origin{Kind: catalog.OriginUnknown, Name: v.Name(), Size: -1, located: true}
		f.named[v] = o
	}
	return o
}

// configured returns the kind and name of what a fixed value stands in for: of
// the origins that flow to the same use the nearest with a name that enters in
// the same package. What comes from elsewhere need not have to do with it.
func (a *analysisState) configured(fixed *Origin, all []*Origin) string {
	a.locate(fixed)
	for _, o := range all {
		switch o.Kind {
		case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag, catalog.OriginStore, catalog.OriginFile:
		default:
			continue
		}
		a.locate(o)
		if o.Name != "" && o.Place.Package == fixed.Place.Package {
			return string(o.Kind) + " " + o.Name
		}
	}
	return ""
}

// meets returns the expression of this package that brings in the origin found
// at state i, or else the place of the instruction at which the search began.
func (f *collector) meets(states []searchState, i int, began ssa.Instruction) Place {
	for j := i; j >= 0; j = states[j].parent {
		if in, ok := f.g.info[states[j].n].val.(ssa.Instruction); ok {
			if p := f.a.place(in); p.Pos.IsValid() && !f.a.skipFile(p.Pos) {
				return p
			}
		}
	}
	if began == nil {
		return Place{}
	}
	return f.a.place(began)
}

// steps names the parameters, results, fields and variables on the way from
// the origin at state i to the sink.
func (f *collector) steps(states []searchState, i int) []Step {
	const maxSteps = 6
	var out []Step
	for j := i; j >= 0 && len(out) < maxSteps; j = states[j].parent {
		n := &f.g.info[states[j].n]
		var what string
		var pos token.Pos
		switch n.kind {
		case kParam:
			if p, ok := n.val.(*ssa.Parameter); ok && p.Name() != "" && p.Name() != "_" {
				what, pos = fmt.Sprintf("parameter %s of %s", p.Name(), n.fn.Name()), p.Pos()
			}
		case kResult:
			what, pos = "returned by "+n.fn.Name(), n.fn.Pos()
		case kHolder:
			kind := "variable "
			if n.holder.IsField() {
				kind = "field "
			}
			what = kind + n.holder.Name()
			if n.holder.Pkg() == f.a.pass.Pkg {
				pos = n.holder.Pos()
			}
		}
		if what != "" && (len(out) == 0 || out[len(out)-1].What != what) {
			st := Step{What: what}
			if pos.IsValid() {
				st.Place = f.a.placeOf(pos, token.NoPos)
			} else if n.holder != nil && n.holder.Pkg() != nil {
				at := f.a.pass.Fset.Position(n.holder.Pos())
				st.Place = Place{Package: n.holder.Pkg().Path(), File: filepath.Base(at.Filename), Line: at.Line}
			}
			out = append(out, st)
		}
	}
	return out
}

// sorted returns the flows in order of where they meet; origins that are the
// same place and name are one.
func (f *collector) sorted() []*Flow {
	var out []*Flow
	for _, o := range f.order {
		out = append(out, f.flows[o])
	}
	slices.SortStableFunc(out, func(x, y *Flow) int {
		return cmp.Or(
			cmp.Compare(x.Origin.Kind, y.Origin.Kind), cmp.Compare(x.Origin.Name, y.Origin.Name),
			comparePlace(x.Origin.Place, y.Origin.Place), comparePlace(x.Meets, y.Meets))
	})
	var merged []*Flow
	for _, fl := range out {
		if n := len(merged); n > 0 && sameOrigin(merged[n-1], fl) {
			merged[n-1].Uses = append(merged[n-1].Uses, fl.Uses...)
			if fl.Origin.Fallback {
				merged[n-1].Origin.Fallback, merged[n-1].Origin.Configured = true, fl.Origin.Configured
			}
			continue
		}
		merged = append(merged, fl)
	}
	for _, fl := range merged {
		slices.SortStableFunc(fl.Uses, compareUse)
		fl.Uses = slices.CompactFunc(fl.Uses, func(x, y *Use) bool {
			return x.Sink.Symbol == y.Sink.Symbol && x.Sink.Role == y.Sink.Role && x.Partial == y.Partial && x.Keyed == y.Keyed && x.Sink.Place == y.Sink.Place && x.Meets == y.Meets &&
				handedAt(x) == handedAt(y)
		})
	}
	slices.SortStableFunc(merged, func(x, y *Flow) int {
		return cmp.Or(comparePlace(x.Meets, y.Meets), cmp.Compare(x.Origin.Kind, y.Origin.Kind), cmp.Compare(x.Origin.Name, y.Origin.Name))
	})
	return merged
}

// handedAt returns where a key is given to another module, nothing where it is not.
func handedAt(u *Use) sourceLine {
	if u.Handed == nil {
		return sourceLine{}
	}
	return lineOf(u.Handed.Place)
}

func sameOrigin(x, y *Flow) bool {
	a, b := x.Origin, y.Origin
	if a.Kind != b.Kind || a.Name != b.Name || a.Size != b.Size {
		return false
	}
	if a.foreign != b.foreign {
		return false
	}
	return a.Place.Package == b.Place.Package && a.Place.File == b.Place.File && a.Place.Line == b.Place.Line && a.Place.Pos == b.Place.Pos
}

func comparePlace(x, y Place) int {
	return cmp.Or(cmp.Compare(x.Package, y.Package), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Pos, y.Pos))
}

func compareUse(x, y *Use) int {
	b := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(
		comparePlace(x.Sink.Place, y.Sink.Place), comparePlace(x.Meets, y.Meets), cmp.Compare(x.Sink.Symbol, y.Sink.Symbol), cmp.Compare(x.Sink.Role, y.Sink.Role),
		cmp.Compare(b(x.Partial), b(y.Partial)), cmp.Compare(b(x.Keyed), b(y.Keyed)), cmp.Compare(b(x.Derived), b(y.Derived)), cmp.Compare(len(x.Steps), len(y.Steps)))
}

// reads returns the places at which this package reads a secret itself.
func (f *collector) reads() []*Read {
	a := f.a
	var out []*Read
	seen := make(map[readKey]bool)
	for _, s := range f.g.sources {
		if s.origin.Kind == catalog.OriginContext || a.skipFile(s.pos) || !f.isRead(s) {
			continue
		}
		r := &Read{Declared: a.settings.declared(s.origin.Kind, s.origin.Name)}
		if fl := f.flows[s.origin]; fl != nil {
			r.Origin, r.Uses = fl.Origin, fl.Uses
		} else {
			a.locate(s.origin)
			r.Origin = *s.origin
		}
		// A function that reads one variable several times, to check it and
		// to use it, is told of once: where it is used, if that is seen.
		k := readKey{nil, r.Origin.Kind, r.Origin.Name}
		if s.instr != nil {
			k.fn = s.instr.Parent()
		}
		if r.Origin.Name != "" && seen[k] {
			if len(r.Uses) == 0 {
				continue
			}
			out = slices.DeleteFunc(out, func(x *Read) bool {
				return len(x.Uses) == 0 && x.Origin.Kind == k.kind && x.Origin.Name == k.name && x.Origin.at != nil && x.Origin.at.Parent() == k.fn
			})
		}
		seen[k] = true
		out = append(out, r)
	}
	for _, l := range a.loads {
		if l.v.Pkg() == a.pass.Pkg || a.skipFile(instrPos(l.instr)) {
			continue
		}
		r := &Read{Declared: l.secret, Origin: Origin{Kind: catalog.OriginDeclared, Name: l.secret, Size: -1, Place: a.place(l.instr)}}
		out = append(out, r)
	}
	for _, r := range out {
		r.publicHalf = f.publicHalf(&r.Origin)
		r.Approved = a.settings.approved(packagePath(a.pass.Pkg.Path()), a.pass.Pkg.Name(), r.Declared)
		r.Accessor = a.settings.accessor(r.Declared)
	}
	out = slices.DeleteFunc(out, func(r *Read) bool { return len(r.Uses) == 0 && r.Declared == "" && r.publicHalf })
	slices.SortStableFunc(out, func(x, y *Read) int {
		return cmp.Or(comparePlace(x.Origin.Place, y.Origin.Place), cmp.Compare(x.Origin.Name, y.Origin.Name))
	})
	return slices.CompactFunc(out, func(x, y *Read) bool {
		return x.Origin.Place == y.Origin.Place && x.Origin.Name == y.Origin.Name
	})
}

// publicHalf reports whether a key is the name of a client, of which the secret
// is read beside it: DINGTALK_APP_KEY, DINGTALK_APP_SECRET.
func (f *collector) publicHalf(o *Origin) bool {
	const key = "key"
	if len(o.Name) < len(key) || !strings.EqualFold(o.Name[len(o.Name)-len(key):], key) {
		return false
	}
	other := o.Name[:len(o.Name)-len(key)] + "secret"
	return slices.ContainsFunc(f.g.sources, func(s *sourceSite) bool {
		return s.origin.Kind == o.Kind && strings.EqualFold(s.origin.Name, other)
	})
}

type readKey struct {
	fn   *ssa.Function
	kind catalog.OriginKind
	name string
}

// isRead reports whether a source hands over a value here: not where a flag is
// only declared, nor where an entry of a configuration is looked up to be set.
func (f *collector) isRead(s *sourceSite) bool {
	if len(f.flows) > 0 && f.flows[s.origin] != nil {
		return true
	}
	if s.filled {
		return false // a struct that has many things
	}
	if s.instr == nil {
		return f.a.importsAny(s.filler)
	}
	call, ok := s.instr.(*ssa.Call)
	if !ok || f.g.info[s.at].val != call {
		return true // goes to an argument
	}
	refs := call.Referrers()
	if refs == nil || len(*refs) == 0 {
		return false
	}
	if !standsForValue(call.Type()) {
		return !onlyCompared(call)
	}
	// An object that stands for the value: the methods called on it tell.
	for _, r := range *refs {
		c, ok := r.(*ssa.Call)
		if !ok {
			return true
		}
		if c.Call.IsInvoke() && c.Call.Value == call {
			if givesValue(c) {
				return true
			}
			continue
		}
		callee := c.Call.StaticCallee()
		if callee == nil {
			return true
		}
		obj, ok := callee.Object().(*types.Func)
		if !ok || len(c.Call.Args) == 0 || c.Call.Args[0] != call {
			return true
		}
		entries, _ := f.a.entries(obj)
		for _, e := range entries {
			if e.Verb == catalog.Source || e.Verb == catalog.Pass && givesValue(c) {
				return true
			}
		}
	}
	return false
}

// standsForValue reports whether t is an object that gives its value by a
// method: a pointer to a struct, or an interface with methods.
func standsForValue(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		_, ok := u.Elem().Underlying().(*types.Struct)
		return ok
	case *types.Interface:
		return u.NumMethods() > 0
	}
	return false
}

// givesValue reports whether a call has a result that can carry a key, and
// somebody takes it.
func givesValue(c *ssa.Call) bool {
	return carries(c.Type()) && c.Referrers() != nil && len(*c.Referrers()) > 0
}

// importsAny reports whether the package imports one of the libraries, in any
// major version.
func (a *analysisState) importsAny(paths []string) bool {
	for _, imp := range a.pass.Pkg.Imports() {
		for _, p := range paths {
			if withoutMajor(imp.Path()) == withoutMajor(p) {
				return true
			}
		}
	}
	return false
}

func withoutMajor(importPath string) string {
	if dir, last := path.Split(importPath); isMajor(last) {
		return strings.TrimSuffix(dir, "/")
	}
	return importPath
}

// onlyCompared reports whether nothing is done with a value but to look
// whether it is there.
func onlyCompared(v ssa.Value) bool {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.BinOp:
			if r.Op != token.EQL && r.Op != token.NEQ {
				return false
			}
		case *ssa.Call:
			if b, ok := r.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" {
				return false
			}
		case *ssa.Extract:
			if carries(r.Type()) && r.Referrers() != nil && len(*r.Referrers()) > 0 && !onlyCompared(r) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// exportedFunc returns the object of a function that other packages may call.
func exportedFunc(fn *ssa.Function) *types.Func {
	if fn == nil || fn.Parent() != nil {
		return nil
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Synthetic != "" {
		return nil
	}
	if !obj.Exported() {
		return nil
	}
	return obj.Origin()
}

// addNew appends an element that a list does not have.
func addNew[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}
