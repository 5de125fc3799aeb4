// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A secret that others present as it is, the token of an administrator or of a
// sender of hooks, is used where it is compared with what a request has. Functions
// that compare in constant time are there for secrets, as the catalog says; with ==
// and the like programs compare anything, so that the other side has to come from a
// request.

// sharedSecret is the catalog's line for what is compared.
const sharedSecret = "crypto/subtle.ConstantTimeCompare"

// contains is what tells whether a list has a value.
const contains = "slices.Contains"

// comparedSecrets adds the uses of what is compared with == and the like.
func (g *graph) comparedSecrets() {
	entries := g.a.cat.Package(catalog.SymbolPackage(sharedSecret)).Lookup(sharedSecret)
	if len(entries) == 0 || entries[0].Verb != catalog.Sink || !g.a.ofProgram() {
		return // the rules judge, and want no more than keys
	}
	for _, fn := range g.a.funcs {
		eachInstr(fn, func(in ssa.Instruction) {
			if list, v := containedBy(in); list != nil && g.a.accepts(list) && (g.a.ofRequest(v) || isCredential(v)) {
				if n := g.operand(list, in); n != noNode {
					s := sinkOf(entries[0])
					s.API, s.Symbol = contains, contains
					g.sinks = append(g.sinks, &sinkSite{at: n, sink: s, instr: in})
				}
				return
			}
			x, y, by := comparedBy(in)
			if by == "" || isConstant(x) || isConstant(y) {
				return
			}
			for _, side := range [2][2]ssa.Value{{x, y}, {y, x}} {
				n := g.operand(side[0], in)
				if n == noNode || !g.a.ofRequest(side[1]) || g.a.ofRequest(side[0]) {
					continue
				}
				s := sinkOf(entries[0])
				s.API, s.Symbol = shortSymbol(by), by
				g.sinks = append(g.sinks, &sinkSite{at: n, sink: s, instr: in})
			}
		})
	}
}

// containedBy returns the list in which something is looked for, and that; nil for
// other code.
//
//	slices.Contains(conf.AcceptedTokens, token)
func containedBy(in ssa.Instruction) (list, v ssa.Value) {
	call, ok := in.(*ssa.Call)
	if !ok {
		return nil, nil
	}
	obj := calleeOf(&call.Call)
	const pair = 2
	if obj == nil || obj.Pkg() == nil || len(call.Call.Args) != pair || catalog.FuncSymbol(obj.Origin()) != contains {
		return nil, nil
	}
	if !isString(call.Call.Args[1].Type()) {
		return nil, nil
	}
	return call.Call.Args[0], call.Call.Args[1]
}

// accepts reports whether a list is a field or package variable that is called one of
// secrets: Tokens, APIKeys, TrustedSignatures.
func (a *analysisState) accepts(list ssa.Value) bool {
	u, ok := list.(*ssa.UnOp)
	if !ok {
		return false
	}
	name := ""
	switch x := u.X.(type) {
	case *ssa.FieldAddr:
		if f, _ := structField(x.X.Type(), x.Field); f != nil {
			name = f.Name()
		}
	case *ssa.Global:
		name = x.Name()
	}
	return credentials(name)
}

// credentials reports whether a name is that of credentials, one or several.
func credentials(name string) bool {
	name = strings.TrimSuffix(name, "s")
	ws := nameWords(name)
	return CredentialName(name) || len(ws) > 0 && ws[len(ws)-1] == "signature"
}

// isCredential reports whether a value is a parameter that is called a credential.
func isCredential(v ssa.Value) bool {
	p, ok := v.(*ssa.Parameter)
	return ok && credentials(p.Name())
}

// inferShared returns the purpose that the code around a comparison shows, "" when it
// shows none.
func (a *analysisState) inferShared(at ssa.Instruction, key ssa.Value) string {
	c := &context{a: a, class: catalog.ClassShared, fn: outermost(at.Parent()), doing: "verify"}
	c.names(key, at)
	t := &trail{c: c, back: make(map[ssa.Value]bool)}
	for _, v := range at.Operands(nil) {
		if *v != key {
			t.whence(*v, callersOfRequest)
		}
	}
	return c.decide()
}

// callersOfRequest is how many calls deep what comes from a request is looked for.
const callersOfRequest = 2

// ofRequest reports whether a value is, or is cut out of, what a request has: a
// header, a cookie, a parameter.
func (a *analysisState) ofRequest(v ssa.Value) bool {
	t := &trail{c: &context{a: a, class: catalog.ClassShared}, back: make(map[ssa.Value]bool)}
	t.whence(v, callersOfRequest)
	for _, p := range t.c.places {
		switch p.place {
		case "header", "cookie", "query", "form", "route":
			return true
		}
	}
	for v := range t.back {
		if call, ok := v.(*ssa.Call); ok && slices.ContainsFunc(call.Call.Args, isOfRequest) { // authutil.DecodeBasic(r.Header)
			return true
		}
	}
	return false
}

// isOfRequest reports whether a value is a request of HTTP, or its header or form.
func isOfRequest(v ssa.Value) bool {
	switch types.TypeString(v.Type(), nil) {
	case "*net/http.Request", "net/http.Header", "net/url.Values":
		return true
	}
	return false
}
