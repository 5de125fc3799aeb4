// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// What only reads or parses a private key does not know what that is for: a
// certificate of a server or of a client, a host key or a login. Where the key goes
// then shows it, perhaps in another package.
//
//	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
//	…
//	http.Transport{TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{cert}}}

// tells reports whether a use shows what the private key that comes there is for.
func (s *Sink) tells() bool {
	e := s.Entry
	return s.silent() || e != nil && e.Verb == catalog.Sink && e.Key == "private" && !parses(e) && classOf(s.Purpose) == ""
}

// silent reports whether that is all it is there for.
func (s *Sink) silent() bool { return s.Entry != nil && s.Entry.Only == "purpose" }

// parses reports whether an entry is of what only reads or parses a private key.
func parses(e *catalog.Entry) bool {
	return e.Key == "private" && (e.Use == "parse" || e.Use == "read")
}

// parsedAt returns the uses that read or parse the key on the way of a search.
func (f *collector) parsedAt(states []searchState) (out []*sinkSite) {
	if f.parsing == nil {
		f.parsing = make(map[ssa.Instruction]*sinkSite)
		for _, s := range f.g.sinks {
			if !s.foreign && s.sink.Entry != nil && s.sink.Entry.Verb == catalog.Sink && parses(s.sink.Entry) {
				f.parsing[s.instr] = s
			}
		}
	}
	if len(f.parsing) == 0 {
		return nil
	}
	for i := range states {
		if call := calledBy(f.g.info[states[i].n].val); call != nil {
			if s := f.parsing[call]; s != nil {
				out = addNew(out, s)
			}
		}
	}
	return out
}

// isPublicKey reports whether a value is the public half of a pair of keys, by its
// type or by what makes it.
//
//	jose.JSONWebKey{Key: key.Public()}
func isPublicKey(v ssa.Value) bool {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
			continue
		case *ssa.ChangeInterface:
			v = x.X
			continue
		case *ssa.ChangeType:
			v = x.X
			continue
		case *ssa.Extract:
			call, ok := x.Tuple.(*ssa.Call)
			if !ok {
				break
			}
			if obj := calleeOf(call.Common()); obj != nil && obj.Pkg() != nil {
				switch catalog.FuncSymbol(obj) {
				case "crypto/x509.ParsePKIXPublicKey", "crypto/x509.ParsePKCS1PublicKey":
					return x.Index == 0
				}
			}
		}
		break
	}
	if v == nil {
		return false
	}
	named, ok := types.Unalias(withoutPointers(v.Type())).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Name() != "PublicKey" {
		return false
	}
	path := named.Obj().Pkg().Path()
	return path == "crypto" || strings.HasPrefix(path, "crypto/")
}

// publishes reports whether a package encodes a set of public keys, which others
// fetch to check what the program signs.
func (l *linkage) publishes() bool {
	info := l.a.pass.TypesInfo
	for _, file := range l.a.pass.Files {
		found := false
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || found {
				return !found
			}
			fn := typeutil.StaticCallee(info, call)
			if fn == nil {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
					fn, _ = info.Uses[sel.Sel].(*types.Func)
				}
			}
			if fn == nil || !encodes(fn.Name()) {
				return true
			}
			for _, arg := range call.Args {
				if t := info.TypeOf(arg); t != nil && isKeySet(t) {
					found = true
				}
			}
			return true
		})
		if found {
			return true
		}
	}
	return false
}

// encodes reports whether a function is there to make an answer of a value, by its
// name: json.Marshal, (*json.Encoder).Encode, c.JSON, render.JSON, writeJSON.
func encodes(name string) bool {
	for _, w := range Words(name) {
		switch w {
		case "marshal", "encode", "json", "write", "render", "respond", "response", "send":
			return true
		}
	}
	return false
}

// isKeySet reports whether a type is a set of public keys as others fetch it, by what
// it is called or by the names that its fields have in JSON.
//
//	type keySet struct { Keys []key `json:"keys"` }
//	type key struct { Type string `json:"kty"` … }
func isKeySet(t types.Type) bool {
	named, ok := types.Unalias(withoutPointers(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return named.Obj().Pkg().Name() == "jwk" && named.Obj().Name() == "Set"
	}
	for i := range st.NumFields() {
		if name, _, _ := strings.Cut(reflect.StructTag(st.Tag(i)).Get("json"), ","); name != "keys" {
			continue
		}
		list, ok := st.Field(i).Type().Underlying().(*types.Slice)
		return ok && isWebKey(list.Elem())
	}
	return false
}

// isWebKey reports whether a type is a key in JSON.
func isWebKey(t types.Type) bool {
	t = withoutPointers(t)
	if named, ok := types.Unalias(t).(*types.Named); ok {
		switch strings.ToLower(named.Obj().Name()) {
		case "jsonwebkey", "webkey", "jwk":
			return true
		}
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range st.NumFields() {
		if name, _, _ := strings.Cut(reflect.StructTag(st.Tag(i)).Get("json"), ","); name == "kty" {
			return true
		}
	}
	return false
}

// asymmetric reports whether a key is one of a pair, or a web key, by the type of the
// value that is used.
func asymmetric(v ssa.Value) bool {
	v = concrete(v)
	if v == nil {
		return false
	}
	named, ok := types.Unalias(withoutPointers(v.Type())).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	switch named.Obj().Name() {
	case "PrivateKey", "Signer":
		path := named.Obj().Pkg().Path()
		return path == "crypto" || strings.HasPrefix(path, "crypto/")
	}
	return isWebKey(named)
}

// forOthers gives the keys that sign access tokens the purpose of those that others
// check, where the program publishes a set of its public keys.
func (t *taker) forOthers(results []*Result) {
	const own, others = "access-token", "access-token-jwks"
	if !slices.ContainsFunc(t.all, (*linkage).publishes) {
		return
	}
	changed := make(map[useAt]bool)
	for _, l := range t.all {
		if l.f == nil {
			continue
		}
		for i := range l.f.reached {
			r := &l.f.reached[i]
			if s := r.site; s.sink.Purpose == own && !s.foreign && s.sink.Operation != "verify" && asymmetric(l.g.info[s.at].val) {
				s.sink.Purpose = others
				changed[useAt{s.sink.Symbol, r.sink.Place.Package, r.sink.Place.File, r.sink.Place.Line}] = true
			}
		}
	}
	for _, r := range results {
		for _, fl := range r.Flows {
			for _, u := range fl.Uses {
				if changed[useAt{u.Sink.Symbol, u.Sink.Place.Package, u.Sink.Place.File, u.Sink.Place.Line}] {
					u.Sink.Purpose = others
				}
			}
		}
	}
}

// A useAt is a use by its place.
type useAt struct {
	symbol, pkg, file string
	line              int
}

// parsedFor gives what reads or parses a private key the purpose for which others
// use that, if there is one only.
func (t *taker) parsedFor(results []*Result) {
	purposes := make(map[useAt]string)
	for _, l := range t.all {
		if l.f == nil {
			continue
		}
		for i := range l.f.reached {
			s := l.f.reached[i].site
			if len(s.goes) == 1 && s.goes[0] != s.sink.Purpose {
				at := l.f.reached[i].sink.Place
				purposes[useAt{s.sink.Symbol, at.Package, at.File, at.Line}] = s.goes[0]
				s.sink.Purpose = s.goes[0]
			}
		}
	}
	if len(purposes) == 0 {
		return
	}
	for _, r := range results {
		for _, fl := range r.Flows {
			for _, u := range fl.Uses {
				if p, ok := purposes[useAt{u.Sink.Symbol, u.Sink.Place.Package, u.Sink.Place.File, u.Sink.Place.Line}]; ok {
					u.Sink.Purpose = p
				}
			}
		}
	}
}
