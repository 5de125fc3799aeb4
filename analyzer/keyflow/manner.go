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

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// The manners in which code takes a value that no longer verifies, of which the
// code tells; see the reference.
const (
	mannerAbsent  = "F1" // as if there were none
	mannerRefused = "F2" // an answer that says so, and the next try works
	mannerSticky  = "F3" // an error, again and again, until the client forgets its state
	mannerError   = "F5" // an error whenever what is stored is used
	mannerSilent  = "F6" // the error is swallowed
	mannerWrong   = "F7" // an error that says that something else is wrong
	mannerStart   = "F8" // the program does not start
)

// mannerOrder are the manners from the mildest to the worst.
var mannerOrder = []string{mannerAbsent, mannerRefused, mannerWrong, mannerStart, mannerError, mannerSticky, mannerSilent}

// A reaction is what the code does about a failure, and where.
type reaction struct {
	manner string
	at     Place
}

// A check is a value that says whether something verifies, or an error that
// says why not.
type check struct {
	v ssa.Value // nil when the code drops it
	// in is where the check is made.
	in ssa.CallInstruction
	// noRows says that v is the error of a query that finds nothing.
	noRows bool
	// counts says that v is the number of rows that a query finds.
	counts bool
}

// manner returns what the program does when the checks of a use fail: the worst
// that any of its callers does.
func (t *taker) manner(l *linkage, checks []check, purpose string) (string, Place) {
	return t.mannerIn(l, nil, checks, purpose)
}

// mannerIn is manner without what the callers of a function do.
func (t *taker) mannerIn(l *linkage, within *ssa.Function, checks []check, purpose string) (string, Place) {
	var worst reaction
	for _, c := range checks {
		m := &mannerSearch{t: t, l: l, purpose: purpose, within: within, noRows: c.noRows, seen: make(map[ssa.Value]bool)}
		if c.counts {
			m.numbers(c.v)
		} else if b, ok := c.v.(*ssa.BinOp); ok && b.Op == token.NEQ {
			m.negated(b, 0)
		} else if c.v == nil {
			m.note(m.quiet(), c.in)
		} else {
			m.fails(c.v, 0)
		}
		for _, r := range m.found {
			worst = worse(worst, r)
		}
	}
	return worst.manner, worst.at
}

// worse returns the worse of two reactions.
func worse(x, y reaction) reaction {
	if x.manner == "" || y.manner != "" && slices.Index(mannerOrder, y.manner) > slices.Index(mannerOrder, x.manner) {
		return y
	}
	return x
}

// A checked has the checks that a function makes with what it is given by another.
type checked struct {
	l      *linkage
	checks []check
}

// checkedBy returns the checks that are made with what a function returns, a store of
// cookies, where the function itself makes none, and where it is seen then.
func (t *taker) checkedBy(fn *ssa.Function, class, purpose string, depth int) (out []checked, places []placed) {
	const deepest, most = 2, 50
	obj, ok := fn.Object().(*types.Func)
	if !ok || depth > deepest {
		return nil, nil
	}
	for i, c := range t.callsOf(obj) {
		l := t.links[c.g]
		if i >= most || c.value == nil || l.a.skipFile(instrPos(c.instr)) {
			continue
		}
		around := &context{a: l.a, class: class, call: c.instr, fn: outermost(c.fn), purpose: purpose}
		around.look(nil, false)
		places = append(places, around.places...)
		if len(around.checks) > 0 {
			out = append(out, checked{l, around.checks})
		} else if around.leaves && around.fn != fn {
			above, at := t.checkedBy(around.fn, class, purpose, depth+1)
			out, places = append(out, above...), append(places, at...)
		}
	}
	return out, places
}

// mannersWithin gives the calls of a helper that check or decrypt the manner in
// which it itself takes a failure, where they show none: one that returns an empty
// text, so that its callers do not know.
func (t *taker) mannersWithin(l *linkage, helper *ssa.Function, cs []check, calls []*Site) {
	cs = slices.DeleteFunc(slices.Clone(cs), func(c check) bool { return c.in == nil || outermost(c.in.Parent()) != helper })
	for _, call := range calls {
		switch call.Operation {
		case "verify", "decrypt", "sign and verify", "encrypt and decrypt":
			if call.Manner == "" {
				call.manners = func(purpose string) (string, Place) { return t.mannerIn(l, helper, cs, purpose) }
				call.Manner, call.MannerAt = call.manners(call.Sink.Purpose)
			}
		}
	}
}

type mannerSearch struct {
	t       *taker
	l       *linkage
	purpose string
	// within is the function whose callers are not asked, nil for none.
	within *ssa.Function
	// as is the package variable that the error is, nil for another one; noRows
	// says that it is that of a query that finds nothing.
	as     *types.Var
	noRows bool
	seen   map[ssa.Value]bool
	found  []reaction
}

// noRowsErrors are the names of the errors of queries that find nothing.
var noRowsErrors = []string{"ErrNoRows", "ErrRecordNotFound", "ErrNoDocuments", "ErrNotFound"}

// is reports whether the error is what a package variable holds.
func (m *mannerSearch) is(v *types.Var) bool {
	return v != nil && (v == m.as || m.noRows && slices.Contains(noRowsErrors, v.Name()))
}

// asked returns the branches that code takes if an error is the one that it is.
func (m *mannerSearch) asked(v ssa.Value) (out []*ssa.If) {
	for _, r := range *v.Referrers() {
		cond, ok := r.(ssa.Value)
		if !ok {
			continue
		}
		switch r := r.(type) {
		case *ssa.Call: // errors.Is(err, ErrLink)
			obj := calleeOf(&r.Call)
			if obj == nil || obj.Pkg() == nil || catalog.FuncSymbol(obj) != "errors.Is" || len(r.Call.Args) != 2 || !m.is(loadedVar(r.Call.Args[1])) {
				continue
			}
		case *ssa.BinOp: // err == ErrLink
			if r.Op != token.EQL || !m.is(loadedVar(r.X)) && !m.is(loadedVar(r.Y)) {
				continue
			}
		default:
			continue
		}
		for _, use := range *cond.Referrers() {
			if in, ok := use.(*ssa.If); ok {
				out = append(out, in)
			}
		}
	}
	return out
}

// numbers follows how many rows a query finds, of which none is the failure.
func (m *mannerSearch) numbers(v ssa.Value) {
	if b, ok := v.Type().Underlying().(*types.Basic); ok && b.Kind() == types.Bool { // SELECT EXISTS
		m.fails(v, 0)
		return
	}
	for _, r := range *v.Referrers() {
		b, ok := r.(*ssa.BinOp)
		if !ok {
			continue
		}
		c, ok := b.Y.(*ssa.Const)
		if !ok || b.X != v || c.Value == nil || c.Value.Kind() != constant.Int {
			continue
		}
		switch n, _ := constant.Int64Val(c.Value); {
		case b.Op == token.GTR && n == 0, b.Op == token.NEQ && n == 0, b.Op == token.GEQ && n == 1, b.Op == token.EQL && n == 1:
			m.fails(b, 0)
		case b.Op == token.EQL && n == 0, b.Op == token.LSS && n == 1:
			m.negated(b, 0)
		}
	}
}

// loadedVar returns the package variable that a value is read from: ErrLink.
func loadedVar(v ssa.Value) *types.Var {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		v = mi.X
	}
	u, ok := v.(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		return nil
	}
	gl, ok := u.X.(*ssa.Global)
	if !ok {
		return nil
	}
	obj, _ := gl.Object().(*types.Var)
	return obj
}

// stored reports whether what the key protects is kept by the program, rather
// than by its clients.
func (m *mannerSearch) stored() bool {
	p := catalog.LookupPurpose(m.purpose)
	return p != nil && (p.Artefact == "column" || p.Artefact == "file" || p.ID == "cipher")
}

// presented reports whether what the key protects comes from somebody else each time, so
// that the program does not depend on it to start.
func (m *mannerSearch) presented() bool {
	p := catalog.LookupPurpose(m.purpose)
	return p != nil && slices.Contains([]string{"cookie", "header", "url", "mail"}, p.Artefact)
}

// quiet is the manner of code that goes on.
func (m *mannerSearch) quiet() string {
	if m.stored() {
		return mannerSilent
	}
	return mannerAbsent
}

func (m *mannerSearch) note(manner string, in ssa.Instruction) {
	if manner == mannerStart && m.presented() {
		return // a tool that checks a token for somebody ends with an error
	}
	r := reaction{manner, m.l.a.placeOf(instrPos(in), token.NoPos)}
	if !slices.Contains(m.found, r) {
		m.found = append(m.found, r)
	}
}

// fails follows an error, or a bool that is true when all is well, to what is
// done about it.
func (m *mannerSearch) fails(v ssa.Value, depth int) {
	const deepest = 6 // functions
	if m.seen[v] || depth > deepest {
		return
	}
	m.seen[v] = true
	refs := v.Referrers()
	if refs == nil {
		return
	}
	if as := m.asked(v); len(as) > 0 { // another error than the one that it is has no branch here
		for _, in := range as {
			m.branch(in, 0, depth)
		}
		return
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.If:
			m.branch(r, 1, depth)
		case *ssa.UnOp:
			if r.Op == token.NOT {
				m.negated(r, depth)
			}
		case *ssa.BinOp:
			m.compared(v, r, depth)
		case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeInterface:
			m.fails(r.(ssa.Value), depth)
		case *ssa.Store: // a named result, a variable that a closure sees
			if alloc, ok := r.Addr.(*ssa.Alloc); ok && r.Val == v {
				for _, load := range *alloc.Referrers() {
					if u, ok := load.(*ssa.UnOp); ok && u.Op == token.MUL {
						m.fails(u, depth)
					}
				}
			}
		case *ssa.Return:
			for i, res := range r.Results {
				if res == v {
					m.leaves(r, i, depth)
				}
			}
		}
	}
}

// negated follows the opposite of a bool.
func (m *mannerSearch) negated(v ssa.Value, depth int) {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.If:
			m.branch(r, 0, depth)
		case *ssa.Phi:
			for _, rr := range *r.Referrers() {
				if in, ok := rr.(*ssa.If); ok {
					m.branch(in, 0, depth)
				}
			}
		}
	}
}

// compared follows the comparison of an error with nil, or of the number that
// subtle.ConstantTimeCompare returns with one.
func (m *mannerSearch) compared(v ssa.Value, b *ssa.BinOp, depth int) {
	other := b.Y
	if other == v {
		other = b.X
	}
	c, ok := other.(*ssa.Const)
	if !ok {
		return
	}
	bad := 0 // the successor where it fails, for ==
	switch {
	case c.IsNil():
		bad = 1
	case c.Value != nil && c.Value.Kind() == constant.Int:
		if n, _ := constant.Int64Val(c.Value); n == 1 {
			bad = 1
		}
	case c.Value != nil && c.Value.Kind() == constant.Bool:
		if constant.BoolVal(c.Value) {
			bad = 1
		}
	default:
		return
	}
	if b.Op == token.NEQ {
		bad = 1 - bad
	} else if b.Op != token.EQL {
		return
	}
	for _, r := range *b.Referrers() {
		switch r := r.(type) {
		case *ssa.If:
			m.branch(r, bad, depth)
		case *ssa.Return:
			if bad == 1 {
				for i, res := range r.Results {
					if res == b {
						m.leaves(r, i, depth)
					}
				}
			}
		case *ssa.Phi: // a && b
			if bad == 1 {
				m.fails(r, depth)
			}
		}
	}
}

// leaves follows the i-th result of a function, which it hands the failure on by at
// a return, to its callers, those through an interface too.
func (m *mannerSearch) leaves(ret ssa.Instruction, i, depth int) {
	fn := ret.Parent()
	if fn == m.within {
		return
	}
	obj, ok := fn.Object().(*types.Func)
	if fn.Parent() != nil || !ok { // a closure: its caller is a library
		m.top(ret, i)
		return
	}
	calls := m.t.callsOf(obj)
	if len(calls) == 0 {
		m.top(ret, i)
	}
	for _, c := range calls {
		if c.value == nil {
			continue
		}
		in := *m
		in.l = m.t.links[c.g]
		if v, known := resultOf(c.value, i); known && v == nil {
			in.note(in.quiet(), c.instr)
		} else if v != nil {
			in.fails(v, depth+1)
		}
		m.found = in.found
	}
}

// top says what comes of an error that a function returns which only a library
// calls: the one that runs the program's commands ends it, and one that serves
// requests answers with an error.
//
//	serve := &cobra.Command{RunE: func(cmd *cobra.Command, args []string) error
//	func (s *Server) GetUser(ctx context.Context, req *connect.Request[pb.GetUser]) (*connect.Response[pb.User], error)
func (m *mannerSearch) top(ret ssa.Instruction, i int) {
	sig := ret.Parent().Signature
	if i >= sig.Results().Len() || !isError(sig.Results().At(i).Type()) {
		return
	}
	switch {
	case runs(sig):
		if starts(ret.Parent()) {
			m.note(mannerStart, ret)
		} else if m.stored() {
			m.note(mannerError, ret)
		}
	case !serves(sig):
	case m.stored():
		m.note(mannerError, ret)
	case !clientHeld(m.purpose): // a cookie may come again and again
		m.note(mannerRefused, ret)
	}
}

// runs reports whether a function is what a library calls that reads the command
// line.
func runs(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		p, ok := v.Type().(*types.Pointer)
		if !ok {
			continue
		}
		named, ok := types.Unalias(p.Elem()).(*types.Named)
		if !ok || named.Obj().Pkg() == nil {
			continue
		}
		switch path := named.Obj().Pkg().Path(); {
		case path == "github.com/spf13/cobra", strings.HasPrefix(path, "github.com/urfave/cli"), path == "github.com/alecthomas/kong", strings.HasPrefix(path, "gopkg.in/urfave/cli"):
			return true
		}
	}
	return false
}

// starts reports whether a function, or the one around it, is called like the start
// of the program.
func starts(fn *ssa.Function) bool {
	for _, w := range nameWords(outermost(fn).Name()) {
		switch w {
		case "main", "run", "start", "serve", "server", "daemon", "root", "web", "listen", "init":
			return true
		}
	}
	return false
}

// serves reports whether a function serves requests, by its parameters.
func serves(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		if isAnswer(v.Type()) {
			return true
		}
	}
	if sig.Params().Len() < 2 || types.TypeString(sig.Params().At(0).Type(), nil) != "context.Context" {
		return false
	}
	p, ok := sig.Params().At(1).Type().(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && (strings.HasSuffix(named.Obj().Name(), "Request") || strings.HasSuffix(named.Obj().Name(), "Req") || strings.HasSuffix(named.Obj().Name(), "Input"))
}

// resultOf returns the i-th result of a call, nil when the code drops it.
func resultOf(call *ssa.Call, i int) (v ssa.Value, known bool) {
	if _, ok := call.Type().(*types.Tuple); !ok {
		if call.Referrers() == nil || len(*call.Referrers()) == 0 {
			return nil, true
		}
		return call, true
	}
	for _, r := range *call.Referrers() {
		if ex, ok := r.(*ssa.Extract); ok && ex.Index == i {
			if refs := ex.Referrers(); refs == nil || len(*refs) == 0 {
				return nil, true
			}
			return ex, true
		}
	}
	return nil, true
}

// branch says what the code does in the branch of an if that is taken when the
// check fails.
func (m *mannerSearch) branch(in *ssa.If, bad, depth int) {
	start := in.Block().Succs[bad]
	if len(start.Preds) > 1 && !onlyConditions(start) { // if ok { return true }, perhaps in a loop over keys
		if m.remembered(in.Block(), 1-bad, depth) {
			return
		}
		if i := failsAfter(in, 1-bad); i >= 0 {
			m.leaves(in, i, depth)
		} else {
			m.note(m.quiet(), in)
		}
		return
	}
	var seen seenInBranch
	end := false
	var others []*ssa.BasicBlock // branches of other errors
	for _, b := range in.Parent().Blocks {
		if b != start && !start.Dominates(b) || slices.ContainsFunc(others, func(o *ssa.BasicBlock) bool { return o == b || o.Dominates(b) }) {
			continue
		}
		if o := m.ofOtherError(b, start); o != nil {
			others = append(others, o)
		}
		for _, x := range b.Instrs {
			m.instr(x, &seen, 0)
			switch x := x.(type) {
			case *ssa.Return:
				end = true
				seen.returns(x)
			case *ssa.Panic:
				end = true
				seen.stops = x
			}
		}
		if len(b.Succs) == 0 {
			end = true
		}
	}
	if seen.ret != nil && seen.fails >= 0 && seen.status == 0 { // return echo.ErrUnauthorized
		if v := loadedVar(seen.ret.Results[seen.fails]); v != nil && ofFramework(v.Pkg()) {
			seen.status, seen.at = statusNamed(v.Name()), seen.ret
		}
	}
	switch {
	case seen.status == unknownStatus && m.stored():
		m.note(mannerError, seen.at)
	case seen.status == unknownStatus && !clientHeld(m.purpose):
		m.note(mannerRefused, seen.at)
	case seen.status == unknownStatus:
	case seen.status >= 500 && !m.stored() && !seen.clears && clientHeld(m.purpose):
		m.note(mannerSticky, seen.at)
	case seen.status >= 500 && (m.stored() || !clientHeld(m.purpose)):
		m.note(mannerError, seen.at)
	case seen.status >= 300:
		m.note(mannerRefused, seen.at)
	case seen.stops != nil:
		m.note(mannerStart, seen.stops)
	case seen.next != nil:
		m.note(mannerAbsent, seen.next)
	case m.purpose == "audit-signature" && seen.ret != nil && seen.fails >= 0 && isError(seen.ret.Results[seen.fails].Type()):
		m.note(mannerWrong, seen.ret) // a record is called forged that is not
	case seen.ret != nil && seen.fails >= 0:
		as, noRows := m.as, m.noRows
		if own := loadedVar(seen.ret.Results[seen.fails]); own != nil || !passesErrorOn(seen.ret.Results[seen.fails]) {
			m.as, m.noRows = own, false
		}
		m.leaves(seen.ret, seen.fails, depth)
		m.as, m.noRows = as, noRows
	case seen.obscure, seen.ret != nil && len(seen.ret.Results) == 0:
		if len(start.Preds) > 1 && start.Comment == "if.done" {
			m.note(m.quiet(), in) // what follows is for everybody: if user != nil && notModified(w, r) { return }
		}
		// What it calls may say so in a way of its own, what it counts may be
		// looked at later.
	case seen.ret != nil:
		m.note(m.quiet(), seen.ret)
	case !end && !asksOn(start):
		m.note(m.quiet(), in)
	}
}

// asksOn reports whether a block only asks which error it is, and what is done then
// is no branch of its own:
//
//	case n == 0 || err != nil && errors.Is(err, ErrNothing):
//	case err != nil:
func asksOn(b *ssa.BasicBlock) bool {
	in, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || len(b.Succs[0].Preds) == 1 || len(b.Succs[1].Preds) == 1 {
		return false
	}
	call, ok := in.Cond.(*ssa.Call)
	if !ok {
		return false
	}
	obj := calleeOf(&call.Call)
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "errors"
}

// remembered follows what a function remembers of a check, where the branch good
// of its block only says that all is well, and the failure is what is left when
// nothing said so: for { if hmac.Equal(…) { ok = true; break } }; if !ok { … }.
// It reports whether there is such a value.
func (m *mannerSearch) remembered(from *ssa.BasicBlock, good, depth int) bool {
	to := from.Succs[good]
	if len(to.Preds) == 1 && len(to.Succs) == 1 {
		from, to = to, to.Succs[0]
	}
	at := slices.Index(to.Preds, from)
	found := false
	for _, in := range to.Instrs {
		phi, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		well, _ := phi.Edges[at].(*ssa.Const)
		left := leftOf(phi, at)
		switch {
		case constBool(well, true) && left != nil && constBool(left, false), isError(phi.Type()) && well != nil && well.IsNil() && left == nil && !nilOtherwise(phi, at):
			found = true
			m.fails(phi, depth)
		case well == nil && left != nil && left.IsNil() && !isError(phi.Type()): // found = key
			found = true
			m.absent(phi, depth)
		}
	}
	return found
}

// leftOf returns the constant that a phi has unless it comes by an edge, nil where
// it may have another value.
func leftOf(phi *ssa.Phi, at int) (left *ssa.Const) {
	for i, e := range phi.Edges {
		if i == at || e == ssa.Value(phi) {
			continue
		}
		c, ok := e.(*ssa.Const)
		if !ok || left != nil && (c.IsNil() != left.IsNil() || !c.IsNil() && !constant.Compare(c.Value, token.EQL, left.Value)) {
			return nil
		}
		left = c
	}
	return left
}

// nilOtherwise reports whether a phi may be nil without coming by an edge.
func nilOtherwise(phi *ssa.Phi, at int) bool {
	for i, e := range phi.Edges {
		if c, ok := e.(*ssa.Const); ok && i != at && c.IsNil() {
			return true
		}
	}
	return false
}

func constBool(c *ssa.Const, is bool) bool {
	return c != nil && c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value) == is
}

// absent follows a value that is nil when the check fails.
func (m *mannerSearch) absent(v ssa.Value, depth int) {
	for _, r := range *v.Referrers() {
		b, ok := r.(*ssa.BinOp)
		if !ok || b.Op != token.EQL && b.Op != token.NEQ {
			continue
		}
		if c, ok := b.Y.(*ssa.Const); !ok || !c.IsNil() {
			continue
		}
		if b.Op == token.EQL {
			m.negated(b, depth)
		} else {
			m.fails(b, depth)
		}
	}
}

// onlyConditions reports whether nothing but conditions leads to a block, those of
// if err != nil || !hmac.Equal(got, want), so that it is the branch of all of them.
func onlyConditions(b *ssa.BasicBlock) bool {
	for _, p := range b.Preds {
		if _, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If); !ok || b.Dominates(p) {
			return false
		}
	}
	return true
}

// passesErrorOn reports whether an error that is returned may be, or wrap, the one
// that was found.
func passesErrorOn(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Call:
		obj := calleeOf(&v.Call)
		if obj == nil || obj.Pkg() == nil {
			return false
		}
		if catalog.FuncSymbol(obj) == "fmt.Errorf" {
			format, _ := constName(v.Call.Args[0])
			return strings.Contains(format, "%w")
		}
		return false
	case *ssa.Extract, *ssa.Phi, *ssa.Parameter, *ssa.UnOp:
		return true
	}
	return false
}

// ofOtherError returns the block that b goes to when the error is another one
// than that of the failure: if errors.Is(err, sql.ErrNoRows), or one that what is
// done about the failure has itself, from start on. It is nil where b asks no such
// thing.
func (m *mannerSearch) ofOtherError(b, start *ssa.BasicBlock) *ssa.BasicBlock {
	in, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return nil
	}
	if cmp, ok := in.Cond.(*ssa.BinOp); ok && isError(cmp.X.Type()) {
		nothing, isConst := cmp.Y.(*ssa.Const)
		made, isInstr := cmp.X.(ssa.Instruction)
		if _, merged := cmp.X.(*ssa.Phi); !isConst || !nothing.IsNil() || !isInstr || merged || !start.Dominates(made.Block()) {
			return nil
		}
		if cmp.Op == token.EQL {
			return b.Succs[1]
		}
		return b.Succs[0]
	}
	call, ok := in.Cond.(*ssa.Call)
	if !ok || len(call.Call.Args) != 2 {
		return nil
	}
	if obj := calleeOf(&call.Call); obj == nil || obj.Pkg() == nil || catalog.FuncSymbol(obj) != "errors.Is" {
		return nil
	}
	if v := loadedVar(call.Call.Args[1]); v == nil || m.is(v) {
		return nil
	}
	if then := b.Succs[0]; len(then.Preds) == 1 {
		return then
	}
	return nil
}

// failsAfter returns the result by which a function hands the failure on that is
// no branch of its own, -1 when it may go on in another way. The function comes
// by its other returns when the branch good of an if is not taken.
func failsAfter(in *ssa.If, good int) int {
	ok := in.Block().Succs[good]
	found := -1
	for _, b := range in.Parent().Blocks {
		if b == ok || ok.Dominates(b) || !in.Block().Dominates(b) && !reaches(in.Block(), b) {
			continue
		}
		if ret, isRet := b.Instrs[len(b.Instrs)-1].(*ssa.Return); isRet {
			var s seenInBranch
			s.returns(ret)
			if s.fails < 0 || found >= 0 && found != s.fails {
				return -1
			}
			found = s.fails
		}
	}
	return found
}

// reaches reports whether a block can come after another.
func reaches(from, to *ssa.BasicBlock) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, s := range b.Succs {
			if s == to {
				return true
			}
			if !seen[s] {
				seen[s] = true
				work = append(work, s)
			}
		}
	}
	return false
}

// clientHeld reports whether what the key protects is sent again by the client
// with each request.
func clientHeld(purpose string) bool {
	p := catalog.LookupPurpose(purpose)
	return p != nil && p.Artefact == "cookie"
}

// A seenInBranch is what the branch of a failure has in it.
type seenInBranch struct {
	status int // of the answer
	at     ssa.Instruction
	clears bool // the state of the client is deleted
	next   ssa.Instruction
	stops  ssa.Instruction
	ret    *ssa.Return
	fails  int // the result by which the failure is handed on, -1 for none
	// obscure says that something is done of which the effect is not known: an
	// answer in words of the program's own, a count of failures.
	obscure bool
}

// returns notes a return: does it hand the failure on?
func (s *seenInBranch) returns(r *ssa.Return) {
	if s.ret != nil && s.fails >= 0 {
		return // there is one that does
	}
	s.ret, s.fails = r, -1
	for i, res := range r.Results {
		c, isConst := given(res, r).(*ssa.Const)
		switch {
		case (isError(res.Type()) || i == len(r.Results)-1 && pointsToError(res.Type())) && !(isConst && c.IsNil()):
			s.fails = i
		case isConst && c.Value != nil && c.Value.Kind() == constant.Bool && !constant.BoolVal(c.Value) && s.fails < 0 && (i == len(r.Results)-1 || i == len(r.Results)-2 && isError(r.Results[i+1].Type())):
			s.fails = i
		}
	}
}

// pointsToError reports whether a type is a pointer to one that is called an error:
// func (*Handler) newRequest(*http.Request) (*Request, *Error), Execute(…) *Error.
func pointsToError(t types.Type) bool {
	_, ok := t.(*types.Pointer)
	return ok && (strings.HasSuffix(typeName(t), "Error") || strings.HasSuffix(typeName(t), "Problem"))
}

// given returns the value that a return statement gives for a result. A function
// that defers something stores it first.
func given(res ssa.Value, r *ssa.Return) ssa.Value {
	load, ok := res.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return res
	}
	alloc, ok := load.X.(*ssa.Alloc)
	if !ok {
		return res
	}
	var last ssa.Value = res
	for _, in := range r.Block().Instrs {
		if st, ok := in.(*ssa.Store); ok && st.Addr == alloc {
			last = st.Val
		}
	}
	return last
}

// instr notes what an instruction of the branch does, and those of a helper that
// it calls: fail(w, r, err).
func (m *mannerSearch) instr(in ssa.Instruction, s *seenInBranch, depth int) {
	if st, ok := in.(*ssa.Store); ok {
		if fa, ok := st.Addr.(*ssa.FieldAddr); ok {
			if f, _ := structField(fa.X.Type(), fa.Field); f != nil && f.Name() == "MaxAge" {
				n, known := (&clock{t: m.t, l: m.l}).number(st.Val, 0)
				s.clears = s.clears || known && n.n < 0
			} else if b, ok := st.Val.Type().Underlying().(*types.Basic); ok && b.Info()&(types.IsInteger|types.IsBoolean) != 0 {
				s.obscure = true // result.Invalid++
			}
		}
		return
	}
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return
	}
	common := call.Common()
	obj := calleeOf(common)
	if obj == nil {
		return
	}
	if noReturn(obj) {
		s.stops = in
		return
	}
	const deepest = 2
	known := catalog.FuncSymbol(obj) == "net/http.SetCookie"
	if clears(obj.Name()) && answersOne(common) {
		s.clears, known = true, true
	}
	if callee := common.StaticCallee(); callee != nil && depth < deepest && s.status == 0 {
		if body := m.body(callee, obj); body != nil {
			var in2 seenInBranch
			for _, b := range body.Blocks {
				for _, x := range b.Instrs {
					m.instr(x, &in2, depth+1)
				}
			}
			s.clears = s.clears || in2.clears
			known = !in2.obscure
			if in2.status != 0 {
				s.status, s.at = in2.status, in
				return
			}
		}
	}
	before := s.status
	defer func() {
		switch {
		case s.status != before || s.next != nil || !answersOne(common):
		case s.status == 0 && saysError(obj, common): // ctx.Error(err, "operation failed")
			s.status, s.at = unknownStatus, in
		case !known:
			s.obscure = true
		}
	}()
	if n := statusNamed(obj.Name()); n != 0 && s.status == 0 && (answersOne(common) || makesError(obj)) {
		s.status, s.at = n, in
		return
	}
	if n := statusOfCode(common.Args); n != 0 && s.status == 0 {
		s.status, s.at = n, in
		return
	}
	switch name := obj.Name(); {
	case name == "Next" && obj.Signature().Params().Len() == 0 && !yields(obj) || name == "ServeHTTP":
		s.next = in
	case answers(name):
		for _, arg := range common.Args {
			if c, ok := arg.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Int {
				if n, _ := constant.Int64Val(c.Value); n >= 300 && n < 600 && s.status == 0 {
					s.status, s.at = int(n), in
				}
			}
		}
	default:
		for _, arg := range common.Args { // respondError(w, http.StatusForbidden, err)
			if c, ok := arg.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Int && len(common.Args) > 1 {
				if n, _ := constant.Int64Val(c.Value); n >= 400 && n < 600 && s.status == 0 {
					s.status, s.at = int(n), in
				}
			}
		}
	}
}

// unknownStatus is that of an answer that tells of an error, and of which the code
// does not show the status.
const unknownStatus = -1

// clears reports whether a function of that name takes away what a client holds.
func clears(name string) bool {
	for _, w := range nameWords(name) {
		switch w {
		case "clear", "delete", "remove", "expire", "destroy", "revoke", "logout", "unset":
			return true
		}
	}
	return false
}

// saysError reports whether a call that has to do with an answer is given an error
// to tell of. gin only notes it.
func saysError(obj *types.Func, common *ssa.CallCommon) bool {
	if obj.Pkg() == nil || obj.Pkg().Path() == "github.com/gin-gonic/gin" {
		return false
	}
	if !slices.ContainsFunc(common.Args, func(v ssa.Value) bool { return isError(v.Type()) || pointsToError(v.Type()) }) {
		return false
	}
	for _, w := range nameWords(obj.Name()) {
		switch w {
		case "error", "err", "fail", "failure", "abort", "reject", "deny", "refuse", "problem":
			return true
		}
	}
	return false
}

// makesError reports whether a function returns an error and nothing else:
// errors.Unauthorized(…), huma.Error401Unauthorized(…).
func makesError(fn *types.Func) bool {
	res := fn.Signature().Results()
	if res.Len() != 1 {
		return false
	}
	t := res.At(0).Type()
	return isError(t) || types.Implements(t, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}

// statusOfCode returns the status of an answer by a code of gRPC or Connect among
// the arguments of a call, 0 for none.
func statusOfCode(args []ssa.Value) int {
	for _, arg := range args {
		named, ok := types.Unalias(arg.Type()).(*types.Named)
		if !ok || named.Obj().Name() != "Code" || named.Obj().Pkg() == nil {
			continue
		}
		switch named.Obj().Pkg().Path() {
		case "google.golang.org/grpc/codes", "connectrpc.com/connect", "github.com/bufbuild/connect-go":
		default:
			continue
		}
		c, ok := arg.(*ssa.Const)
		if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
			continue
		}
		switch n, _ := constant.Int64Val(c.Value); n {
		case 16:
			return 401
		case 7:
			return 403
		case 5:
			return 404
		case 3, 9, 11:
			return 400
		case 2, 13, 14, 15:
			return 500
		}
	}
	return 0
}

// ofFramework reports whether a package is one whose errors are answers with a
// status.
func ofFramework(pkg *types.Package) bool {
	return pkg != nil && (strings.Contains(pkg.Path(), "echo") || strings.Contains(pkg.Path(), "fiber") || strings.HasPrefix(pkg.Path(), "github.com/danielgtaylor/huma"))
}

// yields reports whether a method is that of an iterator rather than of a chain of
// handlers: rows.Next().
func yields(m *types.Func) bool {
	res := m.Signature().Results()
	return res.Len() > 0 && !isError(res.At(0).Type())
}

// body returns what a function of the program does, nil when that is not known.
func (m *mannerSearch) body(fn *ssa.Function, obj *types.Func) *ssa.Function {
	if body := m.l.a.body(fn); body != nil {
		return body
	}
	if obj.Pkg() == nil || obj.Pkg() == m.l.a.pass.Pkg {
		return nil
	}
	if l := m.t.link(packagePath(obj.Pkg().Path())); l != nil && l.g != nil {
		return l.function(obj)
	}
	return nil
}

// answersOne reports whether a call has to do with an answer: it is given an
// http.ResponseWriter, or is a method of what a framework calls a context.
func answersOne(common *ssa.CallCommon) bool {
	is := func(v ssa.Value) bool { return isAnswer(v.Type()) }
	return common.IsInvoke() && is(common.Value) || slices.ContainsFunc(common.Args, is)
}

// isAnswer reports whether a type is one by which answers are given.
func isAnswer(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() == "context" {
		return false
	}
	name := named.Obj().Name()
	return strings.HasSuffix(name, "ResponseWriter") || strings.HasSuffix(name, "Context") || strings.HasSuffix(name, "Ctx")
}

// statusNamed returns the status of the answer of which the name of a function
// speaks, 0 for none.
func statusNamed(name string) int {
	for _, s := range []struct {
		words  string
		status int
	}{
		{"forbidden", 403}, {"unauthorized", 401}, {"unauthorised", 401}, {"badrequest", 400}, {"notfound", 404},
		{"internalservererror", 500}, {"servererror", 500}, {"internalerror", 500}, {"redirect", 302},
	} {
		if strings.Contains(strings.ToLower(name), s.words) {
			return s.status
		}
	}
	return 0
}

// answers reports whether a function of that name writes an answer with a
// status: http.Error, (*gin.Context).AbortWithStatusJSON, echo.NewHTTPError.
func answers(name string) bool {
	for _, word := range []string{"Error", "Header", "JSON", "Status", "Redirect", "String", "HTML", "Abort", "Render"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
