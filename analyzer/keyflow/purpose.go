// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// contexts is what is kept of the code around general uses.
type contexts struct {
	loads    map[*types.Var][]ssa.Value // of fields, made when first needed
	inferred map[inferKey]string
}

// An inferKey is one general use at one call.
type inferKey struct {
	call    ssa.CallInstruction
	purpose string
}

// purpose returns the purpose of a use: that of the catalog; or, where the API
// serves any, what a directive says, or what the code around it shows. That of
// another package's function (crypto.Sign) is told by the code that calls it. The
// key is the value that is used, nil when it has none.
func (a *analysisState) purpose(s *sinkSite, key ssa.Value) string {
	p := s.sink.Purpose
	class := genericClasses[p]
	if class == "" {
		return p
	}
	if d := a.directiveAt("purpose", instrPos(s.instr)); d != nil {
		return d.Purpose
	}
	call, ok := s.instr.(ssa.CallInstruction)
	if !ok {
		return p
	}
	k := inferKey{call, p}
	if q, ok := a.contexts.inferred[k]; ok {
		return q
	}
	q := a.infer(class, call, key, s.foreign)
	if q == "" {
		q = p
	}
	if a.contexts.inferred == nil {
		a.contexts.inferred = make(map[inferKey]string)
	}
	a.contexts.inferred[k] = q
	return q
}
