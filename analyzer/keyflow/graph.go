// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// The graph has a node for everything that can hold key material, and edges
// against the flow: from where a value arrives to where it came from.
//
// A pointer, slice, map or channel and what it points to or contains are one
// node. A struct field of the program's own types and a package variable are
// one node each, whatever the instance (field-based). A function value carries
// what the function returns.

type node int32

const noNode node = -1

// mark is a set of things that happened to a value on its way.
type mark uint8

const (
	partial mark = 1 << iota // something else was mixed in
	derived                  // the value was hashed or put through a KDF or MAC
	keyed                    // the value was the key of a MAC
	piece                    // a piece was cut out of the text
	joined                   // it was put together with something, be it a constant
)

type edgeKind uint8

const (
	flow    edgeKind = iota // within a function, or through a summary
	enter                   // argument to parameter
	leave                   // result (or written parameter) to call
	unwrap                  // what a function value returns, to the value
	capture                 // captured variable to the closure
	put                     // value to map, under a constant key
	get                     // map to value, by a constant key
	decode                  // a document to a field that is filled from it
	ask                     // map to value, by a key that the caller gives
)

// A mapKey stands for a constant key of a map, 0 for none.
type mapKey int32

type edge struct {
	from node
	kind edgeKind
	mark mark
	// plain is set when what flows is a string or bytes, or may be; sinks that
	// also take public keys follow no other edges.
	notBytes bool
	// mixed is set on edges that make a mixture: whether the mark partial
	// holds depends on what else flows to the same node.
	mixed bool
	// head and tail are set on mixed edges into a buffer, at its start and
	// behind it. Two heads replace one another, and do not mix.
	head, tail bool
	// key is the constant key of a map, of put and get.
	key mapKey
	// fills is set when a call writes what flows over what was there.
	fills bool
	// changes is set when what arrives is another text than what leaves.
	changes bool
	// doc is where in the document the value of a decode stands.
	doc docPath
}

// A nodeInfo is what is known of a node.
type nodeInfo struct {
	val    ssa.Value     // the SSA value, if any
	fn     *ssa.Function // the function of a parameter or result
	index  int           // of a parameter or result
	holder *types.Var    // the field or package variable
	kind   nodeKind
	// generic is set for a field whose type depends on the type arguments.
	generic bool
	mask    bool // a constant that replaces what is not to be shown
	filled  bool // a call writes over what was here
	// refused is what cannot be here, as code has looked.
	refused refusalSet
	orig    []*Origin // origins that enter here
	// named are origins whose name is a parameter of the function.
	named []namedSource
}

type nodeKind uint8

const (
	kValue nodeKind = iota
	kParam
	kResult
	kHolder
	kConst
	kSlot // what is kept under a name: known to all, like a holder
)

type namedSource struct {
	kind  catalog.OriginKind
	param int
	fn    *ssa.Function
	at    ssa.Instruction
	// before is what stands before the name: "/run/secrets/".
	before string
}

type resultKey struct {
	fn    *ssa.Function
	index int
}

type callKey struct {
	call  ssa.Value
	index int
}

type instKey struct {
	root  node
	field int
}

type constKey struct {
	at  ssa.Instruction
	val string
}

// A sinkSite is a place at which a catalogued (or summarized) use takes its key.
type sinkSite struct {
	at       node
	sink     Sink
	bytes    bool // only strings and bytes are keys here
	mark     mark // what happens between here and the sink, for summarized uses
	instr    ssa.Instruction
	foreign  bool      // the sink is in another package and known by its facts
	call     *callSite // of a catalogued use at a call
	password bool      // of a foreign hash: it is one of passwords
	// dedicated says that the API of a hash serves nothing but passwords.
	dedicated bool
	// presented says that a credential comes here, for a use that takes other
	// things too.
	presented bool
	// goes are the purposes for which others use what is read or parsed here.
	goes []string
	// beyond are the fields and package variables of other packages that the
	// join came through.
	beyond []passing
}

type edgeKey struct {
	to node
	e  edge
}

type graph struct {
	a     *analysisState
	info  []nodeInfo
	preds [][]edge
	seen  map[edgeKey]bool

	values  map[ssa.Value]node
	results map[resultKey]node
	tuples  map[callKey]node
	holders map[*types.Var]node
	inst    map[instKey]node
	consts  map[constKey]node

	mapKeys  map[string]mapKey
	keyNames []string // by mapKey-1
	copies   []structCopy
	// paramLookups and paramUpdates are those by a key that a parameter gives.
	paramLookups []paramLookup
	paramUpdates []paramUpdate
	paramCalls   []paramCall
	paramFills   []paramFill
	paramFiles   map[namedSource]*Origin // files whose names parameters give
	sites        []*callSite
	docs         [][]docName
	inDocs       map[docKey]*Origin
	documents    map[node][]*Origin // that structs are filled from

	refusals refusals

	sinks []*sinkSite
	// defaults are values that stand in for a source known by kind and name.
	defaults    []pendingDefault
	allDefaults []pendingDefault // each under its name
	sources     []*sourceSite
	helped      []*sourceSite // those at which a function of another package reads
}

type pendingDefault struct {
	kind catalog.OriginKind
	name string
	from node
	// named is a map whose keys are the names, noNode for a default of one:
	//	for k, v := range defaults { viper.SetDefault(k, v) }
	named node
}

// A paramLookup is m[k], where k is a parameter of the function.
type paramLookup struct {
	fn       *ssa.Function
	param    int
	to, from node
}

type paramUpdate struct {
	update *ssa.MapUpdate
	param  int
	from   node
}

// A structCopy is the assignment of one struct to another of the same type.
type structCopy struct{ to, from node }

// A sourceSite is a call or load at which a value comes into this package from
// outside the program.
type sourceSite struct {
	at     node
	origin *Origin
	instr  ssa.Instruction // nil for a field that a library fills
	filler []string        // import paths of the libraries that may fill the field
	filled bool            // a field of a struct that is filled as a whole
	pos    token.Pos
}

func (g *graph) newNode(i nodeInfo) node {
	g.info = append(g.info, i)
	g.preds = append(g.preds, nil)
	return node(len(g.info) - 1)
}

func (g *graph) add(to, from node, e edge) {
	if to == noNode || from == noNode || to == from {
		return
	}
	e.from = from
	k := edgeKey{to, e}
	if g.seen[k] {
		return
	}
	g.seen[k] = true
	g.preds[to] = append(g.preds[to], e)
}

func (g *graph) flow(to, from node) { g.add(to, from, edge{}) }

// value returns the node of an SSA value, noNode for one that cannot carry a key.
func (g *graph) value(v ssa.Value) node {
	if n, ok := g.values[v]; ok {
		return n
	}
	n := noNode
	switch v := v.(type) {
	case *ssa.Const:
		// Constants have no identity: see constant.
		panic("keyflow: constant has no node of its own")
	case *ssa.Global:
		if obj, ok := v.Object().(*types.Var); ok {
			n = g.holder(obj)
		}
	case *ssa.Parameter:
		if carries(v.Type()) {
			n = g.newNode(nodeInfo{val: v, fn: v.Parent(), index: paramIndex(v), kind: kParam})
		}
	case *ssa.Builtin:
	case *ssa.Function:
		n = g.newNode(nodeInfo{val: v, kind: kValue})
		g.values[v] = n
		g.function(v)
		return n
	default:
		if carries(v.Type()) {
			n = g.newNode(nodeInfo{val: v, kind: kValue})
		}
	}
	g.values[v] = n
	return n
}

// operand returns the node of a value used at an instruction; a constant gets
// the node of that constant there, as equal ones need not be the same.
func (g *graph) operand(v ssa.Value, at ssa.Instruction) node {
	c, ok := v.(*ssa.Const)
	if !ok {
		return g.value(v)
	}
	return g.constant(c, at)
}

func (g *graph) constant(c *ssa.Const, at ssa.Instruction) node {
	if c.Value == nil || c.Value.Kind() != constant.String {
		return noNode
	}
	s := constant.StringVal(c.Value)
	if s == "" {
		return noNode
	}
	k := constKey{at, s}
	if n, ok := g.consts[k]; ok {
		return n
	}
	n := g.newNode(nodeInfo{kind: kConst, mask: isRedaction(s)})
	g.consts[k] = n
	if !g.a.isLabel(s) && !isMask(s) {
		g.info[n].orig = []*Origin{g.a.literal(s, at)}
	}
	return n
}

func (g *graph) holder(v *types.Var) node {
	v = v.Origin()
	if n, ok := g.holders[v]; ok {
		return n
	}
	n := g.newNode(nodeInfo{holder: v, kind: kHolder, generic: dependsOnTypeArgs(v.Type(), 0)})
	g.holders[v] = n
	g.a.importHolder(g, n, v)
	g.sourceHeld(n, v)
	return n
}

// dependsOnTypeArgs reports whether a type has a type parameter in it.
func dependsOnTypeArgs(t types.Type, depth int) bool {
	const deepest = 4
	if depth > deepest {
		return false
	}
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return true
	case *types.Pointer:
		return dependsOnTypeArgs(t.Elem(), depth+1)
	case *types.Slice:
		return dependsOnTypeArgs(t.Elem(), depth+1)
	case *types.Array:
		return dependsOnTypeArgs(t.Elem(), depth+1)
	case *types.Chan:
		return dependsOnTypeArgs(t.Elem(), depth+1)
	case *types.Map:
		return dependsOnTypeArgs(t.Elem(), depth+1)
	case *types.Signature:
		return dependsOnTypeArgs(t.Results(), depth+1)
	case *types.Tuple:
		for v := range t.Variables() {
			if dependsOnTypeArgs(v.Type(), depth+1) {
				return true
			}
		}
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			if dependsOnTypeArgs(arg, depth+1) {
				return true
			}
		}
	}
	return false
}

func (g *graph) result(fn *ssa.Function, i int) node {
	k := resultKey{fn, i}
	if n, ok := g.results[k]; ok {
		return n
	}
	n := noNode
	if res := fn.Signature.Results(); i < res.Len() && carries(res.At(i).Type()) {
		n = g.newNode(nodeInfo{fn: fn, index: i, kind: kResult})
	}
	g.results[k] = n
	return n
}

// callResult returns the node of the i-th result at a call.
func (g *graph) callResult(call ssa.Value, i int) node {
	tup, ok := call.Type().(*types.Tuple)
	if !ok {
		if i != 0 {
			return noNode
		}
		return g.value(call)
	}
	if i >= tup.Len() || !carries(tup.At(i).Type()) {
		return noNode
	}
	k := callKey{call, i}
	if n, ok := g.tuples[k]; ok {
		return n
	}
	n := g.newNode(nodeInfo{val: call, kind: kValue, index: i})
	g.tuples[k] = n
	return n
}

func paramIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return -1
}

// carries reports whether a value of type t can carry key material.
func carries(t types.Type) bool { return carriesDepth(t, 0) }

func carriesDepth(t types.Type, depth int) bool {
	if depth > 4 {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		// A single byte is no key: it may be picked out of an alphabet.
		return u.Info()&types.IsString != 0 || u.Kind() == types.UnsafePointer || u.Kind() == types.Byte && depth > 0
	case *types.Slice:
		return carriesDepth(u.Elem(), depth+1)
	case *types.Array:
		return carriesDepth(u.Elem(), depth+1)
	case *types.Pointer:
		return carriesDepth(u.Elem(), depth+1)
	case *types.Map:
		return carriesDepth(u.Elem(), depth+1)
	case *types.Chan:
		return carriesDepth(u.Elem(), depth+1)
	case *types.Struct, *types.Interface, *types.Signature, *types.Tuple:
		if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() == nil && named.Obj().Name() == "error" {
			return false
		}
		return true
	}
	return false
}

// isBytes reports whether t holds plain bytes: a string, []byte, [N]byte, or a
// pointer to one.
func isBytes(t types.Type) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && strings.HasSuffix(named.Obj().Name(), "PublicKey") {
		return false // ed25519.PublicKey
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0
	case *types.Slice:
		return isByte(u.Elem())
	case *types.Array:
		return isByte(u.Elem())
	}
	return false
}

func isByte(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}
