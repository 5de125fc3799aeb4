// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// hashesPassword reports whether the computation behind a hash sink is the
// hashing of a user's password.
//
// An API that only hashes passwords (bcrypt) is. One that serves other ends
// too (scrypt, PBKDF2, a plain digest, a MAC) is when something that the
// program calls a password goes in, when what comes out is no key, and when
// the function is not named as one that derives keys.
func (f *collector) hashesPassword(s *sinkSite) bool {
	c := s.call
	if c == nil || s.sink.Role == "key" {
		return false
	}
	outputs := c.outputs(s)
	if len(outputs) == 0 {
		return !s.foreign
	}
	for _, n := range outputs {
		if f.keyNodes[n] {
			return false
		}
	}
	if derivesByName(s.instr.Parent()) {
		return false
	}
	fn := s.instr.Parent()
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if PasswordName(fn.Name()) && !replacesPassword(fn) {
		return true // hashPassword(s string)
	}
	inputs := []node{s.at}
	if !s.foreign {
		inputs = c.passwords(s)
	}
	for _, n := range inputs {
		if f.callsItPassword(n) {
			return true
		}
	}
	return false
}

// replacesPassword reports whether a function is named as one that lets somebody set
// another password: it checks a link before that, so that what it hashes says more
// than its name.
func replacesPassword(fn *ssa.Function) bool {
	return slices.ContainsFunc(nameWords(fn.Name()), func(w string) bool {
		switch w {
		case "reset", "forgot", "forgotten", "forget", "lost", "recover", "request":
			return true
		}
		return false
	})
}

// unlocksAccount reports whether a sink for passphrases takes a user's password
// to be hashed: PBKDF2 serves both ends.
func (f *collector) unlocksAccount(s *sinkSite) bool {
	if s.call == nil || s.sink.Entry == nil || s.sink.Entry.Key != "password" {
		return false
	}
	entries, _ := f.a.entries(s.call.obj)
	for _, e := range entries {
		if e.Verb == catalog.Hash && e.Role == "password" {
			h := *s
			h.sink = sinkOf(e)
			return f.hashesPassword(&h)
		}
	}
	return false
}

// outputs returns the nodes at which the output of the computation leaves, if
// it is more than a password hash: the catalog, or the helper's summary, then
// says that something comes out.
func (c *callSite) outputs(s *sinkSite) []node {
	if !s.foreign {
		return c.derived(s.sink.Entry)
	}
	var out []node
	for i := range c.obj.Signature().Results().Len() {
		if n := c.result(i); n != noNode {
			out = append(out, n)
		}
	}
	return out
}

// derived returns the nodes at which the output of the computation leaves.
func (c *callSite) derived(e *catalog.Entry) []node {
	entries, _ := c.g.a.entries(c.obj)
	var out []node
	for _, p := range entries {
		if p.Verb == catalog.Pass && p.Port.Kind == e.Port.Kind && p.To.Kind == catalog.Result ||
			p.Verb == catalog.Pass && e.Role == "salt" && p.To.Kind == catalog.Result {
			out = append(out, c.out(p.To)...)
		}
	}
	return slices.DeleteFunc(out, func(n node) bool { return n == noNode })
}

// passwords returns the nodes at the password ports of the call.
func (c *callSite) passwords(s *sinkSite) []node {
	entries, _ := c.g.a.entries(c.obj)
	var out []node
	for _, e := range entries {
		if e.Verb == catalog.Hash && e.Role == "password" {
			out = append(out, c.in(e.Port))
		}
	}
	return out
}

// joinsPassword reports whether on the way from state i the value was put
// together with a password. A digest that is a helper gets other things too.
func (f *collector) joinsPassword(states []searchState, i int) bool {
	const most = 4 // values: what has more is the fingerprint of a record
	for _, s := range f.g.seams(states, i) {
		isIt := false // the password
		for j := i; states[j].n != s.whole; j = states[j].parent {
			isIt = isIt || f.g.isPassword(states[j].n)
		}
		if isIt || f.callsItPassword(s.piece) {
			continue
		}
		values, password := 0, false
		for _, e := range f.g.preds[s.whole] {
			if !e.mixed || f.g.isConst(e.from, 0, s.whole) {
				continue
			}
			values++
			password = password || e.from != s.piece && f.callsItPassword(e.from)
		}
		if in, ok := f.g.info[s.whole].val.(ssa.Instruction); ok && otherDigest(in.Parent()) {
			continue
		}
		if password && values <= most {
			return true
		}
	}
	return false
}

// otherDigest reports whether a function is named as one that computes a digest
// for something else than to keep passwords: HTTP digest authentication, the
// name of an entry in a cache.
func otherDigest(fn *ssa.Function) bool {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	name := fn.Name()
	if recv := fn.Signature.Recv(); recv != nil {
		if named, ok := types.Unalias(deref(recv.Type())).(*types.Named); ok {
			name += "_" + named.Obj().Name()
		}
	}
	for _, w := range Words(name) {
		switch w {
		case "digest", "ha1", "a1", "signature":
			return true
		}
		if fingerprints[w] {
			return true
		}
	}
	return false
}

// fingerprints are the words of functions whose digest only tells things apart.
var fingerprints = map[string]bool{"fingerprint": true, "identity": true, "checksum": true, "etag": true, "cache": true, "uuid": true}

// callsItPassword reports whether the program calls something that flows to n
// a password, and nothing that was computed from one, but for a MAC or digest:
//
//	m := hmac.New(sha256.New, pepper)
//	m.Write([]byte(password))
//	return argon2.IDKey(m.Sum(nil), salt, …)
func (f *collector) callsItPassword(n node) bool {
	if n == noNode {
		return false
	}
	states := f.g.search(n, searchOpts{}, func(*searchState, int) {})
	for i := range states {
		if f.g.isPassword(states[i].n) && (states[i].m&derived == 0 || f.g.summed(states, i)) {
			return true
		}
	}
	return false
}

// summed reports whether what was computed of the value at state i, before
// anything else, is the sum of a hash, or a MAC that a helper makes.
func (g *graph) summed(states []searchState, i int) bool {
	for j := i; states[j].parent >= 0; j = states[j].parent {
		up := states[j].parent
		if states[j].m&derived == 0 || states[up].m&derived != 0 {
			continue
		}
		call, ok := g.info[states[up].n].val.(*ssa.Call)
		if !ok {
			return false
		}
		obj := calleeOf(&call.Call)
		if obj == nil || obj.Pkg() == nil {
			return false
		}
		if catalog.FuncSymbol(obj) == "(hash.Hash).Sum" {
			return true
		}
		if fn := call.Call.StaticCallee(); fn != nil && g.a.body(fn) != nil {
			return len(g.a.resultMACs(g, g.a.body(fn))) > 0
		}
		s := g.a.summaryFact(obj)
		return s != nil && len(s.MACs) > 0
	}
	return false
}

// isPassword reports whether the program calls what a node is a password.
func (g *graph) isPassword(n node) bool {
	i := &g.info[n]
	if i.kind == kHolder {
		return PasswordName(i.holder.Name())
	}
	switch v := i.val.(type) {
	case *ssa.Parameter:
		return PasswordName(v.Name())
	case *ssa.FreeVar:
		return PasswordName(v.Name())
	case *ssa.Alloc:
		return PasswordName(v.Comment)
	case *ssa.Phi:
		return PasswordName(v.Comment)
	case *ssa.Call: // r.FormValue("password"), readPassword()
		return slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool {
			const longest = 40
			name, _ := constName(a)
			return name != "" && len(name) < longest && PasswordName(name)
		})
	}
	return false
}

// derivesByName reports whether a function is named as one that makes keys.
func derivesByName(fn *ssa.Function) bool {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	for _, w := range nameWords(fn.Name()) {
		// Not "encrypt": EncryptPassword is what many call hashing, and what
		// goes to a cipher is seen.
		if w == "key" || w == "derive" || w == "kdf" {
			return true
		}
	}
	return false
}
