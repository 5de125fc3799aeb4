// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Libraries fill the fields of a struct from a document or a configuration, by
// the names in the fields' tags:
//
//	json.Unmarshal([]byte(`{"secret": "…"}`), &cfg)
//	viper.Unmarshal(&cfg)

// A docName is one element of the path to a value: the names that it may have,
// the first of which is the one to show.
type docName []string

// A docPath names a path in graph.docs, 0 none.
type docPath int32

type docKey struct {
	o *Origin
	p docPath
}

// nameTags are the tags that give a field its name in a document.
var nameTags = []string{"mapstructure", "koanf", "yaml", "json", "toml", "ini", "hcl", "xml", "config", "env", "cfg", "config"}

// keptUnder makes the result of a call what the program has kept under a key.
func (c *callSite) keptUnder(e *catalog.Entry) {
	name := contextKey(c.value_(e.Origin.Name))
	if name == "" {
		return
	}
	for _, n := range c.out(e.Port) {
		if n != noNode {
			o := &Origin{Kind: e.Origin.Kind, Name: name, Size: -1, at: c.instr}
			c.g.sources = append(c.g.sources, &sourceSite{at: n, origin: o, instr: c.instr, pos: instrPos(c.instr)})
		}
	}
}

// contextKey names the key of a context: a text, a type that has no other
// value, a package variable.
func contextKey(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return contextKey(v.X)
	case *ssa.ChangeType:
		return contextKey(v.X)
	case *ssa.Const:
		if st, ok := v.Type().Underlying().(*types.Struct); ok && st.NumFields() > 0 {
			return ""
		}
		if v.Value == nil {
			return v.Type().String()
		}
		return v.Type().String() + " " + v.Value.ExactString()
	case *ssa.UnOp:
		if gl, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
			return "var " + gl.String()
		}
		if al, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL { // ctxKey{}
			if st, ok := v.Type().Underlying().(*types.Struct); ok && st.NumFields() == 0 {
				return types.TypeString(deref(al.Type()), nil)
			}
		}
	case *ssa.Global:
		return "var " + v.String()
	}
	return ""
}

// sameName compares the names of two sources. Configuration keys are not told
// apart by case.
func sameName(kind catalog.OriginKind, x, y string) bool {
	return x == y || kind == catalog.OriginConfig && strings.EqualFold(x, y)
}

// configured makes the fields of the struct at a port sources: each is read
// from the configuration under its name.
func (c *callSite) configured(e *catalog.Entry) {
	g := c.g
	prefix, _ := c.name(e.Origin.Name)
	if e.Origin.Kind == catalog.OriginFile {
		from := g.newNode(nodeInfo{orig: []*Origin{{Kind: catalog.OriginFile, Name: prefix, Size: -1, at: c.instr}}})
		c.fill(c.value_(e.Port), from)
		return
	}
	if v := c.value_(e.Origin.Name); v != nil {
		if _, ok := v.(*ssa.Const); !ok {
			return // under a name that is not known
		}
	}
	in, param := section(c.recv), sectionParam(c.recv)
	c.eachField(c.value_(e.Port), func(path []docName, n node, call *bodyCall) {
		in := in
		if call != nil && param >= 0 {
			if name, _ := constName(call.args[param]); name != "" {
				in = name + "."
			}
		}
		var els []string
		if p := strings.TrimSuffix(in+prefix, "."); p != "" {
			els = append(els, p)
		}
		for _, el := range path {
			els = append(els, el[0])
		}
		o := &Origin{Kind: e.Origin.Kind, Name: strings.Join(els, "."), Size: -1, at: c.instr}
		g.info[n].orig = append(g.info[n].orig, o)
		g.sources = append(g.sources, &sourceSite{at: n, origin: o, instr: c.instr, pos: instrPos(c.instr), filled: true})
	})
}

// sectionParam returns the parameter that names the section which v is, -1 when
// none does: func mapTo(name string, v any) { cfg.Section(name).MapTo(v) }
func sectionParam(v ssa.Value) int {
	if call, ok := v.(*ssa.Call); ok && isSection(call) {
		_, param := constName(call.Call.Args[len(call.Call.Args)-1])
		return param
	}
	return -1
}

// decoded adds the flow of a document into the fields of the struct that is
// filled from it.
func (c *callSite) decoded(e *catalog.Entry) {
	for _, from := range c.ins(e.Port) {
		c.fill(c.value_(e.To), from)
	}
	// mapstructure.Decode(map[string]any{"key": …}, &cfg)
	m := c.value_(e.Port)
	if mi, ok := m.(*ssa.MakeInterface); ok {
		m = mi.X
	}
	if _, ok := m.Type().Underlying().(*types.Map); !ok {
		return
	}
	from := c.operand(m)
	c.eachField(c.value_(e.To), func(path []docName, n node, _ *bodyCall) {
		if len(path) == 1 {
			for _, name := range path[0] {
				c.g.add(n, from, edge{kind: get, key: c.g.keyNamed(name)})
			}
		}
	})
}

// fill adds the flow of the document at from into the fields of the struct
// that v points to.
func (c *callSite) fill(v ssa.Value, from node) {
	g := c.g
	if from == noNode {
		return
	}
	c.eachField(v, func(path []docName, n node, _ *bodyCall) {
		if len(g.docs) == 0 {
			g.docs = append(g.docs, nil) // 0 is none
		}
		g.docs = append(g.docs, slices.Clone(path))
		g.add(n, from, edge{kind: decode, changes: true, doc: docPath(len(g.docs) - 1)})
	})
}

// A paramFill is a struct that callers pass to be filled, or whose type they
// choose:
//
//	func load(v any) error { return viper.Unmarshal(v) }
//	func load[T any]() (v T, err error) { err = viper.Unmarshal(&v); return }
type paramFill struct {
	fn    *ssa.Function
	param int              // -1 for a type
	typ   *types.TypeParam // nil for a parameter
	visit func(path []docName, n node, call *bodyCall)
}

// concrete returns the value that is in an interface, where that is seen.
func concrete(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
			continue
		case *ssa.ChangeInterface:
			v = x.X
			continue
		}
		break
	}
	return v
}

// eachField visits the fields of the struct that v points to, once it is known
// what that is.
func (c *callSite) eachField(v ssa.Value, visit func(path []docName, n node, call *bodyCall)) {
	v = concrete(v)
	if v == nil {
		return
	}
	if p, ok := v.(*ssa.Parameter); ok && p.Parent() == c.fn {
		if _, isStruct := deref(p.Type()).Underlying().(*types.Struct); !isStruct {
			c.g.paramFills = append(c.g.paramFills, paramFill{fn: c.fn, param: paramIndex(p), visit: visit})
			return
		}
	}
	if tp, ok := types.Unalias(pointed(v.Type())).(*types.TypeParam); ok {
		c.g.paramFills = append(c.g.paramFills, paramFill{fn: c.fn, param: -1, typ: tp, visit: visit})
		return
	}
	t := v.Type()
	if inner := pointed(t); pointed(inner) != inner { // viper.Unmarshal(&cfg), cfg being a pointer
		t = inner
	}
	c.g.fieldsOf(t, func(path []docName, n node) { visit(path, n, nil) })
}

func pointed(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// fillParams visits the fields of the structs that calls pass to be filled.
func (g *graph) fillParams(calls map[*ssa.Function][]bodyCall) {
	for i := 0; i < len(g.paramFills); i++ { // a caller may pass what it was passed
		f := g.paramFills[i]
		const most = 100
		if i > most {
			return
		}
		for _, c := range calls[f.fn] {
			visit := func(path []docName, n node, outer *bodyCall) {
				if outer == nil {
					outer = &c
				}
				f.visit(path, n, outer)
			}
			if f.param >= 0 {
				c.site.eachField(c.args[f.param], visit)
				continue
			}
			callee := c.site.instr.Common().StaticCallee()
			if callee == nil || f.typ.Index() >= len(callee.TypeArgs()) {
				continue
			}
			t := callee.TypeArgs()[f.typ.Index()]
			if tp, ok := types.Unalias(t).(*types.TypeParam); ok {
				g.paramFills = append(g.paramFills, paramFill{fn: c.site.fn, param: -1, typ: tp, visit: f.visit})
				continue
			}
			g.fieldsOf(t, func(path []docName, n node) { visit(path, n, nil) })
		}
	}
}

// fieldsOf visits the fields of a struct that can carry a key, and those of
// the structs in it.
func (g *graph) fieldsOf(t types.Type, visit func(path []docName, n node)) {
	budget := 400 // of fields: what has more is no configuration
	var walk func(t types.Type, path []docName, depth int)
	walk = func(t types.Type, path []docName, depth int) {
		const deepest = 6
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || depth > deepest {
			return
		}
		if named, ok := types.Unalias(t).(*types.Named); ok && (named.Obj().Pkg() == nil || catalog.Described(named.Obj().Pkg().Path())) {
			return
		}
		for i := range st.NumFields() {
			f := st.Field(i)
			if budget--; budget < 0 || f.Pkg() == nil {
				return
			}
			name, inline := fieldName(f, reflect.StructTag(st.Tag(i)))
			if name == nil && !inline {
				continue
			}
			sub := path
			if !inline {
				sub = append(path[:len(path):len(path)], name)
			}
			if isBytes(f.Type()) {
				if n := g.holder(f); !inline {
					visit(sub, n)
				}
				continue
			}
			if list, ok := f.Type().Underlying().(*types.Slice); ok && !inline {
				// A list of keys, or of structs with one: jwt.previous[].secret.
				if isBytes(list.Elem()) {
					visit(sub, g.holder(f))
				} else {
					walk(list.Elem(), append(path[:len(path):len(path)], name.each()), depth+1)
				}
				continue
			}
			walk(f.Type(), sub, depth+1)
		}
	}
	walk(t, nil, 0)
}

// each returns the names of the elements of a list.
func (d docName) each() docName {
	out := make(docName, len(d))
	for i, name := range d {
		out[i] = name + "[]"
	}
	return out
}

// fieldName returns the names of a field in documents, nil when it has none.
// What is embedded has no name of its own, unless a tag gives one.
func fieldName(f *types.Var, tag reflect.StructTag) (name docName, inline bool) {
	if !f.Exported() && !f.Embedded() {
		return nil, false
	}
	inline = f.Embedded()
	if strings.Contains(string(tag), `:",squash"`) || strings.Contains(string(tag), `:",inline"`) { // of whatever tag a program has its names in
		return nil, true
	}
	skipped := false
	for _, t := range nameTags {
		v, ok := tag.Lookup(t)
		if !ok {
			continue
		}
		v, opts, _ := strings.Cut(v, ",")
		switch {
		case strings.Contains(opts, "squash") || strings.Contains(opts, "inline"):
			return nil, true
		case v == "-":
			skipped = true
			continue
		case v == "":
			continue
		}
		inline = false
		if !slices.Contains(name, v) {
			name = append(name, v)
		}
	}
	if skipped && name == nil {
		return nil, false
	}
	if inline {
		return nil, true
	}
	return append(name, strings.ToLower(f.Name()[:1])+f.Name()[1:]), false
}

// docOrigins returns the origins of the document at a node, which are searched
// once for all fields that are filled from it.
func (g *graph) docOrigins(n node) []*Origin {
	if os, ok := g.documents[n]; ok {
		return os
	}
	g.documents[n] = nil // a document in itself
	var os []*Origin
	g.search(n, searchOpts{}, func(s *searchState, _ int) {
		if s.doc != 0 {
			return
		}
		for _, o := range g.info[s.n].orig {
			os = addNew(os, o)
		}
		for _, nm := range g.info[s.n].named {
			if nm.kind == catalog.OriginFile { // whose name the caller gives
				os = append(os, &Origin{Kind: nm.kind, Size: -1, at: nm.at})
			}
		}
	})
	g.documents[n] = os
	return os
}

// inDocument returns the origin of the value under a path of a document: for a
// text the value that stands there, nil when there is none. Of a file the
// document is not known here; [Result.Documents] has these.
func (g *graph) inDocument(o *Origin, p docPath) *Origin {
	k := docKey{o, p}
	if in, ok := g.inDocs[k]; ok {
		return in
	}
	var in *Origin
	path := g.docs[p]
	switch o.Kind {
	case catalog.OriginLiteral:
		if o.text == "" {
			break
		}
		if off, size, ok := documentValue(o.text, path); ok && size > 0 {
			val := o.text[off : off+size]
			in = &Origin{Kind: o.Kind, Name: shownName(path), Size: size, text: val, at: o.at, document: o, offset: off, Public: publicText(val)}
		}
	case catalog.OriginEmbed, catalog.OriginFile:
		in = &Origin{Kind: o.Kind, Name: o.Name, Size: -1, at: o.at, located: o.located, Place: o.Place, foreign: o.foreign, document: o}
	default:
		in = o // a secret store, a variable with a document in it
	}
	if in != nil && in != o {
		for _, el := range path {
			in.path = append(in.path, el[0])
		}
	}
	g.inDocs[k] = in
	return in
}

func shownName(path []docName) string { return path[len(path)-1][0] }

// locateInDocument finds the place of a value in a document that is a literal.
func (a *analysisState) locateInDocument(o *Origin) {
	doc := o.document
	a.locate(doc)
	o.Place = doc.Place
	if doc.at == nil || doc.text == "" {
		return
	}
	e, c := a.index().constant(doc.at.Parent(), doc.text, instrPos(doc.at))
	if c != nil && c.Pkg() == a.pass.Pkg && a.index().decls[c] != nil {
		e = a.index().decls[c]
	}
	if lit, ok := e.(*ast.BasicLit); ok && lit.Value[0] == '`' && !strings.Contains(lit.Value, "\r") {
		pos := lit.Pos() + 1 + token.Pos(o.offset)
		o.Place = a.placeOf(pos, pos+token.Pos(o.Size))
	}
}

// documentValue returns where in a text in JSON, YAML, TOML, or in lines of
// names and values, the value of a path stands.
func documentValue(text string, path []docName) (offset, size int, ok bool) {
	if t := strings.TrimLeft(text, " \t\r\n"); t != "" && (t[0] == '{' || t[0] == '[') && json.Valid([]byte(text)) {
		return jsonValue(text, path)
	}
	type level struct {
		indent int
		name   string
	}
	var section []string
	var stack []level
	at := 0
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		body := strings.TrimLeft(line, " \t")
		indent := len(line) - len(body)
		body = strings.TrimRight(body, "\r\n\t ,")
		if body == "" || strings.ContainsRune("#;/", rune(body[0])) || body == "---" {
			continue
		}
		if body[0] == '[' && body[len(body)-1] == ']' {
			section, stack = strings.Split(strings.Trim(body, "[]\"' "), "."), nil
			continue
		}
		body = strings.TrimPrefix(strings.TrimPrefix(body, "- "), "export ")
		i := strings.IndexAny(body, ":=")
		if i <= 0 {
			continue
		}
		name := strings.Trim(body[:i], "\"' \t")
		val := strings.TrimSpace(body[i+1:])
		for len(stack) > 0 && stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		full := slices.Clone(section)
		for _, l := range stack {
			full = append(full, l.name)
		}
		full = append(full, strings.Split(name, ".")...)
		if val == "" || val == "|" || val == ">" {
			stack = append(stack, level{indent, name})
			continue
		}
		if !underPath(full, path) {
			continue
		}
		if q := val[0]; q == '"' || q == '\'' {
			if end := strings.IndexByte(val[1:], q); end >= 0 {
				val = val[1 : 1+end]
			}
		} else if c := strings.Index(val, " #"); c >= 0 {
			val = strings.TrimSpace(val[:c])
		}
		off := strings.Index(line, body) + i + 1
		off += strings.Index(line[off:], val)
		return start + off, len(val), true
	}
	return 0, 0, false
}

// underPath reports whether the names that lead to a value are those of a path.
func underPath(names []string, path []docName) bool {
	return slices.EqualFunc(names, path, func(name string, el docName) bool {
		return slices.ContainsFunc(el, func(s string) bool { return plainName(s) == plainName(name) })
	})
}

// plainName takes out what libraries do not tell names apart by.
func plainName(s string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s))
}

func jsonValue(text string, path []docName) (offset, size int, ok bool) {
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	var names []string
	var objects []bool // whether the value around is an object
	name, isName := "", false
	for {
		tok, err := dec.Token()
		if err != nil {
			return 0, 0, false
		}
		inObject := len(objects) > 0 && objects[len(objects)-1]
		switch t := tok.(type) {
		case json.Delim:
			switch t {
			case '{', '[':
				names = append(names, name)
				objects = append(objects, t == '{')
				name, isName = "", false
			default:
				names, objects = names[:len(names)-1], objects[:len(objects)-1]
				name, isName = "", false
			}
			continue
		case string:
			if inObject && !isName {
				name, isName = t, true
				continue
			}
			full := slices.DeleteFunc(append(slices.Clone(names), name), func(s string) bool { return s == "" })
			if t != "" && underPath(full, path) {
				end := int(dec.InputOffset()) - 1
				start := strings.LastIndex(text[:end], t)
				if start < 0 { // written with escapes
					start = end
				}
				return start, min(len(t), len(text)-start), true
			}
		}
		name, isName = "", false
	}
}
