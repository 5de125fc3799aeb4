// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A Comparison is a place at which a value that is certainly a MAC, or has one
// in it, is compared with something that is neither one nor a constant, in a
// time that depends on how much of the two is alike.
type Comparison struct {
	Place Place
	By    string // "==", "!=", or the function: "bytes.Equal"
	Sink  Sink   // the use of the MAC's key
}

// comparers are the functions that stop at the first difference, by symbol.
var comparers = map[string]bool{
	"bytes.Compare":     true,
	"bytes.Equal":       true,
	"reflect.DeepEqual": true,
	"slices.Compare":    true,
	"slices.Equal":      true,
	"strings.Compare":   true,
	"strings.EqualFold": true,
}

// comparisons returns the comparisons of MACs in the package.
func (a *analysisState) comparisons(g *graph) []*Comparison {
	var out []*Comparison
	for _, fn := range a.funcs {
		eachInstr(fn, func(in ssa.Instruction) {
			x, y, by := comparedBy(in)
			if by == "" {
				return
			}
			mac, other := a.macOf(x), a.macOf(y)
			if (mac == nil) == (other == nil) || isConstant(x) || isConstant(y) {
				return
			}
			if mac == nil {
				mac = other
			}
			out = append(out, &Comparison{Place: a.comparisonPlace(in), By: by, Sink: mac.sink(g)})
		})
	}
	slices.SortStableFunc(out, func(x, y *Comparison) int { return int(x.Place.Pos - y.Place.Pos) })
	return out
}

// comparedBy returns what an instruction compares, and how; "" when it compares
// no texts or bytes.
func comparedBy(in ssa.Instruction) (x, y ssa.Value, by string) {
	switch in := in.(type) {
	case *ssa.BinOp:
		_, isArray := in.X.Type().Underlying().(*types.Array)
		if (in.Op == token.EQL || in.Op == token.NEQ) && (isString(in.X.Type()) || isArray) {
			return in.X, in.Y, in.Op.String()
		}
	case *ssa.Call:
		obj := calleeOf(&in.Call)
		if obj == nil || obj.Pkg() == nil || len(in.Call.Args) != 2 {
			return nil, nil, ""
		}
		if sym := catalog.FuncSymbol(obj.Origin()); comparers[sym] {
			return in.Call.Args[0], in.Call.Args[1], sym
		}
	}
	return nil, nil, ""
}

func isConstant(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Convert:
		return isConstant(v.X)
	case *ssa.ChangeType:
		return isConstant(v.X)
	case *ssa.MakeInterface:
		return isConstant(v.X)
	}
	return false
}

// comparisonPlace returns the place of the whole comparison. That of a case of a
// switch is the case.
func (a *analysisState) comparisonPlace(in ssa.Instruction) Place {
	if _, ok := in.(*ssa.BinOp); !ok {
		return a.place(in)
	}
	p := a.placeOf(instrPos(in), token.NoPos)
	a.inspect().Preorder([]ast.Node{(*ast.BinaryExpr)(nil)}, func(n ast.Node) {
		if e := n.(*ast.BinaryExpr); e.OpPos == in.Pos() {
			p = a.placeOf(e.Pos(), e.End())
		}
	})
	return p
}

// A madeMAC is how a MAC was made: by a call of this package that is given the
// key, or by a function of another one.
type madeMAC struct {
	a    *analysisState
	call ssa.CallInstruction
	fact *factUse
}

// sink returns the use of the key.
func (m *madeMAC) sink(g *graph) Sink {
	if m.fact != nil {
		return m.fact.sink()
	}
	for _, s := range g.sinks {
		if s.instr == m.call && s.sink.Role == "key" {
			k := s.sink
			k.Place = m.a.place(s.instr)
			return k
		}
	}
	return Sink{Role: "key"}
}

// A macSearch goes back from a value to what makes it. All ways have to lead to
// a MAC.
type macSearch struct {
	a    *analysisState
	seen map[ssa.Value]*madeMAC
}

// macOf returns how a value was made that is a MAC or has one in it, or that
// makes MACs: hmac.New(…). It is nil for another one, or where it may be another
// one.
func (a *analysisState) macOf(v ssa.Value) *madeMAC {
	return (&macSearch{a, make(map[ssa.Value]*madeMAC)}).of(v, 0)
}

func (s *macSearch) of(v ssa.Value, depth int) *madeMAC {
	const deepest = 4 // functions
	if v == nil || depth > deepest || len(s.seen) > maxTrail {
		return nil
	}
	m, ok := s.seen[v]
	if !ok {
		s.seen[v] = nil // of a loop nothing is sure
		m = s.made(v, depth)
		s.seen[v] = m
	}
	return m
}

func (s *macSearch) made(v ssa.Value, depth int) *madeMAC {
	switch v := v.(type) {
	case *ssa.Convert:
		return s.of(v.X, depth)
	case *ssa.ChangeType:
		return s.of(v.X, depth)
	case *ssa.MakeInterface:
		return s.of(v.X, depth)
	case *ssa.ChangeInterface:
		return s.of(v.X, depth)
	case *ssa.Slice:
		return s.of(v.X, depth)
	case *ssa.SliceToArrayPointer:
		return s.of(v.X, depth)
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return s.of(v.X, depth)
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return s.of(v.X, depth)
		}
	case *ssa.BinOp: // "sha256=" + hex
		if v.Op == token.ADD {
			if m := s.of(v.X, depth); m != nil {
				return m
			}
			return s.of(v.Y, depth)
		}
	case *ssa.Phi:
		return s.all(v.Edges, depth)
	case *ssa.FreeVar:
		return s.of(binding(v), depth)
	case *ssa.Alloc:
		return s.written(v, depth)
	case *ssa.MakeSlice:
		return s.written(v, depth)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return s.result(call, v.Index, depth)
		}
	case *ssa.Call:
		return s.result(v, 0, depth)
	}
	return nil
}

// all returns a MAC when all of the values are one.
func (s *macSearch) all(vs []ssa.Value, depth int) *madeMAC {
	var found *madeMAC
	for _, v := range vs {
		m := s.of(v, depth)
		if m == nil {
			return nil
		}
		if found == nil {
			found = m
		}
	}
	return found
}

// written returns the MAC that a variable is set to, or that a buffer is filled
// with: copy(buf[:], mac), hex.Encode(buf, mac). There has to be one place.
func (s *macSearch) written(buf ssa.Value, depth int) *madeMAC {
	var from []ssa.Value
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.Slice:
				visit(r)
			case *ssa.Store:
				if r.Addr == v {
					from = append(from, r.Val)
				} else {
					from = append(from, nil) // somebody else has it too
				}
			case *ssa.IndexAddr:
				from = append(from, nil)
			case *ssa.Call:
				if src := s.copied(&r.Call, v); src != nil {
					from = append(from, src)
				}
			}
		}
	}
	visit(buf)
	if len(from) != 1 {
		return nil
	}
	return s.of(from[0], depth)
}

// copied returns what a call writes into one of its arguments, nil when it does
// not.
func (s *macSearch) copied(call *ssa.CallCommon, to ssa.Value) ssa.Value {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		if b.Name() == "copy" && call.Args[0] == to {
			return call.Args[1]
		}
		return nil
	}
	obj := calleeOf(call)
	if obj == nil || obj.Pkg() == nil {
		return nil
	}
	entries, _ := s.a.entries(obj)
	for _, e := range entries {
		if e.Verb == catalog.Pass && e.To.Kind == catalog.Arg && argument(call, e.To.Index) == to && keepsMAC(e) {
			return argument(call, e.Port.Index)
		}
	}
	return nil
}

// argument returns the i-th argument of a call, the receiver not counted.
func argument(call *ssa.CallCommon, i int) ssa.Value {
	if !call.IsInvoke() && call.Signature().Recv() != nil {
		i++
	}
	if i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

// keepsMAC reports whether what a function passes on shows the MAC that is in
// what it is given. A hash of it does not, and of a part that is not sure.
func keepsMAC(e *catalog.Entry) bool {
	switch e.How {
	case "part", "derive", "keyed":
		return false
	}
	return e.Port.Kind == catalog.Arg
}

// result returns the MAC that the i-th result of a call is.
func (s *macSearch) result(call *ssa.Call, i, depth int) *madeMAC {
	common := &call.Call
	obj := calleeOf(common)
	if obj == nil || obj.Pkg() == nil {
		if b, ok := common.Value.(*ssa.Builtin); ok && b.Name() == "append" && len(common.Args) == 2 {
			if m := s.of(common.Args[1], depth); m != nil {
				return m
			}
			return s.of(common.Args[0], depth)
		}
		return nil
	}
	if common.IsInvoke() {
		if catalog.FuncSymbol(obj) == "(hash.Hash).Sum" {
			return s.of(common.Value, depth)
		}
		return nil
	}
	if body := s.a.body(common.StaticCallee()); body != nil {
		return s.returned(body, i, depth+1)
	}
	if sum := s.a.summaryFact(obj); sum != nil {
		for j := range sum.MACs {
			if sum.MACs[j].Param == i {
				return &madeMAC{a: s.a, fact: &sum.MACs[j].Use}
			}
		}
	}
	entries, _ := s.a.entries(obj)
	for _, e := range entries {
		switch {
		case e.Verb == catalog.Sink && e.Purpose == "keyed-mac" && i == 0 && e.Port.Kind == catalog.Arg && e.Port.Mode == catalog.Whole:
			// The API returns the MAC, or what makes it. A constant is no secret.
			makes := isHash(obj.Signature().Results()) || e.Use == "sign" && anyBytes(obj.Signature().Results())
			if key := argument(common, e.Port.Index); makes && key != nil && !isConstant(key) {
				return &madeMAC{a: s.a, call: call}
			}
		case e.Verb == catalog.Pass && e.To.Kind == catalog.Result && e.To.Index == i && keepsMAC(e):
			arg := argument(common, e.Port.Index)
			vs := []ssa.Value{arg}
			if e.Port.Mode == catalog.Each {
				vs, _ = elements(arg)
			}
			for _, v := range vs {
				if m := s.of(v, depth); m != nil {
					return m
				}
			}
		}
	}
	return nil
}

// returned returns the MAC that the i-th result of a function of the package
// always is, but where it is returned with an error.
func (s *macSearch) returned(fn *ssa.Function, i, depth int) *madeMAC {
	var vs []ssa.Value
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) {
			continue
		}
		failed := slices.ContainsFunc(ret.Results, func(r ssa.Value) bool {
			c, ok := r.(*ssa.Const)
			return isError(r.Type()) && !(ok && c.IsNil())
		})
		if failed && isConstant(ret.Results[i]) {
			continue
		}
		vs = append(vs, ret.Results[i])
	}
	return s.all(vs, depth)
}

// isHash reports whether the first of the results is a hash.Hash.
func isHash(results *types.Tuple) bool {
	return results.Len() > 0 && types.TypeString(results.At(0).Type(), nil) == "hash.Hash"
}

// resultMACs returns the results of a function that are MACs, for its fact.
func (a *analysisState) resultMACs(g *graph, fn *ssa.Function) []paramUse {
	var out []paramUse
	for i := range fn.Signature.Results().Len() {
		t := fn.Signature.Results().At(i).Type()
		if !isBytes(t) && types.TypeString(t, nil) != "hash.Hash" {
			continue
		}
		s := &macSearch{a, make(map[ssa.Value]*madeMAC)}
		if m := s.returned(fn, i, 0); m != nil {
			k := m.sink(g)
			out = append(out, paramUse{i, factUse{API: k.API, Purpose: k.Purpose}})
		}
	}
	return out
}
