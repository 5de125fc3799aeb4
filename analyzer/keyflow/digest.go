// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// digests notes the MACs that a plain digest makes of a secret and data put
// together:
//
//	sum := sha1.Sum([]byte(email + conf.SecretKey + expiry))
//	h.Write([]byte(secret)); h.Write(body); h.Sum(nil)
//
// The secret has to be known as one, by the name of a field, a variable or a
// setting, since hashes get all sorts of things; the use is one of what has that
// name, not of what else comes by the same parameters. A secret alone, or with
// constants, is a derivation or a fingerprint.
//
// A digest in another package is left out, as it may be that of a MAC, whose
// message the two are. What is put to a password is the affair of who looks at password hashes, also
// where a helper hashes other things too.
func (f *collector) digests(s *sinkSite, states []searchState, password bool) {
	if s.foreign || s.dedicated || s.call == nil || !f.a.isDigest(s.sink.Symbol) {
		return
	}
	if slices.ContainsFunc(states, func(st searchState) bool { return st.m&keyed != 0 }) {
		return // the hash is a real MAC
	}
	secret := func(st *searchState) bool {
		return st.m&(derived|piece) == 0 && st.doc == 0 && (f.namedSecret(st.n) || f.namedSalt(st.n))
	}
	if !slices.ContainsFunc(states, func(st searchState) bool { return st.m&partial != 0 && secret(&st) }) {
		return
	}
	const most = 6      // values: what has more is the fingerprint of a record
	const nearest = 100 // pieces, of which each is searched
	pieces := 0
	for i := range states {
		st := &states[i]
		if st.m&(derived|piece) != 0 || st.doc != 0 || len(f.g.preds[st.n]) > most {
			continue
		}
		for _, e := range f.g.preds[st.n] {
			if !e.mixed || !f.g.mixture(st.n, e) {
				continue
			}
			if pieces++; pieces > nearest {
				return
			}
			f.g.search(e.from, searchOpts{phase: st.phase}, func(at *searchState, _ int) {
				if at.m&partial == 0 && secret(at) {
					f.digest(s, states, i, e.from, at.n, password)
				}
			})
		}
	}
}

// digest notes the use of the secret at a node, which comes as piece to what
// states[i] has.
func (f *collector) digest(s *sinkSite, states []searchState, i int, piece, at node, password bool) {
	call := f.digestOf(s, states, i)
	if call == nil || password && call == s.instr || f.besidePassword(states[i].n, piece) || !f.authenticates(call) {
		return
	}
	if slices.ContainsFunc(f.secretDigests, func(d *sinkSite) bool { return d.at == at && d.instr == call }) {
		return
	}
	d := &sinkSite{at: at, instr: call, sink: Sink{
		API: s.sink.API, Symbol: s.sink.Symbol, Operation: "both", Role: "key", Purpose: "keyed-mac",
		Entry: &catalog.Entry{Verb: catalog.Sink, Symbol: s.sink.Symbol, Purpose: "keyed-mac", Use: "both", Key: "symmetric", Literal: "always", Overlap: "none"},
	}}
	if d.sink.Purpose = f.a.purpose(d, f.g.info[piece].val); d.sink.Purpose == "keyed-mac" && call == s.instr {
		d.sink.Purpose = f.purposeAlong(&sinkSite{sink: d.sink}, states, i)
	}
	if !f.namedSecret(at) {
		// sha256(sector + user + cfg.Salt) for pseudonyms: the salt of the program. Any
		// other one is that of a row, and a literal is one for show.
		if d.sink.Purpose != "blind-index" {
			return
		}
		d.sink.Entry.Literal = "never"
	}
	f.secretDigests = append(f.secretDigests, d)
}

// besidePassword reports whether a password is put to a piece.
func (f *collector) besidePassword(whole, piece node) bool {
	return slices.ContainsFunc(f.g.preds[whole], func(e edge) bool {
		return e.from != piece && e.mixed && f.callsItPassword(e.from)
	})
}

// isDigest reports whether a function computes a digest, and takes nothing but
// what it is computed of.
func (a *analysisState) isDigest(symbol string) bool {
	entries := a.cat.Package(catalog.SymbolPackage(symbol)).Lookup(symbol)
	passes := false
	for _, e := range entries {
		switch e.Verb {
		case catalog.Hash:
			if e.Role != "password" {
				return false
			}
		case catalog.Pass:
			passes = passes || e.How == "derive"
		case catalog.Sink:
			return false
		}
	}
	return passes
}

// namedSecret reports whether what a node holds has the name of a secret key, in
// the program or outside of it.
func (f *collector) namedSecret(n node) bool {
	i := &f.g.info[n]
	if i.kind == kHolder {
		return SecretName(i.holder.Name()) && !PasswordName(i.holder.Name())
	}
	return slices.ContainsFunc(i.orig, func(o *Origin) bool {
		switch o.Kind {
		case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag, catalog.OriginStore:
			return SecretName(o.Name)
		}
		return o.Kind == catalog.OriginDeclared
	})
}

// namedSalt reports whether a node has the name of a salt: a field, or what is read
// from outside under such a name.
func (f *collector) namedSalt(n node) bool {
	i := &f.g.info[n]
	if i.kind == kHolder {
		return saltName(i.holder.Name()) && isBytes(i.holder.Type())
	}
	return slices.ContainsFunc(i.orig, func(o *Origin) bool { return o.configured() && saltName(o.Name) })
}

func saltName(name string) bool {
	ws := Words(name)
	return len(ws) > 0 && (ws[len(ws)-1] == "salt" || ws[0] == "salt")
}

// digestOf returns the call that computes the digest of states[i], for the
// function that made that of a secret and data: the digest itself, or the call of
// a helper that gets the two put together. It is nil when that cannot be told.
func (f *collector) digestOf(s *sinkSite, states []searchState, i int) *ssa.Call {
	for j := i; states[j].parent >= 0; j = states[j].parent {
		n := &f.g.info[states[states[j].parent].n]
		if n.kind == kHolder {
			return nil
		}
		if n.kind != kParam {
			continue
		}
		for _, c := range f.a.callsOf(n.fn) {
			if n.index < len(c.args) && c.site.operand(c.args[n.index]) == states[j].n {
				return c.site.value
			}
		}
		return nil
	}
	call, _ := s.instr.(*ssa.Call)
	return call
}

// authenticates reports whether the output of a digest is compared, goes where
// others get it, or is returned, and is no key of something else.
func (f *collector) authenticates(call *ssa.Call) bool {
	fn := outermost(call.Parent())
	if derivesByName(fn) || PasswordName(fn.Name()) || slices.ContainsFunc(Words(fn.Name()), func(w string) bool { return fingerprints[w] }) {
		return false
	}
	for i := range call.Call.Signature().Results().Len() {
		if n := f.g.callResult(call, i); n != noNode && f.keyNodes[n] {
			return false
		}
	}
	c := &context{a: f.a, class: catalog.ClassMAC, call: call, fn: fn}
	c.look(nil, false)
	return !c.onward && (c.leaves || len(c.checks)+len(c.places) > 0)
}
