// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/constant"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// columnGiven returns the name of the column that a query is given the output
// for: "users.totp_secret", only the column or the table where no more is known.
// The text of what is no SQL is returned as it is.
func (t *trail) columnGiven(v ssa.Value, common *ssa.CallCommon, call ssa.CallInstruction) string {
	text := constArg(common)
	if text == "" {
		text = textArg(common)
	}
	if name := t.maps[buffer(v)]; name != "" && text == "" { // Updates(map[string]any{"api_key": sealed})
		text = name
	}
	if sqlName.MatchString(text) && !strings.Contains(text, ".") { // Update("api_key", sealed)
		if table := t.tableAround(common, call); table != "" {
			return table + "." + unquoteSQL(text)
		}
		return text
	}
	if !looksLikeSQL.MatchString(text) {
		return text
	}
	table := ""
	if m := tableInSQL.FindStringSubmatch(text); m != nil {
		table = unquoteSQL(m[1])
	} else {
		table = t.tableAround(common, call)
	}
	column := ""
	if name := t.maps[buffer(v)]; name != "" { // pgx.NamedArgs{"address": sealed}
		column = columnNamed(text, name)
	}
	for _, i := range t.positions(common) {
		c := columnInSQL(text, i)
		if c == "" || column != "" && c != column {
			return table
		}
		column = c
	}
	switch {
	case column == "":
		return table
	case table == "" || strings.Contains(column, "."):
		return column
	}
	return table + "." + column
}

// positions returns which of the values of a query hold the output, from 0.
func (t *trail) positions(common *ssa.CallCommon) (out []int) {
	if len(common.Args) == 0 {
		return nil
	}
	s, ok := common.Args[len(common.Args)-1].(*ssa.Slice) // the variadic values
	if !ok {
		return nil
	}
	list, ok := s.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, r := range *list.Referrers() {
		at, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		c, ok := at.Index.(*ssa.Const)
		if !ok || c.Value == nil {
			continue
		}
		for _, st := range *at.Referrers() {
			if st, ok := st.(*ssa.Store); ok && t.seen[st.Val] {
				n, _ := constant.Int64Val(c.Value)
				out = append(out, int(n))
			}
		}
	}
	return out
}

var (
	looksLikeSQL = regexp.MustCompile(`(?is)^\s*(?:insert|replace|update|select|delete|with|merge)\s|[\w"` + "`" + `\]]\s*(?:=|<>|!=|\bin\b|\blike\b)\s*\(?\s*(?:\?|\$\d|[:@]\w)`)
	tableInSQL   = regexp.MustCompile(`(?i)\b(?:into|update|from)\s+(?:only\s+)?((?:[\w"` + "`" + `\[\]]+\.)?[\w"` + "`" + `\[\]]+)`)
	// beforeValue matches what stands before the value of a column.
	beforeValue  = regexp.MustCompile(`(?i)((?:[\w"` + "`" + `\[\]]+\.)?[\w"` + "`" + `\[\]]+)\s*(?:=|<>|!=|<=>|\blike\b|\bin\b)\s*\(?\s*(?:\w+\s*\(\s*)*$`)
	insertValues = regexp.MustCompile(`(?is)\binto\s+[^\s(]+\s*\(([^)]*)\)\s*values\s*\(`)
	placeholders = regexp.MustCompile(`'[^']*'|\$\d+|\?`)
	// namedPlaceholders matches those of sqlx, pgx and database/sql, and not a::text.
	namedPlaceholders = regexp.MustCompile(`(?:^|[^:\w])[:@](\w+)`)
)

// columnInSQL returns the column for which a query takes its i-th value, ""
// where that is not plain.
func columnInSQL(text string, i int) string {
	at := -1
	nth := 0
	for _, m := range placeholders.FindAllStringIndex(text, -1) {
		switch p := text[m[0]:m[1]]; {
		case p == "?":
			if nth == i {
				at = m[0]
			}
			nth++
		case p[0] == '$' && p == "$"+strconv.Itoa(i+1):
			at = m[0]
		}
		if at >= 0 {
			break
		}
	}
	return columnAt(text, at)
}

// columnNamed returns the column for which a query takes the value of a name: :address,
// @address.
func columnNamed(text, name string) string {
	for _, m := range namedPlaceholders.FindAllStringSubmatchIndex(text, -1) {
		if text[m[2]:m[3]] == name {
			return columnAt(text, m[2]-1)
		}
	}
	return ""
}

// columnAt returns the column for which a query takes the value that stands at a place.
func columnAt(text string, at int) string {
	if at < 0 {
		return ""
	}
	if m := insertValues.FindStringSubmatchIndex(text); m != nil && m[1] <= at {
		between := text[m[1]:at]
		if strings.Count(between, "(") >= strings.Count(between, ")") {
			depth, n := 0, 0
			for _, r := range between {
				switch {
				case r == '(':
					depth++
				case r == ')':
					depth--
				case r == ',' && depth == 0:
					n++
				}
			}
			if columns := strings.Split(text[m[2]:m[3]], ","); n < len(columns) {
				return unquoteSQL(columns[n])
			}
			return ""
		}
	}
	if m := beforeValue.FindStringSubmatch(text[:at]); m != nil {
		return unquoteSQL(m[1])
	}
	return ""
}

// unquoteSQL returns a name without what quotes it.
func unquoteSQL(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"`[] \t\r\n", r) {
			return -1
		}
		return r
	}, name)
}
