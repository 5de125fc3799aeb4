// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// tagOrigins adds the origins that struct tags name: libraries fill such fields
// from the environment, or with the default that another tag gives.
//
//	SecretKey string `env:"SECRET_KEY" envDefault:"dev"`
func (g *graph) tagOrigins() {
	tags := g.a.cat.Tags()
	scope := g.a.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		if tn, ok := scope.Lookup(name).(*types.TypeName); ok && !tn.IsAlias() {
			if st, ok := tn.Type().Underlying().(*types.Struct); ok {
				g.structTags(st, tags, 0)
			}
		}
	}
}

func (g *graph) structTags(st *types.Struct, tags []*catalog.Entry, depth int) {
	for i := range st.NumFields() {
		f := st.Field(i)
		if inner, ok := f.Type().(*types.Struct); ok && depth < 4 {
			g.structTags(inner, tags, depth+1)
		}
		tag := reflect.StructTag(st.Tag(i))
		if tag == "" || !carries(f.Type()) || g.a.skipFile(f.Pos()) {
			continue
		}
		name, def, by := tagValues(tag, tags)
		if name == "" {
			continue
		}
		n := g.holder(f)
		place := g.a.placeOf(f.Pos(), f.Pos()+token.Pos(len(f.Name())))
		read := &Origin{Kind: catalog.OriginEnv, Name: name, Size: -1, located: true, Place: place}
		g.info[n].orig = append(g.info[n].orig, read)
		g.sources = append(g.sources, &sourceSite{at: n, origin: read, pos: f.Pos(), filler: by})
		if def != "" && !isMask(def) {
			g.info[n].orig = append(g.info[n].orig, &Origin{
				Kind: catalog.OriginLiteral, Name: f.Name(), Size: len(def), text: def, located: true, Place: place, Public: publicText(def),
			})
		}
	}
}

// tagValues returns the name of the environment variable that a tag gives, the
// default, "" for none, and the libraries that read such tags.
func tagValues(tag reflect.StructTag, tags []*catalog.Entry) (name, def string, by []string) {
	for _, e := range tags {
		v, ok := tag.Lookup(e.Tags[0])
		if !ok {
			continue
		}
		by = append(by, e.Symbol)
		v, rest, _ := strings.Cut(v, ",")
		if name == "" {
			name = strings.TrimSpace(v)
		}
		for opt := range strings.SplitSeq(rest, ",") {
			if d, ok := strings.CutPrefix(strings.TrimSpace(opt), "default="); ok && def == "" {
				def = d
			}
		}
		if len(e.Tags) > 1 && def == "" {
			def = tag.Get(e.Tags[1])
		}
	}
	return name, def, by
}
