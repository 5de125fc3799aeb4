// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// contexts is what is kept of the code around general uses.
type contexts struct {
	loads    map[*types.Var][]ssa.Value    // of fields, made when first needed
	texts    map[*types.Var]string         // to which fields and variables are set, likewise
	calls    map[*ssa.Function][]*bodyCall // of the package's functions, likewise
	inferred map[inferKey]string
	// configured are the names under which calls read what is configured.
	configured map[ssa.Value]string
	// assigned are the names of the variables that get what calls return.
	assigned map[token.Pos][]string
}

// An inferKey is one general use at one call.
type inferKey struct {
	call    ssa.CallInstruction
	purpose string // of the catalog
	wrapper bool   // the call is one of a function that has the use in it
}

// purpose returns the purpose of a use: that of the catalog; or, where the API
// serves any, what a directive says, or what the code around it shows. That of
// another package's function (crypto.Sign) is told by the code that calls it. The
// key is the value that is used, nil when it has none.
func (a *analysisState) purpose(s *sinkSite, key ssa.Value) string {
	p := s.sink.Purpose
	if s.sink.silent() {
		return p
	}
	if p == "tls-key" && s.instr != nil && a.dials(outermost(s.instr.Parent())) {
		return "client-key"
	}
	if p == "signed-cookie" {
		if call, ok := s.instr.(ssa.CallInstruction); ok {
			return cmp.Or(a.cookieNamed(call, key), p)
		}
	}
	if classOf(p) == "" {
		return p
	}
	if d := a.directiveAt("purpose", instrPos(s.instr)); d != nil {
		return d.Purpose
	}
	if classOf(p) == catalog.ClassShared {
		return cmp.Or(a.inferShared(s.instr, key), p)
	}
	call, ok := s.instr.(ssa.CallInstruction)
	if !ok {
		return p
	}
	if q := a.inferOnce(p, call, key, s.foreign); q != "" {
		return q
	}
	return p
}

// cookieNamed returns the narrower purpose of a signed cookie that the call which
// sets or reads it shows by its name, "" where it shows none.
//
//	c.SetSecureCookie(secret, conf.RememberMeCookie, user)
func (a *analysisState) cookieNamed(call ssa.CallInstruction, key ssa.Value) string {
	table := catalog.BuiltinSignals()
	found := ""
	for _, arg := range call.Common().Args {
		if arg == key || !isString(arg.Type()) {
			continue
		}
		names := a.keyNames(arg, 0)
		if name, _ := constName(arg); name != "" {
			names = []string{name}
		}
		for _, name := range names {
			ws := nameWords(name)
			for i := range table.All {
				g := &table.All[i]
				if g.Kind != catalog.LabelSignal || g.Strength < catalog.Strong || table.General(g.Purpose) != "signed-cookie" || !g.Matches(ws) {
					continue
				}
				if found != "" && found != g.Purpose {
					return ""
				}
				found = g.Purpose
			}
		}
	}
	return found
}

// classOf returns the class of the signals that count for a purpose of the
// catalog, "" when the API shows its purpose.
func classOf(purpose string) string {
	switch purpose {
	case "access-token":
		return catalog.ClassToken
	case "service-request":
		return catalog.ClassShared
	}
	return genericClasses[purpose]
}

func (a *analysisState) inferOnce(purpose string, call ssa.CallInstruction, key ssa.Value, wrapper bool) string {
	k := inferKey{call, purpose, wrapper}
	q, ok := a.contexts.inferred[k]
	if !ok {
		if a.contexts.inferred == nil {
			a.contexts.inferred = make(map[inferKey]string)
		}
		q = a.infer(classOf(purpose), call, key, wrapper)
		a.contexts.inferred[k] = q
	}
	return q
}

// purposeAlong returns the purpose of a use for the value that a search from it
// found at states[i]: where the use does not show its purpose, the calls
// through which the value comes in may.
//
//	func PasswordResetToken(user string) string { return sign(resetKey, user) }
func (f *collector) purposeAlong(s *sinkSite, states []searchState, i int) string {
	p := s.sink.Purpose
	if genericClasses[p] == "" {
		return p
	}
	var way []node // from the value to the use
	for j := i; j >= 0; j = states[j].parent {
		way = append(way, states[j].n)
	}
	const deepest = 4
	calls := 0
	for j := len(way) - 1; j > 0 && calls < deepest; j-- {
		n := &f.g.info[way[j]]
		if n.kind != kParam {
			continue
		}
		calls++
		for _, c := range f.a.callsOf(n.fn) {
			if n.index >= len(c.args) || c.site.operand(c.args[n.index]) != way[j-1] {
				continue
			}
			if d := f.a.directiveAt("purpose", instrPos(c.site.instr)); d != nil {
				return d.Purpose
			}
			if q := f.a.inferOnce(p, c.site.instr, c.args[n.index], true); q != "" {
				return q
			}
			break
		}
	}
	return p
}

// callsOf returns the calls of a function of the package.
func (a *analysisState) callsOf(fn *ssa.Function) []*bodyCall {
	if a.contexts.calls == nil {
		a.contexts.calls = make(map[*ssa.Function][]*bodyCall)
		for i := range a.calls {
			c := &a.calls[i]
			a.contexts.calls[c.body] = append(a.contexts.calls[c.body], c)
		}
	}
	return a.contexts.calls[fn]
}

// dials reports whether what a function does with TLS is for a client: it says
// whom it trusts or talks to, and nothing that only a server says.
func (a *analysisState) dials(fn *ssa.Function) bool {
	client, server := false, false
	eachInstr(fn, func(in ssa.Instruction) {
		switch in := in.(type) {
		case *ssa.FieldAddr:
			f, owner := structField(in.X.Type(), in.Field)
			if f == nil || owner == nil {
				return
			}
			switch catalog.FieldSymbol(owner, f.Name()) {
			case "crypto/tls.Config.RootCAs", "crypto/tls.Config.ServerName", "crypto/tls.Config.InsecureSkipVerify", "net/http.Transport.TLSClientConfig":
				client = true
			case "crypto/tls.Config.ClientCAs", "crypto/tls.Config.ClientAuth", "crypto/tls.Config.GetCertificate", "crypto/tls.Config.GetConfigForClient", "net/http.Server.TLSConfig":
				server = true
			}
		case ssa.CallInstruction:
			if obj := calleeOf(in.Common()); obj != nil && obj.Pkg() != nil {
				switch catalog.FuncSymbol(obj) {
				case "crypto/tls.Client", "crypto/tls.Dial", "crypto/tls.DialWithDialer":
					client = true
				case "crypto/tls.Server", "crypto/tls.Listen", "crypto/tls.NewListener":
					server = true
				}
			}
		}
	})
	return client && !server
}
