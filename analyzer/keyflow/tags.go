// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
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
	g.a.inspect().Preorder([]ast.Node{(*ast.StructType)(nil)}, func(n ast.Node) {
		if st, ok := g.a.pass.TypesInfo.TypeOf(n.(*ast.StructType)).(*types.Struct); ok {
			g.structTags(st, tags)
		}
	})
}

func (g *graph) structTags(st *types.Struct, tags []*catalog.Entry) {
	for i := range st.NumFields() {
		f := st.Field(i)
		tag := reflect.StructTag(st.Tag(i))
		if tag == "" || !carries(f.Type()) || g.a.skipFile(f.Pos()) {
			continue
		}
		name, def, by := tagValues(tag, tags)
		if name == "" && (def == "" || !isBytes(f.Type())) {
			continue // of other types it is a document
		}
		n := g.holder(f)
		place := g.a.placeOf(f.Pos(), f.Pos()+token.Pos(len(f.Name())))
		if name != "" {
			read := &Origin{Kind: catalog.OriginEnv, Name: name, Size: -1, located: true, Place: place}
			g.info[n].orig = append(g.info[n].orig, read)
			g.sources = append(g.sources, &sourceSite{at: n, origin: read, pos: f.Pos(), filler: by})
		}
		if def != "" && !isMask(def) {
			g.info[n].orig = append(g.info[n].orig, &Origin{
				Kind: catalog.OriginLiteral, Name: f.Name(), Size: len(def), text: def, located: true, Place: place, Public: publicText(def),
			})
		}
	}
}

// tagValues returns the name of the environment variable that a tag gives, the
// default, "" for none, and the libraries that read such names. A default needs
// no name: what has none is a flag, a key of a file, or only ever the default.
//
//	Secret string `yaml:"secret" env-default:"dev"`
func tagValues(tag reflect.StructTag, tags []*catalog.Entry) (name, def string, by []string) {
	for _, e := range tags {
		if def == "" && len(e.Tags) > 1 {
			def = defaultText(tag.Get(e.Tags[1]))
		}
		v, ok := tag.Lookup(e.Tags[0])
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
