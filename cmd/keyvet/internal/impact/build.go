// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// A Program is what a reference is built from.
type Program struct {
	Module    string
	Results   []*keyflow.Result // of keyflow.Whole, joined
	Inventory *keyflow.Inventory
	// Position returns the file and line of a place, as a reference has them.
	Position func(keyflow.Place) (file string, line int)
	// Claim returns where the file of settings says that a secret is for a
	// purpose, by their numbers in the settings; nothing where that is not in a
	// file. It may be nil.
	Claim func(secret, purpose int) keyflow.Place
	// Complete reports whether the packages are all of their modules, so that
	// what none of them does is done nowhere. It is asked only where that
	// matters; nil means that they are.
	Complete func() bool
}

// Build makes the reference of a program, and what the whole of it shows that the
// rules mixedloss, fallbackgap, deadkey and claimmismatch report. What rules find, and what
// could not be read, is added by [Reference.Complete].
func Build(p *Program) (*Reference, []*keyflow.Remark) {
	b := &builder{p: p, keys: make(map[string]*group), parent: make(map[string]string), uses: make(map[sinkKey][]attached), olds: make(map[string][]*Key)}
	b.names, b.also = make(map[string][]*keyflow.Name), make(map[string][]string)
	for _, n := range p.Inventory.Names {
		b.names[holderID(&n.Holder)] = append(b.names[holderID(&n.Holder)], n)
	}
	b.attach()
	b.outer()
	b.standIns()
	b.ofMany()
	b.unify()
	b.group()
	r := &Reference{Module: p.Module}
	for _, g := range b.sorted() {
		r.Keys = append(r.Keys, g.key)
	}
	compared(r)
	b.fallbacks(r)
	for _, k := range r.Keys {
		b.pair(k)
		b.finish(k)
	}
	r.Keys = slices.DeleteFunc(r.Keys, func(k *Key) bool { // what is left of what is no part of the program
		return len(k.Uses) == 0 && !slices.ContainsFunc(k.Origins, func(o Origin) bool { return !o.Fixed && o.Kind != string(catalog.OriginRandom) })
	})
	derived(r)
	b.older(r)
	order(r)
	for _, k := range r.Keys {
		var below []*Key
		for _, d := range r.Keys {
			if d.DerivedFrom == k.Identity {
				below = append(below, d)
			}
		}
		tell(k, below, b.deadOrigin(k) != nil)
	}
	b.notAffected(r)
	questions(r)
	return withLists(r), append(b.remarks(r), b.claims(r)...)
}

// compared takes away what is compared with a request and is known by no name of a
// secret: an account, a subject.
func compared(r *Reference) {
	for _, k := range r.Keys {
		if kind, _, _ := strings.Cut(k.Identity, ":"); kind == "field" && len(k.Origins) == 0 {
			var sinks []keyflow.Sink
			for _, u := range k.Uses {
				if u.site != nil {
					sinks = append(sinks, u.site.Sink)
				}
			}
			if severalCredentials(sinks) { // a field for all settings
				k.Uses = nil
			}
		}
		if len(k.Uses) == 0 || keyflow.CredentialName(k.Identity) || slices.ContainsFunc(k.Names, keyflow.CredentialName) {
			continue
		}
		k.Uses = slices.DeleteFunc(k.Uses, func(u *Use) bool {
			in := u.site.Sink.Inventory
			return u.site.Sink.Operation == "verify" && (in == "text" || in == "named") && !u.site.Expected
		})
		if len(k.Uses) == 0 {
			k.Origins = nil
		}
	}
}

// A sinkKey is a place at which a key is used.
type sinkKey struct {
	symbol, pkg, file string
	line              int
}

func keyOfSink(s *keyflow.Sink) sinkKey {
	return sinkKey{s.Symbol, s.Place.Package, s.Place.File, s.Place.Line}
}

// An attached is an origin that reaches a use.
type attached struct {
	id  string // of the origin
	pkg string // in which that is, "" for random bytes
	use *keyflow.Use
}

// A builder puts together what belongs to one key.
type builder struct {
	shown  map[sinkKey]string // the purposes of uses that an object shows which holds the key
	p      *Program
	uses   map[sinkKey][]attached
	called map[sinkKey][]string // the purposes of the calls of the function that has a use
	flows  []*flow
	keys   map[string]*group
	parent map[string]string // of the union of identities
	reads  []*keyflow.Read
	names  map[string][]*keyflow.Name // of fields and variables, by these
	also   map[string][]string        // other names of keys of the configuration
	olds   map[string][]*Key          // keys that only stand beside another one, by that
	macs   []attached                 // that authenticate passwords before they are hashed
}

// A flow is one origin with the identities that it passes.
type flow struct {
	id     string
	ids    []string // by which its uses know it
	named  bool     // it has a name outside the program
	origin *keyflow.Origin
	uses   []*keyflow.Use
	as     map[*keyflow.Use]string // the key that it stands in for, by the use
}

// idOf returns the identity by which a use knows the origin.
func (b *builder) idOf(f *flow, u *keyflow.Use) string {
	if id := f.as[u]; id != "" {
		return id
	}
	if !f.named && f.origin.Kind == catalog.OriginEnv { // a field with a tag that is a part of the name only
		for i := range u.Holders {
			if at, o := u.Holders[i].Place, f.origin.Place; at.Package == o.Package && at.File == o.File && at.Line == o.Line {
				return holderID(&u.Holders[i])
			}
		}
	}
	if h := b.nearest(u.Holders); !f.named && h != nil {
		return holderID(h)
	}
	return f.id
}

// A group is a key in the making.
type group struct {
	key  *Key
	ids  []string
	seen map[string]bool // uses
}

// attach gathers the flows of all packages.
func (b *builder) attach() {
	for _, r := range b.p.Results {
		for _, fl := range r.Flows {
			o := &fl.Origin
			if o.Public || o.Given || o.Kind == catalog.OriginContext || o.Tests || ofTests(o.Place.Package) {
				continue
			}
			if o.Kind == catalog.OriginRandom && !b.own(o.Place) {
				continue // what a dependency makes for itself
			}
			for _, o := range files(o) {
				b.flow(o, fl.Uses)
			}
		}
		for _, d := range r.Documents {
			o := d.Origin
			o.Kind, o.Name = catalog.OriginConfig, strings.Join(d.Path, ".")
			f := &flow{origin: &o}
			f.id, f.named = b.identity(&o)
			for _, u := range d.Uses {
				b.reaches(f, u)
			}
			b.flows = append(b.flows, f)
		}
		b.reads = append(b.reads, r.Reads...)
	}
}

// flow notes that an origin reaches uses.
func (b *builder) flow(o *keyflow.Origin, uses []*keyflow.Use) {
	f := &flow{origin: o}
	f.id, f.named = b.identity(o)
	for _, path := range o.Paths {
		b.union(f.id, "file:"+path)
	}
	for _, u := range uses {
		if u.Sink.Role != "key" {
			b.pepper(f, u)
			continue
		}
		if u.Partial && !(f.named && o.Kind != catalog.OriginFile && b.own(u.Sink.Place)) {
			continue // a part of what a library takes apart, a line of a file with settings
		}
		b.reaches(f, u)
	}
	if len(f.uses) > 0 {
		b.flows = append(b.flows, f)
	}
}

// hashing is the operation by which passwords are hashed.
const hashing = "password hash"

// pepper notes that an origin takes part in the hashing of passwords, as the rule
// passwordkey tells it.
func (b *builder) pepper(f *flow, u *keyflow.Use) {
	o := f.origin
	if u.HashPart(o) == "" || o.Kind == catalog.OriginRandom || o.Kind == catalog.OriginColumn || ofTests(u.Sink.Place.Package) {
		return // a salt, or none of the program
	}
	v := *u
	v.Derived, v.Derivation = false, nil // the hash of the password is no key
	if u.Keyed {
		b.macs = append(b.macs, attached{id: b.idOf(f, &v), pkg: u.Sink.Place.Package, use: &v})
		return
	}
	b.reaches(f, &v)
}

// authenticate tells the MACs of passwords that are hashed afterwards by what they
// are for, as their own place does not show it.
func (b *builder) authenticate() {
	for _, a := range b.macs {
		g := b.keys[b.find(a.id)]
		if g == nil {
			continue
		}
		var of []*Use
		for _, u := range g.key.Uses {
			if u.Package == a.pkg && u.Purpose == "keyed-mac" {
				of = append(of, u)
			}
		}
		if len(of) != 1 {
			continue // which of them it is does not show
		}
		p := catalog.LookupPurpose("password-pepper")
		of[0].Purpose, of[0].Operation, of[0].Fallback = p.ID, hashing, ""
		of[0].Says, of[0].Breaks, of[0].Loss, of[0].Artefact = p.Says(""), p.Breaks, p.Loss, p.Artefact
	}
}

// outer takes the uses away that are those of another instance of a type: the tag of
// one field names a variable for each of the fields that have the type.
//
//	Google Group `env-namespace:"GOOGLE"`
//	GitHub Group `env-namespace:"GITHUB"`
func (b *builder) outer() {
	type place struct {
		sink, handed sinkKey
		pkg, file    string // of the tag
		line         int
	}
	at := func(f *flow, u *keyflow.Use) place {
		p := place{sink: keyOfSink(&u.Sink), pkg: f.origin.Place.Package, file: f.origin.Place.File, line: f.origin.Place.Line}
		if u.Handed != nil {
			h := u.Handed.Place
			p.handed = sinkKey{u.Handed.Symbol, h.Package, h.File, h.Line}
		}
		return p
	}
	score := func(f *flow, u *keyflow.Use) (n int) {
		name := plain(f.origin.Name)
		for _, outer := range u.Outer {
			if strings.Contains(name, plain(outer)) {
				n++
			}
		}
		return n
	}
	best := make(map[place]int)
	for _, f := range b.flows {
		for _, u := range f.uses {
			if f.named && len(u.Outer) > 0 {
				best[at(f, u)] = max(best[at(f, u)], score(f, u))
			}
		}
	}
	for _, f := range b.flows {
		f.uses = slices.DeleteFunc(f.uses, func(u *keyflow.Use) bool {
			if !f.named || len(u.Outer) == 0 || score(f, u) == best[at(f, u)] {
				return false
			}
			b.detach(u)
			return true
		})
	}
	b.flows = slices.DeleteFunc(b.flows, func(f *flow) bool { return len(f.uses) == 0 })
}

// detach takes a use away from the place at which it is.
func (b *builder) detach(u *keyflow.Use) {
	k := keyOfSink(&u.Sink)
	b.uses[k] = slices.DeleteFunc(b.uses[k], func(a attached) bool { return a.use == u })
}

// standIns gives the contents of a file without a name that stand in for a variable
// of a name to the key of that: one helper reads both for all keys of a program.
//
//	if v, ok := os.LookupEnv(name); ok { return v }
//	b, err := os.ReadFile(os.Getenv(name + "_FILE"))
func (b *builder) standIns() {
	names := make(map[string]*flow) // of variables and settings
	for _, f := range b.flows {
		if f.named && f.origin.Kind == catalog.OriginEnv {
			names[f.id] = f
		}
	}
	for _, f := range b.flows {
		if f.named || f.origin.Kind != catalog.OriginFile || len(f.origin.Paths) > 0 {
			continue
		}
		for _, u := range f.uses {
			at := b.uses[keyOfSink(&u.Sink)]
			var of []string
			for _, a := range at {
				for id, g := range names {
					if g.origin.Place.Package != f.origin.Place.Package || !slices.Contains(g.uses, a.use) || slices.Contains(of, id) {
						continue
					}
					of = append(of, id)
				}
			}
			for k := range u.Holders {
				for _, n := range b.names[holderID(&u.Holders[k])] {
					if id, named := b.identity(&n.Origin); named && n.Origin.Kind == catalog.OriginEnv && n.Origin.Place.Package == f.origin.Place.Package && !slices.Contains(of, id) {
						of = append(of, id)
					}
				}
			}
			i := slices.IndexFunc(at, func(a attached) bool { return a.use == u && a.id == f.id })
			if len(of) != 1 || i < 0 {
				continue
			}
			at[i].id = of[0]
			if f.as == nil {
				f.as = make(map[*keyflow.Use]string)
			}
			f.as[u] = of[0]
			if !slices.Contains(f.ids, of[0]) {
				f.ids = append(f.ids, of[0])
			}
		}
		if !slices.ContainsFunc(f.uses, func(u *keyflow.Use) bool {
			return slices.ContainsFunc(b.uses[keyOfSink(&u.Sink)], func(a attached) bool { return a.use == u && a.id == f.id })
		}) {
			f.ids = slices.DeleteFunc(f.ids, func(id string) bool { return id == f.id })
		}
	}
}

// ofMany takes the contents of a file away that has no name and is several
// credentials: one place reads a file for each setting of a program, and they are
// kept in one field.
//
//	for _, name := range settings { option[name].value = readFile(os.Getenv(name + "_FILE")) }
func (b *builder) ofMany() {
	nameless := func(f *flow) bool {
		return !f.named && f.origin.Kind == catalog.OriginFile && len(f.origin.Paths) == 0
	}
	sinks := make(map[string][]keyflow.Sink)
	for _, f := range b.flows {
		for _, u := range f.uses {
			if nameless(f) && f.as[u] == "" {
				sinks[f.id] = append(sinks[f.id], u.Sink)
			}
		}
	}
	b.flows = slices.DeleteFunc(b.flows, func(f *flow) bool {
		if !nameless(f) || !severalCredentials(sinks[f.id]) {
			return false
		}
		f.uses = slices.DeleteFunc(f.uses, func(u *keyflow.Use) bool {
			if f.as[u] != "" {
				return false // it stands in for what has a name
			}
			b.detach(u)
			return true
		})
		return len(f.uses) == 0
	})
}

// severalCredentials reports whether uses are those of several credentials.
func severalCredentials(sinks []keyflow.Sink) bool {
	var symbols []string
	purposes := make(map[string]bool)
	for _, s := range sinks {
		if s.Purpose != "api-credential" && s.Purpose != "oauth-client-secret" {
			return false
		}
		purposes[s.Purpose] = true
		if !slices.Contains(symbols, s.Symbol) {
			symbols = append(symbols, s.Symbol)
		}
	}
	return len(purposes) > 1 && len(symbols) > 2
}

// files returns an origin for each file that is read in one place, by settings that
// are not names of one another: a helper reads all the key files of a program.
func files(o *keyflow.Origin) []*keyflow.Origin {
	var groups [][]string
	for _, path := range o.Paths {
		i := slices.IndexFunc(groups, func(g []string) bool {
			return slices.ContainsFunc(g, func(other string) bool { return sameSetting(path, other) })
		})
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], path)
	}
	if len(groups) < 2 {
		return []*keyflow.Origin{o}
	}
	var out []*keyflow.Origin
	for _, g := range groups {
		one := *o
		one.Paths = g
		out = append(out, &one)
	}
	return out
}

// sameSetting reports whether two names of different kinds are those of one setting:
// env:TLS_KEY_FILE, flag:tls-key-file.
func sameSetting(x, y string) bool {
	kind, name, _ := strings.Cut(x, ":")
	of, other, _ := strings.Cut(y, ":")
	return kind != of && plain(name) == plain(other)
}

// plain is a name without what stands between its words.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '.' || r == '[' || r == ']' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// reaches notes that an origin reaches a use. What has no name outside the
// program, such as the random bytes of a function that makes all sorts of keys,
// is known by the field that it is put into.
func (b *builder) reaches(f *flow, u *keyflow.Use) {
	id := b.idOf(f, u)
	if !slices.Contains(f.ids, id) {
		f.ids = append(f.ids, id)
	}
	f.uses = append(f.uses, u)
	k := keyOfSink(&u.Sink)
	a := attached{id: id, use: u}
	if f.origin.Kind != catalog.OriginRandom {
		a.pkg = f.origin.Place.Package
	}
	b.uses[k] = append(b.uses[k], a)
}

// own reports whether a place is in the program, rather than in a dependency.
func (b *builder) own(p keyflow.Place) bool {
	file, _ := b.p.Position(p)
	return !strings.Contains(file, "@v")
}

// ofTests reports whether a package is one that only tests use, or shows how
// something is done, by its path.
func ofTests(path string) bool {
	for el := range strings.SplitSeq(path, "/") {
		switch el {
		case "example", "examples", "_examples", "test", "tests", "testing", "testutil", "testutils", "testhelper", "testhelpers", "testdata", "testcontainers-go", "mock", "mocks", "fake", "fakes":
			return true
		}
	}
	return false
}

// identity returns the identity of an origin, and whether it is a name outside
// the program.
func (b *builder) identity(o *keyflow.Origin) (string, bool) {
	switch o.Kind {
	case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag, catalog.OriginStore, catalog.OriginFile, catalog.OriginColumn:
		if o.Name != "" {
			name := o.Name
			if o.Kind == catalog.OriginConfig {
				name = strings.ToLower(name)
			}
			return string(o.Kind) + ":" + name, true
		}
	case catalog.OriginRandom:
		return "generated:" + b.at(o.Place), false
	}
	if len(o.Paths) > 0 {
		return "file:" + best(o.Paths), true
	}
	return string(o.Kind) + ":" + b.at(o.Place), false
}

// best returns the name by which people know a key, of several.
func best(ids []string) string {
	return slices.MinFunc(ids, func(x, y string) int {
		switch {
		case better(x, y):
			return -1
		case better(y, x):
			return 1
		}
		return 0
	})
}

func (b *builder) at(p keyflow.Place) string {
	file, line := b.p.Position(p)
	return fmt.Sprintf("%s:%d", file, line)
}

// find returns the representative of an identity.
func (b *builder) find(id string) string {
	for b.parent[id] != "" && b.parent[id] != id {
		id = b.parent[id]
	}
	return id
}

// union makes two identities one.
func (b *builder) union(x, y string) {
	x, y = b.find(x), b.find(y)
	if x == y {
		return
	}
	if better(y, x) {
		x, y = y, x
	}
	b.parent[y] = x
}

// identityOrder are the kinds of identities, the one that people know a key by
// first.
var identityOrder = []string{"secret", "env", "config", "flag", "store", "file", "column", "field", "var", "embed", "shipped", "generated", "literal"}

func better(x, y string) bool {
	rank := func(id string) int {
		kind, _, _ := strings.Cut(id, ":")
		if i := slices.Index(identityOrder, kind); i >= 0 {
			return i
		}
		return len(identityOrder)
	}
	return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(x, y)) < 0
}

// unify finds out which identities are one key: a field and what is put into
// it, and a value with what stands in for it.
func (b *builder) unify() {
	into := make(map[string][]*flow) // by the field or variable
	var holders []string
	ids := make(map[string]bool)
	for _, f := range b.flows {
		ids[f.id] = true
	}
	for _, f := range b.flows {
		if f.origin.Kind == catalog.OriginShipped && f.origin.Name != "" { // what a file has for a setting
			for _, id := range []string{"config:" + strings.ToLower(f.origin.Name), "env:" + f.origin.Name} {
				if ids[id] {
					b.union(id, f.id)
				}
			}
		}
		if c := f.origin.Configured; f.origin.Fallback && c != "" {
			kind, name, _ := strings.Cut(c, " ")
			if kind == "config" {
				name = strings.ToLower(name)
			}
			for _, id := range f.ids {
				b.union(kind+":"+name, id)
			}
		}
		if !f.named {
			continue
		}
		for _, u := range f.uses {
			if u.Derivation != nil && len(u.Holders) > 0 && u.Derived {
				continue // the field may hold what was computed
			}
			h := b.nearest(u.Holders)
			if h == nil && u.Sink.Inventory == "address" { // it is not called like a key, and is one setting all the same
				h = b.first(u.Holders)
			}
			if h == nil {
				continue
			}
			id := holderID(h)
			if into[id] == nil {
				holders = append(holders, id)
			}
			if !slices.Contains(into[id], f) {
				into[id] = append(into[id], f)
			}
		}
	}
	// A list has several keys, but the names that are called like it fill it: the
	// variable and the setting of older keys.
	for _, f := range b.flows {
		for _, u := range f.uses {
			for i := range u.Holders {
				if h := &u.Holders[i]; f.named && h.Many && h.Keyish && calledLike(f.id, holderID(h)) {
					b.union(holderID(h), f.id)
				}
			}
		}
	}
	slices.Sort(holders)
	// A name is the field's own, or the only one that is put there. Then there may
	// be one left where others have a field of their own: a key that another
	// stands in for.
	for _, settled := range []bool{false, true} {
		for _, h := range holders {
			fs := into[h]
			names := make(map[string]bool)
			for _, f := range fs {
				if !calledLike(f.id, h) && !(settled && b.hasField(f.id, h)) {
					names[f.id] = true
				}
			}
			for i, f := range fs {
				if calledLike(f.id, h) || len(names) <= 1 && names[f.id] {
					b.union(h, f.id)
				}
				// Several names: one key where one stands in for the other, which
				// is said in one place; else two keys in two instances of a type.
				for _, g := range fs[i+1:] {
					// The tag of one field has a name for each instance.
					standsIn := f.origin.Place != g.origin.Place && together(f.origin.Place, g.origin.Place)
					if f.origin.Recorded && g.origin.Recorded { // one path, by two names
						standsIn = f.origin.Place == g.origin.Place
					}
					if settled && len(names) > 1 && standsIn {
						b.union(f.id, g.id)
					}
				}
			}
		}
	}
	for _, n := range b.p.Inventory.Names {
		if id, named := b.identity(&n.Origin); named {
			b.union(holderID(&n.Holder), id)
		}
	}
	b.alias()
	// What has no name belongs to what is read in the same place: the variable,
	// or else a file, or else random bytes.
	for i, f := range b.flows {
		for k, g := range b.flows {
			if f.named || k < i && !g.named || f.id == g.id || f.origin.Fixed() || g.origin.Fixed() || !slices.Contains(f.ids, f.id) {
				continue
			}
			if together(f.origin.Place, g.origin.Place) && sharedUses(f, g) {
				b.union(g.id, f.id)
			}
		}
	}
	for _, r := range b.reads {
		if r.Declared != "" {
			id, _ := b.identity(&r.Origin)
			b.union("secret:"+r.Declared, id)
		}
	}
}

// alias notes the other names of what is configured. Those under which a key
// is read by itself too are one with it; the rest are only told.
func (b *builder) alias() {
	known := make(map[string]bool)
	for _, f := range b.flows {
		known[f.id] = true
	}
	for _, n := range b.p.Inventory.Names {
		id, _ := b.identity(&n.Origin)
		known[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		kind, key, _ := strings.Cut(id, ":")
		var also []string
		for _, a := range b.p.Inventory.Aliases {
			if kind == string(a.Of) && (key == a.Key || a.Of == catalog.OriginConfig && strings.EqualFold(a.Key, key)) {
				also = append(also, string(a.Kind)+":"+a.Name)
			}
		}
		for _, other := range also {
			if known[other] {
				b.union(id, other)
			} else {
				b.also[id] = append(b.also[id], other)
			}
		}
	}
}

// hasField reports whether an identity is that of a field or variable, other
// than h.
func (b *builder) hasField(id, h string) bool {
	root := b.find(id)
	for other := range b.parent {
		if other != h && (strings.HasPrefix(other, "field:") || strings.HasPrefix(other, "var:")) && b.find(other) == root {
			return true
		}
	}
	return false
}

// calledLike reports whether a name outside the program is that of the field or
// variable: AUDIT_KEY and audit.key are what Config.Audit.Key is filled from.
func calledLike(id, holder string) bool {
	_, name, _ := strings.Cut(id, ":")
	_, symbol, _ := strings.Cut(holder, ":")
	last := plain(symbol[strings.LastIndexByte(symbol, '.')+1:])
	return plain(name) == last || len(plain(name)) > len(last) && strings.HasSuffix(plain(symbol), plain(name))
}

// sharedUses reports whether two origins reach the same use.
func sharedUses(f, g *flow) bool {
	return slices.ContainsFunc(f.uses, func(u *keyflow.Use) bool {
		return slices.ContainsFunc(g.uses, func(v *keyflow.Use) bool { return keyOfSink(&u.Sink) == keyOfSink(&v.Sink) })
	})
}

// nearest returns the field or variable of the program that a value is put into
// first and that is called like a key. Those of a library are where keys of all
// sorts go: jose.JSONWebKey.Key.
func (b *builder) nearest(hs []keyflow.Holder) *keyflow.Holder {
	for i := range hs {
		if hs[i].Keyish && !hs[i].Many && b.own(hs[i].Place) {
			return &hs[i]
		}
	}
	return nil
}

// first returns the field or variable of the program that a value is put into first.
func (b *builder) first(hs []keyflow.Holder) *keyflow.Holder {
	for i := range hs {
		if !hs[i].Many && b.own(hs[i].Place) {
			return &hs[i]
		}
	}
	return nil
}

func holderID(h *keyflow.Holder) string {
	if h.Field {
		return "field:" + h.Symbol
	}
	return "var:" + h.Symbol
}

// together reports whether two places are in the same few lines.
func together(x, y keyflow.Place) bool {
	const few = 12
	d := x.Line - y.Line
	return x.Package == y.Package && x.File == y.File && d <= few && d >= -few
}

// named returns the fields and variables that a use knows its key by, and that
// people know by a name: the farthest from the use.
func (b *builder) named(s *keyflow.Site) (out []string) {
	for _, hs := range [][]keyflow.Holder{s.Passed, s.Holders} {
		for i := range hs {
			if s.Sink.Inventory == "address" && keyflow.PathName(hs[i].Name) {
				continue // the address of a database that is a file has no credential
			}
			if id := holderID(&hs[i]); len(b.names[id]) > 0 {
				out = append(out, id)
			}
		}
		if len(out) > 0 {
			break
		}
	}
	for i := range s.Second {
		if id := holderID(&s.Second[i]); len(b.names[id]) > 0 && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// group makes a key of each set of identities, with its origins and uses.
func (b *builder) group() {
	for _, f := range b.flows {
		for _, id := range f.ids {
			b.of(id).origin(b, f)
		}
	}
	b.called = make(map[sinkKey][]string)
	for _, s := range b.p.Inventory.Sites {
		for _, c := range s.Calls {
			b.called[keyOfSink(&s.Sink)] = append(b.called[keyOfSink(&s.Sink)], c.Sink.Purpose)
		}
	}
	b.shown = make(map[sinkKey]string)
	for _, s := range b.p.Inventory.Sites {
		if o := b.holdsKey(s); o != nil && len(o.Calls) == 0 {
			ps := []string{s.Sink.Purpose}
			if len(s.Calls) > 0 {
				ps = nil
			}
			for _, c := range s.Calls {
				if !slices.Contains(ps, c.Sink.Purpose) {
					ps = append(ps, c.Sink.Purpose)
				}
			}
			if len(ps) == 1 && ps[0] != o.Sink.Purpose && ps[0] != s.Sink.Entry.Purpose {
				b.shown[sinkKey{o.Sink.Symbol, o.Call.Package, o.Call.File, o.Call.Line}] = ps[0]
			}
		}
	}
	used := make(map[sinkKey]bool)
	for _, s := range b.p.Inventory.Sites {
		// What nothing calls is told all the same where its package has the key: another
		// program of the module, or the next commit, may call it.
		idle := s.Idle && b.p.Inventory.Program &&
			!slices.ContainsFunc(b.uses[keyOfSink(&s.Sink)], func(a attached) bool { return a.pkg == s.Call.Package })
		if s.Tests || ofTests(s.Call.Package) || idle {
			used[keyOfSink(&s.Sink)] = true
			continue
		}
		k := keyOfSink(&s.Sink)
		used[k] = true
		as := b.uses[k]
		if s.Given != nil { // out of a struct that has one of them
			if of := slices.DeleteFunc(slices.Clone(as), func(a attached) bool { return !b.among(s.Given, a) }); len(of) > 0 {
				as = of
			}
		}
		var beside []string // keys of which the fields are known only
		if in := s.Sink.Inventory; len(as) > 0 && len(s.Calls) == 0 && s.Given == nil && in != "text" && in != "named" {
			beside = slices.DeleteFunc(b.named(s), func(id string) bool {
				return slices.ContainsFunc(as, func(a attached) bool { return b.find(a.id) == b.find(id) })
			})
		}
		sole := b.oneKey(as) && !slices.ContainsFunc(beside, func(id string) bool { return !isFallback(b.find(id)) })
		one := sole && !slices.ContainsFunc(as, func(a attached) bool {
			return !unknownPurpose(a.use.Sink.Purpose) && a.use.Sink.Purpose != s.Sink.Purpose
		})
		placed := make(map[*keyflow.Site]bool) // calls of which the key is known
		for _, a := range as {
			called := false
			for _, c := range s.Calls {
				if c.Tests || ofTests(c.Call.Package) || c.Given == nil && !one && !c.OfLibrary {
					continue
				}
				called = true
				if c.Given == nil || b.among(c.Given, a) {
					b.of(a.id).use(b, c, a.use, sole)
					placed[c] = true
				}
			}
			if !called {
				for _, s := range s.Purposes() {
					b.of(a.id).use(b, s, a.use, sole)
				}
			}
		}
		for _, id := range beside {
			b.of(id).use(b, s, nil, isFallback(b.find(id)))
		}
		told := false
		for _, c := range s.Calls {
			if c.Given != nil && len(as) > 0 && len(c.Beyond) == 0 && !placed[c] && !c.Tests && !ofTests(c.Call.Package) && !unknownPurpose(c.Sink.Purpose) {
				// An instance with another key, which has no name.
				for _, id := range b.unknown(s) {
					b.of(id).use(b, c, nil, true)
				}
			}
			if placed[c] || c.Tests || ofTests(c.Call.Package) || len(c.Beyond) == 0 || c.Given == nil && (len(as) > 0 || len(c.Beyond) > 1) {
				continue
			}
			told = true
			for i := range c.Beyond {
				b.of(holderID(&c.Beyond[i])).use(b, c, nil, true)
			}
		}
		if len(as) == 0 && !told && !b.beside(s) && b.holdsKey(s) == nil {
			ids := b.unknown(s)
			if strings.HasPrefix(ids[0], "unknown:") && b.within(s) {
				continue
			}
			for _, id := range ids {
				if len(ids) == 1 && len(s.Calls) > 0 {
					for _, c := range s.Calls {
						b.of(id).use(b, c, nil, true)
					}
					continue
				}
				for _, s := range s.Purposes() {
					b.of(id).use(b, s, nil, true)
				}
			}
		}
	}
	b.handed(used)
	b.authenticate()
	for _, n := range b.p.Inventory.Names {
		if n.Origin.Name == "" {
			continue
		}
		if g := b.keys[b.find(holderID(&n.Holder))]; g != nil && !slices.ContainsFunc(g.key.Origins, func(o Origin) bool { return o.Kind == string(n.Origin.Kind) && o.Name == n.Origin.Name }) {
			g.origin(b, &flow{origin: &n.Origin})
		}
	}
	for _, r := range b.reads {
		id, named := b.identity(&r.Origin)
		if r.Declared == "" && !(named && keyflow.SecretName(r.Origin.Name)) {
			continue
		}
		b.of(id).origin(b, &flow{id: id, named: named, origin: &r.Origin})
	}
}

// handed adds what a dependency does with a key of the program, where that is given
// to it. What it derives from the key for that is its own affair.
func (b *builder) handed(used map[sinkKey]bool) {
	type given struct {
		id   string
		sink sinkKey // of what is nowhere given to it
		file string
		line int
	}
	type gift struct {
		given
		use *keyflow.Use
	}
	var gifts []gift
	served := make(map[library][]string)      // for what else the library has the key
	seen := make(map[string]map[sinkKey]bool) // uses of which it is known where they are given the key
	best := make(map[given]int)               // of what is known there of the purpose
	for _, f := range b.flows {
		for _, u := range f.uses {
			k := keyOfSink(&u.Sink)
			if used[k] {
				continue
			}
			g := gift{given{id: b.find(b.idOf(f, u)), sink: k}, u}
			if u.Handed != nil {
				g.sink = sinkKey{}
				g.file, g.line = b.p.Position(u.Handed.Place)
				if seen[g.id] == nil {
					seen[g.id] = make(map[sinkKey]bool)
				}
				seen[g.id][k] = true
			}
			best[g.given] = max(best[g.given], shows(u.Sink.Purpose))
			if l := libraryOf(g.id, u); l != (library{}) && !unknownPurpose(u.Sink.Purpose) && !slices.Contains(served[l], u.Sink.Purpose) {
				served[l] = append(served[l], u.Sink.Purpose)
			}
			gifts = append(gifts, g)
		}
	}
	for _, g := range gifts {
		u := g.use
		switch k := keyOfSink(&u.Sink); {
		case u.Handed == nil && seen[g.id][k], shows(u.Sink.Purpose) < best[g.given]:
		case u.Handed == nil:
			b.of(g.id).use(b, &keyflow.Site{Sink: u.Sink, Call: u.Sink.Place, Operation: operationOf(&u.Sink)}, u, true)
		default:
			v := *u
			v.Sink.API, v.Sink.Symbol, v.Sink.Entry = u.Handed.API, u.Handed.Symbol, nil
			v.Derived, v.Derivation = false, nil
			if of := served[libraryOf(g.id, u)]; unknownPurpose(v.Sink.Purpose) && len(of) == 1 {
				v.Sink.Purpose = of[0]
			}
			v.Steps = append(slices.Clone(u.Steps), keyflow.Step{Place: u.Sink.Place, What: "used by " + u.Sink.API})
			b.of(g.id).use(b, &keyflow.Site{Sink: v.Sink, Call: u.Handed.Place, Operation: operationOf(&u.Sink)}, &v, true)
		}
	}
}

// A library is a package of a dependency that is given a key.
type library struct{ key, pkg string }

func libraryOf(id string, u *keyflow.Use) library {
	if u.Handed == nil {
		return library{}
	}
	return library{id, catalog.SymbolPackage(u.Handed.Symbol)}
}

// shows says how much a purpose tells: what a key is for, or only what is done
// with it. A private key that a library can use in several ways is one.
func shows(purpose string) int {
	if !unknownPurpose(purpose) {
		return 4
	}
	return slices.Index([]string{"derived-key", "keyed-mac", "cipher", "client-key"}, purpose)
}

// among reports whether the key that reaches a use is one of those that are given
// to an instance.
func (b *builder) among(given []*keyflow.Origin, a attached) bool {
	return slices.ContainsFunc(given, func(o *keyflow.Origin) bool {
		id, _ := b.identity(o)
		return b.find(id) == b.find(a.id)
	})
}

// ofCalls reports whether calls of a helper have purposes of their own: a cipher
// that is made in two places encrypts a cookie in one package and a session in the
// other, so that what one shows says nothing of the next.
func (b *builder) ofCalls(s *keyflow.Site) bool {
	if !s.Helped {
		return false
	}
	if !unknownPurpose(s.Sink.Purpose) {
		return true
	}
	known := make(map[string]bool)
	for _, p := range b.called[keyOfSink(&s.Sink)] {
		known[p] = true
	}
	for _, a := range b.uses[keyOfSink(&s.Sink)] {
		known[a.use.Sink.Purpose] = true
	}
	maps.DeleteFunc(known, func(p string, _ bool) bool { return unknownPurpose(p) })
	return len(known) > 1
}

// oneKey reports whether what reaches a use is one key, with its older ones: then
// each call of the function that has the use is a use of that key.
func (b *builder) oneKey(as []attached) bool {
	root := ""
	for _, a := range as {
		if isFallback(a.id) {
			continue
		}
		if r := b.find(a.id); root == "" {
			root = r
		} else if r != root {
			return false
		}
	}
	return true
}

// operationOf returns what an API does with a key, where nothing is known of the
// code around it.
func operationOf(s *keyflow.Sink) string {
	if s.Role != "key" {
		return hashing
	}
	switch s.Operation {
	case "sign", "verify", "encrypt", "decrypt", "derive":
		return s.Operation
	case "cipher":
		return "encrypt and decrypt"
	case "hash":
		return "lookup hash"
	case "parse", "hold", "read":
		return keyflow.Held(s)
	}
	if s.Purpose == "api-credential" || s.Purpose == "oauth-client-secret" {
		return "present"
	}
	return "sign and verify"
}

// beside reports whether a use with a key of unknown origin is none of the
// program: nothing calls the function that has it, the key is one of many that
// the program keeps for its users, such as the secret of an authenticator app, or
// comes with a request, or it is a public key out of what a library has decoded. Of
// a credential that has no name nothing is known.
func (b *builder) beside(s *keyflow.Site) bool {
	h := b.nearest(s.Holders)
	if s.Sink.Inventory != "" && h != nil && h.Input && len(s.Beyond) == 0 {
		h = nil
	}
	switch in := s.Sink.Inventory; {
	case (in == "text" || in == "named") && !s.Expected:
		return true // a header is put together of all sorts of things
	case in != "" && !b.configured(s):
		return true
	}
	if e := s.Sink.Entry; e != nil && e.Key == "password" && !s.Configured && slices.ContainsFunc(slices.Concat(s.Passed, s.Holders), func(h keyflow.Holder) bool { return h.Input }) {
		return true // handed on, as at a login
	}
	if e := s.Sink.Entry; e != nil && e.Literal == "bytes" && s.Operation == "verify" && slices.ContainsFunc(s.Holders, func(o keyflow.Holder) bool { return h == nil && !b.own(o.Place) || o.Published }) {
		return true
	}
	if s.Parameter != "" && b.p.Inventory.Program && h == nil && len(s.Beyond) == 0 {
		name := s.Parameter[strings.LastIndexByte(s.Parameter, '.')+1:]
		switch {
		case keyflow.PasswordName(name) && len(s.Derivations) > 0:
			return true // hashed, in whatever way, to be compared
		case (s.Sink.Purpose == "api-credential" || s.Sink.Purpose == "oauth-client-secret") && !keyflow.CredentialName(name):
			return true // what another system gave, in an exchange
		}
	}
	if h != nil && ofPasswords(h.Name) {
		return true // parameters of the hash of one password
	}
	return s.Uncalled && b.p.Inventory.Program && len(s.Beyond) == 0 && b.nearest(s.Holders) == nil ||
		s.Sink.Entry != nil && s.Sink.Entry.Purpose == "totp-secret"
}

// within reports whether the key of a use is in a struct, and told where it is put
// there.
//
//	jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, nil)
func (b *builder) within(s *keyflow.Site) bool {
	return s.In != "" && slices.ContainsFunc(b.p.Inventory.Sites, func(o *keyflow.Site) bool {
		return o.Call.Package == s.Call.Package && o.Function == s.Function && strings.HasPrefix(o.Sink.Symbol, s.In+".")
	})
}

// ofPasswords reports whether a name is that of hashed passwords.
func ofPasswords(name string) bool {
	ws := keyflow.Words(name)
	hash := slices.ContainsFunc(ws, func(w string) bool { return w == "hash" || w == "hashed" || w == "digest" })
	return hash && slices.ContainsFunc(ws, keyflow.PasswordName)
}

// configuration are the words by which people call what they configure a program
// with.
var configuration = []string{"config", "configs", "configuration", "conf", "cfg", "settings", "setting", "options", "option", "opts", "opt", "env", "environment", "flags", "args", "params"}

// configured reports whether a credential comes by a field of what a program is
// configured with, or of which the name there is known. Others are got from another
// system, or kept for users.
func (b *builder) configured(s *keyflow.Site) bool {
	return len(b.named(s)) > 0 || slices.ContainsFunc(slices.Concat(s.Beyond, s.Passed, s.Holders), func(h keyflow.Holder) bool {
		symbol := h.Symbol[strings.LastIndexByte(h.Symbol, '/')+1:]
		return (h.Keyish || s.Sink.Inventory == "address") && slices.ContainsFunc(keyflow.Words(symbol), func(w string) bool { return slices.Contains(configuration, w) })
	})
}

// unknown returns the identities of the keys of which only the use is known.
func (b *builder) unknown(s *keyflow.Site) []string {
	if ids := b.named(s); len(ids) > 0 {
		return ids
	}
	var out []string
	for i := range s.Beyond {
		if h := &s.Beyond[i]; !h.Input && !ofTests(h.Place.Package) {
			out = append(out, holderID(h))
		}
	}
	if len(out) > 0 {
		return out
	}
	if h := b.nearest(s.Holders); h != nil {
		return []string{holderID(h)}
	}
	for i := range s.Holders {
		if !s.Holders[i].Many {
			return []string{holderID(&s.Holders[i])}
		}
	}
	if len(s.Holders) > 0 {
		return []string{holderID(&s.Holders[0])}
	}
	if s.Parameter != "" {
		return []string{"parameter:" + s.Parameter}
	}
	return []string{"unknown:" + b.at(s.Call)}
}

// holdsKey returns the use in the same function of another API of the library, by which
// the object got its key that an API takes at a use; nil where that has a key of its own.
//
//	jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: s.key}, nil)
//	id, err := age.NewScryptIdentity(passphrase); …; age.Decrypt(file, id)
func (b *builder) holdsKey(s *keyflow.Site) *keyflow.Site {
	if e := s.Sink.Entry; e == nil || e.Key != "any" && e.Key != "private" || len(s.Holders)+len(s.Beyond)+len(b.uses[keyOfSink(&s.Sink)]) > 0 || s.Parameter != "" {
		return nil
	}
	library := catalog.SymbolPackage(s.Sink.Symbol)
	i := slices.IndexFunc(b.p.Inventory.Sites, func(o *keyflow.Site) bool {
		return o.Sink.Symbol != s.Sink.Symbol && o.Function == s.Function && o.Call.Package == s.Call.Package && o.Call.File == s.Call.File &&
			catalog.SymbolPackage(o.Sink.Symbol) == library && (len(b.uses[keyOfSink(&o.Sink)]) > 0 || len(o.Holders)+len(o.Beyond) > 0)
	})
	if i < 0 {
		return nil
	}
	return b.p.Inventory.Sites[i]
}

// of returns the key of an identity.
func (b *builder) of(id string) *group {
	root := b.find(id)
	g := b.keys[root]
	if g == nil {
		g = &group{key: &Key{Identity: root}, seen: make(map[string]bool)}
		b.keys[root] = g
	}
	return g
}

// pathIn begins the name of an origin that is a file known by the setting with its
// path.
const pathIn = "path in "

// origin adds an origin to the key.
func (g *group) origin(b *builder, f *flow) {
	o := f.origin
	file, line := b.p.Position(o.Place)
	out := Origin{Kind: string(o.Kind), Name: o.Name, File: file, Line: line, StandsIn: o.Fallback, Fixed: o.Fixed()}
	if len(o.Paths) > 0 {
		_, name, _ := strings.Cut(best(o.Paths), ":")
		out.Name = pathIn + name
	}
	if o.Kind == catalog.OriginLiteral {
		out.Name = "" // that of a variable is told as an identity
	}
	if !slices.Contains(g.key.Origins, out) {
		g.key.Origins = append(g.key.Origins, out)
	}
}

// use adds a use to the key. The flow's use is nil where the origin is not known.
// That it is sole says that no other key comes there.
func (g *group) use(b *builder, s *keyflow.Site, u *keyflow.Use, sole bool) {
	purpose := s.Sink.Purpose
	if u != nil && (!unknownPurpose(u.Sink.Purpose) || unknownPurpose(purpose)) && !b.ofCalls(s) && !s.Fixed {
		purpose = u.Sink.Purpose
	}
	if shown := b.shown[sinkKey{s.Sink.Symbol, s.Call.Package, s.Call.File, s.Call.Line}]; shown != "" {
		purpose = shown
	}
	p := catalog.LookupPurpose(purpose)
	if p == nil {
		return
	}
	operation := s.Operation
	if u != nil && pairKey(s, &u.Sink) {
		operation = operationOf(&u.Sink) // the first key of a pair signs, the second encrypts
	}
	switch purpose {
	case "api-key-hash", "blind-index", "cache-key":
		operation = "lookup hash"
	}
	file, line := b.p.Position(s.Call)
	out := &Use{
		Purpose: purpose, Operation: operation, API: s.Sink.API, Symbol: s.Sink.Symbol,
		Package: s.Call.Package, Function: s.Function, File: file, Line: line,
		Says: p.Says(said(operation)), Breaks: p.Breaks, Loss: p.Loss, Artefact: p.Artefact,
		KeyID: s.KeyID, place: s.Call, site: s,
	}
	// Of several keys that a helper compares each has callers of its own.
	compared := !sole && s.Sink.Inventory != "" && s.Sink.Operation == "verify"
	if manner, at := s.MannerFor(purpose); manner != "" && !(compared && at.Package != s.Call.Package) {
		out.Manner = manner
		out.MannerFile, out.MannerLine = b.p.Position(at)
	}
	for _, a := range s.Artefacts {
		kind := artefactKind(a.Place)
		if kind == "column" && p.Artefact == "cookie" {
			continue // what it is compared with
		}
		if operation == "present" && (kind == "column" || kind == "file" || kind == "mail") {
			continue // what is done there
		}
		if kind == "url" && p.Artefact == "mail" { // the link in it
			kind, a.Name = "mail", ""
		}
		if kind != "" && (!out.ArtefactSeen || kind == p.Artefact) && !(a.Name == "" && out.ArtefactSeen && kind == out.Artefact) {
			out.Artefact, out.ArtefactName, out.ArtefactSeen = kind, a.Name, true
		}
	}
	b.lasts(out, s.ValidFor(purpose))
	out.sole = sole || !s.Helped || s.Given != nil
	if checks(out.Operation) {
		out.Fallback = "none"
		out.helped = s.Helped && s.Given == nil && !s.OfLibrary
		several := s.Several || u != nil && u.Several && !s.First
		switch {
		case s.Sink.Entry != nil && s.Sink.Entry.Asks() && s.Sink.Entry.Overlap == "list":
			out.Fallback = "" // the library asks for older keys by another method
		case !several:
		case s.Helped && s.Given != nil:
			if severalGiven(b, s.Given) || s.Several && slices.ContainsFunc(s.Passed, func(h keyflow.Holder) bool { return h.Many }) {
				out.Fallback = "honoured"
			}
		case s.Helped && !s.OfLibrary, !sole:
			out.Fallback = "" // of which of the keys there are several is not known
		default:
			out.Fallback = "honoured"
		}
	}
	if u != nil {
		out.first = u.First || s.First
		if d := u.Derivation; d != nil {
			out.Separation, out.Label = "derived", d.Label
			if d.Label == "" {
				out.Label = d.API
			}
			out.derivation = d
			out.derivedFile, out.derivedLine = b.p.Position(d.Place)
		} else if u.Derived {
			out.Separation = "derived"
			if len(s.Derivations) == 1 {
				d := s.Derivations[0]
				if out.Label = d.Label; out.Label == "" {
					out.Label = d.API
				}
				out.derivation = d
				out.derivedFile, out.derivedLine = b.p.Position(d.Place)
			}
		}
		for _, st := range u.Steps {
			f, l := b.p.Position(st.Place)
			if f != "" {
				out.Through = append(out.Through, Place{st.What, f, l})
			}
		}
	}
	id := fmt.Sprintf("%s %s %s %d %s", out.Symbol, out.Purpose, out.File, out.Line, out.Label)
	if !g.seen[id] {
		g.seen[id] = true
		g.key.Uses = append(g.key.Uses, out)
		return
	}
	for _, v := range g.key.Uses {
		if v.Symbol != out.Symbol || v.Purpose != out.Purpose || v.File != out.File || v.Line != out.Line {
			continue
		}
		if out.Fallback == "honoured" {
			v.Fallback = "honoured"
		}
		if v.Operation != out.Operation && s.Sink.Entry != nil && s.Sink.Entry.Port.Mode == catalog.Pairs {
			v.Operation, v.Says = keyflow.OperationPair, p.Says(said(keyflow.OperationPair))
		}
	}
}

// lasts notes for how long what a use makes is valid.
func (b *builder) lasts(u *Use, v keyflow.Validity) {
	if v.For > 0 {
		u.Lifetime, u.LifetimeDefault = int64(v.For.Seconds()), v.Default
		u.LifetimeFile, u.LifetimeLine = b.p.Position(v.At)
	}
}

// pairKey reports whether a use is one of keys of which the first signs and the
// second encrypts, and it is known which of them it has.
func pairKey(s *keyflow.Site, u *keyflow.Sink) bool {
	e := s.Sink.Entry
	if e == nil || u.Entry == nil || s.Operation == keyflow.OperationPair {
		return false
	}
	return e.Port.Mode == catalog.Pairs || !s.Helped && u.Entry.Symbol == e.Symbol && u.Entry.Port != e.Port && u.Entry.Use != e.Use
}

// severalGiven reports whether an instance is given more than one key that is
// known by a name: the present one and older ones.
func severalGiven(b *builder, given []*keyflow.Origin) bool {
	roots := make(map[string]bool)
	for _, o := range given {
		if id, named := b.identity(o); named {
			roots[b.find(id)] = true
		}
	}
	return len(roots) > 1
}

// said is the operation as a purpose tells of it.
func said(operation string) string {
	switch operation {
	case "sign", "verify", "encrypt", "decrypt", "derive":
		return operation
	case "encrypt and decrypt":
		return "encrypt"
	}
	return ""
}

// checks reports whether an operation reads what was made with a key before.
func checks(operation string) bool {
	switch operation {
	case "verify", "decrypt", "verify and decrypt", "sign and verify", "encrypt and decrypt", keyflow.OperationPair, "lookup hash":
		return true
	}
	return false
}

// artefactKind returns the kind of artefact that a place of the engine is.
func artefactKind(place string) string {
	switch place {
	case "cookie", "header", "mail", "column", "file":
		return place
	case "request-header":
		return "header"
	case "query", "route", "oauth-redirect":
		return "url"
	}
	return ""
}

// sorted returns the keys by identity.
func (b *builder) sorted() []*group {
	names := make(map[string][]string)
	for id := range b.parent {
		root := b.find(id)
		names[root] = append(names[root], id)
	}
	var out []*group
	for root, g := range b.keys {
		for _, id := range append(names[root], root) {
			g.key.Names = append(g.key.Names, b.also[id]...)
			if id != root && !strings.HasPrefix(id, "literal:") && !strings.HasPrefix(id, "generated:") {
				g.key.Names = append(g.key.Names, id)
			}
		}
		slices.Sort(g.key.Names)
		g.key.Names = slices.Compact(g.key.Names)
		out = append(out, g)
	}
	slices.SortFunc(out, func(x, y *group) int { return strings.Compare(x.key.Identity, y.key.Identity) })
	return out
}
