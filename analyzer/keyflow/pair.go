// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A store of cookies takes keys in pairs: the first signs, the second, which may
// be left out, encrypts.
//
//	sessions.NewCookieStore(hash)
//	sessions.NewCookieStore(hash, block)
//	sessions.NewCookieStore(keys...)

// OperationPair is what is done with keys that come in pairs, where the code does
// not tell the two apart.
const OperationPair = "sign and verify and encrypt and decrypt"

// pairSinks notes the uses of keys that are written out in pairs, and reports
// whether they are.
func (c *callSite) pairSinks(s *sinkSite) bool {
	e := s.sink.Entry
	if e.Port.Mode != catalog.Pairs || e.Use != "both" {
		return false
	}
	es, ok := elements(c.value_(e.Port))
	if !ok || len(es) == 0 {
		return false
	}
	for i, v := range es {
		p := *s
		if i%2 == 1 {
			p.sink.Operation = "cipher"
		}
		if p.at = c.operand(v); p.at != noNode {
			c.g.sinks = append(c.g.sinks, &p)
		}
	}
	return true
}

// pairs reports whether keys come in pairs by a list that may have more than one.
func (a *analysisState) pairs(e *catalog.Entry, call ssa.CallInstruction) bool {
	args := call.Common().Args
	if e.Port.Mode != catalog.Pairs || e.Use != "both" || e.Port.Index >= len(args) {
		return false
	}
	list := args[e.Port.Index]
	if _, ok := elements(list); ok {
		return false
	}
	const many = 2
	return (&lengths{a: a, seen: make(map[ssa.Value]bool)}).of(list) >= many
}

// A lengths counts the elements of lists.
type lengths struct {
	a    *analysisState
	seen map[ssa.Value]bool
}

// of returns how many elements a list may have, as far as the code shows.
func (l *lengths) of(v ssa.Value) (n int) {
	const many = 100
	if es, ok := elements(v); ok {
		return len(es)
	}
	if l.seen[v] {
		return 0
	}
	l.seen[v] = true
	switch v := v.(type) {
	case *ssa.Slice:
		return l.of(v.X)
	case *ssa.Phi:
		for _, e := range v.Edges {
			n = max(n, l.of(e))
		}
	case *ssa.UnOp:
		if al, ok := v.X.(*ssa.Alloc); ok {
			for _, r := range *al.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == al {
					n = max(n, l.of(st.Val))
				}
			}
		}
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return l.result(call, v.Index)
		}
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			if b.Name() != "append" || len(v.Call.Args) != 2 {
				return 0
			}
			if n = l.of(v.Call.Args[1]); inLoop(v.Block()) && n > 0 {
				return many
			}
			return n + l.of(v.Call.Args[0])
		}
		return l.result(v, 0)
	case *ssa.Parameter:
		i := paramIndex(v)
		for _, c := range l.a.callsOf(v.Parent()) {
			if i < len(c.args) {
				n = max(n, l.of(c.args[i]))
			}
		}
	}
	return n
}

// result returns how many elements the i-th result of a call may have.
func (l *lengths) result(call *ssa.Call, i int) (n int) {
	fn := call.Call.StaticCallee()
	if fn == nil {
		return 0
	}
	body := l.a.body(fn)
	if body == nil {
		return 0
	}
	for _, b := range body.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && i < len(ret.Results) {
			n = max(n, l.of(ret.Results[i]))
		}
	}
	return n
}

// inLoop reports whether a block can be reached from itself.
func inLoop(b *ssa.BasicBlock) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	todo := append([]*ssa.BasicBlock(nil), b.Succs...)
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if s == b {
			return true
		}
		if !seen[s] {
			seen[s] = true
			todo = append(todo, s.Succs...)
		}
	}
	return false
}

// handedTo returns what is done with a key that is put into an option, by the name
// of the one function of the library that gets it; "" where that does not show it.
//
//	jwt.Parse(text, jwt.WithKey(jwa.HS256, key))
func handedTo(call ssa.CallInstruction) (does string) {
	v, ok := call.(*ssa.Call)
	if !ok {
		return ""
	}
	home := calleeOf(&v.Call)
	seen := make(map[ssa.Value]bool)
	several := false
	var follow func(v ssa.Value)
	follow = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.MakeInterface:
				follow(r)
			case *ssa.ChangeInterface:
				follow(r)
			case *ssa.Slice:
				follow(r)
			case *ssa.Store:
				if ia, ok := r.Addr.(*ssa.IndexAddr); ok {
					follow(ia.X)
				}
			case *ssa.Call:
				fn := calleeOf(&r.Call)
				if fn == nil || home == nil || fn.Pkg() == nil || home.Pkg() == nil || fn.Pkg() != home.Pkg() {
					continue
				}
				by := ""
				for _, w := range nameWords(fn.Name()) {
					switch {
					case w == "parse" || catalog.BuiltinSignals().Doing(w) == "verify":
						by = "verify"
					case catalog.BuiltinSignals().Doing(w) == "sign":
						by = "sign"
					}
				}
				several = several || does != "" && by != does
				does = by
			}
		}
	}
	follow(v)
	if several {
		return ""
	}
	return does
}
