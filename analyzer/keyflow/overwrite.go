// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Fields and package variables are one node each, whatever the order in which
// code writes them. What is certain of the order is used here: a value that
// another replaces before anybody can have read it arrives nowhere.
//
//	c := Config{Key: "changeme"}
//	c.Key = os.Getenv("KEY")

// A location is a variable or a part of one, as one function sees it.
type location struct {
	root ssa.Value
	path string // the indices of fields: ".1.0"
}

func locationOf(addr ssa.Value) location {
	path := ""
	for {
		fa, ok := addr.(*ssa.FieldAddr)
		if !ok {
			return location{addr, path}
		}
		path = "." + strconv.Itoa(fa.Field) + path
		addr = fa.X
	}
}

// covers reports whether l is m or has it as a part.
func (l location) covers(m location) bool {
	return l.root == m.root && (l.path == m.path || strings.HasPrefix(m.path, l.path+"."))
}

func (l location) overlaps(m location) bool { return l.covers(m) || m.covers(l) }

// A fate is what becomes of a stored value on the ways from some point on.
type fate uint8

const (
	replaced fate = iota // on every way
	pending              // the function returns first, on some way
	observed             // it may be read
)

// isReplaced reports whether on every way from a store something else is
// stored in the same place before the value may be read, or the way ends.
func (a *analysisState) isReplaced(st *ssa.Store) bool {
	if !isBytes(st.Val.Type()) {
		return false
	}
	loc := locationOf(st.Addr)
	switch loc.root.(type) {
	case *ssa.Alloc, *ssa.Global, *ssa.Parameter, *ssa.Call, *ssa.UnOp:
	default:
		return false
	}
	// c := Config{…} is made apart and then copied.
	if copied := onlyCopy(loc.root); copied != nil {
		to := locationOf(copied.Addr)
		loc, st = location{to.root, to.path + loc.path}, copied
	}
	i := slices.Index(st.Block().Instrs, ssa.Instruction(st))
	f := a.fate(loc, st.Block(), i+1, 0)
	if f != pending {
		return f == replaced
	}
	// The package's initializer is followed by main.
	main := a.ssapkg.Func("main")
	if st.Parent() != a.ssapkg.Func("init") || a.pass.Pkg.Name() != "main" || main == nil || main.Blocks == nil {
		return false
	}
	return a.fate(loc, main.Blocks[0], 0, 0) == replaced
}

// onlyCopy returns the store that copies a struct that was made for it.
func onlyCopy(root ssa.Value) *ssa.Store {
	made, ok := root.(*ssa.Alloc)
	if !ok || made.Comment != "complit" {
		return nil
	}
	var load *ssa.UnOp
	for _, r := range *made.Referrers() {
		switch r := r.(type) {
		case *ssa.FieldAddr, *ssa.DebugRef:
		case *ssa.UnOp:
			if load != nil {
				return nil
			}
			load = r
		default:
			return nil
		}
	}
	if load == nil || len(*load.Referrers()) != 1 {
		return nil
	}
	st, _ := (*load.Referrers())[0].(*ssa.Store)
	return st
}

// fate follows all ways from the i-th instruction of a block.
func (a *analysisState) fate(loc location, b *ssa.BasicBlock, i, depth int) fate {
	const most = 200 // blocks
	type point struct {
		b *ssa.BasicBlock
		i int
	}
	worst := replaced
	seen := make(map[*ssa.BasicBlock]bool)
	work := []point{{b, i}}
	for len(work) > 0 && worst != observed {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		if len(seen) > most {
			return observed
		}
		ended := false
		for _, in := range p.b.Instrs[p.i:] {
			f, done := a.fateAt(loc, in, depth)
			worst = max(worst, f)
			if done {
				ended = true
				break
			}
		}
		if ended {
			continue
		}
		for _, s := range p.b.Succs {
			if !seen[s] {
				seen[s] = true
				work = append(work, point{s, 0})
			}
		}
	}
	return worst
}

// fateAt returns what one instruction means, and whether the way ends there.
func (a *analysisState) fateAt(loc location, in ssa.Instruction, depth int) (fate, bool) {
	switch in := in.(type) {
	case *ssa.FieldAddr, *ssa.DebugRef:
		return replaced, false
	case *ssa.Panic:
		return replaced, true
	case *ssa.Store:
		if locationOf(in.Addr).covers(loc) && in.Val != loc.root {
			return replaced, true
		}
	case *ssa.Return:
		for _, op := range in.Operands(nil) {
			if *op != nil && locationOf(*op).overlaps(loc) {
				return observed, true
			}
		}
		if returnsError(in) {
			return replaced, true
		}
		return pending, true
	case ssa.CallInstruction:
		gl, ok := loc.root.(*ssa.Global)
		if !ok {
			break
		}
		if slices.ContainsFunc(in.Common().Args, a.ownCode) || runsAll(in.Common()) {
			return observed, true // http.HandleFunc("/", handler)
		}
		callee := in.Common().StaticCallee()
		if callee == nil {
			if _, builtin := in.Common().Value.(*ssa.Builtin); builtin {
				break
			}
			return observed, true
		}
		body := a.body(callee)
		if body == nil || gl.Pkg != a.ssapkg {
			break // of another package, which does not see the variable
		}
		const deepest = 4
		if _, deferred := in.(*ssa.Call); !deferred || depth >= deepest {
			return observed, true
		}
		if f := a.fate(loc, body.Blocks[0], 0, depth+1); f != pending {
			return f, true
		}
	}
	if st, ok := in.(*ssa.Store); ok && locationOf(st.Addr).root == loc.root && st.Val != loc.root {
		return replaced, false // another part
	}
	if load, ok := in.(*ssa.UnOp); ok && endsInPanic(load.Block()) {
		return replaced, false // key = "KEY is not set"; log.Fatal(key)
	}
	for _, op := range in.Operands(nil) {
		if *op != nil && locationOf(*op).overlaps(loc) {
			return observed, true
		}
	}
	return replaced, false
}

func endsInPanic(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return ok
}

// runsAll reports whether a call is one by which a program goes to work:
// server.ListenAndServe(), app.Run(), cmd.Execute().
func runsAll(c *ssa.CallCommon) bool {
	name := calledName(c)
	for _, p := range []string{"Serve", "Listen", "Run", "Start", "Wait", "Execute"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// ownCode reports whether a value is a function of this package, or an
// interface whose methods are: what is called by it may read any variable.
func (a *analysisState) ownCode(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Function:
		return a.body(v) != nil
	case *ssa.MakeClosure:
		return true
	case *ssa.ChangeType:
		return a.ownCode(v.X)
	case *ssa.MakeInterface:
		named, ok := types.Unalias(deref(v.X.Type())).(*types.Named)
		return ok && named.Obj().Pkg() == a.pass.Pkg && named.NumMethods() > 0 || a.ownCode(v.X)
	}
	return false
}

// overwrites notes that the call fills the buffer at an argument, so that what
// was in it before goes nowhere:
//
//	key := []byte("0123456789abcdef")
//	rand.Read(key)
func (c *callSite) overwrites(p catalog.Port) {
	v := c.value_(p)
	if p.Kind != catalog.Arg || v == nil || !isBytes(v.Type()) {
		return
	}
	for {
		sl, ok := v.(*ssa.Slice)
		if !ok || sl.Low != nil || sl.High != nil {
			break
		}
		c.filled(v, nil)
		v = sl.X
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		// A variable that a closure captures, or whose address is taken.
		if st := onlyStore(load.X); st != nil && c.precedes(load.X, st, load) {
			v = st.Val
			if sl, ok := v.(*ssa.Slice); ok && sl.Low == nil && sl.High == nil {
				c.filled(v, st)
				v = sl.X
			}
			c.filled(v, st)
		}
		return
	}
	c.filled(v, nil)
}

// onlyStore returns the store to a local variable that has one.
func onlyStore(addr ssa.Value) *ssa.Store {
	al, ok := addr.(*ssa.Alloc)
	if !ok {
		return nil
	}
	var only *ssa.Store
	for _, r := range *al.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == al {
			if only != nil {
				return nil
			}
			only = st
		}
	}
	return only
}

// precedes reports whether the call comes before all that refers to v, but for
// the instructions that are named.
func (c *callSite) precedes(v ssa.Value, but ...ssa.Instruction) bool {
	for _, r := range *v.Referrers() {
		if r != c.instr && !slices.Contains(but, r) && !dominates(c.instr, r) {
			return false
		}
	}
	return true
}

// filled marks the node of a buffer that nobody reads before this call. The
// store, if any, is that into the variable by which the buffer is known.
func (c *callSite) filled(v ssa.Value, known *ssa.Store) {
	switch v.(type) {
	case *ssa.Convert, *ssa.Alloc, *ssa.MakeSlice, *ssa.Slice:
	default:
		return
	}
	var harmless []ssa.Instruction
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.IndexAddr:
			harmless = append(harmless, r)
		case *ssa.Slice:
			if r.Low == nil && r.High == nil {
				harmless = append(harmless, r)
			}
		}
	}
	if known != nil {
		harmless = append(harmless, known)
	}
	if !c.precedes(v, harmless...) {
		return
	}
	if n := c.operand(v); n != noNode {
		c.g.info[n].filled = true
	}
}

// dominates reports whether x runs before y whenever y runs.
func dominates(x, y ssa.Instruction) bool {
	if x.Block() != y.Block() {
		return x.Block().Dominates(y.Block())
	}
	is := x.Block().Instrs
	return slices.Index(is, x) < slices.Index(is, y)
}
