// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Texts of the code around a use tell of its purpose as its names do: the label that a
// MAC is made of beside the data, and the address that it is put into.
//
//	s.mac("password-reset", email)
//	mac.Write([]byte("unsubscribe:" + user))
//	base + "/download?file=" + id + "&sig=" + sum

// unknownText stands for what is not written out.
const unknownText = "\x00"

// writtenOut returns a text as far as it is written out in the code.
func writtenOut(v ssa.Value, depth int) string {
	const deepest = 20 // terms
	if depth > deepest {
		return unknownText
	}
	switch v := v.(type) {
	case *ssa.Const:
		if s, _ := constName(v); s != "" {
			return s
		}
		return unknownText
	case *ssa.Convert:
		return writtenOut(v.X, depth+1)
	case *ssa.ChangeType:
		return writtenOut(v.X, depth+1)
	case *ssa.MakeInterface:
		return writtenOut(v.X, depth+1)
	case *ssa.BinOp:
		return writtenOut(v.X, depth+1) + writtenOut(v.Y, depth+1)
	case *ssa.Call:
		if obj := calleeOf(&v.Call); obj != nil && catalog.FuncSymbol(obj) == "fmt.Sprintf" {
			format, _ := constName(v.Call.Args[0])
			return formatted(format)
		}
	}
	return unknownText
}

var verb = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z]`)

// formatted returns a format with what is put into it unknown.
func formatted(format string) string { return verb.ReplaceAllString(format, unknownText) }

// addName adds a name by its words.
func addName(to *[][]string, name string) {
	if ws := nameWords(name); len(ws) > 0 && !slices.ContainsFunc(*to, func(w []string) bool { return slices.Equal(w, ws) }) {
		*to = append(*to, ws)
	}
}

// says notes the labels in what a MAC is made of.
func (c *context) says(vs ...ssa.Value) {
	if c.class != catalog.ClassMAC {
		return
	}
	for _, v := range vs {
		if es, ok := elements(v); ok {
			c.says(es...)
			continue
		}
		c.label(writtenOut(v, 0))
	}
}

// label notes the labels in a text.
func (c *context) label(text string) {
	for part := range strings.SplitSeq(text, unknownText) {
		if part = strings.Trim(part, ":|./-_= \n"); isLabel.MatchString(part) {
			addName(&c.labels, part)
		}
	}
}

// isLabel matches what a program calls one of its purposes by.
var isLabel = regexp.MustCompile(`^[A-Za-z][\w./:-]{1,40}$`)

// address notes the path of the address into which the output is put after a text, and the
// name of the parameter that it is the value of, or the end of.
func (t *trail) address(before string) {
	if m := inQuery.FindStringSubmatch(before); m != nil {
		t.c.placed("query", m[1])
	}
	path, _, _ := strings.Cut(host.ReplaceAllString(before, ""), "?")
	if !strings.Contains(path, "/") {
		return
	}
	for segment := range strings.SplitSeq(path, "/") {
		if isLabel.MatchString(segment) {
			addName(&t.c.paths, segment)
		}
	}
}

var (
	inQuery = regexp.MustCompile(`[?&]([\w.-]+)=[^?&]*$`)
	host    = regexp.MustCompile(`^\w+://[^/?]*`)
)

// printed notes where in a format the output stands: fmt.Sprintf("%s/reset?token=%s", base, sum).
func (t *trail) printed(call *ssa.CallCommon) {
	format, _ := constName(call.Args[0])
	es, _ := elements(call.Args[1])
	at := verb.FindAllStringIndex(format, -1)
	for i, e := range es {
		if t.seen[e] && i < len(at) && len(at) == len(es) {
			t.address(formatted(format[:at[i][0]]))
		}
	}
}
