// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A key that is kept in a database is known by the column that it is read from: the
// one of a query, or of a struct that a library fills from rows.
//
//	db.QueryRow("SELECT secret FROM hooks WHERE id = ?", id).Scan(&secret)
//	type Hook struct { Secret string `gorm:"column:secret"` }
//
// Where the table is not known the column says nothing: there is one called secret
// in several.

// readRow notes the columns that a call reads into what it is given the addresses of.
func (c *callSite) readRow() {
	if c.obj == nil || c.obj.Pkg() == nil {
		return
	}
	switch c.obj.Pkg().Path() {
	case "gorm.io/gorm", "github.com/jinzhu/gorm":
		c.readModels()
	}
	if !readsRows(c.obj) {
		return
	}
	query, own := "", -1
	args := c.args
	if c.obj.Signature().Variadic() && len(args) > 0 {
		if es, ok := elements(args[len(args)-1]); ok {
			args = append(slices.Clone(args[:len(args)-1]), es...)
		}
	}
	for i, arg := range args {
		if text, _ := constName(arg); selects.MatchString(text) {
			query, own = text, i
			break
		}
	}
	if query == "" && c.recv != nil {
		query = queryOf(c.recv, 0)
	}
	cols := columnsOf(query)
	if len(cols) == 0 {
		return
	}
	at := 0 // of the columns
	for i, arg := range args {
		if mi, ok := arg.(*ssa.MakeInterface); ok {
			arg = mi.X
		}
		p, ok := arg.Type().Underlying().(*types.Pointer)
		if own >= 0 && i > own { // what the query is given
			continue
		}
		if !ok {
			if own < 0 && !isContext(arg.Type()) {
				at++ // what takes a column in its own way: Scan(&id, decode(&scopes), &key)
			}
			continue
		}
		if st := rowStruct(p.Elem()); st != nil && !isNullable(p.Elem()) {
			if i == 0 && own > 0 && !hasColumns(st) { // the connection, a context
				continue
			}
			c.g.columnsInto(st, cols)
			continue
		}
		if at >= len(cols) {
			return
		}
		if carries(p.Elem()) && cols[at] != "" {
			c.g.fromColumn(c.g.roots(arg, 0), cols[at], c.instr)
		}
		at++
	}
}

// readModels notes the columns of the structs that a call of gorm is given.
//
//	db.First(&tenant, id)
func (c *callSite) readModels() {
	for _, arg := range c.args {
		mi, ok := arg.(*ssa.MakeInterface)
		if !ok {
			continue
		}
		t := withoutPointers(mi.X.Type())
		for {
			s, ok := t.Underlying().(*types.Slice)
			if !ok {
				break
			}
			t = withoutPointers(s.Elem())
		}
		named, ok := types.Unalias(t).(*types.Named)
		if !ok || named.Obj().Pkg() == nil || catalog.Described(named.Obj().Pkg().Path()) {
			continue
		}
		if st, ok := named.Underlying().(*types.Struct); ok && modelLibrary(st, named) == "" {
			c.g.model(named, st, "gorm")
		}
	}
}

// readsRows reports whether a function or method is there to read rows, by its name.
func readsRows(fn *types.Func) bool {
	switch fn.Name() {
	case "Scan", "StructScan", "ScanStruct", "ScanOne", "ScanAll", "ScanVal", "Get", "GetContext", "Select", "SelectContext", "SelectOne", "QueryRowScan", "One", "All", "Find":
		return true
	}
	return false
}

func isContext(t types.Type) bool { return types.TypeString(t, nil) == "context.Context" }

func (g *graph) fromColumn(to []node, column string, at ssa.Instruction) {
	for _, n := range to {
		if n != noNode && !slices.ContainsFunc(g.info[n].orig, func(o *Origin) bool { return o.Kind == catalog.OriginColumn && o.Name == column }) {
			g.info[n].orig = append(g.info[n].orig, &Origin{Kind: catalog.OriginColumn, Name: column, Size: -1, at: at})
		}
	}
}

// columnsInto notes the columns of a query for the fields of a struct that is filled
// by their names.
func (g *graph) columnsInto(st *types.Struct, cols []string) {
	for i := range st.NumFields() {
		f := st.Field(i)
		if f.Pkg() == nil || !carries(f.Type()) {
			continue
		}
		if f.Embedded() {
			if in := rowStruct(f.Type()); in != nil {
				g.columnsInto(in, cols)
			}
			continue
		}
		name, _, _ := strings.Cut(reflect.StructTag(st.Tag(i)).Get("db"), ",")
		if name == "" {
			name = snakeCase(f.Name())
		}
		for _, col := range cols {
			table, column, ok := strings.Cut(col, ".")
			switch {
			case !ok:
				continue
			case column == "*":
				col = table + "." + name
			case !strings.EqualFold(column, name) && !strings.EqualFold(strings.ReplaceAll(column, "_", ""), strings.ReplaceAll(name, "_", "")):
				continue
			}
			g.columnOf(f, col)
			break
		}
	}
}

// columnOf notes the column that a field is read from.
func (g *graph) columnOf(f *types.Var, column string) {
	n := g.holder(f)
	if slices.ContainsFunc(g.info[n].orig, func(o *Origin) bool { return o.Kind == catalog.OriginColumn && o.Name == column }) {
		return
	}
	o := &Origin{Kind: catalog.OriginColumn, Name: column, Size: -1, located: true}
	g.declared(n, f, o)
}

// rowStruct returns the struct that rows are read into: t, or what it is a list of.
func rowStruct(t types.Type) *types.Struct {
	for range 4 {
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Struct:
			return u
		default:
			return nil
		}
	}
	return nil
}

// isNullable reports whether a struct stands for one value: sql.NullString.
func isNullable(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && (catalog.Described(named.Obj().Pkg().Path()) || types.NewMethodSet(types.NewPointer(named)).Lookup(nil, "Scan") != nil)
}

func hasColumns(st *types.Struct) bool {
	for i := range st.NumFields() {
		if _, ok := reflect.StructTag(st.Tag(i)).Lookup("db"); ok {
			return true
		}
	}
	return false
}

// queryOf returns the query in the calls by which a row, or a statement, is made.
func queryOf(v ssa.Value, depth int) string {
	const deepest = 10
	if depth > deepest {
		return ""
	}
	switch v := v.(type) {
	case *ssa.Extract:
		return queryOf(v.Tuple, depth+1)
	case *ssa.MakeInterface:
		return queryOf(v.X, depth+1)
	case *ssa.Phi:
		found := ""
		for _, e := range v.Edges {
			if q := queryOf(e, depth+2); q != "" {
				if found != "" && q != found {
					return "" // one of two
				}
				found = q
			}
		}
		return found
	case *ssa.UnOp:
		if al, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
			found := ""
			for _, r := range *al.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == al {
					if q := queryOf(st.Val, depth+2); q != "" {
						if found != "" && q != found {
							return ""
						}
						found = q
					}
				}
			}
			return found
		}
	case *ssa.Call:
		for _, arg := range v.Call.Args {
			if text := constText(arg); selects.MatchString(text) {
				return text
			}
		}
		if v.Call.IsInvoke() {
			return queryOf(v.Call.Value, depth+1)
		}
		if len(v.Call.Args) > 0 && v.Call.Signature().Recv() != nil {
			return queryOf(v.Call.Args[0], depth+1)
		}
	}
	return ""
}

// constText is constName for a text that may be put together of constants and others.
func constText(v ssa.Value) string {
	if text, _ := constName(v); text != "" {
		return text
	}
	if b, ok := v.(*ssa.BinOp); ok && b.Op == token.ADD && isString(b.Type()) {
		return constText(b.X) + constText(b.Y)
	}
	return ""
}

var (
	selects    = regexp.MustCompile(`(?is)^\s*(?:--[^\n]*\n\s*)*(?:select|with|(?:insert|update|delete)\b.*\breturning)\s`)
	sqlComment = regexp.MustCompile(`(?m)--[^\n]*$|/\*(?s:.*?)\*/`)
	sqlTables  = regexp.MustCompile(`(?is)\b(?:from|join|into|update)\s+(?:only\s+)?((?:[\w"` + "`" + `\[\]]+\.)?[\w"` + "`" + `\[\]]+)(?:\s+(?:as\s+)?([\w"` + "`" + `]+))?`)
	sqlName    = regexp.MustCompile(`^(?:[\w"` + "`" + `\[\]]+\.)?[\w"` + "`" + `\[\]]+$`)
	sqlAlias   = regexp.MustCompile(`(?is)\s+as\s+[\w"` + "`" + `]+$`)
	sqlWrapped = regexp.MustCompile(`(?is)^(?:coalesce|ifnull|nullif|trim|convert_from|encode|decode|hex|unhex|lower|upper)\s*\(\s*([\w".` + "`" + `]+)\s*[,)]`)
)

// columnsOf returns what a query selects, in order: "hooks.secret", "hooks.*", "" for
// what is no column or of a table that is not known.
func columnsOf(query string) []string {
	query = strings.TrimSpace(sqlComment.ReplaceAllString(query, ""))
	lower := strings.ToLower(query)
	var list, rest string
	switch {
	case strings.HasPrefix(lower, "select"):
		end := outsideParens(lower, "from")
		if end < 0 {
			return nil
		}
		list, rest = query[len("select"):end], query[end:]
	case strings.Contains(lower, "returning"):
		i := strings.LastIndex(lower, "returning")
		list, rest = query[i+len("returning"):], query[:i]
	default:
		return nil // with …: of another query
	}
	if l := strings.ToLower(strings.TrimSpace(list)); strings.HasPrefix(l, "distinct ") {
		list = strings.TrimSpace(list)[len("distinct "):]
	}
	tables := make(map[string]string) // by what they are called in the query
	only := ""
	for _, m := range sqlTables.FindAllStringSubmatch(rest, -1) {
		name := unquoteSQL(m[1])
		name = name[strings.LastIndexByte(name, '.')+1:]
		if name == "" || strings.EqualFold(name, "select") {
			continue
		}
		if len(tables) == 0 {
			only = name
		} else if only != name {
			only = ""
		}
		tables[strings.ToLower(name)] = name
		if alias := strings.ToLower(unquoteSQL(m[2])); alias != "" && !sqlWords[alias] {
			tables[alias] = name
		}
	}
	var out []string
	for _, part := range splitOutside(list) {
		part = strings.TrimSpace(sqlAlias.ReplaceAllString(strings.TrimSpace(part), ""))
		if m := sqlWrapped.FindStringSubmatch(part); m != nil {
			part = m[1]
		}
		if f := strings.Fields(part); len(f) == 2 && sqlName.MatchString(f[0]) && sqlName.MatchString(f[1]) {
			part = f[0] // secret s
		}
		table, column := only, part
		if i := strings.LastIndexByte(part, '.'); i >= 0 {
			table, column = tables[strings.ToLower(unquoteSQL(part[:i]))], part[i+1:]
		}
		if column = unquoteSQL(column); table == "" || column != "*" && !sqlName.MatchString(column) {
			out = append(out, "")
			continue
		}
		out = append(out, table+"."+column)
	}
	return out
}

// sqlWords are words that may follow the name of a table, and are no name for it.
var sqlWords = map[string]bool{"where": true, "join": true, "left": true, "right": true, "inner": true, "outer": true, "cross": true, "full": true, "on": true, "order": true, "group": true,
	"limit": true, "offset": true, "for": true, "set": true, "values": true, "using": true, "having": true, "union": true, "returning": true, "as": true}

// outsideParens returns where a word stands in a query outside of all parentheses.
func outsideParens(lower, word string) int {
	depth := 0
	for i := range len(lower) {
		switch lower[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 && i > 0 && strings.HasPrefix(lower[i:], word) && !isWordByte(lower[i-1]) && (i+len(word) == len(lower) || !isWordByte(lower[i+len(word)])) {
			return i
		}
	}
	return -1
}

func isWordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// splitOutside splits a list at the commas outside of parentheses.
func splitOutside(list string) (out []string) {
	depth, start := 0, 0
	for i := range len(list) {
		switch list[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, list[start:i])
				start = i + 1
			}
		}
	}
	return append(out, list[start:])
}

// models notes the columns of the structs of this package that libraries read rows
// into, as their tags, or the calls of such a library, say.
func (g *graph) models() {
	scope := g.a.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || g.a.skipFile(tn.Pos()) {
			continue
		}
		named, ok := tn.Type().(*types.Named)
		if !ok {
			continue
		}
		if st, ok := named.Underlying().(*types.Struct); ok {
			if lib := modelLibrary(st, named); lib != "" {
				g.model(named, st, lib)
			}
		}
	}
}

// modelTags are the tags of libraries that know the columns of a struct, and whether
// a table is called by the plural of it.
var modelTags = []struct {
	tag    string
	plural bool
}{{"gorm", true}, {"xorm", false}, {"bun", true}, {"pg", true}, {"orm", false}, {"db", true}}

// modelLibrary returns the tag by which a library knows the columns of a struct, "ent"
// for what that generates, "" for a struct that none fills.
func modelLibrary(st *types.Struct, named *types.Named) string {
	has := func(method string) bool {
		return types.NewMethodSet(types.NewPointer(named)).Lookup(named.Obj().Pkg(), method) != nil
	}
	for _, m := range modelTags {
		for i := range st.NumFields() {
			f := st.Field(i)
			if t, ok := types.Unalias(withoutPointers(f.Type())).(*types.Named); ok && f.Embedded() && t.Obj().Name() == "Model" && m.tag == "gorm" {
				return m.tag
			}
			if _, ok := reflect.StructTag(st.Tag(i)).Lookup(m.tag); ok && (m.tag != "db" || has("TableName")) {
				return m.tag
			}
		}
	}
	if has("assignValues") && has("Unwrap") {
		return "ent"
	}
	return ""
}

// model notes the columns of the fields of a struct.
func (g *graph) model(named *types.Named, st *types.Struct, lib string) {
	table := g.a.tableOf(named, st, lib)
	if table == "" {
		return
	}
	for i := range st.NumFields() {
		f := st.Field(i)
		if f.Embedded() || !f.Exported() || !isBytes(f.Type()) && !isNullable(withoutPointers(f.Type())) && !isNamedText(f.Type()) {
			continue
		}
		if column := columnIn(named, st, i, lib); column != "" {
			g.columnOf(f, table+"."+column)
		}
	}
}

// columnIn returns the column of the i-th field of a model of a library, "" where it has
// none.
func columnIn(named *types.Named, st *types.Struct, i int, lib string) string {
	f, tag := st.Field(i), reflect.StructTag(st.Tag(i))
	column := snakeCase(f.Name())
	switch lib {
	case "ent": // user.FieldSecret
		return constantOf(entPackage(named), "Field"+f.Name())
	case "gorm":
		if tag.Get(lib) == "-" {
			return ""
		}
		for opt := range strings.SplitSeq(tag.Get(lib), ";") {
			if name, ok := cutPrefixFold(opt, "column:"); ok {
				column = name
			}
		}
	case "xorm":
		if tag.Get(lib) == "-" {
			return ""
		}
		if m := quotedName.FindStringSubmatch(tag.Get(lib)); m != nil {
			column = m[1]
		}
	case "orm":
		if m := columnOption.FindStringSubmatch(tag.Get(lib)); m != nil {
			column = m[1]
		}
	default:
		name, _, _ := strings.Cut(tag.Get(lib), ",")
		if name == "-" || lib == "db" && name == "" {
			return ""
		}
		if name != "" && !strings.Contains(name, ":") {
			column = name
		}
	}
	return column
}

var (
	quotedName   = regexp.MustCompile(`'([^']+)'`)
	columnOption = regexp.MustCompile(`column\(([^)]+)\)`)
)

func cutPrefixFold(s, prefix string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// isNamedText reports whether t is a text by another name, or a pointer to one.
func isNamedText(t types.Type) bool { return isBytes(withoutPointers(t)) }

// tableOf returns the table of a model: what its method TableName returns, or what the
// library makes of its name; "" where a method computes it.
func (a *analysisState) tableOf(named *types.Named, st *types.Struct, lib string) string {
	if lib == "ent" {
		return constantOf(entPackage(named), "Table")
	}
	for i := range st.NumFields() { // bun.BaseModel `bun:"table:users,alias:u"`
		for opt := range strings.SplitSeq(reflect.StructTag(st.Tag(i)).Get(lib), ",") {
			if name, ok := strings.CutPrefix(opt, "table:"); ok && st.Field(i).Embedded() {
				return name
			}
		}
	}
	for _, method := range []string{"TableName", "Table"} {
		sel := types.NewMethodSet(types.NewPointer(named)).Lookup(named.Obj().Pkg(), method)
		if sel == nil {
			continue
		}
		fn, ok := sel.Obj().(*types.Func)
		if !ok || fn.Signature().Results().Len() != 1 || !isString(fn.Signature().Results().At(0).Type()) {
			continue
		}
		return a.returnedText(fn)
	}
	table := snakeCase(named.Obj().Name())
	if lib == "xorm" || lib == "orm" {
		return table
	}
	return pluralOf(table)
}

// returnedText returns the constant text that a function of the package returns.
func (a *analysisState) returnedText(fn *types.Func) (text string) {
	for _, f := range a.pass.Files {
		for _, d := range f.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil || fd.Name.Pos() != fn.Pos() {
				continue
			}
			if len(fd.Body.List) != 1 {
				return ""
			}
			ret, ok := fd.Body.List[0].(*ast.ReturnStmt)
			if !ok || len(ret.Results) != 1 {
				return ""
			}
			ast.Inspect(ret.Results[0], func(n ast.Node) bool { // or WithPrefix(ctx, "hooks")
				if sum, ok := n.(*ast.BinaryExpr); ok && a.pass.TypesInfo.Types[sum].Value == nil { // "logins_" + suffix
					text = "?"
					return false
				}
				if e, ok := n.(ast.Expr); ok {
					if v := a.pass.TypesInfo.Types[e].Value; v != nil && v.Kind() == constant.String {
						if text != "" {
							text = "?"
						} else {
							text = constant.StringVal(v)
						}
						return false
					}
				}
				return true
			})
			if !sqlName.MatchString(text) {
				return ""
			}
			return text
		}
	}
	return ""
}

// entPackage returns the package that ent generates for the constants of a type.
func entPackage(named *types.Named) *types.Package {
	pkg := named.Obj().Pkg()
	i := slices.IndexFunc(pkg.Imports(), func(p *types.Package) bool {
		return p.Path() == pkg.Path()+"/"+strings.ToLower(named.Obj().Name())
	})
	if i < 0 {
		return nil
	}
	return pkg.Imports()[i]
}

func constantOf(pkg *types.Package, name string) string {
	if pkg == nil {
		return ""
	}
	c, ok := pkg.Scope().Lookup(name).(*types.Const)
	if !ok || c.Val().Kind() != constant.String {
		return ""
	}
	return constant.StringVal(c.Val())
}

// snakeCase writes a name as libraries write the columns of it: APIToken, api_token.
func snakeCase(name string) string {
	var b strings.Builder
	rs := []rune(name)
	for i, r := range rs {
		if unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(rs[i-1]) && rs[i-1] != '_' || i+1 < len(rs) && unicode.IsLower(rs[i+1]) && unicode.IsUpper(rs[i-1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// pluralOf returns the plural of an English word, or of the last of several.
func pluralOf(s string) string {
	switch {
	case strings.HasSuffix(s, "y") && len(s) > 1 && !strings.ContainsRune("aeiou", rune(s[len(s)-2])):
		return s[:len(s)-1] + "ies"
	case strings.HasSuffix(s, "s"), strings.HasSuffix(s, "x"), strings.HasSuffix(s, "ch"), strings.HasSuffix(s, "sh"):
		return s + "es"
	}
	return s + "s"
}

// declared adds an origin that is where a field is declared, maybe in another package.
func (g *graph) declared(n node, v *types.Var, o *Origin) {
	if v.Pkg() == g.a.pass.Pkg {
		o.Place = g.a.placeOf(v.Pos(), v.Pos()+token.Pos(len(v.Name())))
	} else {
		at := g.a.pass.Fset.Position(v.Pos())
		o.foreign, o.Place = true, Place{Package: v.Pkg().Path(), File: baseName(at.Filename), Line: at.Line}
	}
	g.info[n].orig = append(g.info[n].orig, o)
}
