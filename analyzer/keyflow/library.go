// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// An object of a library may hold the key, and serve several ends by its methods:
//
//	tokens := auth.NewService(auth.Opts{SecretReader: …})
//	link, err := tokens.TokenService().Token(claims)
//
// The catalog names these methods, and the sink by which the key came in.

// A libraryCall is a call of such a method.
type libraryCall struct {
	site  *callSite
	entry *catalog.Entry
}

// libraryCalls returns the calls that use the key that came in at a sink.
func (t *taker) libraryCalls(sink string) []libraryCall {
	if t.library == nil {
		t.library = make(map[string][]libraryCall)
		for _, l := range t.inOrder {
			for _, c := range l.g.sites {
				if c.obj == nil || c.obj.Pkg() == nil || l.a.skipFile(instrPos(c.instr)) {
					continue
				}
				for _, e := range l.a.callEntries(c.obj) {
					of := catalog.Unversioned(e.Of)
					t.library[of] = append(t.library[of], libraryCall{c, e})
				}
			}
		}
	}
	return t.library[catalog.Unversioned(sink)]
}

// callEntries returns the catalog's lines of the verb call for a function.
func (a *analysisState) callEntries(fn *types.Func) (out []*catalog.Entry) {
	for _, e := range a.cat.Package(fn.Pkg().Path()).Lookup(catalog.FuncSymbol(fn)) {
		if e.Verb == catalog.Call {
			out = append(out, e)
		}
	}
	return out
}

// callsLibrary reports whether the package mentions a function that the catalog
// has a line of the verb call for.
func (a *analysisState) callsLibrary() bool {
	for _, obj := range a.pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && fn.Pkg() != nil && fn.Pkg() != a.pass.Pkg && len(a.callEntries(fn)) > 0 {
			return true
		}
	}
	return false
}

// ofLibrary returns the calls of methods by which a library uses the key of a
// site, and reports whether one of them shows another purpose than that.
func (t *taker) ofLibrary(s *Site) (out []*Site, shown bool) {
	if s.Sink.Entry == nil || t.sinkSites(s.Sink.Entry.Symbol) > 1 { // of which object a method is
		return nil, false
	}
	class := classOf(s.Sink.Purpose)
	for _, c := range t.libraryCalls(s.Sink.Entry.Symbol) {
		l := t.links[c.site.g]
		caller := outermost(c.site.fn)
		at := t.helped(s, l, c.site, caller)
		at.Sink.Operation = c.entry.Use
		at.Sink.Symbol, at.Sink.API = c.entry.Symbol, shortSymbol(c.entry.Symbol)
		kind := class
		if kind == "" {
			kind = catalog.ClassMAC
		}
		ctx := &context{a: l.a, class: kind, call: c.site.instr, fn: caller}
		purpose := c.entry.Purpose
		if d := l.a.directiveAt("purpose", instrPos(c.site.instr)); d != nil {
			purpose = d.Purpose
		}
		switch {
		case purpose != "":
		case c.entry.At != "":
			ctx.named(c.entry.At)
			if t.namedByCallers(ctx, c.entry.At); len(ctx.places) == 0 || ctx.given {
				ctx.names(nil, c.site.instr)
				ctx.far = nil // what else there is in the package has its own cookies
			}
			if purpose = ctx.decide(); catalog.BuiltinSignals().IsGeneral(purpose) {
				purpose = ""
			}
			at.named = true
		case class != "":
			ctx.names(nil, c.site.instr)
			ctx.look(nil, true)
			purpose = ctx.decide()
			if purpose == "" && ctx.leaves {
				if above, ok := t.calls(&helper{use: at, class: class, home: caller}, caller, nil, nil, nil, 1); ok {
					for _, a := range above {
						a.Given, a.Beyond = nil, nil
					}
					out, shown = append(out, above...), true
					continue
				}
			}
		}
		shown = shown || purpose != "" && purpose != s.Sink.Purpose
		if purpose != "" {
			at.Sink.Purpose = purpose
		}
		for _, p := range ctx.places {
			at.Artefacts = append(at.Artefacts, artefactOf(p))
		}
		at.OfLibrary = true
		at.told = func() { t.tellHelped(s, at, l, c.site, caller, ctx) }
		out = append(out, at)
	}
	for _, at := range out {
		at.told()
		if s.Operation == OperationPair && at.Operation == "sign and verify" {
			at.Operation = s.Operation
		}
	}
	return out, shown
}

// sinkSites returns at how many places of the program a key comes in at a sink.
func (t *taker) sinkSites(symbol string) int {
	if t.perSink == nil {
		t.perSink = make(map[string]int)
		for _, l := range t.inOrder {
			if l.f == nil {
				continue
			}
			seen := make(map[Place]bool)
			for i := range l.f.reached {
				r := &l.f.reached[i]
				p := r.sink.Place
				p.Pos, p.End = token.NoPos, token.NoPos
				if r.site.foreign || r.sink.Entry == nil || seen[p] || l.a.forTests(r.sink.Place.Pos) {
					continue
				}
				seen[p] = true
				t.perSink[r.sink.Entry.Symbol]++
			}
		}
	}
	return t.perSink[symbol]
}

// named notes what a call names: the cookie.
//
//	session, err := store.Get(r, "oauth_state")
func (c *context) named(place string) {
	for _, arg := range c.call.Common().Args {
		c.namedBy(place, arg)
	}
}

func (c *context) namedBy(place string, arg ssa.Value) {
	if text := constText(arg); text != "" {
		c.placed(place, text)
		return
	}
	if _, ok := arg.(*ssa.Parameter); ok || !isString(arg.Type()) {
		return // the callers name it
	}
	for _, n := range c.a.keyNames(arg, 0) { // config.CookieNameCSRF()
		if n != "varargs" {
			c.add(placed{place: place, label: n, hint: true})
		}
	}
}

// namedByCallers notes what the callers of a function name that does nothing else
// with the name than to pass it on, and that it does so: its own name tells then
// what it is for.
//
//	func saveCSRF(store sessions.Store, name, token string) error { s, err := store.Get(r, name); … }
func (t *taker) namedByCallers(c *context, place string) {
	obj, ok := c.fn.Object().(*types.Func)
	if !ok {
		return
	}
	const most = 20
	for _, arg := range c.call.Common().Args {
		p, ok := arg.(*ssa.Parameter)
		if !ok || !isString(p.Type()) {
			continue
		}
		i := slices.Index(c.fn.Params, p)
		if i < 0 {
			continue
		}
		c.given = true
		for n, call := range t.callsOf(obj) {
			v := call.argument(i)
			if n >= most || v == nil || call.fn == c.fn {
				continue
			}
			by := &context{a: t.links[call.g].a}
			by.namedBy(place, v)
			for _, at := range by.places {
				c.add(at)
			}
		}
	}
}
