// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// mixesEntropy reports whether a MAC is made of fresh randomness that nobody
// keeps, so that nobody can compute it again: the key is no more than one source
// of a random value.
//
//	rand.Read(seed[:])
//	h := hmac.New(sha256.New, secret)
//	h.Write(seed[:])
//	code := h.Sum(nil)
func (c *context) mixesEntropy() bool {
	h, ok := c.call.(*ssa.Call)
	if !ok || h.Referrers() == nil {
		return false
	}
	fresh := false
	for _, r := range *h.Referrers() {
		call, ok := r.(*ssa.Call)
		if !ok || !call.Call.IsInvoke() || call.Call.Value != h {
			continue
		}
		switch call.Call.Method.Name() {
		case "Reset":
			return false
		case "Write":
			fresh = fresh || c.discarded(call.Call.Args[0], call)
		}
	}
	return fresh
}

// discarded reports whether a value is random bytes that nothing but a call gets.
func (c *context) discarded(v ssa.Value, by *ssa.Call) bool {
	for {
		conv, ok := v.(*ssa.Convert)
		if !ok || len(*conv.Referrers()) > 1 {
			break
		}
		v = conv.X
	}
	if call, ok := v.(*ssa.Call); ok && c.random(call, nil) { // rand.Text()
		return len(*call.Referrers()) == 1
	}
	filled := false
	var only func(v ssa.Value) bool
	only = func(v ssa.Value) bool {
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef:
			case *ssa.Slice:
				if !only(r) {
					return false
				}
			case *ssa.Call:
				switch {
				case r == by:
				case c.random(r, v):
					filled = true
				default:
					return false
				}
			default:
				return false
			}
		}
		return true
	}
	switch b := buffer(v).(type) {
	case *ssa.Alloc, *ssa.MakeSlice:
		return only(b) && filled
	}
	return false
}

// random reports whether a call fills a buffer with fresh randomness or, where
// that is nil, returns some.
func (c *context) random(call *ssa.Call, buf ssa.Value) bool {
	obj := calleeOf(&call.Call)
	if obj == nil || obj.Pkg() == nil {
		return false
	}
	entries, _ := c.a.entries(obj)
	if slices.ContainsFunc(entries, func(e *catalog.Entry) bool { return e.Verb == catalog.Random }) {
		return buf == nil || slices.Contains(call.Call.Args, buf)
	}
	if catalog.FuncSymbol(obj) != "io.ReadFull" || buf == nil || call.Call.Args[1] != buf {
		return false
	}
	u, ok := call.Call.Args[0].(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		return false
	}
	gl, ok := u.X.(*ssa.Global)
	return ok && gl.Pkg != nil && gl.Pkg.Pkg.Path() == "crypto/rand" && gl.Name() == "Reader"
}
