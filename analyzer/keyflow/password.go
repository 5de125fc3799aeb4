// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
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
	if PasswordName(fn.Name()) {
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
	for _, s := range f.g.seams(states, i) {
		for _, e := range f.g.preds[s.whole] {
			if e.mixed && e.from != s.piece && f.callsItPassword(e.from) {
				return true
			}
		}
	}
	return false
}

// callsItPassword reports whether the program calls something that flows to n
// a password, and nothing that was computed from one.
func (f *collector) callsItPassword(n node) bool {
	if n == noNode {
		return false
	}
	found := false
	f.g.search(n, searchOpts{}, func(s *searchState, _ int) {
		if found || s.m&derived != 0 {
			return
		}
		i := &f.g.info[s.n]
		switch {
		case i.kind == kHolder:
			found = PasswordName(i.holder.Name())
			return
		}
		switch v := i.val.(type) {
		case *ssa.Parameter:
			found = PasswordName(v.Name())
		case *ssa.FreeVar:
			found = PasswordName(v.Name())
		case *ssa.Alloc:
			found = PasswordName(v.Comment)
		case *ssa.Phi:
			found = PasswordName(v.Comment)
		case *ssa.Call: // r.FormValue("password"), readPassword()
			for _, a := range v.Call.Args {
				if name, _ := constName(a); name != "" && len(name) < 40 && PasswordName(name) {
					found = true
				}
			}
		}
	})
	return found
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
