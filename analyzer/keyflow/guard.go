// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A refusal is what code does not accept as a key: it compares a value, and
// where the value is that one, the way ends or another takes its place.
//
//	if key == "changeme" {
//		log.Fatal("set the key")
//	}
type refusal struct {
	how  refusalKind
	text string
	size int64
	// name and pkg are those of the constant the value is compared with.
	name, pkg string
}

type refusalKind uint8

const (
	refuseText     refusalKind = iota // this text
	refuseFold                        // in any case
	refusePrefix                      // what begins with it
	refuseContains                    // what has it in it
	refuseShorter                     // what is shorter than size
	refuseUnlike                      // what is not of that size
)

// applies reports whether an origin is refused.
func (r *refusal) applies(o *Origin) bool {
	switch r.how {
	case refuseShorter:
		return o.Size >= 0 && int64(o.Size) < r.size
	case refuseUnlike:
		return o.Size >= 0 && int64(o.Size) != r.size
	}
	if o.text == "" {
		return r.how == refuseText && r.name != "" && o.foreign && o.Name == r.name && o.Place.Package == r.pkg
	}
	switch r.how {
	case refuseText:
		return o.text == r.text
	case refuseFold:
		return strings.EqualFold(o.text, r.text)
	case refusePrefix:
		return strings.HasPrefix(o.text, r.text)
	case refuseContains:
		return strings.Contains(o.text, r.text)
	}
	return false
}

// A refusalSet names a set of refusals, 0 the empty one. Searches collect them
// on their way from a sink.
type refusalSet int32

// refusals are all those of a graph, and the sets of them that came up.
type refusals struct {
	all   []refusal
	sets  [][]int // each sorted; sets[0] is empty
	named map[string]refusalSet
}

func (rs *refusals) set(members []int) refusalSet {
	if len(members) == 0 {
		return 0
	}
	if rs.named == nil {
		rs.named = make(map[string]refusalSet)
		rs.sets = [][]int{nil}
	}
	var key strings.Builder
	for _, m := range members {
		key.WriteRune(rune(m))
	}
	id, ok := rs.named[key.String()]
	if !ok {
		id = refusalSet(len(rs.sets))
		rs.sets = append(rs.sets, members)
		rs.named[key.String()] = id
	}
	return id
}

func (rs *refusals) union(x, y refusalSet) refusalSet {
	if x == y || y == 0 {
		return x
	}
	if x == 0 {
		return y
	}
	members := slices.Concat(rs.sets[x], rs.sets[y])
	slices.Sort(members)
	return rs.set(slices.Compact(members))
}

func (rs *refusals) add(to refusalSet, r refusal) refusalSet {
	i := slices.Index(rs.all, r)
	if i < 0 {
		i = len(rs.all)
		rs.all = append(rs.all, r)
	}
	return rs.union(to, rs.set([]int{i}))
}

// refused reports whether an origin found with the set s is refused.
func (rs *refusals) refused(s refusalSet, o *Origin) bool {
	if s == 0 {
		return false
	}
	return slices.ContainsFunc(rs.sets[s], func(i int) bool { return rs.all[i].applies(o) })
}

// A test compares a value with what may be refused.
type test struct {
	v    ssa.Value
	r    refusal
	then bool // the branch of the value that is refused is the first
}

// guards notes what the functions of the package refuse.
func (g *graph) guards() {
	params := make(map[*ssa.Parameter][]refusal)
	for _, fn := range g.a.funcs {
		for _, b := range fn.Blocks {
			if len(b.Instrs) == 0 {
				continue
			}
			branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if !ok {
				continue
			}
			if t, ok := testOf(branch.Cond); ok {
				hit, miss := b.Succs[0], b.Succs[1]
				if !t.then {
					hit, miss = miss, hit
				}
				if hit != miss {
					g.guard(t, b, hit, params)
				}
			}
		}
	}
	// A function that refuses its parameter does so for its callers.
	const rounds = 3
	for range rounds {
		changed := false
		for _, c := range g.a.calls {
			for i, p := range c.body.Params {
				for _, r := range params[p] {
					changed = g.refuse(c.args[i], r, true, params) || changed
				}
			}
		}
		if !changed {
			return
		}
	}
}

// guard notes what one comparison in block b refuses. The refused value is in
// hit.
func (g *graph) guard(t test, b, hit *ssa.BasicBlock, params map[*ssa.Parameter][]refusal) {
	ends := endsBadly(hit, 0)
	var reached map[*ssa.BasicBlock]bool
	for _, v := range sameText(t.v) {
		if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
			if ends || replaces(hit, locationOf(load.X)) {
				g.refuse(v, t.r, true, params)
			}
			continue
		}
		if !ends {
			if reached == nil {
				reached = reachable(hit, b)
			}
			if usedIn(v, reached, b, hit) {
				continue
			}
		}
		g.refuse(v, t.r, ends, params)
	}
}

// refuse notes that a value is none of those that r refuses, and reports
// whether this is new. With ends set, everybody who comes by here knows it, so
// that it holds for the variable that was read, and for the caller's value.
func (g *graph) refuse(v ssa.Value, r refusal, ends bool, params map[*ssa.Parameter][]refusal) bool {
	changed := false
	note := func(n node) {
		if n == noNode {
			return
		}
		if s := g.refusals.add(g.info[n].refused, r); s != g.info[n].refused {
			g.info[n].refused = s
			changed = true
		}
	}
	for _, v := range sameText(v) {
		if _, ok := v.(*ssa.Const); ok {
			continue
		}
		note(g.value(v))
		if !ends {
			continue
		}
		switch v := v.(type) {
		case *ssa.UnOp:
			if v.Op == token.MUL {
				for _, n := range g.roots(v.X, 0) {
					note(n)
				}
			}
		case *ssa.Parameter:
			if !slices.Contains(params[v], r) {
				params[v] = append(params[v], r)
				changed = true
			}
		}
	}
	return changed
}

// sameText returns v and the values that it is a conversion of.
func sameText(v ssa.Value) []ssa.Value {
	out := []ssa.Value{v}
	for len(out) < 5 {
		switch x := v.(type) {
		case *ssa.Convert, *ssa.ChangeType, *ssa.MakeInterface, *ssa.ChangeInterface:
			v = firstOperand(v)
		case *ssa.Call:
			callee := x.Call.StaticCallee()
			if callee == nil || callee.Pkg == nil || len(x.Call.Args) == 0 {
				return out
			}
			if p := callee.Pkg.Pkg.Path(); p != "strings" && p != "bytes" || !strings.HasPrefix(callee.Name(), "Trim") && !strings.HasPrefix(callee.Name(), "To") {
				return out
			}
			v = x.Call.Args[0]
		case *ssa.Slice:
			if x.Low != nil || x.High != nil {
				return out
			}
			v = x.X
		default:
			return out
		}
		out = append(out, v)
	}
	return out
}

// testOf takes a condition apart.
func testOf(cond ssa.Value) (test, bool) {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			t, ok := testOf(c.X)
			t.then = !t.then
			return t, ok
		}
	case *ssa.BinOp:
		return comparison(c)
	case *ssa.Call:
		callee := c.Call.StaticCallee()
		if callee == nil || callee.Pkg == nil || len(c.Call.Args) != 2 {
			return test{}, false
		}
		how, ok := refuseText, false
		switch path := callee.Pkg.Pkg.Path(); {
		case path == "bytes" && callee.Name() == "Equal", path == "crypto/hmac" && callee.Name() == "Equal":
			ok = true
		case path != "strings" && path != "bytes":
		case callee.Name() == "EqualFold":
			how, ok = refuseFold, true
		case callee.Name() == "HasPrefix":
			how, ok = refusePrefix, true
		case callee.Name() == "Contains":
			how, ok = refuseContains, true
		}
		if !ok {
			return test{}, false
		}
		x, y := c.Call.Args[0], c.Call.Args[1]
		if r, ok := refusedText(y); ok {
			r.how = how
			return test{x, r, true}, true
		}
		if r, ok := refusedText(x); ok && (how == refuseText || how == refuseFold) {
			r.how = how
			return test{y, r, true}, true
		}
	}
	return test{}, false
}

// comparison takes v == "text", v != "text" and len(v) < n apart.
func comparison(c *ssa.BinOp) (test, bool) {
	x, y, op := c.X, c.Y, c.Op
	if _, ok := x.(*ssa.Const); ok {
		x, y = y, x
		op = mirror(op)
	}
	if r, ok := refusedText(y); ok {
		return test{x, r, op == token.EQL}, op == token.EQL || op == token.NEQ
	}
	k, ok := y.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
		return test{}, false
	}
	n, _ := constant.Int64Val(k.Value)
	call, ok := x.(*ssa.Call)
	if !ok || len(call.Call.Args) == 0 {
		return test{}, false
	}
	if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" {
		// subtle.ConstantTimeCompare(v, []byte("text")) == 1
		callee := call.Call.StaticCallee()
		if callee != nil && callee.Pkg != nil && callee.Pkg.Pkg.Path() == "crypto/subtle" && callee.Name() == "ConstantTimeCompare" && n <= 1 {
			for i, arg := range call.Call.Args {
				if r, ok := refusedText(arg); ok {
					return test{call.Call.Args[1-i], r, (op == token.EQL) == (n == 1)}, op == token.EQL || op == token.NEQ
				}
			}
		}
		return test{}, false
	}
	v := call.Call.Args[0]
	if !isBytes(v.Type()) {
		return test{}, false
	}
	shorter := func(n int64, then bool) (test, bool) {
		return test{v, refusal{how: refuseShorter, size: n}, then}, n > 1
	}
	switch op {
	case token.LSS:
		return shorter(n, true)
	case token.LEQ:
		return shorter(n+1, true)
	case token.GTR:
		return shorter(n+1, false)
	case token.GEQ:
		return shorter(n, false)
	case token.EQL, token.NEQ:
		return test{v, refusal{how: refuseUnlike, size: n}, op == token.NEQ}, n > 1
	}
	return test{}, false
}

func mirror(op token.Token) token.Token {
	switch op {
	case token.LSS:
		return token.GTR
	case token.GTR:
		return token.LSS
	case token.LEQ:
		return token.GEQ
	case token.GEQ:
		return token.LEQ
	}
	return op
}

// refusedText returns the refusal of a constant text, or of the bytes of one.
func refusedText(v ssa.Value) (refusal, bool) {
	switch c := v.(type) {
	case *ssa.Convert:
		return refusedText(c.X)
	case *ssa.ChangeType:
		return refusedText(c.X)
	case *ssa.Const:
		if c.Value != nil && c.Value.Kind() == constant.String {
			s := constant.StringVal(c.Value)
			return refusal{text: s}, s != ""
		}
	case *ssa.UnOp:
		// A package variable that nobody writes after it was made.
		if gl, ok := c.X.(*ssa.Global); ok && c.Op == token.MUL && gl.Object() != nil && gl.Object().Pkg() != nil {
			return refusal{name: gl.Name(), pkg: gl.Object().Pkg().Path()}, isBytes(c.Type())
		}
	}
	return refusal{}, false
}

// replaces reports whether a branch stores something else at a location.
func replaces(b *ssa.BasicBlock, loc location) bool {
	for _, in := range b.Instrs {
		st, ok := in.(*ssa.Store)
		if !ok {
			continue
		}
		if l := locationOf(st.Addr); l.covers(loc) || sameField(st.Addr, loc) {
			return true
		}
	}
	return false
}

// sameField reports whether an address is that of the field loc, of what may
// be another read of the same pointer: s.cfg.Key and s.cfg.Key.
func sameField(addr ssa.Value, loc location) bool {
	l := locationOf(addr)
	if l.path != loc.path || l.path == "" {
		return false
	}
	x, ok := l.root.(*ssa.UnOp)
	y, ok2 := loc.root.(*ssa.UnOp)
	return ok && ok2 && x.Op == token.MUL && y.Op == token.MUL && locationOf(x.X) == locationOf(y.X)
}

// reachable returns the blocks that can come after from, without those behind
// the block stop.
func reachable(from, stop *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	out := map[*ssa.BasicBlock]bool{from: true}
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == stop {
			continue
		}
		for _, s := range b.Succs {
			if !out[s] {
				out[s] = true
				work = append(work, s)
			}
		}
	}
	return out
}

// usedIn reports whether v may be used in one of the blocks that come after
// the branch from b to hit. A phi uses it where the way comes from.
func usedIn(v ssa.Value, blocks map[*ssa.BasicBlock]bool, b, hit *ssa.BasicBlock) bool {
	refs := v.Referrers()
	if refs == nil {
		return true
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.BinOp:
			if op, ok := r.(*ssa.BinOp); ok && op.Op == token.ADD && blocks[r.Block()] {
				return true
			}
			continue
		case *ssa.Phi:
			for i, e := range r.Edges {
				if e != v {
					continue
				}
				if p := r.Block().Preds[i]; blocks[p] || p == b && r.Block() == hit {
					return true
				}
			}
			continue
		}
		if blocks[r.Block()] {
			return true
		}
	}
	return false
}

// endsBadly reports whether what begins with a block ends in an error, a panic
// or the end of the program.
func endsBadly(b *ssa.BasicBlock, depth int) bool {
	const deepest = 5
	if depth > deepest || len(b.Instrs) == 0 {
		return false
	}
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.Panic:
			return true
		case *ssa.Return:
			return refuses(in)
		case ssa.CallInstruction:
			if givesUp(in.Common()) {
				return true
			}
		}
	}
	switch b.Instrs[len(b.Instrs)-1].(type) {
	case *ssa.Jump:
		return endsBadly(b.Succs[0], depth+1)
	case *ssa.If:
		// key == "changeme" && production
		if b.Comment == "cond.true" {
			return endsBadly(b.Succs[0], depth+1)
		}
	}
	return false
}

// givesUp reports whether a function is called as those are that report a
// failure for good.
func givesUp(c *ssa.CallCommon) bool {
	name := calledName(c)
	for _, p := range []string{"fatal", "die", "exit", "abort", "panic"} {
		if len(name) >= len(p) && strings.EqualFold(name[:len(p)], p) {
			return true
		}
	}
	return false
}

// calledName returns the name of the function or method that is called, "" when
// that is a value.
func calledName(c *ssa.CallCommon) string {
	if c.IsInvoke() {
		return c.Method.Name()
	}
	if callee := c.StaticCallee(); callee != nil {
		return callee.Name()
	}
	return ""
}

// refuses reports whether a return says that there is nothing, or no good.
func refuses(v *ssa.Return) bool {
	if returnsError(v) {
		return true
	}
	// return nil
	if len(v.Results) == 0 {
		return false
	}
	for _, x := range v.Results {
		c, ok := x.(*ssa.Const)
		if !ok || c.Value != nil && !isZero(c.Value) {
			return false
		}
	}
	return !isError(v.Results[len(v.Results)-1].Type())
}

func isZero(v constant.Value) bool {
	switch v.Kind() {
	case constant.String:
		return constant.StringVal(v) == ""
	case constant.Bool:
		return !constant.BoolVal(v)
	}
	return constant.Sign(v) == 0
}

func isError(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() == nil && named.Obj().Name() == "error"
}

// returnsError reports whether a function returns the word that it has failed:
// a last result that is false or an error that is certainly there.
func returnsError(v *ssa.Return) bool {
	if len(v.Results) == 0 {
		return false
	}
	last := v.Results[len(v.Results)-1]
	if c, ok := last.(*ssa.Const); ok {
		return c.Value != nil && c.Value.Kind() == constant.Bool && !constant.BoolVal(c.Value)
	}
	return isError(last.Type()) && certainError(last, v.Block())
}

// certainError reports whether an error is not nil in a block.
func certainError(v ssa.Value, b *ssa.BasicBlock) bool {
	switch x := v.(type) {
	case *ssa.MakeInterface: // &KeyError{}
		return true
	case *ssa.UnOp: // ErrNoKey
		if _, ok := x.X.(*ssa.Global); ok && x.Op == token.MUL {
			return true
		}
	case *ssa.Call: // errors.New("…"), fmt.Errorf("…")
		if callee := x.Call.StaticCallee(); callee != nil && callee.Pkg != nil {
			switch p := callee.Pkg.Pkg; {
			case p.Path() == "fmt", p.Name() == "errors", p.Name() == "xerrors", p.Name() == "status":
				return true
			}
		}
	}
	// if err != nil { return "", err }
	for d := b; d.Idom() != nil; d = d.Idom() {
		up := d.Idom()
		branch, ok := up.Instrs[len(up.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		if c, ok := branch.Cond.(*ssa.BinOp); ok && c.X == v && isNil(c.Y) {
			return c.Op == token.NEQ && up.Succs[0] == d || c.Op == token.EQL && up.Succs[1] == d
		}
	}
	return false
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value == nil
}

// replacesPresent reports whether something fixed takes the place of a field's
// value just where there is one: nobody wants a key to be that, but a record
// that can be shown.
//
//	if len(c.KeyData) > 0 {
//		c.KeyData = redacted
//	}
func replacesPresent(addr, x ssa.Value, b *ssa.BasicBlock) bool {
	if _, ok := addr.(*ssa.FieldAddr); !ok || !isFixed(x) {
		return false
	}
	loc := locationOf(addr)
	for ; b.Idom() != nil; b = b.Idom() {
		if len(b.Preds) != 1 {
			continue
		}
		before := b.Preds[0]
		cond, ok := before.Instrs[len(before.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if load, then, ok := presence(cond.Cond); ok && (before.Succs[0] == b) == then {
			if l := locationOf(load.X); l == loc || sameField(load.X, loc) {
				return true
			}
		}
	}
	return false
}

// isFixed reports whether a value is a constant or a package variable.
func isFixed(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil
	case *ssa.Convert:
		return isFixed(v.X)
	case *ssa.UnOp:
		_, ok := v.X.(*ssa.Global)
		return ok && v.Op == token.MUL
	}
	return false
}

// presence takes a test of whether a variable holds something apart: v != "",
// len(v) > 0, v != nil. It returns the read of the variable, and on which side
// it holds something.
func presence(cond ssa.Value) (load *ssa.UnOp, then, ok bool) {
	c, ok := cond.(*ssa.BinOp)
	if !ok {
		return nil, false, false
	}
	k, ok := c.Y.(*ssa.Const)
	if !ok || k.Value != nil && !isZero(k.Value) {
		return nil, false, false
	}
	x := c.X
	if call, ok := x.(*ssa.Call); ok {
		if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" {
			return nil, false, false
		}
		x = call.Call.Args[0]
	}
	load, ok = x.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil, false, false
	}
	return load, c.Op != token.EQL, c.Op == token.EQL || c.Op == token.NEQ || c.Op == token.GTR
}
