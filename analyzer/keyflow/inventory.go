// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// An Inventory is what the packages of a program do with keys.
type Inventory struct {
	// Sites are the places at which a key is used, whether or not it is known
	// where that comes from, by package and position.
	Sites []*Site
	// Keyless are the calls of what works without a key of the program's own,
	// and of what hashes passwords, likewise.
	Keyless []*Keyless
	// Dead are the secrets that are read for nothing, likewise.
	Dead []*Dead
	// Names are those by which people know what is in fields and package variables.
	Names []*Name
	// Aliases are other names of what is configured.
	Aliases []Alias
	// Program says that there is a package main, so that what nothing calls is
	// no part of it.
	Program bool
}

// A Site is a place at which a key is used.
type Site struct {
	Sink Sink // its Place is that of the sink
	// Call is where the use is told: the sink itself or, where a function has
	// it that others call with a key of theirs, that call.
	Call     Place
	Function string // in which Call stands: "(*Server).login"
	// Calls are the calls of the function that has the use, where that does not
	// show its purpose and they do: those of a helper that signs all sorts of
	// things. Each has the purpose that it shows, if any.
	Calls []*Site
	// Helped says that this is such a call. Which of several keys the helper
	// uses is not known for it, unless Given has the origins of those that this
	// call gives it, or that the instance has whose method it calls: not nil where
	// it is known. Then Beyond are the holders of these.
	Helped bool
	Given  []*Origin
	// OfLibrary says that it is a call of a method of what a library makes of the
	// keys, at one place: whichever there are, it uses them.
	OfLibrary bool
	named     bool // with what it names, such as a cookie
	// Operation is what is done with the key here: "sign", "verify", "sign and
	// verify", "encrypt", "decrypt", "encrypt and decrypt", "derive" …
	Operation string
	// Artefacts are the places at which the output was seen, or from where that
	// comes what is checked or decrypted.
	Artefacts []Artefact
	// Valid is for how long the output is.
	Valid Validity
	// KeyID says that the output has the identifier of the key.
	KeyID bool
	// Several says that the API is given several keys, or that the key is one
	// of a list or map that is gone through; of a call that is Helped, that the
	// helper does so for some.
	Several bool
	// Listed says that what the call makes with the key stands in a list, with others
	// of its kind.
	Listed bool
	// After is the call on whose failure this one is made, or its output compared, with
	// the same data, the zero Place for none: with an older key, as a rule. Checked are
	// the calls that check or decrypt, for others to be made after these.
	After   Place
	Checked []Place
	// First says that the key is taken out of several at a place that is fixed.
	First bool
	// Manner is what the program does when the check or decryption fails, F0 …
	// F10 of the reference; "" where the code does not show it.
	Manner   string
	MannerAt Place
	// Holders are the fields and package variables that the key is in on its
	// way here, the nearest first. Beyond are those of them that are the
	// farthest away, where that is another package: one for each key, where the
	// use has several.
	Holders []Holder
	Beyond  []Holder
	// Passed are all of other packages that it is in, also those that have several
	// keys, or are not called like one.
	Passed []Holder
	// Configured says that one of them is called like a key, and no message fills it.
	Configured bool
	// Expected says that what is compared is configured as a credential.
	Expected bool
	// Second are the holders of the second key of a pair that the use takes.
	Second []Holder
	// Derivations are the computations of the key from another one that are seen
	// in the package.
	Derivations []*Derivation
	// Parameter is that of an exported function by which the key comes in,
	// when nothing is known of its callers: "example.com/app/web.New.key".
	Parameter string
	// Uncalled says that nothing calls that function.
	Uncalled bool
	// Tests says that the use is in a file that is there for tests.
	Tests bool
	// Idle says that nothing mentions the function in which the use stands.
	Idle bool
	// Sides says that what is read or parsed here goes to servers and to clients, so
	// that it is not known which of them a key is for.
	Sides bool
	// Goes says that where it goes shows what it is for.
	Goes bool
	// In is the type of the struct in which the key is given, as the catalog spells it.
	In string

	// Fixed says that the purpose is one of those, whatever else is seen of the key.
	Fixed bool
	// Also are further purposes for which the API uses the same key.
	Also []string

	told     func()     // fills in what depends on the purpose
	verifies bool       // it is checked there what the helper makes
	labels   [][]string // of what the helper makes there, by words
	// only is what a helper does for all that call it, where it takes one side: what
	// it compares and does not give away is only checked.
	only string
	// manners tells the manner for a purpose, and valid the validity; itself tells of
	// the validity what the function says that has the use, and not those who call it.
	manners func(purpose string) (string, Place)
	valid   func(purpose string) Validity
	itself  func(purpose string) Validity
}

// MannerFor returns what the program does when the check or decryption fails, and
// where, for a purpose that another origin of the key shows: what is kept by the
// program is lost where what clients hold is asked for again.
func (s *Site) MannerFor(purpose string) (string, Place) {
	if purpose == s.Sink.Purpose || s.manners == nil {
		return s.Manner, s.MannerAt
	}
	return s.manners(purpose)
}

// ValidFor returns for how long the output is, for a purpose that another origin of
// the key shows.
func (s *Site) ValidFor(purpose string) Validity {
	if purpose == s.Sink.Purpose || s.valid == nil {
		return s.Valid
	}
	return s.valid(purpose)
}

// Purposes returns the use once for each purpose that the API serves with the key.
func (s *Site) Purposes() []*Site {
	out := []*Site{s}
	for _, p := range s.Also {
		also := *s
		also.Sink.Purpose, also.Also, also.Fixed = p, nil, true
		also.Manner, also.MannerAt = s.MannerFor(p)
		out = append(out, &also)
	}
	return out
}

// A Holder is a field or package variable that a key is in.
type Holder struct {
	Symbol string // as the catalog spells it
	Name   string
	Field  bool
	// Keyish says that it is called something like a key.
	Keyish bool
	// Many says that it has several values: a list, a map.
	Many bool
	// Input says that it is a field of what a request is read into.
	Input bool
	// Published says that it is the set of keys that a server publishes for those
	// who check what it signs, by its type.
	Published bool
	Place     Place
}

// A Keyless is a call of something for which no key of the program matters.
type Keyless struct {
	API, Symbol string
	// Passwords says that it hashes passwords, Purpose what else it serves; ""
	// for nothing that people would fear for.
	Passwords bool
	Purpose   string
	Place     Place
}

// TakeInventory returns what the packages of a program do with keys. The results are
// those of [Whole], and joined.
func TakeInventory(results []*Result) *Inventory {
	inv := new(Inventory)
	t := &taker{byFunc: make(map[token.Pos][]*callSite), links: make(map[*graph]*linkage), join: newJoiner(results),
		made: make(map[traced][]*callSite), origins: make(map[*callSite]tracing), found: make(map[traced]tracing)}
	t.openCallers()
	for _, r := range results {
		if r.link != nil {
			t.all = append(t.all, r.link)
		}
		if r.link == nil || r.link.g == nil {
			continue
		}
		inv.Program = inv.Program || r.link.a.pass.Pkg.Name() == "main"
		t.add(r.link)
	}
	t.names(inv)
	t.namesOf = make(map[string][]*Name)
	for _, n := range inv.Names {
		if n.Origin.Name != "" {
			t.namesOf[n.Holder.Symbol] = append(t.namesOf[n.Holder.Symbol], n)
		}
	}
	t.parsedFor(results)
	t.forOthers(results)
	for _, r := range results {
		if r.link == nil {
			continue
		}
		if r.link.f != nil {
			inv.Sites = append(inv.Sites, t.sites(r.link)...)
		}
		inv.Keyless = append(inv.Keyless, r.link.a.keyless()...)
	}
	slices.SortStableFunc(inv.Sites, func(x, y *Site) int {
		return cmp.Or(comparePlace(x.Call, y.Call), comparePlace(x.Sink.Place, y.Sink.Place), cmp.Compare(x.Sink.Symbol, y.Sink.Symbol))
	})
	for _, r := range results {
		for _, fl := range r.Flows {
			t.pathsOf(&fl.Origin)
			for _, u := range fl.Uses {
				if u.Derived && u.Derivation == nil && u.deriver != nil {
					u.Derivation = t.derivationIn(u.deriver, 0)
				}
			}
		}
	}
	inv.Dead = t.dead(results)
	slices.SortStableFunc(inv.Dead, func(x, y *Dead) int {
		return cmp.Or(comparePlace(x.Origin.Place, y.Origin.Place), cmp.Compare(x.Origin.Name, y.Origin.Name))
	})
	slices.SortStableFunc(inv.Keyless, func(x, y *Keyless) int {
		return cmp.Or(comparePlace(x.Place, y.Place), cmp.Compare(x.Symbol, y.Symbol))
	})
	return inv
}

// openCallers takes the closer look at packages that did not seem to be worth one,
// if they call methods of a type with a use that does not show its purpose, through
// an interface of their own: they know nothing of keys, and say what these are for.
//
//	type Opener interface{ Open(sealed string) ([]byte, error) }
func (t *taker) openCallers() {
	methods := make(map[string][]types.Type) // types with a use of a general API, by the names of their methods
	for _, l := range t.join.links {
		if l.f == nil {
			continue
		}
		for i := range l.f.reached {
			s := l.f.reached[i].site
			if s.instr == nil || classOf(s.sink.Purpose) == "" {
				continue
			}
			scope := l.a.pass.Pkg.Scope()
			for _, name := range scope.Names() {
				tn, ok := scope.Lookup(name).(*types.TypeName)
				if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
					continue
				}
				ms := types.NewMethodSet(types.NewPointer(tn.Type()))
				for m := range ms.Methods() {
					if n := m.Obj().Name(); token.IsExported(n) && !slices.Contains(methods[n], types.Type(types.NewPointer(tn.Type()))) {
						methods[n] = append(methods[n], types.NewPointer(tn.Type()))
					}
				}
			}
			break
		}
	}
	opened := false
	for _, l := range t.join.links {
		if l.g != nil || !l.a.callsThroughInterface(methods) && !l.a.callsLibrary() {
			continue
		}
		l.a.late = true
		l.a.look(t.join.results[l])
		opened = opened || l.g != nil
	}
	if opened {
		t.join.findMethods()
	}
}

// callsThroughInterface reports whether the package mentions a method of an
// interface that one of the types by its name implements.
func (a *analysisState) callsThroughInterface(methods map[string][]types.Type) bool {
	for _, obj := range a.pass.TypesInfo.Uses {
		fn, ok := obj.(*types.Func)
		if !ok || len(methods[fn.Name()]) == 0 || fn.Pkg() == nil || catalog.Described(fn.Pkg().Path()) {
			continue
		}
		recv := fn.Signature().Recv()
		if recv == nil {
			continue
		}
		i, ok := recv.Type().Underlying().(*types.Interface)
		if ok && slices.ContainsFunc(methods[fn.Name()], func(t types.Type) bool { return types.Implements(t, i) }) {
			return true
		}
	}
	return false
}

// pathsOf notes by which names the name of a file is configured.
func (t *taker) pathsOf(o *Origin) {
	called := o.called
	o.called = nil // a name that is in a file of that name
	if called == nil || called.n == noNode || o.Name != "" || t.links[called.g] == nil {
		return
	}
	outer := t.opens
	t.opens = true // a package that has the names of files only did not seem worth it
	found := t.keys([]traced{{t.links[called.g], called.n, outside, ""}})
	t.opens = outer
	var names []Origin
	for _, p := range found.holders {
		for _, n := range t.namesOf[p.holder.Symbol] {
			names = append(names, n.Origin)
		}
	}
	for _, from := range found.origins {
		switch from.Kind {
		case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag:
			if from.Name != "" {
				names = append(names, *from)
			}
		}
	}
	for _, n := range names {
		if slices.ContainsFunc(names, func(m Origin) bool {
			return m.Kind == n.Kind && m.Place.Package == n.Place.Package && m.Place.File == n.Place.File && m.Place.Line == n.Place.Line && strings.HasSuffix(m.Name, "_"+n.Name)
		}) {
			continue // one tag: without the prefix, which is looked at when the other is not set
		}
		o.Paths = addNew(o.Paths, nameOf(n.Kind, n.Name))
	}
	if len(o.Paths) == 0 {
		for _, h := range farthest(found.holders) {
			if h.Field {
				o.Paths = addNew(o.Paths, "field:"+h.Symbol)
			}
		}
	}
	slices.Sort(o.Paths)
}

// A taker takes the inventory.
type taker struct {
	byFunc map[token.Pos][]*callSite // the calls of all packages, by the function
	links  map[*graph]*linkage
	// inOrder are the links by package, all those of packages that were not opened
	// too.
	inOrder, all []*linkage
	opens        bool // a trace takes the closer look at packages that have what it asks for
	join         *joiner
	made         map[traced][]*callSite
	origins      map[*callSite]tracing // of what makers are given
	literal      map[literalKey]tracing
	found        map[traced]tracing
	numbers      map[token.Pos][]numberStore // what is put into fields and variables of numbers and times
	settings     map[string][]numberStore    // what settings are by default, by their names
	settingNames []string                    // their names, as they are met
	numbered     map[*linkage]bool           // the packages that were looked through for these
	uses         map[token.Pos]bool          // the functions that are mentioned
	opened       map[token.Pos]bool          // those of which the callers have been opened
	unopened     map[string][]calledIn       // those that packages mention which were not opened, by name
	structs      map[token.Pos][]structStore
	library      map[string][]libraryCall // by the sink at which their key came in
	perSink      map[string]int           // places at which keys come in
	namesOf      map[string][]*Name       // of fields and variables, by their symbols
}

// sites returns the uses that stand in a package.
func (t *taker) sites(l *linkage) []*Site {
	var out []*Site
	seen := make(map[toldKey]bool)
	first := make(map[toldKey]*Site)
	for i := range l.f.reached {
		r := &l.f.reached[i]
		if r.site.foreign || r.sink.Role != "key" || r.sink.Entry == nil || r.sink.silent() {
			continue
		}
		k := toldKey{symbol: r.sink.Symbol, upkg: r.sink.Place.Package, ufile: r.sink.Place.File, uline: r.sink.Place.Line}
		if s := first[k]; s != nil {
			if s.Second = append(s.Second, passedBy(r.site.beyond)...); len(s.Second) == 0 {
				s.Second, _, _ = l.passed(r.states)
			}
		}
		if seen[k] || r.sink.amongOthers() && !r.site.presented && !(r.sink.Inventory == "address" && len(l.credentials(r.states)) > 0) && !t.expects(l, r) {
			continue // the second key of a pair, an address without a credential in it
		}
		seen[k] = true
		first[k] = t.site(l, r)
		out = append(out, first[k])
	}
	return out
}

// expects reports whether what is compared is a field or package variable that is
// called a credential, alone or behind a word, and configured under a name.
//
//	want := "Bearer " + conf.Token
func (t *taker) expects(l *linkage, r *reachedSink) bool {
	if r.sink.Operation != "verify" || r.sink.Inventory == "" {
		return false
	}
	if slices.ContainsFunc(r.states, func(s searchState) bool { return s.m&(keyed|derived) != 0 }) {
		return false // a MAC, a digest
	}
	passed, _, _ := l.passed(r.states)
	return slices.ContainsFunc(slices.Concat(passed, l.credentials(r.states), passedBy(r.site.beyond)), func(h Holder) bool {
		return credentials(h.Name) && !h.Input && len(t.namesOf[h.Symbol]) > 0
	})
}

func (t *taker) site(l *linkage, r *reachedSink) *Site {
	a := l.a
	s := &Site{Sink: r.sink, Call: r.sink.Place, Tests: a.forTests(r.sink.Place.Pos), Expected: t.expects(l, r)}
	s.Sink.Purpose = r.site.sink.Purpose
	fn := outermost(r.site.instr.Parent())
	s.valid = func(purpose string) Validity {
		return (&clock{t: t, l: l, cookie: s.cookie()}).validity(fn, r.site.instr, purpose, s.Sink.Entry.Lasts)
	}
	s.itself = func(purpose string) Validity {
		return (&clock{t: t, l: l, cookie: s.cookie(), alone: true}).validity(fn, r.site.instr, purpose, s.Sink.Entry.Lasts)
	}
	s.Function = funcName(fn)
	s.Goes = len(r.site.goes) > 0
	s.Sides = slices.Contains(r.site.goes, "tls-key") && slices.Contains(r.site.goes, "client-key")
	if v := l.g.info[r.site.at].val; v != nil {
		if named, ok := types.Unalias(withoutPointers(v.Type())).(*types.Named); ok && named.Obj().Pkg() != nil {
			if _, ok := named.Underlying().(*types.Struct); ok {
				s.In = named.Obj().Pkg().Path() + "." + named.Obj().Name()
			}
		}
	}
	var by *types.Func
	s.Holders, s.Parameter, by = l.passed(r.states)
	if s.Sink.Inventory == "address" || s.Sink.Inventory != "" && s.Sink.Operation == "verify" { // "Bearer " + conf.Secret
		s.Holders = append(s.Holders, l.credentials(r.states)...)
	}
	if len(s.Holders) == 0 && s.Parameter == "" {
		s.Holders = l.parts(r.states)
	}
	s.Uncalled = by != nil && len(t.callsOf(by)) == 0 && !t.mentioned(by)
	if obj, ok := fn.Object().(*types.Func); ok && obj.Signature().Recv() == nil && obj.Name() != "main" && obj.Name() != "init" {
		s.Idle = !t.mentioned(obj)
	}
	s.Beyond, s.Passed, s.Configured = farthest(r.site.beyond), passedBy(r.site.beyond), configures(r.site.beyond)
	for i := range r.states {
		if d := l.f.derivation(l.g.info[r.states[i].n].val); d != nil && !slices.ContainsFunc(s.Derivations, func(e *Derivation) bool { return *e == *d }) {
			s.Derivations = append(s.Derivations, d)
		}
	}

	call, ok := r.site.instr.(ssa.CallInstruction)
	doing, signs, seals, opens := "", false, false, false
	c := new(context)
	if ok {
		class := genericClasses[r.sink.Entry.Purpose]
		if class == "" {
			class = catalog.ClassMAC
			if s.Sink.Operation == "encrypt" || s.Sink.Operation == "decrypt" || s.Sink.Operation == "cipher" {
				class = catalog.ClassCipher
			}
		}
		c = &context{a: a, class: class, call: call, fn: fn, purpose: r.sink.Entry.Purpose, rows: &tables{t, l}}
		c.names(l.g.info[r.site.at].val, call)
		c.look(l.g.info[r.site.at].val, false)
		doing, signs, seals, opens = c.doing, c.signs, c.seals, c.opens
		if len(c.checks) == 0 && len(c.places) == 0 && c.leaves {
			// What callers do with what a helper makes of their key says nothing of
			// what the key is for, but where it goes and what if it is wrong.
			around := &context{a: a, class: class, call: call, fn: fn, rows: &tables{t, l}}
			around.look(nil, false)
			c.checks, c.places = around.checks, around.places
		}
		all := []checked{{l, append(c.checks, ownChecks(call, s.Sink.Operation)...)}}
		if len(c.checks) == 0 && c.leaves && genericClasses[r.sink.Entry.Purpose] == "" {
			above, places := t.checkedBy(fn, class, r.sink.Entry.Purpose, 0)
			all, c.places = append(all, above...), append(c.places, places...)
		}
		for _, p := range c.places {
			s.Artefacts = append(s.Artefacts, artefactOf(p))
		}
		s.Several = severalKeys(call) || s.Sink.Symbol == contains
		s.manners = func(purpose string) (string, Place) {
			var worst reaction
			for _, of := range all {
				manner, at := t.manner(of.l, of.checks, purpose)
				worst = worse(worst, reaction{manner, at})
			}
			return worst.manner, worst.at
		}
		s.Manner, s.MannerAt = s.manners(s.Sink.Purpose)
	}
	if s.Manner == "" {
		// The API answers itself; what a handler of the program's own says instead
		// is an answer too.
		switch r.sink.Entry.Fails {
		case "absent":
			s.Manner, s.MannerAt = mannerAbsent, s.Call
		case "refused":
			s.Manner, s.MannerAt = mannerRefused, s.Call
		}
	}
	s.Operation = operation(&s.Sink, doing, signs, seals, opens)
	if ok && s.Operation == "sign and verify" {
		if a.pairs(r.sink.Entry, call) {
			s.Operation = OperationPair
		} else if by := handedTo(call); by != "" {
			s.Operation = by
		}
	}
	s.nameCookie(r.site.instr)
	s.Also = r.sink.Entry.Also
	class, params := classOf(s.Sink.Purpose), keyParams(l, r.states, fn)
	if class == "" && len(params) > 0 && catalog.BuiltinSignals().IsGeneral(s.Sink.Purpose) {
		class = genericClasses[r.sink.Entry.Purpose] // callers may know it better: which cookie it is
	}
	if ok && class != "" {
		if len(c.kept) == 0 {
			w := &helper{use: s, class: class, home: fn, fields: l.fieldsOf(r.states), only: c.oneSide(), results: c.results}
			if len(params) == 0 {
				own := t.keys([]traced{{l, r.site.at, outside, ""}})
				w.own = &own
			}
			if calls, shown := t.calls(w, fn, params, w.receiver(l, fn, params), nil, 0); shown {
				s.Calls = calls
				c.limit(calls)
				for _, at := range calls {
					at.told()
				}
			}
		}
		// A cipher that is kept in a field is used by the methods of its type.
		for _, by := range a.loaders(c.kept) {
			w := &helper{use: s, class: class, home: by, fields: l.fieldsOf(r.states)}
			if calls, shown := t.calls(w, by, nil, nil, nil, 0); shown {
				for _, at := range calls {
					at.told()
				}
				t.mannersWithin(l, by, c.checks, calls)
				s.Calls = append(s.Calls, calls...)
			}
		}
	}
	if k, known := t.nested(l, r); known {
		s.Given = k.origins
	}
	s.Several = s.Several || l.comesBy(r.states, oneOfSeveral)
	for _, c := range s.Calls {
		c.Several = s.Several
	}
	s.First = l.comesBy(r.states, atFixedPlace)
	s.Listed = ok && listed(call)
	var made []check
	if c != nil {
		made = c.checks
	}
	s.After, s.Checked = a.tried(r.site.instr, made)
	s.KeyID = setsKeyID(fn)
	s.Valid = s.valid(s.Sink.Purpose)
	if len(s.Calls) == 0 {
		if calls, shown := t.ofLibrary(s); shown {
			for _, c := range calls {
				if c.OfLibrary {
					c.Several, c.First = s.Several, s.First
				}
			}
			s.Calls = calls
			// Of a store the calls name all cookies, if that which it is there for is one.
			if !slices.ContainsFunc(calls, func(c *Site) bool { return c.named && c.Sink.Purpose == s.Sink.Purpose }) {
				itself := *s
				itself.OfLibrary, itself.Calls = true, nil
				s.Calls = append(s.Calls, &itself)
			}
		}
	}
	return s
}

// mentioned reports whether a package of the program uses a function in another
// way than to call it: as a value, to be called by others.
func (t *taker) mentioned(fn *types.Func) bool {
	if t.uses == nil {
		t.uses = make(map[token.Pos]bool)
		for _, l := range t.all {
			for _, obj := range l.a.pass.TypesInfo.Uses {
				if f, ok := obj.(*types.Func); ok {
					t.uses[f.Origin().Pos()] = true
				}
			}
		}
	}
	return t.uses[fn.Origin().Pos()]
}

// loaders returns the functions of the package that read one of the fields.
func (a *analysisState) loaders(fields []*types.Var) (out []*ssa.Function) {
	for _, f := range fields {
		for _, load := range a.fieldLoads(f) {
			if fn := outermost(load.Parent()); !onlySet(load) && fn.Synthetic == "" && !slices.Contains(out, fn) {
				out = append(out, fn)
			}
		}
	}
	return out
}

// onlySet reports whether a field is not read where its address is taken, but set:
// in a composite literal.
func onlySet(v ssa.Value) bool {
	addr, ok := v.(*ssa.FieldAddr)
	return ok && !slices.ContainsFunc(*addr.Referrers(), func(r ssa.Instruction) bool {
		st, ok := r.(*ssa.Store)
		return !ok || st.Addr != v
	})
}

// A keyParam is a parameter by which a key comes in, the receiver counted, and
// the element of it: args[0].
type keyParam struct {
	index   int
	element string
}

// keyParams returns the parameters of a function by which a key comes in.
func keyParams(l *linkage, states []searchState, fn *ssa.Function) (out []keyParam) {
	for i := range states {
		n := &l.g.info[states[i].n]
		if n.kind != kParam || n.fn != fn || states[i].doc != 0 || states[i].m&partial != 0 {
			continue
		}
		if p := (keyParam{n.index, l.g.keyName(states[i].key)}); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// A helper is a function of which the calls are looked for, as it has a use that
// does not show its purpose.
type helper struct {
	use   *Site
	class string
	home  *ssa.Function // in which the use is
	// fields are those that have the key.
	fields []*types.Var
	// own has all keys that come to the use, where they do not come by a parameter.
	own *tracing
	// only is the side that it takes, whoever calls it, "" for both.
	only string
	// results are those by which it returns its output, nil where that is not known.
	results []int
}

// within returns the helper as others see it that call the function of a context.
func (h *helper) within(c *context) *helper {
	in := *h
	in.only, in.results = cmp.Or(h.only, c.oneSide()), c.results
	return &in
}

// fieldsOf returns the fields that a search from a use came through, of those that
// have the key itself, and nothing to ask for it.
func (l *linkage) fieldsOf(states []searchState) (out []*types.Var) {
	for i := range states {
		n := &l.g.info[states[i].n]
		if n.kind == kHolder && n.holder.IsField() && isKeyText(n.holder.Type()) && states[i].doc == 0 && states[i].m&partial == 0 && !slices.Contains(out, n.holder) {
			out = append(out, n.holder)
		}
	}
	return out
}

// isKeyText reports whether values of a type are bytes or texts, or lists of them.
func isKeyText(t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok && isBytes(s.Elem()) {
		return true
	}
	return isBytes(t)
}

// receiver returns the receiver as the parameter by which the instance comes in that
// has the key, for a method of a type with a field for it.
func (h *helper) receiver(l *linkage, fn *ssa.Function, params []keyParam) []keyParam {
	recv := fn.Signature.Recv()
	if len(params) > 0 || recv == nil {
		return nil
	}
	st, ok := deref(recv.Type()).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range st.Fields() {
		if h.has(f) {
			return []keyParam{{index: 0}}
		}
	}
	return nil
}

// has reports whether a field is one of those that have the key.
func (h *helper) has(f *types.Var) bool {
	return slices.ContainsFunc(h.fields, func(g *types.Var) bool { return g.Origin().Pos() == f.Origin().Pos() })
}

// elsewhere returns what finds the functions of other packages of the same module.
func (t *taker) elsewhere(of *linkage) func(*types.Func) *ssa.Function {
	return func(fn *types.Func) *ssa.Function {
		if catalog.Described(fn.Pkg().Path()) {
			return nil
		}
		l := t.linkOf(packagePath(fn.Pkg().Path()), of)
		if l == nil {
			return nil
		}
		return l.function(fn.Origin())
	}
}

// checksToo reports whether the type of a method that makes MACs has one that checks
// them: no credential for another's server.
func (h *helper) checksToo() bool {
	recv := h.home.Signature.Recv()
	if h.class != catalog.ClassMAC || recv == nil {
		return false
	}
	for m := range types.NewMethodSet(types.NewPointer(deref(recv.Type()))).Methods() {
		fn := m.Obj().(*types.Func)
		res := fn.Signature().Results()
		if checks(fn.Name()) && res.Len() == 1 && (isError(res.At(0).Type()) || isBool(res.At(0).Type())) {
			return true
		}
	}
	return false
}

// calls returns the calls of a function that has a use of unknown purpose, in
// the place of a call that does not show it those of the function in which it
// stands, and reports whether one of them shows it. The key comes by the
// parameters, or the instance that has it does, of which the use is in a method, or
// else it is one of the instance of which the function is a method, or
// what is fixed by the function itself.
func (t *taker) calls(h *helper, fn *ssa.Function, params, inst []keyParam, fixed *tracing, depth int) (out []*Site, shown bool) {
	const deepest = 3
	s, class := h.use, h.class
	obj, ok := fn.Object().(*types.Func)
	if !ok || depth > deepest {
		return nil, false
	}
	const most = 50
	for i, c := range t.callsOf(obj) {
		l := t.links[c.g]
		if i >= most || l.a.skipFile(instrPos(c.instr)) {
			continue
		}
		caller := outermost(c.fn)
		if caller == fn {
			continue
		}
		ctx := &context{a: l.a, class: class, call: c.instr, fn: caller, elsewhere: t.elsewhere(l), only: h.only, by: h.results, rows: &tables{t, l}}
		for _, p := range params {
			ctx.keyed = append(ctx.keyed, c.argument(p.index))
		}
		ctx.names(nil, c.instr)
		ctx.look(nil, true)
		purpose := ctx.decide()
		if purpose == "" && len(params) == 1 {
			// sums.Sum(s.indexKey, address): what holds the key tells, where nothing else does.
			ctx.names(c.argument(params[0].index), c.instr)
			purpose = ctx.decide()
		}
		if purpose == "api-credential" && h.checksToo() {
			purpose = "service-request"
		}
		if d := l.a.directiveAt("purpose", instrPos(c.instr)); d != nil {
			purpose = d.Purpose
		}
		by, instBy, above := t.paramsFor(l, c, params, caller), t.paramsFor(l, c, inst, caller), fixed
		if len(params) > 0 && len(by) == 0 {
			k := t.keysOf(l, c, params)
			above = &k
		}
		if len(inst) > 0 && len(instBy) == 0 {
			if k, known := t.instance(l, c, fn, h, inst); known {
				above = &k
			}
		}
		helps := ctx.leaves || ctx.doing == "verify" && givesVerdict(caller)
		if purpose == "" && (helps || class == catalog.ClassCipher && len(ctx.places) == 0 && carriesData(caller)) {
			if calls, ok := t.calls(h.within(ctx), caller, by, instBy, above, depth+1); ok {
				ctx.limit(calls)
				out, shown = append(out, calls...), true
				continue
			}
		}
		if purpose != "" && (helps || class == catalog.ClassCipher && carriesData(caller)) {
			// What the callers of one function that signs or checks show, if it is not the
			// same, is theirs alone.
			if calls, ok := t.calls(h.within(ctx), caller, by, instBy, above, depth+1); ok && purposesOf(calls, s.Sink.Purpose) > 1 {
				if catalog.BuiltinSignals().IsGeneral(purpose) {
					atLeast(calls, s.Sink.Purpose, purpose)
				}
				ctx.limit(calls)
				out, shown = append(out, calls...), true
				continue
			}
		}
		if catalog.BuiltinSignals().IsGeneral(purpose) {
			if len(by) > 0 {
				if calls, ok := t.calls(h.within(ctx), caller, by, nil, nil, depth+1); ok {
					atLeast(calls, s.Sink.Purpose, purpose)
					ctx.limit(calls)
					out, shown = append(out, calls...), true
					continue
				}
			}
			if len(instBy) > 0 && helps {
				// The key is known where the instance is.
				if calls, _ := t.calls(h.within(ctx), caller, nil, instBy, nil, depth+1); len(calls) > 0 {
					atLeast(calls, s.Sink.Purpose, purpose)
					ctx.limit(calls)
					out, shown = append(out, calls...), true
					continue
				}
			}
		}
		if purpose == "" && len(params) > 0 && depth < deepest {
			if calls := t.keptCalls(h.within(ctx), ctx, l, c, params, depth); len(calls) > 0 {
				out, shown = append(out, calls...), true
				continue
			}
		}
		shown = shown || purpose != ""
		if purpose == "" {
			purpose = s.Sink.Purpose
		}
		at := t.helped(s, l, c, caller)
		at.Sink.Purpose, at.verifies, at.labels = purpose, ctx.doing == "verify", ctx.labels
		given := func(k *tracing) {
			at.Given, at.Beyond, at.Passed = append([]*Origin{}, k.origins...), farthest(k.holders), passedBy(k.holders)
		}
		if len(params) > 0 {
			if k := t.keysOf(l, c, params); len(k.origins)+len(k.holders) > 0 {
				given(&k)
			}
		} else if fixed != nil && fixed.ofInstance {
			given(fixed)
		} else if k, known := t.instance(l, c, fn, h, inst); known && !k.among(fixed) {
			// What the instance is made with is none of the keys: of these it may have any.
			at.Beyond, at.Passed = farthest(fixed.holders), passedBy(fixed.holders)
		} else if known && k.among(h.own) {
			at.Given, at.Beyond, at.Passed = k.origins, farthest(k.holders), passedBy(k.holders) // nil of fields only
		} else if fixed != nil && len(fixed.origins)+len(fixed.holders) > 0 {
			given(fixed)
		} else if c.instr.Common().IsInvoke() {
			continue // of another type
		}
		for _, p := range ctx.places {
			at.Artefacts = append(at.Artefacts, artefactOf(p))
		}
		at.told = func() { t.tellHelped(s, at, l, c, caller, ctx) }
		out = append(out, at)
	}
	if depth == 0 {
		sameLabel(out, s.Sink.Purpose)
	}
	if depth == 0 && class != catalog.ClassToken { // of which most are those of logins
		alike(out, s.Sink.Purpose)
		if class == catalog.ClassMAC {
			checksMade(out, s.Sink.Purpose)
		}
	}
	return out, shown
}

// keptCalls returns the calls of the methods that use what a call makes of a key that it
// is given, and puts into a field: these show what it is for.
//
//	return &vault{present: newAEAD(key), older: newAEAD(old)}
func (t *taker) keptCalls(h *helper, ctx *context, l *linkage, c *callSite, params []keyParam, depth int) (out []*Site) {
	k := t.keysOf(l, c, params)
	k.ofInstance = true
	for _, by := range l.a.loaders(ctx.kept) {
		in := *h
		in.home = by
		calls, ok := t.calls(&in, by, nil, nil, &k, depth+1)
		if !ok {
			continue
		}
		for _, at := range calls {
			told := at.told
			at.told = func() {
				told()
				t.mannersWithin(l, by, ctx.checks, []*Site{at})
			}
		}
		out = append(out, calls...)
	}
	return out
}

// sameLabel gives the calls that do not show their purpose that of those with the same
// labels: what is made of "csrf" and a session is checked with "csrf" and a session.
func sameLabel(calls []*Site, unknown string) {
	shown := make([]string, len(calls)) // before any is taken over
	for i, c := range calls {
		shown[i] = c.Sink.Purpose
	}
	for i, c := range calls {
		if shown[i] != unknown || len(c.labels) == 0 {
			continue
		}
		var of []string
		for j, d := range calls {
			if shown[j] != unknown && !otherKeys(c, d) && slices.EqualFunc(c.labels, d.labels, slices.Equal[[]string]) {
				of = addNew(of, shown[j])
			}
		}
		if len(of) == 1 {
			c.Sink.Purpose = of[0]
		}
	}
}

// checksMade gives the calls that check, and do not show of what, the purpose of those
// that make it, if that is one.
func checksMade(calls []*Site, unknown string) {
	made := ""
	for _, c := range calls {
		switch {
		case c.verifies && c.Sink.Purpose == unknown:
		case c.Sink.Purpose == unknown, made != "" && made != c.Sink.Purpose:
			return
		default:
			made = c.Sink.Purpose
		}
	}
	for _, c := range calls {
		if made != "" && c.Sink.Purpose == unknown {
			c.Sink.Purpose = made
		}
	}
}

// helped returns the site of a call of what has a use.
func (t *taker) helped(s *Site, l *linkage, c *callSite, caller *ssa.Function) *Site {
	return &Site{Sink: s.Sink, Call: l.a.place(c.instr), Tests: l.a.forTests(instrPos(c.instr)), Function: funcName(caller), Holders: s.Holders, Beyond: s.Beyond,
		Derivations: s.Derivations, Parameter: s.Parameter, KeyID: s.KeyID, Helped: true}
}

// tellHelped fills in what depends on the purpose, when that is known, of a call of
// what has the use s.
func (t *taker) tellHelped(s, at *Site, l *linkage, c *callSite, caller *ssa.Function, ctx *context) {
	at.After, at.Checked = l.a.tried(c.instr, ctx.checks)
	if at.Operation = operation(&at.Sink, ctx.doing, ctx.signs || ctx.leaves, ctx.seals, ctx.opens); at.Operation == "sign and verify" || at.Operation == "encrypt and decrypt" {
		at.Operation = cmp.Or(at.only, at.Operation)
	}
	at.valid = func(purpose string) Validity {
		v := (&clock{t: t, l: l, cookie: at.cookie()}).validity(caller, c.instr, purpose, at.Sink.Entry.Lasts)
		if v.For > 0 || s.itself == nil || slices.ContainsFunc(c.args, func(v ssa.Value) bool { return isDuration(v.Type()) || isTime(v.Type()) }) {
			return v
		}
		return s.itself(purpose)
	}
	at.Valid = at.valid(at.Sink.Purpose)
	checks := append(ctx.checks, ownChecks(c.instr, ctx.only)...)
	at.manners = func(purpose string) (string, Place) { return t.manner(l, checks, purpose) }
	at.Manner, at.MannerAt = at.manners(at.Sink.Purpose)
}

// atLeast gives the calls that do not show their purpose the general one that is
// seen of all.
func atLeast(calls []*Site, unknown, general string) {
	for _, c := range calls {
		if c.Sink.Purpose == unknown {
			c.Sink.Purpose = general
		}
	}
}

// purposesOf returns how many purposes some calls show.
func purposesOf(calls []*Site, unknown string) int {
	seen := make(map[string]bool)
	for _, c := range calls {
		if p := c.Sink.Purpose; p != unknown {
			seen[p] = true
		}
	}
	return len(seen)
}

// carriesData reports whether what is encrypted or decrypted may come from the
// callers of a function, or go to them.
func carriesData(fn *ssa.Function) bool {
	data := func(t types.Type) bool {
		switch u := t.Underlying().(type) {
		case *types.Basic:
			return u.Kind() == types.String
		case *types.Interface:
			return !isError(t) && u.NumMethods() == 0
		case *types.Slice, *types.Pointer, *types.Struct, *types.Map:
			return true
		}
		_, generic := t.(*types.TypeParam)
		return generic
	}
	for v := range fn.Signature.Results().Variables() {
		if data(v.Type()) {
			return true
		}
	}
	for v := range fn.Signature.Params().Variables() {
		if data(v.Type()) {
			return true
		}
	}
	return false
}

// givesVerdict reports whether callers are told whether something is valid.
func givesVerdict(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	return res.Len() > 0 && (isBool(res.At(res.Len()-1).Type()) || isError(res.At(res.Len()-1).Type()))
}

// alike gives the calls of a helper that do not show their purpose that of the
// others in the same package, if it is one: what is looked up there by its hash
// was put there by its hash. What is done with another key says nothing.
func alike(calls []*Site, unknown string) {
	told := slices.DeleteFunc(slices.Clone(calls), func(c *Site) bool { return c.Sink.Purpose == unknown })
	shown := make([]string, len(told)) // before any is taken over
	for i, c := range told {
		shown[i] = c.Sink.Purpose
	}
	for _, c := range calls {
		if c.Sink.Purpose != unknown {
			continue
		}
		var of []string
		for i, d := range told {
			if d.Call.Package == c.Call.Package && !otherKeys(c, d) {
				of = addNew(of, shown[i])
			}
		}
		if len(of) == 1 {
			c.Sink.Purpose = of[0]
		}
	}
}

// otherKeys reports whether two calls of a helper are known to be given keys of
// which none is the same.
func otherKeys(x, y *Site) bool {
	same := slices.ContainsFunc(x.Given, func(o *Origin) bool {
		return slices.ContainsFunc(y.Given, func(p *Origin) bool {
			return o == p || o.Kind == p.Kind && o.Name == p.Name && o.Place == p.Place
		})
	}) || slices.ContainsFunc(x.Passed, func(h Holder) bool {
		return slices.ContainsFunc(y.Passed, func(g Holder) bool { return g.Symbol == h.Symbol })
	})
	known := func(s *Site) bool { return len(s.Given)+len(s.Passed) > 0 }
	return known(x) && known(y) && !same
}

// ownChecks returns the error of a call that itself checks or decrypts.
func ownChecks(call ssa.CallInstruction, operation string) []check {
	v, ok := call.(*ssa.Call)
	if !ok || operation != "verify" && operation != "decrypt" && operation != "both" && operation != "" {
		return nil
	}
	obj := calleeOf(call.Common())
	if obj == nil || operation != "verify" && operation != "decrypt" && !checks(obj.Name()) {
		return nil
	}
	return errorsOf(v)
}

// errorsOf returns the error of a call, or its bool.
func errorsOf(call *ssa.Call) []check {
	res := call.Call.Signature().Results()
	for i := range res.Len() {
		if t := res.At(i).Type(); isError(t) || i == res.Len()-1 && isBool(t) {
			v, _ := resultOf(call, i)
			return []check{{v: v, in: call}}
		}
	}
	if b, ok := call.Type().(*types.Basic); ok && b.Kind() == types.Int { // subtle.ConstantTimeCompare
		return []check{{v: call, in: call}}
	}
	return nil
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Bool
}

// checks reports whether a function of that name reads what was made with a key
// before: store.Get, codec.Decode, jwt.ParseWithClaims.
func checks(name string) bool {
	if name == "Get" || name == "Open" {
		return true
	}
	for _, w := range nameWords(name) {
		switch catalog.BuiltinSignals().Doing(w) {
		case "verify", "decrypt":
			return true
		}
		if w == "parse" {
			return true
		}
	}
	return false
}

// operation returns what is done with a key, by what the API does and what the
// code around does with its output.
func operation(s *Sink, doing string, signs, seals, opens bool) string {
	cipher := s.Operation == "cipher" || genericClasses[s.Entry.Purpose] == catalog.ClassCipher
	switch s.Operation {
	case "sign", "verify", "encrypt", "decrypt", "derive":
		return s.Operation
	case "hash":
		return "lookup hash"
	case "parse", "hold", "read":
		return Held(s)
	}
	switch {
	case s.Purpose == "entropy-only":
		return "entropy"
	case cipher && seals && opens:
		return "encrypt and decrypt"
	case cipher && (opens || doing == "decrypt"):
		return "decrypt"
	case cipher && (seals || doing == "encrypt"):
		return "encrypt"
	case cipher:
		return "encrypt and decrypt"
	case s.Purpose == "api-credential" || s.Purpose == "oauth-client-secret":
		return "present"
	case s.Purpose == "api-key-hash" || s.Purpose == "blind-index" || s.Purpose == "cache-key":
		return "lookup hash"
	case genericClasses[s.Entry.Purpose] == "":
		return "sign and verify"
	case doing == "verify" && signs:
		return "sign and verify"
	case doing == "verify" || doing == "decrypt": // signer.Open
		return "verify"
	case doing == "send" || doing == "sign" || doing == "encrypt":
		return "sign"
	case signs:
		return "sign" // it is given to callers, of whom none compares it
	}
	return "sign and verify"
}

// Held returns what is done with a key that an API parses or holds, and uses later:
// it is presented to others, or signs, as a private key does that has a purpose.
func Held(s *Sink) string {
	switch {
	case s.Purpose == "api-credential" || s.Purpose == "oauth-client-secret":
		return "present"
	case s.Entry != nil && s.Entry.Key == "private" && genericClasses[s.Entry.Purpose] == "":
		return "sign"
	}
	return "hold"
}

// oneSide returns the side that a function takes with what it does itself: it only
// checks a MAC that it gives to nobody, or only decrypts; "" where it does both, or
// its callers do.
func (c *context) oneSide() string {
	switch {
	case c.class == catalog.ClassMAC && c.doing == "verify" && !c.signs && !c.leaves:
		return "verify"
	case c.class == catalog.ClassCipher && c.opens && !c.seals:
		return "decrypt"
	case c.class == catalog.ClassCipher && c.seals && !c.opens:
		return "encrypt"
	}
	return ""
}

// limit tells those who call a function which side it takes.
func (c *context) limit(calls []*Site) {
	if only := c.oneSide(); only != "" {
		for _, at := range calls {
			at.only = only
		}
	}
}

// funcName returns the name of a function with that of its receiver.
func funcName(fn *ssa.Function) string {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return fn.Name()
	}
	recv := obj.Signature().Recv()
	if recv == nil {
		return obj.Name()
	}
	name := typeName(recv.Type())
	if _, ok := recv.Type().(*types.Pointer); ok {
		name = "*" + name
	}
	return "(" + name + ")." + obj.Name()
}

// passed returns the fields and package variables that a search came through,
// the nearest first, and the parameter of an exported function that it came to.
func (l *linkage) passed(states []searchState) (out []Holder, parameter string, of *types.Func) {
	for i := range states {
		n := &l.g.info[states[i].n]
		switch {
		case states[i].doc != 0 || states[i].m&partial != 0:
		case n.kind == kHolder:
			if h, ok := l.a.holderOfVar(n.holder); ok && !slices.ContainsFunc(out, func(o Holder) bool { return o.Symbol == h.Symbol }) {
				out = append(out, h)
			}
		case n.kind == kParam && states[i].phase == outside && parameter == "":
			if obj := exportedFunc(n.fn); obj != nil && n.val != nil {
				parameter, of = catalog.FuncSymbol(obj)+"."+n.val.Name(), obj
			}
		}
	}
	return out, parameter, of
}

// parts returns the fields of one record of which a key is put together, but for the
// password:
//
//	c.SetSecureCookie(user.Random+user.Password, name, value)
func (l *linkage) parts(states []searchState) (out []Holder) {
	owner := ""
	const fewest = 2
	found := 0
	for i := range states {
		n := &l.g.info[states[i].n]
		if n.kind != kHolder || states[i].doc != 0 || states[i].m&partial == 0 || !n.holder.IsField() {
			continue
		}
		p := states[i].parent
		for p >= 0 && l.g.info[states[p].n].kind != kHolder && states[p].m&partial != 0 {
			p = states[p].parent
		}
		if p < 0 || l.g.info[states[p].n].kind == kHolder {
			continue
		}
		if _, ok := l.g.info[states[p].n].val.(*ssa.BinOp); !ok {
			return nil // formatted with other things
		}
		h, ok := l.a.holderOfVar(n.holder)
		of := strings.TrimSuffix(h.Symbol, "."+h.Name)
		if !ok || owner != "" && of != owner {
			return nil
		}
		owner = of
		if found++; !PasswordName(h.Name) && !slices.ContainsFunc(out, func(o Holder) bool { return o.Symbol == h.Symbol }) {
			out = append(out, h)
		}
	}
	if found < fewest {
		return nil
	}
	return out
}

// credentials returns the fields and package variables with the name of a credential
// that a search came through which are put into an address with other things.
func (l *linkage) credentials(states []searchState) (out []Holder) {
	for i := range states {
		n := &l.g.info[states[i].n]
		if n.kind != kHolder || states[i].doc != 0 || states[i].m&partial == 0 || !CredentialName(n.holder.Name()) {
			continue
		}
		if h, ok := l.a.holderOfVar(n.holder); ok && !slices.ContainsFunc(out, func(o Holder) bool { return o.Symbol == h.Symbol }) {
			out = append(out, h)
		}
	}
	return out
}

// farthest returns the holders that are called like a key and behind which no
// other one is: each is where a key of its own comes from. A message in which it
// came once is behind all of them.
func farthest(ps []passing) (out []Holder) {
	inner := make(map[int]bool)
	for _, p := range ps {
		if p.one() {
			for i := p.nearer; i != 0 && !inner[i]; i = ps[i-1].nearer {
				inner[i] = true
			}
		}
	}
	for i, p := range ps {
		if p.one() && !inner[i+1] && !slices.ContainsFunc(out, func(h Holder) bool { return h.Symbol == p.holder.Symbol }) {
			out = append(out, p.holder)
		}
	}
	slices.SortFunc(out, func(x, y Holder) int { return strings.Compare(x.Symbol, y.Symbol) })
	return out
}

// configures reports whether there is a holder called like a key that no message
// fills: of two passwords that come to one place the one is configured.
func configures(ps []passing) bool {
	filled := make(map[int]bool)
	for i, p := range ps {
		if p.holder.Input {
			for j := i + 1; j != 0 && !filled[j]; j = ps[j-1].nearer {
				filled[j] = true
			}
		}
	}
	for i, p := range ps {
		if p.holder.Keyish && !p.holder.Many && !filled[i+1] {
			return true
		}
	}
	return false
}

// passedBy returns the holders of passings. That from which a field for one key was
// filled counts for one value: of a list behind that field one element is taken.
func passedBy(ps []passing) (out []Holder) {
	for _, p := range ps {
		for i := p.nearer; p.holder.Many && i != 0; i = ps[i-1].nearer {
			p.holder.Many = !ps[i-1].one()
		}
		if !slices.ContainsFunc(out, func(h Holder) bool { return h.Symbol == p.holder.Symbol }) {
			out = append(out, p.holder)
		}
	}
	return out
}

// holderOfVar returns what others know a field or package variable by.
func (a *analysisState) holderOfVar(v *types.Var) (Holder, bool) {
	v = v.Origin()
	if v.Pkg() == nil || catalog.Described(v.Pkg().Path()) {
		return Holder{}, false
	}
	h := Holder{Name: v.Name(), Field: v.IsField(), Keyish: keyishName(v.Name())}
	if list, ok := v.Type().Underlying().(*types.Slice); ok {
		h.Published = isWebKey(list.Elem())
	}
	switch t := v.Type().Underlying().(type) {
	case *types.Slice:
		h.Many = !isByte(t.Elem())
	case *types.Map, *types.Chan:
		h.Many = true
	}
	at := a.pass.Fset.Position(v.Pos())
	h.Place = Place{Package: v.Pkg().Path(), File: baseName(at.Filename), Line: at.Line}
	if v.Pkg() == a.pass.Pkg {
		h.Place = a.placeOf(v.Pos(), token.NoPos)
	}
	if !v.IsField() {
		h.Symbol = catalog.VarSymbol(v)
		return h, true
	}
	h.Symbol = a.fieldSymbol(v)
	h.Input = a.inputs[v.Pos()]
	return h, h.Symbol != ""
}

func baseName(file string) string { return file[strings.LastIndexByte(file, '/')+1:] }

// fieldSymbol returns the name of a field with that of the type it is one of,
// and of the fields between the two: example.com/app/config.Config.Auth.Key. It
// is "" for a field of a type in a function, unless a library fills a variable of it.
func (a *analysisState) fieldSymbol(v *types.Var) string {
	if a.fieldSymbols == nil {
		a.fieldSymbols = make(map[*types.Package]map[token.Pos]string)
	}
	names := a.fieldSymbols[v.Pkg()]
	if names == nil {
		names = make(map[token.Pos]string)
		a.fieldSymbols[v.Pkg()] = names
		from := make(map[token.Pos]token.Pos) // where the type is declared of which a field is known
		if a.inputs == nil {
			a.inputs = make(map[token.Pos]bool)
		}
		scope := v.Pkg().Scope()
		var walk func(t types.Type, of token.Pos, prefix string, message bool, depth int)
		walk = func(t types.Type, of token.Pos, prefix string, message bool, depth int) {
			const deepest = 5
			if p, ok := t.(*types.Pointer); ok {
				t = p.Elem()
			}
			st, ok := t.(*types.Struct)
			if !ok || depth > deepest {
				return
			}
			input := message || fromRequests(st)
			for f := range st.Fields() {
				name := prefix + "." + f.Name()
				// type Team User has the fields of User.
				if known, ok := from[f.Pos()]; !ok || known < of && of < f.Pos() || known > f.Pos() && of < f.Pos() {
					names[f.Pos()], from[f.Pos()] = name, of
				}
				a.inputs[f.Pos()] = a.inputs[f.Pos()] || input
				walk(f.Type(), of, name, message, depth+1)
			}
		}
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			switch obj.(type) {
			case *types.TypeName:
				walk(obj.Type().Underlying(), obj.Pos(), catalog.VarSymbol(obj), isMessage(obj.Name()), 0)
			case *types.Var:
				walk(obj.Type(), obj.Pos(), catalog.VarSymbol(obj), false, 0)
			}
		}
		if v.Pkg() == a.pass.Pkg {
			a.filledLocals(func(local *types.Var, symbol string) {
				walk(local.Type().Underlying(), local.Pos(), symbol, false, 0)
			})
		}
	}
	return names[v.Pos()]
}

// filledLocals calls do with the variables of functions that libraries fill from the
// environment, and the symbol of each: example.com/app.main.cfg.
//
//	cfg := struct{ Secret string }{}
//	conf.Parse("APP", &cfg)
func (a *analysisState) filledLocals(do func(v *types.Var, symbol string)) {
	info := a.pass.TypesInfo
	for _, file := range a.pass.Files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			ast.Inspect(decl.Body, func(x ast.Node) bool {
				call, ok := x.(*ast.CallExpr)
				if !ok {
					return true
				}
				fn, ok := typeutil.Callee(info, call).(*types.Func)
				if !ok || fn.Pkg() == nil {
					return true
				}
				entries, _ := a.entries(fn)
				if !slices.ContainsFunc(entries, func(e *catalog.Entry) bool {
					return e.Verb == catalog.Source && e.Origin.Kind == catalog.OriginEnv && e.Origin.Name.Kind == catalog.NoPort && e.Port.Kind == catalog.Arg
				}) {
					return true
				}
				for _, arg := range call.Args {
					u, ok := ast.Unparen(arg).(*ast.UnaryExpr)
					if !ok {
						continue
					}
					id, ok := ast.Unparen(u.X).(*ast.Ident)
					if !ok {
						continue
					}
					if v, ok := info.Uses[id].(*types.Var); ok && v.Pkg() == a.pass.Pkg && v.Parent() != v.Pkg().Scope() {
						if _, named := types.Unalias(v.Type()).(*types.Named); !named || isLocal(v.Type()) {
							do(v, v.Pkg().Path()+"."+decl.Name.Name+"."+v.Name())
						}
					}
				}
				return true
			})
		}
	}
}

// isLocal reports whether a type is declared in a function.
func isLocal(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Parent() != named.Obj().Pkg().Scope()
}

// isMessage reports whether a type is called what people send or get: LoginForm,
// tokenResponse. What is in there comes with it, and is no key of the program.
func isMessage(name string) bool {
	ws := Words(name)
	if len(ws) == 0 {
		return false
	}
	switch ws[len(ws)-1] {
	case "form", "request", "req", "response", "resp", "reply":
		return true
	}
	return false
}

// fromRequests reports whether libraries read requests into a struct, as its tags
// say.
//
//	UserName string `form:"user" binding:"Required"`
func fromRequests(st *types.Struct) bool {
	for i := range st.NumFields() {
		tag := reflect.StructTag(st.Tag(i))
		for _, name := range []string{"form", "binding", "schema"} {
			if _, ok := tag.Lookup(name); ok {
				return true
			}
		}
	}
	return false
}

// way notes what a use has on its way from the origin at state i to the sink: the
// fields and package variables, whether the key is one of several, and the first
// place at which another key is computed of it.
func (f *collector) way(u *Use, states []searchState, i int) {
	from := i
	for j := i; j >= 0; j = states[j].parent {
		n := &f.g.info[states[j].n]
		if n.kind == kHolder {
			if h, ok := f.a.holderOfVar(n.holder); ok {
				u.Holders = append(u.Holders, h)
			}
		}
		if u.Derivation == nil && states[j].m&derived == 0 && j != i {
			u.Derivation = f.derivation(n.val)
			if u.Derivation == nil && states[from].m&derived != 0 {
				if call := calledBy(n.val); call != nil {
					u.deriver = calleeOf(&call.Call)
				}
			}
		}
		from = j
	}
	p := f.g.pickOf(states, i)
	u.Several, u.First = p == picksSeveral, p == picksFirst
}

// atFixedPlace reports whether a value is the element of a list at a constant
// index.
func atFixedPlace(v ssa.Value) bool {
	ia, ok := v.(*ssa.IndexAddr)
	if !ok || isBytes(ia.X.Type()) {
		return false
	}
	_, fixed := ia.Index.(*ssa.Const)
	if _, isSlice := ia.X.Type().Underlying().(*types.Slice); !isSlice {
		return false // the array of a list that is written out
	}
	return fixed
}

// A Derivation is a computation of one key from another.
type Derivation struct {
	API    string // hkdf.New, sha256.Sum256
	Symbol string
	// Function is the one in which it is made.
	Function string
	// Label is the constant text that separates it from others, "" where the
	// code shows none.
	Label string
	Place Place
}

// derivation returns what the call makes of a key that a value is a result of,
// nil when it makes no other key.
func (f *collector) derivation(v ssa.Value) *Derivation {
	call := calledBy(v)
	if call == nil {
		return nil
	}
	obj := calleeOf(&call.Call)
	if obj == nil || obj.Pkg() == nil {
		return nil
	}
	entries, _ := f.a.entries(obj)
	for _, e := range entries {
		if e.Verb == catalog.Pass && (e.How == "derive" || e.How == "keyed") || e.Verb == catalog.Sink && e.Use == "derive" {
			return &Derivation{API: shortSymbol(e.Symbol), Symbol: e.Symbol, Function: funcName(outermost(call.Parent())), Label: labelOf(call), Place: f.a.place(call)}
		}
	}
	return nil
}

// derivationIn returns the computation by which a function makes another key of what
// it is given, nil where it has none that is seen.
//
//	func Hash(secret []byte) []byte { sum := sha256.Sum256(secret); return sum[:] }
func (t *taker) derivationIn(obj *types.Func, depth int) *Derivation {
	const deepest = 3
	if obj.Pkg() == nil || depth > deepest || catalog.Described(obj.Pkg().Path()) {
		return nil
	}
	l := t.link(packagePath(obj.Pkg().Path()))
	if l == nil || l.g == nil {
		return nil
	}
	fn := l.function(obj.Origin())
	if fn == nil {
		return nil
	}
	for i := range fn.Signature.Results().Len() {
		r := l.g.result(fn, i)
		if r == noNode {
			continue
		}
		states := l.g.search(r, searchOpts{phase: inside, noHolders: true}, func(*searchState, int) {})
		for j := range states {
			if states[j].m&derived != 0 {
				continue
			}
			v := l.g.info[states[j].n].val
			if d := l.f.derivation(v); d != nil {
				return d
			}
			if call := calledBy(v); call != nil {
				if callee := calleeOf(&call.Call); callee != nil && callee.Pkg() != obj.Pkg() {
					if d := t.derivationIn(callee, depth+1); d != nil {
						return d
					}
				}
			}
		}
	}
	return nil
}

// labelOf returns the constant text by which a derivation is told apart from
// others: what goes into a parameter that is called so. Other constants may be
// keys.
func labelOf(call *ssa.Call) string {
	sig := call.Call.Signature()
	for i := range sig.Params().Len() {
		switch strings.ToLower(sig.Params().At(i).Name()) {
		case "info", "label", "context", "purpose":
		default:
			continue
		}
		if sig.Recv() != nil && !call.Call.IsInvoke() {
			i++
		}
		if i >= len(call.Call.Args) {
			continue
		}
		arg := call.Call.Args[i]
		if conv, ok := arg.(*ssa.Convert); ok {
			arg = conv.X
		}
		if text, _ := constName(arg); text != "" {
			return text
		}
	}
	return ""
}

// comesBy reports whether on the way to a use the key is such a value.
func (l *linkage) comesBy(states []searchState, such func(ssa.Value) bool) bool {
	return slices.ContainsFunc(states, func(s searchState) bool {
		return s.m&partial == 0 && such(l.g.info[s.n].val)
	})
}

// oneOfSeveral reports whether a value is taken out of a list or map at a place
// that is not fixed: the element of a loop, or the one of an identifier that
// comes with a message.
func oneOfSeveral(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Parameter: // of the body of a loop over an iterator
		return v.Parent().Synthetic == "range-over-func yield"
	case *ssa.IndexAddr:
		_, fixed := v.Index.(*ssa.Const)
		return !fixed && !isBytes(v.X.Type())
	case *ssa.Index:
		_, fixed := v.Index.(*ssa.Const)
		return !fixed && !isBytes(v.X.Type())
	case *ssa.Lookup:
		_, fixed := v.Index.(*ssa.Const)
		return !fixed && !v.CommaOk && !isString(v.X.Type()) || !fixed && v.CommaOk
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Next:
			return !t.IsString
		case *ssa.Lookup:
			return v.Index == 0 && oneOfSeveral(t)
		}
	}
	return false
}

// severalKeys reports whether a call is given more than one key: the pairs of
// gorilla's stores, a list that is written out.
func severalKeys(call ssa.CallInstruction) bool {
	common := call.Common()
	sig := common.Signature()
	if !sig.Variadic() || len(common.Args) == 0 {
		return false
	}
	last := common.Args[len(common.Args)-1]
	if !isByteSlices(last.Type()) {
		return false
	}
	es, ok := elements(last)
	const pair = 2
	return ok && len(es) > pair || !ok && !isNil(last)
}

// listed reports whether what a call makes with a key is put into a list: that of the
// keys of which each is tried.
func listed(call ssa.CallInstruction) bool {
	v, ok := call.(*ssa.Call)
	if !ok || isBytes(v.Type()) {
		return false
	}
	seen := make(map[ssa.Value]bool)
	var follow func(v ssa.Value) bool
	follow = func(v ssa.Value) bool {
		if seen[v] || v.Referrers() == nil {
			return false
		}
		seen[v] = true
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.Phi, *ssa.Extract:
				if follow(r.(ssa.Value)) {
					return true
				}
			case *ssa.Store:
				at, ok := r.Addr.(*ssa.IndexAddr)
				if !ok || r.Val != v {
					continue
				}
				if list, ok := at.X.(*ssa.Alloc); ok && (list.Comment == "slicelit" || list.Comment == "varargs" && appended(list)) {
					return true
				}
			}
		}
		return false
	}
	return follow(v)
}

// appended reports whether variadic arguments are appended to a list.
func appended(args *ssa.Alloc) bool {
	for _, r := range *args.Referrers() {
		sl, ok := r.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, r := range *sl.Referrers() {
			if call, ok := r.(*ssa.Call); ok {
				if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
					return true
				}
			}
		}
	}
	return false
}

func isByteSlices(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && isBytes(s.Elem())
}

// setsKeyID reports whether a function gives what it makes the identifier of the
// key: token.Header["kid"] = id.
func setsKeyID(fn *ssa.Function) bool {
	found := false
	eachInstr(fn, func(in ssa.Instruction) {
		if up, ok := in.(*ssa.MapUpdate); ok {
			if name, _ := constName(up.Key); name == "kid" {
				found = true
			}
		}
	})
	return found
}

// eachInstr visits the instructions of a function and of the closures in it.
func eachInstr(fn *ssa.Function, visit func(ssa.Instruction)) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			visit(in)
		}
	}
	for _, anon := range fn.AnonFuncs {
		eachInstr(anon, visit)
	}
}

// keyless returns the calls of the package for which no key of the program
// matters. It looks at the names in the source, as a package that has nothing
// else is not opened.
func (a *analysisState) keyless() []*Keyless {
	var out []*Keyless
	for _, file := range a.pass.Files {
		if a.skipFile(file.Pos()) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			fn, ok := a.pass.TypesInfo.Uses[id].(*types.Func)
			if !ok || fn.Pkg() == nil || fn.Pkg() == a.pass.Pkg {
				return true
			}
			sym := catalog.FuncSymbol(fn)
			for _, e := range a.cat.Package(fn.Pkg().Path()).Lookup(sym) {
				if e.Verb == catalog.Keyless || e.Verb == catalog.Hash && e.Role == "password" && passwordLibrary(e.Symbol) {
					out = append(out, &Keyless{API: shortSymbol(e.Symbol), Symbol: e.Symbol, Passwords: e.Verb == catalog.Hash, Purpose: e.Purpose, Place: a.placeOf(id.Pos(), id.End())})
					break
				}
			}
			return true
		})
	}
	return out
}

// passwordLibrary reports whether a symbol is of a package that hashes passwords
// and hardly anything else: sha256.Sum256 may be given a password too.
func passwordLibrary(symbol string) bool {
	api := shortSymbol(symbol)
	lib, _, _ := strings.Cut(api, ".")
	switch lib[strings.LastIndexByte(lib, '/')+1:] {
	case "bcrypt", "argon2", "argon2id", "scrypt", "pbkdf2", "passlib", "simple-scrypt":
		return true
	}
	return false
}
