// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package diag turns what a rule has judged into diagnostics. It is the only
// place that builds links, and the only one that knows how a message ends.
package diag

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/internal/fix"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// Site is where keyvet's own documentation is read.
const Site = "https://github.com/keyvet/keyvet/blob/main/docs/"

// RuleURL is the address of a rule's page.
func RuleURL(rule string) string { return Site + "rules/" + rule + ".md" }

// PurposeURL is the address of a purpose in a rotation-impact reference: the
// one at docs, or keyvet's own when docs is empty. Without a purpose it is that
// of the reference.
func PurposeURL(docs, purpose string) string {
	if docs == "" {
		docs = Site + "rotation-impact.md"
	}
	if purpose == "" {
		return docs
	}
	return docs + "#" + purpose
}

// A Finding is one judgement of a rule. Every rule's analyzer has the list of
// its findings as its result, so that a driver that sees results (the command)
// knows more than the diagnostic can carry.
type Finding struct {
	Diagnostic analysis.Diagnostic // Pos, End, Category (the rule), Message, URL, Related (places of this package), SuggestedFixes
	Purpose    string              // id of the catalog's purpose, "" when no use is known
	Secret     string              // name of the key where it has one: env variable, declared name, constant, …
	Origin     string              // kind of the origin
	Related    []Related           // all related places, also those in other packages
	Way        []Related           // from the origin to the use that the message names, both included; nil when no use is known

	// At is the place of a finding in a file that is no Go file. The
	// diagnostic then has no position, and is not reported as one.
	At keyflow.Place

	fix *fix.Fix
}

// Related is a place that explains a finding.
type Related struct {
	Place   keyflow.Place
	Message string
	on      part
}

// A part says what a related place is on the way to the use that the message
// names.
type part int

const (
	aside part = iota
	between
	theUse
)

// ResultType is the ResultType of every rule's analyzer: []*Finding.
var ResultType = reflect.TypeFor[[]*Finding]()

// A Reporter takes the judgements of one rule on one package.
type Reporter struct {
	pass     *analysis.Pass
	rule     string
	flow     *keyflow.Result
	findings []*Finding
	used     map[*keyflow.Directive]bool
	quiet    map[*token.File]bool
	whole    bool // the rule needs the whole program
}

// NewReporter returns a Reporter for the rule that pass runs.
func NewReporter(pass *analysis.Pass) *Reporter {
	return &Reporter{
		pass:  pass,
		rule:  pass.Analyzer.Name,
		flow:  pass.ResultOf[keyflow.Analyzer].(*keyflow.Result).Judged(),
		used:  make(map[*keyflow.Directive]bool),
		quiet: make(map[*token.File]bool),
	}
}

// Flow returns the engine's result.
func (r *Reporter) Flow() *keyflow.Result { return r.flow }

// Report makes a finding at a place of this package. The message has neither
// the rule's name nor the purpose: they are added here. Of the fixes, of which
// any may be nil, the first that is there is suggested.
func (r *Reporter) Report(at keyflow.Place, o keyflow.Origin, purpose, message string, related []Related, fixes ...*fix.Fix) {
	inFile := !at.Pos.IsValid() && at.Column > 0
	switch {
	case inFile:
		if r.flow.Settings.Excluded(at.File) {
			return
		}
	case !at.Pos.IsValid() || r.silent(at.Pos):
		return
	default:
		if d := r.ignored(at.Pos); d != nil {
			r.used[d] = true
			return
		}
	}
	text := r.rule + ": " + message
	if purpose != "" {
		text += " [" + purpose + "]"
	}
	f := &Finding{Purpose: purpose, Secret: o.Name, Origin: string(o.Kind), Related: related, Way: way(o, related)}
	f.Diagnostic = analysis.Diagnostic{Category: r.rule, Message: text, URL: PurposeURL(r.flow.Settings.Docs, purpose)}
	if i := slices.IndexFunc(fixes, func(x *fix.Fix) bool { return x != nil }); i >= 0 {
		f.fix = fixes[i]
	}
	if inFile {
		f.At = at
	} else {
		f.Diagnostic.Pos, f.Diagnostic.End = r.span(at)
	}
	for _, rel := range related {
		if rel.Place.Pos.IsValid() {
			f.Diagnostic.Related = append(f.Diagnostic.Related, analysis.RelatedInformation{Pos: rel.Place.Pos, End: rel.Place.End, Message: rel.Message})
		}
	}
	r.findings = append(r.findings, f)
}

// RunRemarks is the Run of a rule that needs the whole program: it reports what a
// driver that sees that has remarked.
func RunRemarks(pass *analysis.Pass) (any, error) {
	r := NewReporter(pass)
	r.whole = true
	for _, m := range r.flow.Remarks {
		if m.Rule != r.rule {
			continue
		}
		var related []Related
		for _, s := range m.Related {
			related = append(related, Related{Place: s.Place, Message: s.What})
		}
		r.Report(m.Place, m.Origin, m.Purpose, m.Message, related)
	}
	return r.Done()
}

// ReportDirective makes a finding about a //keyvet: comment.
func (r *Reporter) ReportDirective(d *keyflow.Directive, problem string) {
	if r.silent(d.Pos) {
		return
	}
	f := &Finding{}
	f.Diagnostic = analysis.Diagnostic{
		Pos: d.Pos, End: d.End, Category: "directive", URL: RuleURL("directive"),
		Message: "directive: //keyvet:" + d.Verb + " " + problem,
	}
	r.findings = append(r.findings, f)
}

// Done reports the findings in order, and the directives that suppress nothing.
// Its results are those of an analyzer's Run.
func (r *Reporter) Done() (any, error) {
	for _, d := range r.flow.Directives {
		if d.Verb == "ignore" && d.Rule == r.rule && d.Problem == "" && !r.used[d] && !r.silent(d.Pos) && (r.flow.Joined || !r.whole && !r.mayMatter(d)) {
			r.ReportDirective(d, "suppresses no finding of "+r.rule+" here: remove it")
		}
	}
	slices.SortStableFunc(r.findings, func(x, y *Finding) int {
		return cmp.Or(cmp.Compare(x.Diagnostic.Pos, y.Diagnostic.Pos), cmp.Compare(x.Diagnostic.Message, y.Diagnostic.Message))
	})
	fixes := make([]*fix.Fix, len(r.findings))
	for i, f := range r.findings {
		fixes[i] = f.fix
	}
	for i, suggested := range fix.Suggest(r.pass, fixes) {
		r.findings[i].Diagnostic.SuggestedFixes = suggested
	}
	for _, f := range r.findings {
		if f.Diagnostic.Pos.IsValid() {
			r.pass.Report(f.Diagnostic)
		}
	}
	return r.findings, nil
}

// mayMatter reports whether a directive may suppress what only a driver finds
// that joins the packages of a program: it has a text in its lines.
func (r *Reporter) mayMatter(d *keyflow.Directive) bool {
	found := false
	for _, f := range r.pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				file, line := r.lineOf(lit.Pos())
				found = found || file == d.File && d.From <= line && line <= d.To
			}
			return !found
		})
	}
	return found
}

// span returns the range of a place. One that is known by a position only, as
// that of a selected field is, extends over the expression it stands in.
func (r *Reporter) span(at keyflow.Place) (pos, end token.Pos) {
	if at.End.IsValid() {
		return at.Pos, at.End
	}
	for _, f := range r.pass.Files {
		if at.Pos < f.FileStart || f.FileEnd <= at.Pos {
			continue
		}
		path, _ := astutil.PathEnclosingInterval(f, at.Pos, at.Pos)
		for i, n := range path {
			if _, ok := n.(*ast.Ident); ok && i+1 < len(path) {
				if sel, ok := path[i+1].(*ast.SelectorExpr); ok && sel.Sel == n {
					return sel.Pos(), sel.End()
				}
			}
			if e, ok := n.(ast.Expr); ok {
				return e.Pos(), e.End()
			}
			return at.Pos, max(n.End(), at.Pos+1)
		}
	}
	return at.Pos, at.Pos
}

func (r *Reporter) ignored(pos token.Pos) *keyflow.Directive {
	file, line := r.lineOf(pos)
	for _, d := range r.flow.Directives {
		if d.Verb == "ignore" && d.Rule == r.rule && d.Problem == "" && d.File == file && d.From <= line && line <= d.To {
			return d
		}
	}
	return nil
}

func (r *Reporter) lineOf(pos token.Pos) (string, int) {
	tf := r.pass.Fset.File(pos)
	if tf == nil {
		return "", 0
	}
	return tf.Name(), tf.PositionFor(pos, false).Line
}

// silent reports whether nothing is said of the file that pos is in: tests,
// testdata, examples and generated files, unless asked, and excluded files.
func (r *Reporter) silent(pos token.Pos) bool {
	tf := r.pass.Fset.File(pos)
	if tf == nil {
		return true
	}
	q, ok := r.quiet[tf]
	if !ok {
		// Of a file that cgo has rewritten this is the one it was made from.
		name := r.pass.Fset.Position(pos).Filename
		q = r.flow.Settings.Excluded(filepath.ToSlash(name)) ||
			!r.flow.Settings.Tests && (strings.HasSuffix(name, "_test.go") || samplePackage(r.pass.Pkg.Path()) || testPackage(r.pass.Pkg) || r.supports(tf))
		r.quiet[tf] = q
	}
	return q
}

// supports reports whether a file is generated, or is there for tests although
// it is none by its name.
func (r *Reporter) supports(tf *token.File) bool {
	for _, f := range r.pass.Files {
		if r.pass.Fset.File(f.FileStart) != tf {
			continue
		}
		if generated(f) {
			return true
		}
		if keyflow.ForTests(f) {
			return true
		}
	}
	return false
}

// generated reports whether a program wrote the file. That cgo has rewritten
// one does not count: the analyzer sees its version of every file with an
// import "C".
func generated(f *ast.File) bool {
	if !ast.IsGenerated(f) {
		return false
	}
	var own []*ast.CommentGroup
	for _, g := range f.Comments {
		if !strings.HasPrefix(g.List[0].Text, "// Code generated by cmd/cgo;") {
			own = append(own, g)
		}
	}
	return ast.IsGenerated(&ast.File{Package: f.Package, Name: f.Name, Comments: own})
}

// testPackage reports whether a package is there to test another with, as
// net/http/httptest is: it is called like one that it imports, and test.
func testPackage(pkg *types.Package) bool {
	of, ok := strings.CutSuffix(pkg.Name(), "test")
	return ok && of != "" && slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Name() == of })
}

// samplePackage reports whether a package is there to be looked at or tested
// with rather than run.
func samplePackage(pkgPath string) bool {
	for el := range strings.SplitSeq(pkgPath, "/") {
		switch el {
		case "testdata", "example", "examples", "_example", "_examples":
			return true
		}
	}
	return false
}

// Consequence says what a use does and what rotating its key breaks: "signs
// client-side sessions (gorilla/sessions.NewCookieStore); rotating it logs
// every user out".
func Consequence(u *keyflow.Use) string {
	p := catalog.LookupPurpose(u.Sink.Purpose)
	if p == nil {
		return "is used as a key by " + u.Sink.API
	}
	via := u.Sink.API
	if u.Sink.Place.Package != "" && !u.Sink.Place.Pos.IsValid() {
		via += " in package " + packageName(u.Sink.Place.Package)
	}
	return fmt.Sprintf("%s (%s); rotating it %s", p.Says(u.Sink.Operation), via, p.Breaks)
}

// packageName returns the last element of an import path that is no major
// version.
func packageName(importPath string) string {
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		return path.Base(path.Dir(importPath))
	}
	return base
}

// Describe names an origin without showing its value.
func Describe(o keyflow.Origin) string {
	switch o.Kind {
	case catalog.OriginLiteral:
		s := "literal"
		if o.Size >= 0 {
			s = fmt.Sprintf("literal of %d byte%s", o.Size, plural(o.Size))
		}
		if o.Name != "" {
			s += " (" + o.Name + ")"
		}
		if !o.Place.Pos.IsValid() && o.Place.File != "" {
			s += fmt.Sprintf(" at %s/%s:%d", packageName(o.Place.Package), o.Place.File, o.Place.Line)
		}
		return s
	case catalog.OriginEmbed:
		return "embedded file " + o.Name
	case catalog.OriginShipped:
		return fmt.Sprintf("value of %d byte%s that the repository ships for %s", o.Size, plural(o.Size), o.Name)
	case catalog.OriginEnv:
		return "environment variable " + unnamed(o.Name)
	case catalog.OriginConfig:
		return "configuration key " + unnamed(o.Name)
	case catalog.OriginFlag:
		return "flag " + unnamed(o.Name)
	case catalog.OriginFile:
		return "file " + unnamed(o.Name)
	case catalog.OriginColumn:
		return "column " + unnamed(o.Name)
	case catalog.OriginStore:
		return "entry " + unnamed(o.Name) + " of a secret store"
	case catalog.OriginDeclared:
		return "secret " + o.Name
	case catalog.OriginRandom:
		return "random value"
	case catalog.OriginUnknown:
		if o.Name != "" {
			return "key " + o.Name
		}
	}
	return "value"
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func unnamed(name string) string {
	if name == "" {
		return "of a computed name"
	}
	return name
}

// Headline picks the use that a message names: of those with a known purpose
// the one whose loss is worst, and of equal ones the first in the source.
// It is nil when there is none.
func Headline(uses []*keyflow.Use) *keyflow.Use {
	var best *keyflow.Use
	for _, u := range uses {
		if best == nil || better(u, best) {
			best = u
		}
	}
	return best
}

func better(u, v *keyflow.Use) bool {
	if g, h := generic(u.Sink.Purpose), generic(v.Sink.Purpose); g != h {
		return h
	}
	if u.Sink.Purpose != v.Sink.Purpose {
		if w := worse(u, v); w != worse(v, u) {
			return w
		}
	}
	return active(u) && !active(v)
}

func worse(u, v *keyflow.Use) bool {
	p, q := catalog.LookupPurpose(u.Sink.Purpose), catalog.LookupPurpose(v.Sink.Purpose)
	return p != nil && (q == nil || p.Loss > q.Loss)
}

// active reports whether the use makes something, rather than checks it.
func active(u *keyflow.Use) bool {
	switch u.Sink.Operation {
	case "verify", "decrypt", "parse", "hold":
		return false
	}
	return true
}

// generic purposes say only what is done, not what for.
func generic(purpose string) bool {
	switch purpose {
	case "keyed-mac", "cipher", "derived-key", "client-key", "entropy-only":
		return true
	}
	return false
}

// RelatedUses lists the other ends of a flow for Related: every use, and the
// steps to the headline.
func RelatedUses(headline *keyflow.Use, uses []*keyflow.Use) []Related {
	const most = 8
	var out []Related
	for _, s := range headline.Steps {
		out = append(out, Related{s.Place, "goes through " + s.What, between})
	}
	for _, u := range uses {
		if len(out) >= most && u != headline {
			continue
		}
		p := catalog.LookupPurpose(u.Sink.Purpose)
		if p == nil {
			continue
		}
		says := p.Says(u.Sink.Operation)
		if u.Sink.Role == "salt" {
			says = "salts password hashes"
		}
		r := Related{u.Sink.Place, fmt.Sprintf("%s (%s) [%s]", says, u.Sink.API, p.ID), aside}
		told := func(o Related) bool { // by another way to the same use
			return o.Message == r.Message && o.Place.Package == r.Place.Package && o.Place.File == r.Place.File && o.Place.Line == r.Place.Line
		}
		i := slices.IndexFunc(out, told)
		if i < 0 {
			i, out = len(out), append(out, r)
		}
		if u == headline {
			out[i].on = theUse
		}
	}
	return slices.DeleteFunc(out, func(r Related) bool { return r.Place.Package == "" && !r.Place.Pos.IsValid() })
}

// way returns the places from an origin to the use that the message names, in
// the order in which the value comes by.
func way(o keyflow.Origin, related []Related) []Related {
	out := []Related{{Place: o.Place, Message: Describe(o)}}
	if o.Place.Line == 0 && !o.Place.Pos.IsValid() {
		out = nil // the place of the origin is not known
	}
	for _, r := range related {
		if r.on == between {
			out = append(out, r)
		}
	}
	for _, r := range related {
		if r.on == theUse {
			return append(out, r)
		}
	}
	return nil
}
