// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// An Artefact is a place at which the output of a use was seen.
type Artefact struct {
	Place string // cookie, header, request-header, query, route, form, mail, column, file, oauth-redirect
	Name  string // of the header, cookie, parameter or column
}

// artefactOf returns the artefact of a place: of a statement the table.
func artefactOf(p placed) Artefact {
	if p.hint {
		return Artefact{Place: p.place}
	}
	if p.place != "column" || !strings.Contains(p.label, " ") {
		return Artefact{p.place, p.label}
	}
	words := strings.Fields(p.label)
	for i, w := range words[:len(words)-1] {
		switch strings.ToLower(w) {
		case "into", "update", "from":
			if name, _, _ := strings.Cut(strings.Trim(words[i+1], "`\"';"), "("); name != "" {
				return Artefact{p.place, name}
			}
		}
	}
	return Artefact{p.place, ""}
}

// nameCookie adds the name of the cookie that a library sets, where an option that
// is given to it together with the key says so:
//
//	csrf.Protect(key, csrf.CookieName("_csrf"))
func (s *Site) nameCookie(at ssa.Instruction) {
	if p := catalog.LookupPurpose(s.Sink.Purpose); p == nil || p.Artefact != "cookie" {
		return
	}
	for _, a := range s.Artefacts {
		if a.Name != "" {
			return
		}
	}
	call, ok := at.(ssa.CallInstruction)
	if !ok {
		return
	}
	for _, arg := range call.Common().Args {
		options, _ := elements(arg)
		for _, o := range options {
			if name := cookieOption(o); name != "" {
				s.Artefacts = append(s.Artefacts, Artefact{"cookie", name})
				return
			}
		}
	}
}

// cookie returns the name of the one cookie in which the output was seen, "" where there
// is none or are several.
func (s *Site) cookie() (name string) {
	for _, a := range s.Artefacts {
		if a.Place == "cookie" && a.Name != "" {
			if name != "" && name != a.Name {
				return ""
			}
			name = a.Name
		}
	}
	return name
}

// cookieOption returns the name of the cookie that an option says: CookieName("_csrf"),
// WithCookieName("session"); "" for none.
func cookieOption(v ssa.Value) string {
	call, ok := v.(*ssa.Call)
	if !ok {
		return ""
	}
	obj := calleeOf(&call.Call)
	if obj == nil || !strings.HasSuffix(obj.Name(), "CookieName") || len(call.Call.Args) == 0 {
		return ""
	}
	name, _ := constName(call.Call.Args[len(call.Call.Args)-1])
	return name
}
