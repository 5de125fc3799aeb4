// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Facts are small, sorted and free of maps, positions and machine paths: they
// must encode to the same bytes wherever and however often they are made.

// A summary is the fact of a function: what its callers have to know of it.
type summary struct {
	Uses    []paramUse     // a parameter is used as a key
	Flows   []paramFlow    // a parameter leaves by a result
	Origins []resultOrigin // a result has an origin
	Named   []paramSource  // a result is read under a name that a parameter gives
	MACs    []paramUse     // a result (Param is its number) is a MAC, or makes them, by that use of a key
}

// A holder is the fact of a struct field or package variable.
type holder struct {
	Origins  []factOrigin
	Sinks    []factUse
	Declared string // the name under which a directive declares it a secret
}

type paramUse struct {
	Param int // the receiver, if any, is 0
	Use   factUse
}

type paramFlow struct {
	Param, Result int
	Mark          mark
	Key           string // of a map: the constant key of the element
}

type resultOrigin struct {
	Result int
	Origin factOrigin
}

type paramSource struct {
	Kind          catalog.OriginKind
	Param, Result int
	Before        string // what stands before the name
}

type factUse struct {
	API, Symbol, Operation, Role, Purpose string
	Inventory                             string
	Bytes, Password, Dedicated            bool
	Mark                                  mark
	Key                                   string // of a map: the constant key of the element
	Package, File                         string
	Line                                  int
}

type factOrigin struct {
	Kind          catalog.OriginKind
	Name          string
	Size          int
	Public, Told  bool // Told: the package that has it reports it itself
	Mark          mark
	Package, File string
	Line          int
}

func (*summary) AFact() {}
func (*holder) AFact()  {}

func (s *summary) empty() bool {
	return len(s.Uses)+len(s.Flows)+len(s.Origins)+len(s.Named)+len(s.MACs) == 0
}

func (h *holder) empty() bool {
	return len(h.Origins)+len(h.Sinks) == 0 && h.Declared == ""
}

func (s *summary) String() string {
	var b strings.Builder
	b.WriteString("key(")
	sep := ""
	for _, u := range s.Uses {
		fmt.Fprintf(&b, "%sp%d:%s", sep, u.Param, u.Use.Purpose)
		sep = " "
	}
	for _, f := range s.Flows {
		fmt.Fprintf(&b, "%sp%d->r%d", sep, f.Param, f.Result)
		sep = " "
	}
	for _, o := range s.Origins {
		fmt.Fprintf(&b, "%sr%d<-%s", sep, o.Result, o.Origin)
		sep = " "
	}
	for _, n := range s.Named {
		fmt.Fprintf(&b, "%sr%d<-%s(p%d)", sep, n.Result, n.Kind, n.Param)
		sep = " "
	}
	for _, m := range s.MACs {
		fmt.Fprintf(&b, "%sr%d=mac:%s", sep, m.Param, m.Use.Purpose)
		sep = " "
	}
	return b.String() + ")"
}

func (h *holder) String() string {
	var b strings.Builder
	b.WriteString("holds(")
	sep := ""
	if h.Declared != "" {
		b.WriteString("secret=" + h.Declared)
		sep = " "
	}
	for _, o := range h.Origins {
		fmt.Fprintf(&b, "%s<-%s", sep, o)
		sep = " "
	}
	for _, u := range h.Sinks {
		fmt.Fprintf(&b, "%s:%s", sep, u.Purpose)
		sep = " "
	}
	return b.String() + ")"
}

func (o factOrigin) String() string {
	if o.Kind == catalog.OriginLiteral {
		return fmt.Sprintf("%s/%d", o.Kind, o.Size)
	}
	return string(o.Kind) + ":" + o.Name
}

func (u *factUse) sink() Sink {
	return Sink{API: u.API, Symbol: u.Symbol, Operation: u.Operation, Role: u.Role, Purpose: u.Purpose, Inventory: u.Inventory,
		Place: Place{Package: u.Package, File: u.File, Line: u.Line}}
}

func (a *analysisState) factUse(s *sinkSite, m mark, key string, password bool) factUse {
	k := s.sink
	p := k.Place
	m &^= joined
	if !s.foreign {
		p = a.place(s.instr)
	}
	return factUse{API: k.API, Symbol: k.Symbol, Operation: k.Operation, Role: k.Role, Purpose: k.Purpose, Inventory: k.Inventory,
		Bytes: s.bytes, Password: password, Dedicated: s.dedicated, Mark: m, Key: key, Package: p.Package, File: p.File, Line: p.Line}
}

func (a *analysisState) factOrigin(o *Origin, m mark) factOrigin {
	a.locate(o)
	m &^= joined
	if o.list {
		m &^= piece
	}
	return factOrigin{Kind: o.Kind, Name: o.Name, Size: o.Size, Public: o.Public, Told: a.told[o] || o.Told, Mark: m,
		Package: o.Place.Package, File: o.Place.File, Line: o.Place.Line}
}

func (a *analysisState) origin(f *factOrigin) *Origin {
	return &Origin{Kind: f.Kind, Name: f.Name, Size: f.Size, Public: f.Public, Told: f.Told && a.sameModule(f.Package), mark: f.Mark, foreign: true,
		Place: Place{Package: f.Package, File: f.File, Line: f.Line}}
}

// believes reports whether a use that a fact tells of is taken up. That
// something hashes passwords is told by names, and names go by other rules in
// other people's code: a database driver answers a challenge with the hash of
// a password that it does not keep.
func (a *analysisState) believes(u *factUse) bool {
	return u.Role == "key" || u.Dedicated || a.sameModule(u.Package)
}

// sameModule reports whether a package is of the module that is analyzed. A
// driver that does not know modules gives none: then the first three elements
// of the import paths tell.
func (a *analysisState) sameModule(pkgPath string) bool {
	own := packagePath(a.pass.Pkg.Path())
	if m := a.pass.Module; m != nil && m.Path != "" {
		return pkgPath == m.Path || strings.HasPrefix(pkgPath, m.Path+"/")
	}
	root := func(p string) string {
		els := strings.SplitN(p, "/", 4)
		if !strings.Contains(els[0], ".") {
			return els[0]
		}
		return strings.Join(els[:min(len(els), 3)], "/")
	}
	return root(own) == root(pkgPath)
}

// summaryFact returns the summary of a function of another package, nil when
// there is none, which means that nothing is known of it.
func (a *analysisState) summaryFact(obj *types.Func) *summary {
	obj = obj.Origin()
	if obj.Pkg() == nil || obj.Pkg() == a.pass.Pkg || catalog.Described(obj.Pkg().Path()) {
		return nil
	}
	if s, ok := a.summaries[obj]; ok {
		return s
	}
	s := new(summary)
	if !a.pass.ImportObjectFact(obj, s) {
		s = nil
	}
	a.summaries[obj] = s
	return s
}

func (a *analysisState) holderFact(v *types.Var) *holder {
	v = v.Origin()
	if v.Pkg() == nil || v.Pkg() == a.pass.Pkg || catalog.Described(v.Pkg().Path()) {
		return nil
	}
	if h, ok := a.holderFacts[v]; ok {
		return h
	}
	h := new(holder)
	if !a.pass.ImportObjectFact(v, h) {
		h = nil
	}
	a.holderFacts[v] = h
	return h
}

// importHolder adds the origins that the fact of a field or variable of
// another package names.
func (a *analysisState) importHolder(g *graph, n node, v *types.Var) {
	h := a.holderFact(v)
	if h == nil {
		return
	}
	for i := range h.Origins {
		g.info[n].orig = append(g.info[n].orig, a.origin(&h.Origins[i]))
	}
}

// importResults adds the origins that the summary of an imported function
// gives to its results.
func (a *analysisState) importResults(g *graph, obj *types.Func, result func(int) node) {
	s := a.summaryFact(obj)
	if s == nil {
		return
	}
	for i := range s.Origins {
		if n := result(s.Origins[i].Result); n != noNode {
			g.info[n].orig = append(g.info[n].orig, a.origin(&s.Origins[i].Origin))
		}
	}
}
