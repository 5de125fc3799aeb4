// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Fields are one node whatever the instance, so that the graph does not tell
// apart two boxes of one type that have different keys:
//
//	data := crypt.New(key, crypt.WithPrevious(old))
//	codes := crypt.New(otherKey)
//
// For the calls of such a type's methods the inventory looks for where the
// instance is made, and which keys are given there.

// A traced is a place in the graph of a package, to be searched from.
type traced struct {
	l *linkage
	n node
	p phase
}

// trace searches backward from values, in all packages, and hands what it came
// to to visit.
func (t *taker) trace(from []traced, visit func(*linkage, []searchState)) {
	const most = 300 // searches; real code takes a few
	seen := make(map[traced]bool)
	asked := make(map[boundary]bool)
	for i := 0; i < len(from) && i < most; i++ {
		at := from[i]
		if at.n == noNode || seen[at] {
			continue
		}
		seen[at] = true
		states := at.l.g.search(at.n, searchOpts{phase: at.p, noGeneric: true}, func(*searchState, int) {})
		visit(at.l, states)
		for s := range states {
			for _, b := range at.l.boundaries(&states[s]) {
				if b.kind == nameBoundary || asked[b] {
					continue
				}
				asked[b] = true
				for _, l := range t.inOrder {
					if l != at.l && l.g != nil {
						from = append(from, t.join.starts(l, b)...)
					}
				}
			}
		}
	}
}

// makers returns the calls that make what a value is an instance of: those of
// functions of the package home that return a type of it. The result is in the
// order of the source.
func (t *taker) makers(l *linkage, v ssa.Value, at ssa.Instruction, home string) (out []*callSite) {
	n := l.g.operand(v, at)
	key := traced{l, n, outside}
	if n == noNode {
		return nil
	}
	if found, ok := t.made[key]; ok {
		return found
	}
	t.trace([]traced{key}, func(l *linkage, states []searchState) {
		for i := range states {
			call, ok := l.g.info[states[i].n].val.(*ssa.Call)
			if !ok {
				continue
			}
			obj := calleeOf(&call.Call)
			if obj == nil || obj.Pkg() == nil || packagePath(obj.Pkg().Path()) != home || !returnsTypeOf(obj, home) {
				continue
			}
			if c := l.siteOf(call); c != nil && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	})
	slices.SortFunc(out, func(x, y *callSite) int { return cmp.Compare(x.instr.Pos(), y.instr.Pos()) })
	t.made[key] = out
	return out
}

// siteOf returns the site of a call of the package.
func (l *linkage) siteOf(call *ssa.Call) *callSite {
	if l.siteOfCall == nil {
		l.siteOfCall = make(map[ssa.CallInstruction]*callSite)
		for _, c := range l.g.sites {
			l.siteOfCall[c.instr] = c
		}
	}
	return l.siteOfCall[call]
}

// returnsTypeOf reports whether a function returns a type that the package
// declares.
func returnsTypeOf(fn *types.Func, home string) bool {
	for r := range fn.Signature().Results().Variables() {
		if isTypeOf(r.Type(), home) {
			return true
		}
	}
	return false
}

func isTypeOf(t types.Type, home string) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && packagePath(named.Obj().Pkg().Path()) == home
}

// given returns the origins of what is given to the maker of an instance, and
// to the options that it is given.
func (t *taker) given(maker *callSite, home string) []*Origin {
	if found, ok := t.origins[maker]; ok {
		return found
	}
	l := t.links[maker.g]
	var starts []traced
	var add func(c *callSite, depth int)
	add = func(c *callSite, depth int) {
		for i := range len(c.args) + 1 {
			v := c.argument(i)
			if v == nil {
				continue
			}
			starts = append(starts, traced{l, c.operand(v), outside})
			es, _ := elements(v)
			for _, e := range append(es, v) {
				call, ok := e.(*ssa.Call)
				if !ok || depth == 0 {
					continue
				}
				obj := calleeOf(&call.Call)
				if obj == nil || obj.Pkg() == nil || packagePath(obj.Pkg().Path()) != home {
					continue
				}
				if option := l.siteOf(call); option != nil { // crypt.WithPrevious(old)
					add(option, depth-1)
				}
			}
		}
	}
	const nested = 2
	add(maker, nested)
	var out []*Origin
	t.trace(starts, func(l *linkage, states []searchState) {
		hits, _ := l.g.hits(states)
		for _, h := range hits {
			if (h.m&partial == 0 || h.o.Name != "") && !slices.Contains(out, h.o) {
				l.a.locate(h.o)
				out = append(out, h.o)
			}
		}
	})
	t.origins[maker] = out
	return out
}

// instance returns the origins of the keys of the instance whose method, or
// function that takes it, a call calls. It reports false when the instance is
// not known.
func (t *taker) instance(l *linkage, c *callSite, home string) (out []*Origin, known bool) {
	for i := range len(c.args) + 1 {
		v := c.argument(i)
		if v == nil || !isTypeOf(v.Type(), home) && !(c.instr.Common().IsInvoke() && i == 0) {
			continue
		}
		for _, m := range t.makers(l, v, c.instr, home) {
			known = true
			for _, o := range t.given(m, home) {
				if !slices.Contains(out, o) {
					out = append(out, o)
				}
			}
		}
		if known {
			return out, len(out) > 0
		}
	}
	return nil, false
}

// callsOf returns the calls of a function in all packages, through interfaces
// too.
func (t *taker) callsOf(fn *types.Func) (out []*callSite) {
	for _, pos := range t.join.calledAs(fn.Origin().Pos()) {
		out = append(out, t.byFunc[pos]...)
	}
	return out
}

// newJoiner returns a joiner of the packages of a program.
func newJoiner(results []*Result) *joiner {
	j := &joiner{
		results: make(map[*linkage]*Result),
		seen:    make(map[demand]bool),
		told:    make(map[toldKey]bool),
		changed: make(map[*linkage]bool),
		answers: make(map[answerKey]*answer),
		home:    make(map[string]bool),
	}
	for _, r := range results {
		if r.link != nil {
			j.links = append(j.links, r.link)
			j.results[r.link] = r
		}
	}
	slices.SortFunc(j.links, func(x, y *linkage) int {
		return cmp.Compare(x.a.pass.Pkg.Path(), y.a.pass.Pkg.Path())
	})
	j.findMethods()
	for _, l := range j.links {
		j.home[packagePath(l.a.pass.Pkg.Path())] = true
	}
	return j
}

// starts returns where the values of a boundary are in the graph of a package.
func (j *joiner) starts(l *linkage, b boundary) (out []traced) {
	g := l.g
	switch b.kind {
	case holderBoundary:
		if n, ok := l.holderAt(b.pos); ok {
			out = append(out, traced{l, n, outside})
		}
	case paramBoundary:
		for _, pos := range j.calledAs(b.pos) {
			for _, c := range l.callsOf(pos) {
				if v := c.argument(b.index); v != nil {
					out = append(out, traced{l, c.operand(v), outside})
				}
			}
		}
	case resultBoundary:
		for _, obj := range j.runAs(b.pos) {
			if fn := l.function(obj); fn != nil {
				out = append(out, traced{l, g.result(fn, b.index), inside})
			}
		}
	case nameBoundary:
		for _, def := range g.allDefaults {
			if nameOf(def.kind, def.name) == b.name {
				out = append(out, traced{l, def.from, outside})
			}
		}
	}
	return out
}
