// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// tagOrigins adds the origins that struct tags name: libraries fill such fields
// from the environment, or with the default that another tag gives. The default
// is taken whatever the package imports: a struct is often declared far from where
// it is filled, and only a field that becomes a key is told of.
//
//	SecretKey string `env:"SECRET_KEY" envDefault:"dev"`
func (g *graph) tagOrigins() {
	tags := g.a.cat.Tags()
	prefixes := g.tagPrefixes(tags)
	g.a.inspect().Preorder([]ast.Node{(*ast.StructType)(nil)}, func(n ast.Node) {
		if st, ok := g.a.pass.TypesInfo.TypeOf(n.(*ast.StructType)).(*types.Struct); ok {
			g.structTags(st, tags, prefixes)
		}
	})
}

func (g *graph) structTags(st *types.Struct, tags []*catalog.Entry, prefixes map[*types.Var][]string) {
	for i := range st.NumFields() {
		f := st.Field(i)
		tag := reflect.StructTag(st.Tag(i))
		if tag == "" || !carries(f.Type()) || g.a.skipFile(f.Pos()) {
			continue
		}
		name, def, by := tagValues(tag, tags)
		flag := flagName(tag)
		if name == "" && flag == "" && (def == "" || !isBytes(f.Type())) {
			continue // of other types it is a document
		}
		n := g.holder(f)
		place := g.a.placeOf(f.Pos(), f.Pos()+token.Pos(len(f.Name())))
		if name != "" {
			if name != strings.ToUpper(name) && !slices.ContainsFunc(by, func(pkg string) bool { return mannerOf(pkg) == byTag }) {
				// The fields around are part of the name, wherever they are, so that
				// it is found where the whole program is seen. A name in capitals is
				// looked at as it is too.
				name = ""
			}
			for i, prefix := range append([]string{""}, prefixes[f]...) {
				if i == 0 && len(prefixes[f]) > 0 {
					continue
				}
				read := &Origin{Kind: catalog.OriginEnv, Name: prefix + name, Size: -1, located: true, Place: place}
				g.info[n].orig = append(g.info[n].orig, read)
				if i <= 1 { // one finding for a field
					g.sources = append(g.sources, &sourceSite{at: n, origin: read, pos: f.Pos(), filler: by})
				}
			}
		}
		if name == "" && flag != "" { // the flag itself is declared elsewhere
			g.info[n].orig = append(g.info[n].orig, &Origin{Kind: catalog.OriginFlag, Name: flag, Size: -1, located: true, Place: place})
		}
		if def != "" && !isMask(def) {
			g.info[n].orig = append(g.info[n].orig, &Origin{
				Kind: catalog.OriginLiteral, Name: f.Name(), Size: len(def), text: def, located: true, Place: place, Public: publicText(def),
			})
		}
	}
}

// tagPrefixes returns what libraries put before the names of fields, for the
// structs in which these stand: several for the fields of a type of which there
// are several instances.
//
//	Google AuthGroup `env-namespace:"AUTH_GOOGLE"`
//	Github AuthGroup `env-namespace:"AUTH_GITHUB"`
func (g *graph) tagPrefixes(tags []*catalog.Entry) map[*types.Var][]string {
	out := make(map[*types.Var][]string)
	inner := make(map[*types.Struct]bool)
	structOf := func(f *types.Var) *types.Struct {
		t := f.Type().Underlying()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem().Underlying()
		}
		st, _ := t.(*types.Struct)
		return st
	}
	var all []*types.Struct
	found := false
	g.a.inspect().Preorder([]ast.Node{(*ast.StructType)(nil)}, func(n ast.Node) {
		st, ok := g.a.pass.TypesInfo.TypeOf(n.(*ast.StructType)).(*types.Struct)
		if !ok {
			return
		}
		all = append(all, st)
		for i := range st.NumFields() {
			if below := structOf(st.Field(i)); below != nil {
				inner[below] = true
				found = found || tagPrefix(reflect.StructTag(st.Tag(i)), tags) != ""
			}
		}
	})
	if !found {
		return nil
	}
	const deepest = 8
	var walk func(st *types.Struct, prefix string, depth int)
	walk = func(st *types.Struct, prefix string, depth int) {
		for i := range st.NumFields() {
			f := st.Field(i)
			if prefix != "" {
				out[f] = addNew(out[f], prefix)
			}
			if below := structOf(f); below != nil && depth < deepest {
				walk(below, prefix+tagPrefix(reflect.StructTag(st.Tag(i)), tags), depth+1)
			}
		}
	}
	for _, st := range all {
		if !inner[st] {
			walk(st, "", 0)
		}
	}
	return out
}

// tagPrefix returns what a tag of a struct puts before the names in there.
func tagPrefix(tag reflect.StructTag, tags []*catalog.Entry) string {
	for _, e := range tags {
		if len(e.Tags) < 3 {
			continue
		}
		name, joined := strings.CutSuffix(e.Tags[2], "_")
		if p := tag.Get(name); p != "" {
			if joined {
				p += "_"
			}
			return p
		}
	}
	return ""
}

// tagValues returns the name of the environment variable that a tag gives, the
// default, "" for none, and the libraries that read such names. A default needs
// no name: what has none is a flag, a key of a file, or only ever the default.
//
//	Secret string `yaml:"secret" env-default:"dev"`
func tagValues(tag reflect.StructTag, tags []*catalog.Entry) (name, def string, by []string) {
	for _, e := range tags {
		if def == "" && len(e.Tags) > 1 && e.Tags[1] != "" {
			v, _ := lookupTag(tag, e.Tags[1])
			def = defaultText(v)
		}
		v, ok := lookupTag(tag, e.Tags[0])
		if !ok || e.Tags[0] == "" {
			continue
		}
		v, inline := namedTag(v)
		if v != "" {
			by = append(by, e.Symbol)
		}
		if name == "" {
			name = v
		}
		if def == "" {
			def = defaultText(inline)
		}
	}
	return name, def, by
}

// lookupTag returns a tag, or the option of one of which the catalog says TAG:OPTION.
//
//	Secret string `arg:"--secret,env:APP_SECRET"`
func lookupTag(tag reflect.StructTag, key string) (string, bool) {
	key, option, ok := strings.Cut(key, ":")
	if !ok {
		return tag.Lookup(key)
	}
	v := optionOf(tag.Get(key), option+":")
	return v, v != ""
}

// flagName returns the flag that a tag says a field is filled from, "" for none.
// Many programs declare flags and fields apart, and join them by this tag.
//
//	Secret string `flag:"cookie-secret" cfg:"cookie_secret"`
func flagName(tag reflect.StructTag) string {
	name, _ := namedTag(tag.Get("flag"))
	return name
}

// namedTag cuts a tag into the name and the default that may follow it, to the
// end of the tag or of the option:
//
//	env:"SECRET,required"
//	env:"SECRET,default=dev"
func namedTag(tag string) (name, def string) {
	for i, opt := range strings.Split(tag, ",") {
		opt = strings.TrimSpace(opt)
		d, ok := strings.CutPrefix(opt, "default=")
		switch {
		case ok && def == "":
			def = d
		case i == 0 && opt != "-":
			name = opt
		}
	}
	return name, def
}

// defaultText returns the text that a default tag stands for, "" for none:
// "-" says that there is no default, and "${NAME}" is replaced by a variable.
func defaultText(s string) string {
	if s == "-" || strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}") {
		return ""
	}
	return s
}
