// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

// check loads the packages that args name, applies the rules and writes what
// they found.
func (t *tool) check(ctx context.Context, args []string) error {
	f := newCheckFlags()
	patterns, err := f.parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return t.help(ctx, nil)
	}
	if err != nil {
		return err
	}
	if err := t.changeDir(f.dir); err != nil {
		return err
	}
	settings, err := f.apply(t, ctx)
	if err != nil {
		return err
	}
	rules, err := f.analyzers(settings)
	if err != nil {
		return err
	}
	if err := t.checkOutput("-o", f.output); err != nil {
		return err
	}
	base, err := t.readBaseline(&f.baselineFlags)
	if err != nil {
		return err
	}
	t.progress("reading packages")
	defer t.progress("")
	look := func(overlay map[string][]byte) (*program, *finding.Report, error) {
		prog, err := t.load(ctx, patterns, testsFlag().String() == "true", overlay)
		if err != nil {
			return nil, nil, err
		}
		t.progress(fmt.Sprintf("following keys through %d packages", len(prog.byPath)))
		report, err := prog.check(rules)
		if err != nil {
			return nil, nil, err
		}
		report.Tool, report.Base = toolVersion(), t.belowRoot(ctx)
		return prog, report, nil
	}
	prog, report, err := look(nil)
	if err != nil {
		return err
	}
	var fixed *fixing
	if f.fix || f.diff {
		t.progress("checking what the fixes do")
		reported := report.Findings
		if base != nil {
			reported = base.Compare(report, prog.seen(rules, false, report)).New
		}
		if fixed, err = t.tryFixes(prog, report, reported, look); err != nil {
			return err
		}
		if !f.diff {
			prog, report = fixed.prog, fixed.report
		}
	}
	t.progress("")
	t.tell(ctx, prog, report)
	write := func(w io.Writer) error { return finding.LookupFormat(f.format).Write(w, report) }
	switch {
	case f.diff:
		write = fixed.writeDiff
	case f.fix:
		if err := t.writeFixes(fixed); err != nil {
			return err
		}
	}
	if base != nil && !f.diff {
		if err := t.applyBaseline(&f.baselineFlags, base, prog, rules, report); err != nil {
			return err
		}
	}
	if err := t.output(f.output, write); err != nil {
		return fmt.Errorf("-o %s: %w", f.output, rootError(err)) // the path is that of the file beside it
	}
	switch {
	case f.diff && len(report.Errors) == 0:
		if len(fixed.Changes) > 0 && !f.noFail {
			return errFindings
		}
		return nil
	case len(report.Errors) > 0:
		return errIncomplete
	case len(report.Findings) > 0 && !f.noFail:
		return errFindings
	}
	return nil
}

// check applies the rules to the packages, after the engine has joined what it
// found in each.
func (p *program) check(rules []*analysis.Analyzer) (*finding.Report, error) {
	an, err := p.analyze()
	if err != nil {
		return nil, err
	}
	whole := func(r analyzer.Rule) bool { return r.Whole && slices.Contains(rules, r.Analyzer) }
	if slices.ContainsFunc(analyzer.Rules, whole) {
		p.build(an)
	}
	return p.judgeAll(an, rules, p.roots), nil
}

// An engineRun is what the engine found in the packages of a program, joined.
type engineRun struct {
	actions []*checker.Action
	results []*keyflow.Result
	errors  []finding.Error
}

// analyze runs the engine on the packages, and joins what it found in each.
func (p *program) analyze() (*engineRun, error) {
	graph, err := checker.Analyze([]*analysis.Analyzer{keyflow.Whole}, p.own, nil)
	if err != nil {
		return nil, err
	}
	an := &engineRun{actions: graph.Roots, errors: p.errors()}
	for _, act := range graph.Roots {
		switch {
		case act.Err == nil:
			an.results = append(an.results, act.Result.(*keyflow.Result))
		case !act.Package.IllTyped:
			an.errors = append(an.errors, finding.Error{Message: rootCause(act), Package: act.Package.PkgPath})
		}
	}
	for _, pkg := range p.own {
		if pkg.IllTyped && len(pkg.Errors) == 0 {
			an.errors = append(an.errors, finding.Error{
				Message: notChecked + brokenImport(pkg) + ", which does not compile", Package: pkg.PkgPath})
		}
	}
	keyflow.Join(an.results, &configFiles{prog: p})
	return an, nil
}

// judgeAll applies the rules to what the engine found in some of the packages.
func (p *program) judgeAll(an *engineRun, rules []*analysis.Analyzer, in []*packages.Package) *finding.Report {
	report := &finding.Report{Version: finding.Version, Errors: an.errors}
	for _, act := range an.actions {
		if act.Err != nil || !slices.Contains(in, act.Package) {
			continue
		}
		for _, rule := range rules {
			found, err := judge(rule, act)
			if err != nil {
				report.Errors = append(report.Errors, finding.Error{Message: err.Error(), Package: act.Package.PkgPath})
			}
			for _, f := range found {
				report.Findings = append(report.Findings, p.finding(act.Package, f))
			}
		}
	}
	report.Sort()
	return report
}

// judge runs a rule on what the engine found in a package.
func judge(rule *analysis.Analyzer, flow *checker.Action) ([]*diag.Finding, error) {
	pkg := flow.Package
	found, err := rule.Run(&analysis.Pass{
		Analyzer: rule, Fset: pkg.Fset, Files: pkg.Syntax, Pkg: pkg.Types, TypesInfo: pkg.TypesInfo, TypesSizes: pkg.TypesSizes,
		ResultOf: map[*analysis.Analyzer]any{keyflow.Analyzer: flow.Result},
		Report:   func(analysis.Diagnostic) {}, // the result has them all
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", rule.Name, err)
	}
	return found.([]*diag.Finding), nil
}

// rootCause returns the first error that is not about another action's.
func rootCause(act *checker.Action) string {
	for _, dep := range act.Deps {
		if dep.Err != nil {
			return rootCause(dep)
		}
	}
	return fmt.Sprintf("%s: %v", act.Analyzer.Name, act.Err)
}

// brokenImport returns the path of a package with errors of its own that pkg
// imports, if only through others.
func brokenImport(pkg *packages.Package) string {
	var found string
	packages.Visit([]*packages.Package{pkg}, func(p *packages.Package) bool { return p.IllTyped }, func(p *packages.Package) {
		if len(p.Errors) > 0 && (found == "" || p.PkgPath < found) {
			found = p.PkgPath
		}
	})
	return found
}

func (p *program) finding(pkg *packages.Package, f *diag.Finding) finding.Finding {
	d := f.Diagnostic
	start, end := p.fset.Position(d.Pos), p.fset.Position(d.End)
	out := finding.Finding{
		Rule:      d.Category,
		Message:   singleLine.Replace(d.Message),
		Package:   pkg.PkgPath,
		File:      p.fileName(start.Filename),
		Line:      start.Line,
		Column:    start.Column,
		EndLine:   end.Line,
		EndColumn: end.Column,
		Purpose:   f.Purpose,
		Secret:    f.Secret,
		Origin:    f.Origin,
		URL:       d.URL,
		Related:   p.places(f.Related),
		Flow:      p.places(f.Way),
	}
	file := start.Filename
	if at := f.At; at.Column > 0 {
		out.File, out.Line, out.Column, out.EndLine, out.EndColumn = at.File, at.Line, at.Column, at.Line, at.EndColumn
		file = filepath.Join(p.dir, filepath.FromSlash(at.File))
		out.Declaration = moduleFile(pkg, file)
	} else {
		out.Declaration = declaration(pkg, d.Pos)
	}
	for _, fix := range d.SuggestedFixes {
		out.Fixes = append(out.Fixes, p.fix(fix))
	}
	out.UTF16Column = p.utf16Column(file, out.Line, out.Column)
	out.UTF16EndColumn = p.utf16Column(file, out.EndLine, out.EndColumn)
	return out
}

// singleLine keeps messages to one line, whatever names the program has: a log
// of CI takes commands from the beginnings of lines.
var singleLine = strings.NewReplacer("\r", " ", "\n", " ")

// places spells the places that explain a finding.
func (p *program) places(rs []diag.Related) []finding.Related {
	var out []finding.Related
	for _, r := range rs {
		line := r.Place.Line
		if r.Place.Pos.IsValid() {
			line = p.fset.Position(r.Place.Pos).Line
		}
		out = append(out, finding.Related{File: p.placeFile(r.Place), Line: line, Message: singleLine.Replace(r.Message)})
	}
	return out
}

// tell says on the standard error what was not checked: one line for each
// package that is at fault, with its first error and what to do.
func (t *tool) tell(ctx context.Context, p *program, r *finding.Report) {
	if len(r.Errors) == 0 {
		return
	}
	if stale := outdatedFor(ctx, t.dir); stale != "" {
		fmt.Fprintln(t.stderr, "keyvet: "+stale)
		return
	}
	var paths []string
	byPackage := make(map[string][]finding.Error)
	for _, e := range r.Errors {
		if p.consequent(e) {
			continue
		}
		if byPackage[e.Package] == nil {
			paths = append(paths, e.Package)
		}
		byPackage[e.Package] = append(byPackage[e.Package], e)
	}
	for _, path := range paths {
		e := byPackage[path][0]
		text := oneLine(e.Message)
		if n := len(byPackage[path]) - 1; n > 0 {
			text += fmt.Sprintf(" (and %d more)", n)
		}
		if pkg := p.byPath[path]; pkg != nil && len(pkg.GoFiles) > 0 && e.File != "" {
			text += ": package " + path + " does not compile and was not checked, go build shows all of its errors"
		}
		if e.File != "" {
			text = place(e) + ": " + text
		} else {
			text = "package " + path + ": " + text
		}
		fmt.Fprintln(t.stderr, text)
	}
	n := 0
	for _, pkg := range p.roots {
		if pkg.IllTyped {
			n++
		}
	}
	fmt.Fprintf(t.stderr, "keyvet: %d of %d package%s not checked\n", n, len(p.roots), plural(len(p.roots)))
}

// consequent reports whether an error only says that a package imports another
// one, whose own errors are told.
func (p *program) consequent(e finding.Error) bool {
	if rest, ok := strings.CutPrefix(e.Message, "could not import "); ok {
		path, _, _ := strings.Cut(rest, " ")
		imported := p.byPath[path]
		return imported != nil && len(imported.Errors) > 0
	}
	return strings.HasPrefix(e.Message, notChecked)
}

// notChecked begins the message of a package that has no errors of its own.
const notChecked = "not checked, because it imports "

func place(e finding.Error) string {
	s := e.File
	for _, n := range []int{e.Line, e.Column} {
		if n == 0 {
			break
		}
		s += fmt.Sprintf(":%d", n)
	}
	return s
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
