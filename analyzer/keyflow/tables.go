// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// What is encrypted, or looked up by its hash, is in a column of a table, which the
// code around the use names by a query, by the field of a struct that a library puts
// into rows, or by a method that is generated for it. Often that stands in a package
// of its own, which the one with the use calls.

// A tables knows the tables of a whole program, as seen from one of its packages.
type tables struct {
	t  *taker
	of *linkage
}

// columnOf returns the column of a table that a field of a struct is, "" where that is
// not known, or where there are several.
func (d *tables) columnOf(f *types.Var, owner *types.TypeName, st *types.Struct, i int) string {
	found := ""
	for _, l := range d.t.inOrder {
		n, ok := l.holderAt(f.Origin().Pos())
		if !ok {
			continue
		}
		for _, o := range l.g.info[n].orig {
			if o.Kind != catalog.OriginColumn || o.Name == found {
				continue
			}
			if found != "" {
				return ""
			}
			found = o.Name
		}
	}
	if found != "" || owner == nil {
		return found
	}
	named, ok := owner.Type().(*types.Named)
	if !ok {
		return ""
	}
	lib := modelLibrary(st, named)
	if lib == "" {
		return ""
	}
	table := d.tableOf(named, lib)
	if table == "" {
		return ""
	}
	if column := columnIn(named, st, i, lib); column != "" {
		return table + "." + column
	}
	return ""
}

// tableOf returns the table of a model of a library.
func (d *tables) tableOf(named *types.Named, lib string) string {
	st, ok := named.Underlying().(*types.Struct)
	if !ok || named.Obj().Pkg() == nil || catalog.Described(named.Obj().Pkg().Path()) {
		return ""
	}
	l := d.t.linkOf(packagePath(named.Obj().Pkg().Path()), d.of)
	if l == nil {
		l = d.of // what its name makes of it
	}
	return l.g.a.tableOf(named, st, lib)
}

// fieldColumn returns the column that a field of a struct is, whose tags, or whose
// library, say that it is one.
func (t *trail) fieldColumn(x ssa.Value, i int) (column string, ok bool) {
	f, owner := structField(x.Type(), i)
	st, isStruct := deref(x.Type()).Underlying().(*types.Struct)
	if f == nil || !isStruct || t.c.class != catalog.ClassCipher || !isBytes(f.Type()) {
		return "", false
	}
	if t.c.rows != nil {
		if column = t.c.rows.columnOf(f, owner, st, i); column != "" {
			return column, true
		}
	}
	if !isColumn(st, i) {
		return "", false
	}
	name := f.Name()
	for _, key := range []string{"db", "bun", "pg", "bson"} {
		if v, _, _ := strings.Cut(reflect.StructTag(st.Tag(i)).Get(key), ","); sqlName.MatchString(v) {
			name = v
			break
		}
	}
	if column := givenRow(x, name); column != "" {
		return column, true
	}
	return name, true
}

// givenRow returns the column for which a query takes a field by its name, of a struct
// that it is given.
//
//	db.NamedExec("UPDATE users SET address = :address WHERE id = :id", row)
func givenRow(x ssa.Value, name string) string {
	seen := make(map[ssa.Value]bool)
	var look func(v ssa.Value, depth int) string
	look = func(v ssa.Value, depth int) string {
		const deepest = 4
		if depth > deepest || seen[v] || v.Referrers() == nil {
			return ""
		}
		seen[v] = true
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.MakeInterface, *ssa.UnOp:
				if column := look(r.(ssa.Value), depth+1); column != "" {
					return column
				}
			case *ssa.Call:
				text := textArg(&r.Call)
				if column := columnNamed(text, name); column != "" {
					return qualified(text, column)
				}
			}
		}
		return ""
	}
	return look(x, 0)
}

// qualified returns a column with the table of the query that it is of.
func qualified(text, column string) string {
	if m := tableInSQL.FindStringSubmatch(text); m != nil && !strings.Contains(column, ".") {
		return unquoteSQL(m[1]) + "." + column
	}
	return column
}

// textArg returns the first text among the arguments of a call of which the beginning
// is constant.
func textArg(common *ssa.CallCommon) string {
	for _, arg := range common.Args {
		if isString(arg.Type()) {
			if text := constText(arg); text != "" {
				return text
			}
		}
	}
	return ""
}

// columnRead returns the column that a call reads into what a pointer points to.
//
//	db.QueryRow("SELECT address FROM users WHERE id = $1", id).Scan(&sealed)
//	db.Get(&sealed, "SELECT address FROM users WHERE id = $1", id)
func columnRead(call *ssa.Call, ptr ssa.Value) string {
	args := call.Call.Args
	if !call.Call.IsInvoke() && call.Call.Signature().Recv() != nil && len(args) > 0 {
		args = args[1:]
	}
	query := textArg(&call.Call)
	if !selects.MatchString(query) {
		query = ""
		switch {
		case call.Call.IsInvoke():
			query = queryOf(call.Call.Value, 0)
		case len(call.Call.Args) > 0:
			query = queryOf(call.Call.Args[0], 0)
		}
	}
	cols := columnsOf(query)
	at := 0
	for _, arg := range args {
		if isString(arg.Type()) || isContext(arg.Type()) {
			continue
		}
		es := []ssa.Value{arg}
		if list, ok := elements(arg); ok {
			es = list
		}
		for _, e := range es {
			if e == ptr {
				if at < len(cols) && !strings.HasSuffix(cols[at], "*") {
					return cols[at]
				}
				return ""
			}
			at++
		}
	}
	return ""
}

// inMap notes the name under which the output is put into a map, if it is one.
func (t *trail) inMap(m ssa.Value, name string) {
	if t.maps == nil {
		t.maps = make(map[ssa.Value]string)
	}
	if was, ok := t.maps[m]; ok && was != name {
		name = ""
	}
	t.maps[m] = name
	for _, r := range *m.Referrers() { // any(m), gin.H(m)
		switch r := r.(type) {
		case *ssa.MakeInterface, *ssa.ChangeType:
			t.maps[r.(ssa.Value)] = name
		}
	}
}

// setsColumn returns the column that a method sets which ent generates for it:
// (*UserUpdate).SetAddress.
func setsColumn(m *types.Func) string {
	recv := m.Signature().Recv()
	field, ok := strings.CutPrefix(m.Name(), "Set")
	if !ok || recv == nil || m.Signature().Params().Len() != 1 {
		return ""
	}
	builder := typeName(recv.Type())
	for _, end := range []string{"Create", "UpdateOne", "Update", "UpsertOne", "Upsert"} {
		model, ok := strings.CutSuffix(builder, end)
		if !ok {
			continue
		}
		tn, ok := m.Pkg().Scope().Lookup(model).(*types.TypeName)
		if !ok {
			return ""
		}
		named, ok := tn.Type().(*types.Named)
		if !ok {
			return ""
		}
		consts := entPackage(named)
		table, column := constantOf(consts, "Table"), constantOf(consts, "Field"+strings.TrimPrefix(field, "Nillable"))
		if table == "" || column == "" {
			return ""
		}
		return table + "." + column
	}
	return ""
}

// tableAround returns the table that the calls name which are chained with one.
//
//	db.Model(&User{}).Where("id = ?", id).Update("address", sealed)
//	db.Where("hash = ?", h).First(&key)
//	sq.Update("users").Set("address", sealed)
func (t *trail) tableAround(common *ssa.CallCommon, call ssa.CallInstruction) string {
	const longest = 12
	named := func(c *ssa.CallCommon) string {
		obj := calleeOf(c)
		if obj == nil {
			return ""
		}
		switch obj.Name() {
		case "Table", "Insert", "Update", "Select", "From", "Into", "Delete", "Replace", "NewUpdate", "NewInsert":
			if text := textArg(c); sqlName.MatchString(text) && len(c.Args) <= 2 && (obj.Name() != "Update" || obj.Signature().Params().Len() == 1) {
				return unquoteSQL(text)
			}
		}
		if t.c.rows == nil || obj.Pkg() == nil {
			return ""
		}
		for _, arg := range c.Args {
			es, ok := elements(arg)
			if !ok {
				es = []ssa.Value{arg}
			}
			for _, e := range es {
				mi, ok := e.(*ssa.MakeInterface)
				if !ok {
					continue
				}
				if table := t.c.rows.modelTable(mi.X.Type(), obj); table != "" {
					return table
				}
			}
		}
		return ""
	}
	for c := common; c != nil; {
		if table := named(c); table != "" {
			return table
		}
		var before ssa.Value
		switch {
		case c.IsInvoke():
			before = c.Value
		case c.Signature().Recv() != nil && len(c.Args) > 0:
			before = c.Args[0]
		}
		next, ok := before.(*ssa.Call)
		if !ok {
			break
		}
		c = &next.Call
	}
	after, _ := call.(*ssa.Call)
	for range longest {
		if after == nil {
			return ""
		}
		var next *ssa.Call
		for _, r := range *after.Referrers() {
			if c, ok := r.(*ssa.Call); ok && receives(&c.Call, after) && c.Call.Signature().Recv() != nil {
				next = c
			}
		}
		if next == nil {
			return ""
		}
		if table := named(&next.Call); table != "" {
			return table
		}
		after = next
	}
	return ""
}

// modelTable returns the table of a type that a method of a library is given, or of
// what it is a list of.
func (d *tables) modelTable(typ types.Type, by *types.Func) string {
	typ = withoutPointers(typ)
	if s, ok := typ.Underlying().(*types.Slice); ok {
		typ = withoutPointers(s.Elem())
	}
	named, ok := types.Unalias(typ).(*types.Named)
	if !ok {
		return ""
	}
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	lib := modelLibrary(st, named)
	if lib == "" {
		switch by.Pkg().Path() {
		case "gorm.io/gorm", "github.com/jinzhu/gorm":
			lib = "gorm"
		default:
			return ""
		}
	}
	return d.tableOf(named, lib)
}

// stored notes the column that a function of another package of the program puts an
// argument into: that which keeps what others encrypt.
//
//	users.SaveAddress(ctx, id, sealed)
func (t *trail) stored(v ssa.Value, obj *types.Func, common *ssa.CallCommon) {
	if t.c.rows == nil || t.hops <= 0 || obj.Pkg() == nil || catalog.Described(obj.Pkg().Path()) {
		return
	}
	switch t.c.class {
	case catalog.ClassCipher, catalog.ClassMAC:
	default:
		return
	}
	args := common.Args
	found := ""
	for _, f := range t.c.rows.runs(obj) {
		l := t.c.rows.t.linkOf(packagePath(f.Pkg().Path()), t.c.rows.of)
		if l == nil || l == t.c.rows.of {
			continue // of this package, which is followed
		}
		fn := l.function(f)
		if fn == nil {
			continue
		}
		shift := 0
		if common.IsInvoke() {
			shift = 1
		}
		for i, arg := range args {
			if arg != v || i+shift >= len(fn.Params) {
				continue
			}
			c := &context{a: l.a, class: catalog.ClassCipher, fn: fn, rows: &tables{t.c.rows.t, l}}
			sub := &trail{c: c, seen: make(map[ssa.Value]bool), back: make(map[ssa.Value]bool), only: make(map[ssa.Value]int), stays: true, hops: t.hops - 1}
			if only, ok := t.only[v]; ok {
				sub.only[fn.Params[i+shift]] = only
			}
			sub.follow(fn.Params[i+shift], 1)
			for _, p := range c.places {
				if p.place != "column" || !strings.Contains(p.label, ".") {
					continue
				}
				if found != "" && found != p.label {
					return
				}
				found = p.label
			}
		}
	}
	if found != "" {
		t.c.placed("column", found)
	}
}

// runs returns the functions that a call of one runs.
func (d *tables) runs(fn *types.Func) []*types.Func {
	if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return d.t.join.runAs(fn.Origin().Pos())
	}
	return []*types.Func{fn}
}

// onlyBody returns the function that a call of an interface's method runs, if the
// program has but one.
func (t *trail) onlyBody(m *types.Func) *ssa.Function {
	if t.c.rows == nil || t.c.elsewhere == nil || m.Pkg() == nil || catalog.Described(m.Pkg().Path()) {
		return nil
	}
	if runs := t.c.rows.runs(m); len(runs) == 1 {
		return t.c.elsewhere(runs[0])
	}
	return nil
}
