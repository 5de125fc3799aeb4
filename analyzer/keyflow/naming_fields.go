// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// fieldNaming is how a library makes names of the fields of a struct.
type fieldNaming uint8

const (
	byPath   fieldNaming = iota // of a document: the names of the fields around, with dots
	byTag                       // tags name variables
	byFields                    // the names of the fields around, as a variable: APP_AUTH_SECRETKEY
	byWords                     // likewise, with the words of each name apart: APP_AUTH_SECRET_KEY
	byFlag                      // each field is a flag, and a variable where a tag says so
)

// mannerOf returns how a library makes the names of environment variables.
func mannerOf(pkg string) fieldNaming {
	switch withoutMajor(pkg) {
	case "github.com/kelseyhightower/envconfig":
		return byFields
	case "github.com/ardanlabs/conf":
		return byWords
	case "github.com/alexflint/go-arg":
		return byFlag
	}
	return byTag
}

// envPrefix returns what a call says is put before the names of variables.
//
//	env.ParseWithOptions(&cfg, env.Options{Prefix: "APP_"})
//	envconfig.ProcessWith(ctx, &cfg, envconfig.PrefixLookuper("APP_", envconfig.OsLookuper()))
func (n *namer) envPrefix(c *namedCall, how fieldNaming) (prefix string) {
	if how != byTag && how != byFlag {
		return ""
	}
	info := c.l.a.pass.TypesInfo
	text := func(e ast.Expr) string {
		if v := info.Types[e].Value; v != nil && v.Kind() == constant.String {
			return constant.StringVal(v)
		}
		return ""
	}
	for _, arg := range c.call.Args {
		ast.Inspect(arg, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.KeyValueExpr:
				if id, ok := x.Key.(*ast.Ident); ok && (id.Name == "Prefix" || id.Name == "EnvPrefix") {
					prefix = text(x.Value)
				}
			case *ast.CallExpr:
				if id := calleeIdent(x); id != nil && id.Name == "PrefixLookuper" && len(x.Args) > 0 {
					prefix = text(x.Args[0])
				}
			}
			return true
		})
	}
	return prefix
}

// paths names the fields of a struct that is filled from a document, or from what
// libraries keep like one.
func (n *namer) paths(t types.Type, path []string, lib string, depth int) {
	const deepest = 8
	t = withoutPointers(t)
	if depth > deepest || t == nil {
		return
	}
	below := func(suffix string) []string {
		if len(path) == 0 {
			return []string{suffix}
		}
		out := slices.Clone(path)
		out[len(out)-1] += suffix
		return out
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		n.paths(u.Elem(), below("[]"), lib, depth+1)
		return
	case *types.Map:
		n.paths(u.Elem(), append(path[:len(path):len(path)], "*"), lib, depth+1)
		return
	case *types.Struct:
		if !n.isOwn(t) {
			return
		}
		for i := range u.NumFields() {
			f := u.Field(i)
			name, inline := fieldName(f, reflect.StructTag(u.Tag(i)))
			if name == nil && !inline {
				continue
			}
			sub := path
			if !inline {
				sub = append(path[:len(path):len(path)], name[0])
			}
			switch {
			case inline:
			case isBytes(f.Type()), isTexts(f.Type()), isPrivateKey(f.Type()):
				n.note(f, nameSet{kind: catalog.OriginConfig, names: []string{strings.Join(sub, ".")}, lib: lib})
				continue
			}
			n.paths(f.Type(), sub, lib, depth+1)
		}
	}
}

// isPrivateKey reports whether t is a private key, which a hook or method of a
// library decodes.
func isPrivateKey(t types.Type) bool {
	named, ok := types.Unalias(withoutPointers(t)).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Name() == "PrivateKey" && (named.Obj().Pkg().Path() == "crypto" || strings.HasPrefix(named.Obj().Pkg().Path(), "crypto/"))
}

// isTexts reports whether t is a list or map of texts.
func isTexts(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return isBytes(u.Elem())
	case *types.Map:
		return isBytes(u.Elem())
	}
	return false
}

// isOwn reports whether a struct is of the program's own, or has no name.
func (n *namer) isOwn(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return true
	}
	pkg := named.Obj().Pkg()
	return pkg != nil && slices.ContainsFunc(n.own, func(l *linkage) bool { return packagePath(l.a.pass.Pkg.Path()) == packagePath(pkg.Path()) })
}

// variables names the fields of a struct that is filled from the environment.
func (n *namer) variables(t types.Type, how fieldNaming, prefix string) {
	tags := n.own[0].a.cat.Tags()
	var walk func(t types.Type, prefix, path string, depth int)
	walk = func(t types.Type, before, path string, depth int) {
		const deepest = 8
		t = withoutPointers(t)
		st, ok := t.Underlying().(*types.Struct)
		if !ok || depth > deepest || !n.isOwn(t) {
			return
		}
		for i := range st.NumFields() {
			f, tag := st.Field(i), reflect.StructTag(st.Tag(i))
			if !f.Exported() && !f.Embedded() {
				continue
			}
			var names []string
			flag := ""
			inner, below := before, path
			switch how {
			case byTag:
				name, _, _ := tagValues(tag, tags)
				if name != "" {
					names = []string{before + name}
				}
				inner += tagPrefix(tag, tags)
				inner += optionOf(tag.Get("env"), "prefix=")
			case byFlag:
				opts := tag.Get("arg")
				if opts == "-" {
					continue
				}
				if name, ok := argVariable(f, opts); ok {
					names = []string{before + name}
				}
				flag = argFlag(f, opts)
			default:
				name := f.Name()
				alt := strings.ToUpper(tag.Get("envconfig"))
				switch {
				case tag.Get("ignored") == "true" || tag.Get("conf") == "-":
					continue
				case how == byWords:
					name = splitWords(name)
				case alt != "":
					name = alt
				case tag.Get("split_words") == "true":
					name = splitWords(name)
				}
				name = strings.ToUpper(name)
				if !f.Embedded() {
					below = strings.TrimPrefix(path+"-"+strings.ToLower(strings.ReplaceAll(name, "_", "-")), "-")
				}
				if before != "" {
					name = strings.ToUpper(before) + "_" + name
				}
				if !f.Embedded() {
					inner = name
				}
				if how == byWords {
					alt, flag = "", below
					if own := optionOf(tag.Get("conf"), "flag:"); own != "" {
						flag = own
					}
					// The fields around are no part of a name of one's own.
					if own := optionOf(tag.Get("conf"), "env:"); own != "" {
						name = strings.ToUpper(own)
						if prefix != "" {
							name = strings.ToUpper(prefix) + "_" + name
						}
					}
				}
				names = []string{name}
				if alt != "" && alt != name {
					names = append(names, alt) // which is looked at when the first is not set
				}
			}
			if isBytes(f.Type()) || isTexts(f.Type()) {
				if len(names) > 0 {
					n.note(f, nameSet{kind: catalog.OriginEnv, names: names})
				}
				if flag != "" {
					n.note(f, nameSet{kind: catalog.OriginFlag, names: []string{flag}})
				}
				continue
			}
			if how == byFlag && !f.Embedded() && !hasOption(tag.Get("arg"), "subcommand") {
				continue
			}
			walk(f.Type(), inner, below, depth+1)
		}
	}
	walk(t, prefix, "", 0)
}

// argVariable returns the variable that go-arg fills a field from.
//
//	Secret string `arg:"--secret,env:APP_SECRET"`
//	Token  string `arg:"env"` // TOKEN
func argVariable(f *types.Var, opts string) (string, bool) {
	if own := optionOf(opts, "env:"); own != "" {
		return own, true
	}
	return strings.ToUpper(f.Name()), hasOption(opts, "env")
}

// argFlag returns the flag that go-arg fills a field from, "" for none.
func argFlag(f *types.Var, opts string) string {
	name := strings.ToLower(f.Name())
	for opt := range strings.SplitSeq(opts, ",") {
		opt = strings.TrimSpace(opt)
		if opt == "positional" {
			return ""
		}
		if long, ok := strings.CutPrefix(opt, "--"); ok {
			name = long
		}
	}
	return name
}

// hasOption reports whether a tag has an option, with a value or without one.
func hasOption(tag, option string) bool {
	for opt := range strings.SplitSeq(tag, ",") {
		if name, _, _ := strings.Cut(strings.TrimSpace(opt), ":"); name == option {
			return true
		}
	}
	return false
}

// optionOf returns the value of an option in a tag: env:"NAME, prefix=DB_".
func optionOf(tag, option string) string {
	for opt := range strings.SplitSeq(tag, ",") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(opt), option); ok {
			return v
		}
	}
	return ""
}

var (
	wordStarts = regexp.MustCompile(`([^A-Z]+|[A-Z]+[^A-Z]+|[A-Z]+)`)
	acronym    = regexp.MustCompile(`([A-Z]+)([A-Z][^A-Z]+)`)
)

// splitWords puts underscores between the words of a name: Signing_Key.
func splitWords(name string) string {
	var out []string
	for _, w := range wordStarts.FindAllString(name, -1) {
		if m := acronym.FindStringSubmatch(w); m != nil {
			out = append(out, m[1], m[2])
		} else {
			out = append(out, w)
		}
	}
	return strings.Join(out, "_")
}

// variableName matches what a tag of a loader of one's own gives as a name.
var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// tagged names the fields that a loader of the program's own fills by a tag.
//
//	name := field.Tag.Get("fromenv")
//	value.SetString(os.Getenv(name))
func (n *namer) tagged() {
	if len(n.tags) == 0 {
		return
	}
	for _, l := range n.own {
		l.a.inspect().Preorder([]ast.Node{(*ast.StructType)(nil)}, func(x ast.Node) {
			st, ok := l.a.pass.TypesInfo.TypeOf(x.(*ast.StructType)).(*types.Struct)
			if !ok {
				return
			}
			for i := range st.NumFields() {
				f := st.Field(i)
				for _, tag := range slices.Sorted(maps.Keys(n.tags)) {
					r := n.tags[tag]
					name, _ := namedTag(reflect.StructTag(st.Tag(i)).Get(tag))
					if name != "" && variableName.MatchString(name) && (isBytes(f.Type()) || isTexts(f.Type())) {
						n.note(f, nameSet{kind: r.kind, names: []string{r.prefix + name}})
					}
				}
			}
		})
	}
}

// set notes what a call of a function fills that takes a name and an address.
//
//	envString(&c.Secret, "SECRET")
//	descriptor.Parse(&c.Keys)
func (n *namer) set(c *namedCall) {
	info := c.l.a.pass.TypesInfo
	var name string
	var kind catalog.OriginKind
	for _, r := range n.readings(c) {
		if text, param, ok := n.text(c, r.arg); ok && param < 0 && text != "" {
			name, kind = r.prefix+text, r.kind
			if kind == catalog.OriginConfig {
				n.key(name, r.lib)
			}
		}
	}
	if name == "" {
		if name, kind = n.described(c); name == "" {
			return
		}
	}
	var at []*types.Var
	for _, arg := range c.call.Args {
		if v := n.address(info, arg); v != nil {
			at = append(at, v)
		}
	}
	if len(at) == 1 {
		n.note(at[0], nameSet{kind: kind, names: []string{name}, at: c.l.a.placeOf(c.call.Pos(), c.call.End())})
	}
}

// address returns the field or package variable whose address an expression is.
func (n *namer) address(info *types.Info, e ast.Expr) *types.Var {
	u, ok := ast.Unparen(e).(*ast.UnaryExpr)
	if !ok {
		return nil
	}
	var id *ast.Ident
	switch x := ast.Unparen(u.X).(type) {
	case *ast.SelectorExpr:
		id = x.Sel
	case *ast.Ident:
		id = x
	default:
		return nil
	}
	v, ok := info.Uses[id].(*types.Var)
	if !ok || v.Pkg() == nil || !v.IsField() && v.Parent() != v.Pkg().Scope() || !isBytes(v.Type()) && !isTexts(v.Type()) && !isTextLists(v.Type()) {
		return nil
	}
	return v
}

// isTextLists reports whether t is a list of keys that are bytes: [][]byte.
func isTextLists(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && isTexts(s.Elem())
}

// described returns the name in what a method is called on, where methods of it
// read under the name in one of its fields.
//
//	var secret = env.String("APP_SECRET") // a descriptor, with a field Name
//	secret.Parse(&c.Secret)
func (n *namer) described(c *namedCall) (string, catalog.OriginKind) {
	sel, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr)
	if !ok || c.fn.Signature().Recv() == nil || len(n.fields) == 0 {
		return "", ""
	}
	st, ok := withoutPointers(c.fn.Signature().Recv().Type()).Underlying().(*types.Struct)
	if !ok {
		return "", ""
	}
	kind, prefix, in := catalog.OriginKind(""), "", ""
	for f := range st.Fields() {
		if r, ok := n.fields[f.Origin().Pos()]; ok {
			kind, prefix, in = r.kind, r.prefix, f.Name()
		}
	}
	if kind == "" {
		return "", ""
	}
	var id *ast.Ident
	switch x := ast.Unparen(sel.X).(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	default:
		return "", ""
	}
	v, ok := c.l.a.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || v.Pkg() == nil {
		return "", ""
	}
	for _, l := range n.own {
		if packagePath(l.a.pass.Pkg.Path()) != packagePath(v.Pkg().Path()) {
			continue
		}
		if name := l.a.constantIn(v, in); name != "" {
			return prefix + name, kind
		}
	}
	return "", ""
}

// constantIn returns the constant text in what a package variable is initialized
// with: that of a field, or else the only one there is.
func (a *analysisState) constantIn(v *types.Var, field string) string {
	var only, named string
	count := 0
	for _, file := range a.pass.Files {
		for _, d := range file.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range gd.Specs {
				vs, ok := s.(*ast.ValueSpec)
				if !ok {
					continue
				}
				for i, id := range vs.Names {
					if obj := a.pass.TypesInfo.Defs[id]; i >= len(vs.Values) || obj == nil || obj.Pos() != v.Pos() {
						continue
					}
					ast.Inspect(vs.Values[i], func(x ast.Node) bool {
						if kv, ok := x.(*ast.KeyValueExpr); ok {
							if id, ok := kv.Key.(*ast.Ident); ok && id.Name == field {
								if val := a.pass.TypesInfo.Types[kv.Value].Value; val != nil && val.Kind() == constant.String {
									named = constant.StringVal(val)
								}
							}
						}
						if e, ok := x.(ast.Expr); ok {
							if val := a.pass.TypesInfo.Types[e].Value; val != nil && val.Kind() == constant.String {
								if text := constant.StringVal(val); variableName.MatchString(text) {
									only = text
									count++
								}
								return false
							}
						}
						return true
					})
				}
			}
		}
	}
	switch {
	case named != "":
		return named
	case count == 1:
		return only
	}
	return ""
}

// tables names what a table of names and addresses fills.
//
//	for _, e := range []struct{ name string; dst *string }{{"AUDIT_KEY", &c.AuditKey}} {
//		*e.dst = os.Getenv(e.name)
//	}
func (n *namer) tables() {
	if len(n.fields) == 0 {
		return
	}
	for _, l := range n.own {
		info := l.a.pass.TypesInfo
		l.a.inspect().Preorder([]ast.Node{(*ast.CompositeLit)(nil)}, func(x ast.Node) {
			lit := x.(*ast.CompositeLit)
			st, ok := withoutPointers(info.TypeOf(lit)).Underlying().(*types.Struct)
			if !ok || l.a.skipFile(lit.Pos()) {
				return
			}
			var r naming
			var name string
			var at []*types.Var
			for i, e := range lit.Elts {
				var f *types.Var
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					id, isIdent := kv.Key.(*ast.Ident)
					if !isIdent {
						return
					}
					f, _ = info.Uses[id].(*types.Var)
					e = kv.Value
				} else if i < st.NumFields() {
					f = st.Field(i)
				}
				if f == nil {
					continue
				}
				if as, ok := n.fields[f.Origin().Pos()]; ok {
					if v := info.Types[e].Value; v != nil && v.Kind() == constant.String {
						r, name = as, constant.StringVal(v)
					}
				}
				if v := n.address(info, e); v != nil {
					at = append(at, v)
				}
			}
			if name != "" && len(at) == 1 {
				n.note(at[0], nameSet{kind: r.kind, names: []string{r.prefix + name}, at: l.a.placeOf(lit.Pos(), lit.End())})
			}
		})
	}
}
