// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Whole is [Analyzer] for a driver that has the whole program at hand: its
// results keep what [Join] needs. Only one of the two can be run.
var Whole = &analysis.Analyzer{
	Name:       Analyzer.Name,
	Doc:        Analyzer.Doc,
	URL:        Analyzer.URL,
	FactTypes:  Analyzer.FactTypes,
	ResultType: Analyzer.ResultType,
	Run:        func(pass *analysis.Pass) (any, error) { return run(pass, settings.catalog) },
}

// A linkage is what a result keeps of its package for [Join].
type linkage struct {
	a *analysisState
	g *graph     // nil for a package that was not worth a closer look
	f *collector // likewise

	calls   map[token.Pos][]*callSite // by the function or interface method
	uses    map[token.Pos]bool        // the objects that a package without a graph mentions
	decls   map[token.Pos]*types.Func // of the package
	holders map[token.Pos]node

	bound      map[token.Pos][]*ssa.MakeClosure
	siteOfCall map[ssa.CallInstruction]*callSite
}

// A boundary is a name by which packages that do not import one another know
// the same thing: a field or package variable, a parameter or result of a
// function, a name in the environment, the configuration or on the command
// line. Objects are known by where they are declared.
type boundary struct {
	kind  boundaryKind
	pos   token.Pos
	index int
	name  string // of a result, the constant text that the call passes
	pkg   string // of a field or variable
	// keyish says that the program calls it something like a key.
	keyish bool
	// anything says that it is a parameter for values of all sorts: that of a cache.
	anything bool
}

type boundaryKind uint8

const (
	holderBoundary boundaryKind = iota
	paramBoundary               // the receiver, if any, is 0
	resultBoundary
	nameBoundary
)

// A demand is the wish to know what flows to a boundary, for a use behind it.
type demand struct {
	at   boundary
	m    mark
	key  string // of an element of a map
	pw   bool   // a password has been put to it
	cred bool   // it has come through what is called a credential
	hops int    // to how many boundaries the way from the use has come
	via  int    // the passing that it came through last, from 1; 0 for none
	pick pick   // how it is taken out of a list, at the place nearest to the use
	sink *joinedSink
}

// A pick is how a key is taken out of several.
type pick int8

const (
	picksNone    pick = iota
	picksFirst        // at a place that is fixed: keys[0]
	picksSeveral      // one after the other, or by an identifier
)

// pickOf returns how a value is taken out of a list that it is an element of.
func pickOf(v ssa.Value) pick {
	switch {
	case oneOfSeveral(v):
		return picksSeveral
	case atFixedPlace(v):
		return picksFirst
	}
	return picksNone
}

// pickOf returns how the key is taken out of several on the way from the use to a
// state, at the place nearest to the use.
func (g *graph) pickOf(states []searchState, i int) (out pick) {
	for ; i >= 0; i = states[i].parent {
		if p := pickOf(g.info[states[i].n].val); p != picksNone {
			out = p
		}
	}
	return out
}

// A passing is a field or package variable that a value for a use goes through
// on its way from another package.
type passing struct {
	holder Holder
	nearer int // the one before it on the way from the use, from 1; 0 for none
}

// one reports whether it is a field or variable for one key, as it is called.
func (p passing) one() bool { return p.holder.Keyish && !p.holder.Many && !p.holder.Input }

// A joinedSink is a use of one package as others see it.
type joinedSink struct {
	site     *sinkSite
	sink     Sink
	password bool
	home     *linkage
	handed   *Handover
}

// peppers reports whether what is put to a password before it is hashed is of
// interest, and nothing else.
func (s *joinedSink) peppers() bool { return s.site.peppers(s.password) }

// A joiner joins the packages of one program.
type joiner struct {
	links   []*linkage
	results map[*linkage]*Result
	seen    map[demand]bool
	work    []demand
	told    map[toldKey]bool
	sourced map[toldKey]bool // uses, without an origin, of which the key was found to be configured
	changed map[*linkage]bool
	answers map[answerKey]*answer
	home    map[string]bool // the packages of the program

	methods   map[token.Pos][]*types.Func // implementations of interface methods that are called
	abstracts map[token.Pos][]*types.Func // the other way round
	named     []*types.Named              // all types with methods
	invoked   map[token.Pos]bool          // the methods of interfaces that are in methods
}

// A toldKey is an origin and a use that a package tells of.
type toldKey struct {
	kind                catalog.OriginKind
	name, pkg, file     string
	line                int
	symbol, upkg, ufile string
	uline               int
	role                string
	handed              sourceLine
}

// Join follows values between packages that do not import one another: what
// one stores into a field, another reads; what one sets as a default, another
// asks for by name; what one implements, another calls through an interface.
// It extends the results, which are those of [Whole] on the packages of one
// program, in place. Where files are given, the values that they have for the
// names of keys become origins too.
func Join(results []*Result, files Files) {
	j := newJoiner(results)
	var pkgs []*types.Package
	for _, l := range j.links {
		pkgs = append(pkgs, l.a.pass.Pkg)
	}
	for _, r := range results {
		r.Joined, r.Packages = true, pkgs
		if r.link != nil {
			for _, fl := range r.Flows {
				for _, u := range fl.Uses {
					j.told[tellKey(&fl.Origin, u)] = true
				}
			}
		}
	}
	for _, l := range j.links {
		if l.f == nil {
			continue
		}
		for _, s := range l.f.reached {
			if s.sink.Role != "key" && !s.password {
				continue
			}
			if s.site.foreign && j.home[s.sink.Place.Package] {
				continue // its own package comes by here
			}
			js := &joinedSink{site: s.site, sink: s.sink, password: s.password, home: l, handed: l.a.handover(s.site)}
			js.sink.Place.Pos, js.sink.Place.End = token.NoPos, token.NoPos
			if h := js.handed; h != nil {
				h.Place.Pos, h.Place.End = token.NoPos, token.NoPos
			}
			j.demand(l.reached(s.states, js.peppers()), js, demand{})
		}
	}
	const most = 50000 // demands; no real program has come near it
	for i := 0; i < len(j.work) && i < most; i++ {
		d := j.work[i]
		for _, l := range j.links {
			j.answer(l, d)
		}
	}
	for l := range j.changed {
		r := j.results[l]
		r.Flows = l.f.sorted()
		r.Reads = l.f.reads()
		r.Documents = l.f.documents
	}
	// What was known by a name only, where its package alone was seen, is told by
	// what fills it now.
	for _, r := range results {
		r.Flows = slices.DeleteFunc(r.Flows, func(fl *Flow) bool {
			if fl.Origin.Kind != catalog.OriginUnknown {
				return false
			}
			fl.Uses = slices.DeleteFunc(fl.Uses, func(u *Use) bool { return j.sourced[tellKey(new(Origin), u)] })
			return len(fl.Uses) == 0
		})
	}
	// Literals that no package uses are known by names only.
	used := make(map[sourceLine]bool)
	for _, r := range results {
		for _, fl := range r.Flows {
			if len(judged(fl.Uses)) > 0 {
				used[lineOf(fl.Origin.Place)] = true
			}
		}
	}
	for _, l := range j.links {
		if l.f == nil {
			continue
		}
		r := j.results[l]
		r.Flows = slices.DeleteFunc(r.Flows, func(fl *Flow) bool { return fl.Origin.Given })
		for _, fl := range l.a.given(l.f.toldAt(), true) {
			if !used[lineOf(fl.Origin.Place)] {
				r.Flows = append(r.Flows, fl)
			}
		}
	}
	if files != nil {
		j.ship(files)
	}
}

// A sourceLine is a line of a file of a package.
type sourceLine struct {
	pkg, file string
	line      int
}

func lineOf(p Place) sourceLine { return sourceLine{p.Package, p.File, p.Line} }

func tellKey(o *Origin, u *Use) toldKey {
	return toldKey{kind: o.Kind, name: o.Name, pkg: o.Place.Package, file: o.Place.File, line: o.Place.Line,
		symbol: u.Sink.Symbol, upkg: u.Sink.Place.Package, ufile: u.Sink.Place.File, uline: u.Sink.Place.Line, role: u.Sink.Role,
		handed: handedAt(u)}
}

// demand asks for what flows to boundaries, for a use behind them.
func (j *joiner) demand(at []joinedBoundary, s *joinedSink, from demand) {
	const furthest = 6 // packages
	if from.hops >= furthest {
		return
	}
	for _, b := range at {
		if s.sink.Role == "key" && b.m&partial != 0 && !(s.sink.Inventory != "" && b.cred) {
			continue // a label
		}
		if b.at.kind == holderBoundary && !j.home[b.at.pkg] && !b.at.keyish && !keyishName(b.key) {
			continue // what a library has for all sorts of things: Data of a Secret of Kubernetes
		}
		d := demand{at: b.at, m: b.m, key: b.key, pw: from.pw || b.pw, cred: from.cred || s.sink.Inventory != "" && b.cred, pick: from.pick, sink: s}
		if d.pick == picksNone {
			d.pick = b.pick
		}
		if !j.seen[d] {
			j.seen[d] = true
			d.hops, d.via = from.hops+1, from.via
			if b.at.kind == holderBoundary {
				if h, ok := s.home.a.holderOfVar(b.by); ok {
					s.site.beyond = append(s.site.beyond, passing{h, from.via})
					d.via = len(s.site.beyond)
				}
			}
			j.work = append(j.work, d)
		}
	}
}

// reached returns the boundaries that a search came to.
func (l *linkage) reached(states []searchState, peppers bool) []joinedBoundary {
	var out []joinedBoundary
	for i := range states {
		if states[i].doc != 0 {
			continue // a document that has other things too
		}
		if peppers && l.f.isPassword(states, i) {
			continue
		}
		for _, b := range l.boundaries(&states[i]) {
			out = addNew(out, joinedBoundary{b, l.g.info[states[i].n].holder, states[i].m, l.g.keyName(states[i].key), peppers && l.f.joinsPassword(states, i), l.g.called(states, i), l.g.pickOf(states, i)})
		}
	}
	return out
}

// boundaries returns what other packages know a node by.
func (l *linkage) boundaries(s *searchState) []boundary {
	n := &l.g.info[s.n]
	var out []boundary
	switch n.kind {
	case kHolder:
		if n.holder.Exported() && !n.generic && n.holder.Pkg() != nil && !catalog.Described(n.holder.Pkg().Path()) {
			out = append(out, boundary{kind: holderBoundary, pos: n.holder.Pos(), pkg: packagePath(n.holder.Pkg().Path()), keyish: keyishName(n.holder.Name())})
		}
	case kParam:
		if s.phase == outside {
			if obj := exportedFunc(n.fn); obj != nil {
				out = append(out, boundary{kind: paramBoundary, pos: obj.Pos(), index: n.index, keyish: keyishName(obj.Name()) || keyishName(n.val.Name()), anything: isAny(n.val.Type())})
			}
		}
	case kValue:
		if call, ok := n.val.(*ssa.Call); ok {
			if obj := otherFunc(l.a, call.Common()); obj != nil {
				out = append(out, boundary{kind: resultBoundary, pos: obj.Pos(), index: n.index, name: onlyText(call.Common()), keyish: keyishName(obj.Name())})
			}
		}
	}
	for _, o := range n.orig {
		switch o.Kind {
		case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag:
			if o.Name != "" && !o.noKey {
				out = append(out, boundary{kind: nameBoundary, name: nameOf(o.Kind, o.Name), keyish: true})
			}
		}
	}
	return out
}

// isAny reports whether t has values of all types.
func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.NumMethods() == 0 && i.IsMethodSet()
}

// onlyText returns the constant text that a call passes, such as the name of what
// it asks for: settings.Get("client_secret"). It is "" where there are several.
func onlyText(c *ssa.CallCommon) string {
	found := ""
	for _, arg := range c.Args {
		if name, _ := constName(arg); name != "" {
			if found != "" {
				return ""
			}
			found = name
		}
	}
	return found
}

func nameOf(kind catalog.OriginKind, name string) string {
	if kind == catalog.OriginConfig {
		name = strings.ToLower(name)
	}
	return string(kind) + ":" + name
}

// otherFunc returns the function of another package, or the method of an
// interface, that is called; nil for all that the catalog describes.
func otherFunc(a *analysisState, c *ssa.CallCommon) *types.Func {
	var obj *types.Func
	if c.IsInvoke() {
		obj = c.Method
	} else if callee := c.StaticCallee(); callee != nil {
		obj, _ = callee.Object().(*types.Func)
		if obj != nil && obj.Pkg() == a.pass.Pkg {
			return nil
		}
	}
	if obj == nil || obj.Pkg() == nil || catalog.Described(obj.Pkg().Path()) {
		return nil
	}
	return obj.Origin()
}

// answer searches one package for what flows to a boundary.
func (j *joiner) answer(l *linkage, d demand) {
	if l.g == nil && !j.open(l, d.at) {
		return
	}
	if l == d.sink.home && d.hops == 1 {
		return // found within the package
	}
	k := answerKey{l, d.at, d.m, d.key, d.sink.site.bytes, d.sink.peppers()}
	found, ok := j.answers[k]
	if !ok {
		found = j.look(l, d)
		j.answers[k] = found
	}
	j.collect(l, found, d)
	j.demand(found.next, d.sink, d)
}

// An answerKey is what the search for a demand depends on.
type answerKey struct {
	l              *linkage
	at             boundary
	m              mark
	key            string
	bytes, peppers bool
}

// An answer is what flows to a boundary in one package.
type answer struct {
	hits []joinedHit
	next []joinedBoundary
	// parsed are the uses that read or parse what flows there.
	parsed []*sinkSite
}

// A joinedHit is an origin, with the use of it but for the sink.
type joinedHit struct {
	o   *Origin
	m   mark
	use Use
	pw  bool // a password is put to it on the way
	// cred says that on the way it comes through what is called a credential.
	cred bool
	// beside are the origins of which one may be there in its place.
	beside []*Origin
}

// A joinedBoundary is one that the search came to.
type joinedBoundary struct {
	at  boundary
	by  *types.Var // a field or variable
	m   mark
	key string
	pw  bool
	// cred says that it is called a credential, or what it comes through is.
	cred bool
	// pick is how the value is taken out of several on the way here.
	pick pick
}

// look searches one package for what flows to a boundary.
func (j *joiner) look(l *linkage, d demand) *answer {
	g := l.g
	// A field of a generic type is one for all its instances: each package
	// may have another.
	opts := searchOpts{mark: d.m, bytes: d.sink.site.bytes, noGeneric: true}
	if d.key != "" {
		opts.key = g.keyNamed(d.key)
	}
	if d.at.kind == resultBoundary && d.at.name != "" {
		opts.asked = g.keyNamed(d.at.name)
	}
	found := new(answer)
	peppers := d.sink.peppers()
	for _, s := range j.starts(l, d.at) {
		if s.n == noNode {
			continue
		}
		opts.phase = s.p
		states := g.search(s.n, opts, func(*searchState, int) {})
		found.parsed = append(found.parsed, l.f.parsedAt(states)...)
		hits := g.hits(states)
		for _, h := range hits {
			if peppers && h.o.Kind == catalog.OriginLiteral && l.f.isPassword(states, h.i) {
				continue
			}
			l.a.locate(h.o)
			meets := h.o.Place
			if h.o.foreign || !meets.Pos.IsValid() {
				meets = l.f.meets(states, h.i, nil)
			}
			if meets.Pos.IsValid() {
				found.hits = append(found.hits, joinedHit{h.o, h.m, *l.f.use(nil, Sink{}, states, h, meets, false), peppers && l.f.joinsPassword(states, h.i), g.called(states, h.i), g.beside(states, hits, h)})
			}
		}
		found.next = append(found.next, l.reached(states, peppers)...)
	}
	return found
}

// holderAt returns the node of a field or variable by where it is declared.
func (l *linkage) holderAt(pos token.Pos) (node, bool) {
	if l.holders == nil {
		l.holders = make(map[token.Pos]node)
		for _, n := range sortedHolders(l.g) {
			l.holders[l.g.info[n].holder.Pos()] = n
		}
	}
	n, ok := l.holders[pos]
	return n, ok
}

// collect notes the flows and documents that a search in another package than
// that of the use found.
func (j *joiner) collect(l *linkage, found *answer, d demand) {
	f, s := l.f, d.sink
	if s.sink.tells() {
		for _, p := range found.parsed {
			p.goes = addNew(p.goes, s.sink.Purpose)
		}
		if s.sink.silent() {
			return
		}
	}
	for _, h := range found.hits {
		if s.peppers() && h.m&keyed == 0 && !d.pw && !h.pw {
			continue
		}
		if s.sink.Role != "key" && h.m&piece != 0 && h.o.Kind == catalog.OriginLiteral {
			continue // a salt that is cut out of a stored hash
		}
		if s.sink.Inventory != "" && !s.sink.presents(h.o, h.m, h.cred || d.cred) {
			continue
		}
		const near = 2
		if h.o.Kind == catalog.OriginLiteral && (h.o.Glue || d.hops > near || d.at.anything) && !d.at.keyish && !keyishName(h.o.Name) {
			continue // a sentence in a field for texts, a name from far away
		}
		if h.o.Kind == catalog.OriginLiteral && h.o.Size < shortestKey && !keyishName(h.o.Name) || s.sink.cannotBe(h.o) {
			continue
		}
		u := h.use
		u.Sink, u.Password, u.Handed = s.sink, s.password, s.handed
		u.presented()
		if d.pick != picksNone {
			u.Several, u.First = d.pick == picksSeveral, d.pick == picksFirst
		}
		if h.o.inFile() {
			if f.document(h.o, &u) {
				j.changed[l] = true
			}
			continue
		}
		if u.Password && (h.o.configured() || h.o.Kind == catalog.OriginFile) {
			j.sourced[tellKey(new(Origin), &u)] = true
		}
		s.site.presented = true
		k := tellKey(h.o, &u)
		if j.told[k] {
			continue
		}
		j.told[k] = true
		fl := f.flow(h.o, u.Meets, h.beside)
		if d.at.kind == nameBoundary && h.o.Fixed() {
			fl.Origin.Fallback, fl.Origin.Configured = true, strings.Replace(d.at.name, ":", " ", 1)
		}
		fl.Uses = append(fl.Uses, &u)
		j.changed[l] = true
	}
}

// argument returns the i-th argument of a call, the receiver counted.
func (c *callSite) argument(i int) ssa.Value {
	if c.obj != nil && c.obj.Signature().Recv() != nil {
		if i == 0 {
			return c.recv
		}
		i--
	}
	if i < len(c.args) {
		return c.args[i]
	}
	return nil
}

// callsOf returns the calls of a function or interface method that stand in the
// package.
func (l *linkage) callsOf(pos token.Pos) []*callSite {
	if l.calls == nil {
		l.calls = make(map[token.Pos][]*callSite)
		for _, c := range l.g.sites {
			if c.obj != nil {
				p := c.obj.Origin().Pos()
				l.calls[p] = append(l.calls[p], c)
			}
		}
	}
	return l.calls[pos]
}

// function returns the body of a function of the package.
func (l *linkage) function(obj *types.Func) *ssa.Function {
	if packagePath(obj.Pkg().Path()) != packagePath(l.a.pass.Pkg.Path()) {
		return nil
	}
	for _, fn := range l.a.funcs {
		if o, ok := fn.Object().(*types.Func); ok && o.Origin().Pos() == obj.Pos() {
			return fn
		}
	}
	return nil
}

// open takes the closer look at a package that it did not seem to be worth, if
// it mentions what is asked for.
func (j *joiner) open(l *linkage, b boundary) bool {
	if l.uses == nil {
		l.uses = make(map[token.Pos]bool)
		note := func(obj types.Object) {
			switch obj := obj.(type) {
			case *types.Var:
				if obj.IsField() || obj.Parent() == obj.Pkg().Scope() {
					l.uses[obj.Origin().Pos()] = true
				}
			case *types.Func:
				l.uses[obj.Origin().Pos()] = true
			}
		}
		for _, obj := range l.a.pass.TypesInfo.Uses {
			if obj.Pkg() != nil {
				note(obj)
			}
		}
		for id, obj := range l.a.pass.TypesInfo.Defs {
			if obj != nil && obj.Pkg() != nil && ast.IsExported(id.Name) {
				note(obj)
			}
		}
	}
	wanted := l.uses[b.pos]
	switch b.kind {
	case paramBoundary:
		wanted = wanted || slices.ContainsFunc(j.calledAs(b.pos), func(p token.Pos) bool { return l.uses[p] })
	case resultBoundary:
		wanted = slices.ContainsFunc(j.runAs(b.pos), func(fn *types.Func) bool {
			return packagePath(fn.Pkg().Path()) == packagePath(l.a.pass.Pkg.Path())
		})
	case nameBoundary:
		wanted = false
	}
	if !wanted {
		return false
	}
	l.a.late = true
	l.a.look(j.results[l])
	if l.g == nil {
		return false
	}
	j.findMethodsOf([]*linkage{l}) // of interfaces that it calls
	return true
}

// findMethods finds the methods that calls through interfaces may run.
func (j *joiner) findMethods() {
	j.methods = make(map[token.Pos][]*types.Func)
	j.abstracts = make(map[token.Pos][]*types.Func)
	j.named, j.invoked = nil, make(map[token.Pos]bool)
	for _, l := range j.links {
		scope := l.a.pass.Pkg.Scope()
		for _, name := range scope.Names() {
			if tn, ok := scope.Lookup(name).(*types.TypeName); ok && !tn.IsAlias() {
				if t, ok := tn.Type().(*types.Named); ok && !types.IsInterface(t) && t.TypeParams().Len() == 0 && t.NumMethods() > 0 {
					j.named = append(j.named, t)
				}
			}
		}
	}
	j.findMethodsOf(j.links)
}

// findMethodsOf finds those of the calls in some packages.
func (j *joiner) findMethodsOf(links []*linkage) {
	for _, l := range links {
		if l.g == nil {
			continue
		}
		for _, c := range l.g.sites {
			common := c.instr.Common()
			if !common.IsInvoke() || j.invoked[c.obj.Pos()] || otherFunc(l.a, common) == nil {
				continue
			}
			j.invoked[c.obj.Pos()] = true
			iface, ok := common.Value.Type().Underlying().(*types.Interface)
			if !ok {
				continue
			}
			var impls []*types.Func
			for _, t := range j.named {
				var recv types.Type = t
				if !types.Implements(recv, iface) {
					if recv = types.NewPointer(t); !types.Implements(recv, iface) {
						continue
					}
				}
				if sel := types.NewMethodSet(recv).Lookup(c.obj.Pkg(), c.obj.Name()); sel != nil {
					impls = append(impls, sel.Obj().(*types.Func).Origin())
				}
			}
			const tooMany = 8
			if len(impls) > tooMany {
				continue
			}
			slices.SortFunc(impls, func(x, y *types.Func) int { return cmp.Compare(x.FullName(), y.FullName()) })
			j.methods[c.obj.Pos()] = impls
			for _, m := range impls {
				j.abstracts[m.Pos()] = append(j.abstracts[m.Pos()], c.obj)
			}
		}
	}
}

// calledAs returns the functions and interface methods by which a function is
// called.
func (j *joiner) calledAs(pos token.Pos) []token.Pos {
	out := []token.Pos{pos}
	for _, m := range j.abstracts[pos] {
		out = append(out, m.Pos())
	}
	return out
}

// runAs returns the functions that a call of one, or of an interface method,
// runs.
func (j *joiner) runAs(pos token.Pos) []*types.Func {
	if impls, ok := j.methods[pos]; ok {
		return impls
	}
	return j.funcAt(pos)
}

// funcAt returns the function of one of the packages that is declared at pos.
func (j *joiner) funcAt(pos token.Pos) []*types.Func {
	for _, l := range j.links {
		if obj := l.declared()[pos]; obj != nil {
			return []*types.Func{obj}
		}
	}
	return nil
}

// declared returns the functions of the package by where they are declared.
func (l *linkage) declared() map[token.Pos]*types.Func {
	if l.decls == nil {
		l.decls = make(map[token.Pos]*types.Func)
		for _, f := range l.a.pass.Files {
			for _, d := range f.Decls {
				if fd, ok := d.(*ast.FuncDecl); ok {
					if obj, ok := l.a.pass.TypesInfo.Defs[fd.Name].(*types.Func); ok {
						l.decls[obj.Pos()] = obj
					}
				}
			}
		}
	}
	return l.decls
}
