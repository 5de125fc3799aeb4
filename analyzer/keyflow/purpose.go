// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

// purpose returns the purpose of a use: that of the catalog, or what a
// directive says of a generic one.
func (a *analysisState) purpose(s *sinkSite) string {
	p := s.sink.Purpose
	if p != "keyed-mac" && p != "cipher" && p != "derived-key" && p != "client-key" || s.foreign {
		return p
	}
	if d := a.directiveAt("purpose", instrPos(s.instr)); d != nil {
		return d.Purpose
	}
	return p
}
