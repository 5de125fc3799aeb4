// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Settings often give a secret by its value, or say in which variable or file it is,
// and one function reads it for all of them:
//
//	type Source struct { Value []byte; FromEnv, FromFile string }
//	func Read(s *Source) ([]byte, error) { … return os.ReadFile(s.FromFile) }
//	type TLS struct { Key, Cert *Source }
//
// There the record stands for the secret: each field of that type is a secret of its
// own, and what the function reads comes by the record that it is given.

// A part is what a field says of a secret.
type part uint8

const (
	noPart part = iota
	valuePart
	envPart
	filePart
)

// partOf returns what a field of a record says of a secret, noPart where owner is
// something else.
func partOf(f *types.Var, owner *types.TypeName) part {
	if owner == nil || !saysWhere(owner.Type()) {
		return noPart
	}
	return partNamed(f)
}

func partNamed(f *types.Var) part {
	if !isBytes(f.Type()) {
		return noPart
	}
	switch ws := Words(f.Name()); {
	case slices.Contains(ws, "env") || slices.Contains(ws, "environment"):
		return envPart
	case slices.Contains(ws, "file") || slices.Contains(ws, "filename") || slices.Contains(ws, "path"):
		return filePart
	case len(ws) == 1:
		switch ws[0] {
		case "value", "val", "literal", "inline", "plain", "plaintext", "raw", "text", "secret":
			return valuePart
		}
	}
	return noPart
}

// saysWhere reports whether a type is a record of a value, or of the name of the
// variable or file that has it, and of nothing else.
func saysWhere(t types.Type) bool {
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok || st.NumFields() < 2 || st.NumFields() > 6 {
		return false
	}
	var has [4]int
	for f := range st.Fields() {
		p := partNamed(f)
		if p == noPart && isBytes(f.Type()) {
			return false
		}
		has[p]++
	}
	// {Value, Path string} may be a cookie, {Value, File string} a line, and the settings
	// of a cookie have a secret and its file among others.
	named, ok := types.Unalias(withoutPointers(t)).(*types.Named)
	return has[valuePart] == 1 && has[envPart]+has[filePart] > 0 && has[envPart] <= 1 && has[filePart] <= 1 &&
		(has[envPart] == 1 || has[noPart] == 0 && ok && keyishName(named.Obj().Name()))
}

// recorded adds what a field that is set in a record says: its value, or the file at
// that path.
func (g *graph) recorded(addr *ssa.FieldAddr, from node, at ssa.Instruction) {
	if !hasOwnFields(addr.X) {
		return
	}
	f, owner := structField(addr.X.Type(), addr.Field)
	if f == nil {
		return
	}
	record := g.value(addr.X)
	switch partOf(f, owner) {
	case valuePart:
		g.flow(record, from)
	case filePart:
		n := g.newNode(nodeInfo{orig: []*Origin{{Kind: catalog.OriginFile, Size: -1, Recorded: true, at: at, called: &fileName{g, from}}}})
		g.flow(record, n)
	}
}

// recordOf returns the node of the record out of which the name of what is read is
// taken, which the function is given, noNode for another name.
func (g *graph) recordOf(name ssa.Value) node {
	u, ok := name.(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		if x, ok := name.(*ssa.Field); ok {
			if f, owner := structField(x.X.Type(), x.Field); f != nil && partOf(f, owner) != noPart {
				return g.value(x.X)
			}
		}
		return noNode
	}
	addr, ok := u.X.(*ssa.FieldAddr)
	if !ok || hasOwnFields(addr.X) {
		return noNode
	}
	if f, owner := structField(addr.X.Type(), addr.Field); f == nil || partOf(f, owner) == noPart {
		return noNode
	}
	return g.value(addr.X)
}

// recordAsked returns the record out of which the name of what a source reads is
// taken.
func (c *callSite) recordAsked(e *catalog.Entry) node {
	if e.Origin.Kind != catalog.OriginEnv && e.Origin.Kind != catalog.OriginFile {
		return noNode
	}
	if v := c.value_(e.Origin.Name); v != nil {
		return c.g.recordOf(v)
	}
	return noNode
}

// sourceHeld notes that a field which is a record is a setting.
func (g *graph) sourceHeld(n node, v *types.Var) {
	if !v.IsField() || v.Pkg() == nil || !isRecord(v.Type()) {
		return
	}
	o := &Origin{Kind: catalog.OriginConfig, Size: -1, Recorded: true, located: true, noKey: !keyishName(v.Name())}
	g.declared(n, v, o)
}

// isRecord reports whether a type is a named record, or a pointer to one.
func isRecord(t types.Type) bool {
	_, ok := types.Unalias(withoutPointers(t)).(*types.Named)
	return ok && saysWhere(t)
}

// holds is what a field is called that is a record: "secret" for SecretSource.
func holds(v *types.Var) string {
	name := v.Name()
	if !isRecord(v.Type()) {
		return name
	}
	ws := Words(name)
	if n := len(ws); n > 1 {
		switch ws[n-1] {
		case "source", "src", "ref", "reference", "from":
			return name[:len(name)-len(ws[n-1])]
		}
	}
	return name
}
