// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

// What -baseline-update does with the file.
const (
	shrinkBaseline = "shrink"
	acceptBaseline = "accept"
)

// baselineFlags are those about known findings.
type baselineFlags struct {
	baseline string
	update   string
}

func (f *baselineFlags) add(set *flag.FlagSet) {
	set.StringVar(&f.baseline, "baseline", "", "report only findings that are not in `FILE`, and tell which of those are gone")
	set.StringVar(&f.update, "baseline-update", "", "write the file of -baseline: `WHAT` is "+shrinkBaseline+", which takes out what is gone, or "+acceptBaseline+", which also takes in what is new, and tells it")
}

func (f *baselineFlags) check(output string) error {
	switch {
	case f.update != "" && output != "" && filepath.Clean(output) == filepath.Clean(f.baseline):
		return usageErrorf("-o and -baseline-update write the same file %s: the output is not the baseline", output)
	case f.update != "" && f.update != shrinkBaseline && f.update != acceptBaseline:
		return usageErrorf("-baseline-update is %s or %s, not %q", shrinkBaseline, acceptBaseline, f.update)
	case f.update != "" && f.baseline == "":
		return usageErrorf("-baseline-update needs -baseline FILE, the file to write")
	}
	return nil
}

// readBaseline reads the file of -baseline, nil when there is no such flag.
func (t *tool) readBaseline(f *baselineFlags) (*finding.Baseline, error) {
	if f.baseline == "" {
		return nil, nil
	}
	if f.update != "" {
		if err := t.checkOutput("-baseline", f.baseline); err != nil {
			return nil, err
		}
	}
	text, err := os.ReadFile(t.abs(f.baseline))
	switch {
	case errors.Is(err, fs.ErrNotExist) && f.update == acceptBaseline:
		return new(finding.Baseline), nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("-baseline %s: there is no such file: -baseline-update %s writes it, with all findings that there are", f.baseline, acceptBaseline)
	case err != nil:
		return nil, fmt.Errorf("-baseline %s: %w", f.baseline, rootError(err))
	}
	b, err := finding.ReadBaseline(text)
	if e, ok := errors.AsType[*finding.BaselineError](err); ok {
		return nil, fmt.Errorf("%s:%d: %w", filepath.ToSlash(f.baseline), e.Line, e)
	}
	return b, err
}

// applyBaseline takes the known findings out of a report, tells what is gone, and
// writes the file anew where it is to be updated. What the file gets or loses is
// told one by one: nothing enters it unseen.
func (t *tool) applyBaseline(f *baselineFlags, b *finding.Baseline, p *program, rules []*analysis.Analyzer, r *finding.Report) error {
	tests := testsFlag().String() == "true"
	seen := p.seen(rules, tests || !b.Tests, r)
	c := b.Compare(r, seen)
	r.Findings = c.New

	gone := "no longer found (-baseline-update " + shrinkBaseline + " takes it out)"
	if f.update != "" && len(r.Errors) == 0 {
		next := &finding.Baseline{Tests: b.Tests || tests, Known: c.Shrunk()}
		gone = "taken out"
		if f.update == acceptBaseline {
			next.Known = c.Accepted(r)
			for _, n := range r.Findings {
				fmt.Fprintf(t.stderr, "%s: taken in: %s:%d:%d: %s\n", f.baseline, n.File, n.Line, n.Column, n.Message)
			}
			r.Findings = nil
		}
		if err := t.output(f.baseline, next.Write); err != nil {
			return fmt.Errorf("-baseline %s: %w", f.baseline, rootError(err))
		}
		c.Known = next.Known
	}
	for _, k := range c.Gone {
		fmt.Fprintf(t.stderr, "%s: %s%s: %s: %s: %s\n", f.baseline, gone, times(k.Count), k.File, k.Rule, k.Message)
	}
	if f.update != "" && len(r.Errors) > 0 {
		fmt.Fprintf(t.stderr, "keyvet: %s is as it was, as not everything was checked\n", f.baseline)
	}
	known, fixed := 0, 0
	for _, k := range c.Known {
		known += k.Count
		if k.Fixed {
			fixed += k.Count
		}
	}
	if known > 0 {
		text := fmt.Sprintf("keyvet: %d known finding%s in %s", known, plural(known), f.baseline)
		if fixed > 0 {
			text += fmt.Sprintf(", %d of them about a key in the source", fixed)
		}
		fmt.Fprintln(t.stderr, text)
	}
	return nil
}

func times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(" %d times", n)
}

// seen returns what tells whether a report would have a known finding, were it
// still there. A run of other rules does not; nor one of some packages, as a key
// may come from any other; one for another system does not see all files; and
// where something was not checked, or test files were left out, nobody knows.
func (p *program) seen(rules []*analysis.Analyzer, tests bool, r *finding.Report) func(finding.Known) bool {
	checked := make(map[string]*packages.Package)
	for _, pkg := range p.roots {
		checked[pkg.PkgPath] = pkg
	}
	ofModule := func(path string) bool {
		return slices.ContainsFunc(p.roots, func(pkg *packages.Package) bool {
			m := pkg.Module
			return m != nil && m.Main && (path == m.Path || strings.HasPrefix(path, m.Path+"/"))
		})
	}
	root := p.dir
	if r.Base != "" {
		root = filepath.Join(p.dir, strings.Repeat(".."+string(filepath.Separator), strings.Count(r.Base, "/")+1))
	}
	return func(k finding.Known) bool {
		if len(r.Errors) > 0 || !tests || !slices.ContainsFunc(rules, func(a *analysis.Analyzer) bool { return a.Name == k.Rule }) || !p.complete() {
			return false
		}
		file := filepath.Join(root, filepath.FromSlash(k.File))
		switch pkg := checked[k.Package]; {
		case finding.OfNoPackage(k.File, k.Declaration):
			return ofModule(k.Package) && len(p.roots) == len(p.own)
		case pkg != nil:
			return !slices.Contains(pkg.IgnoredFiles, file)
		}
		_, err := os.Stat(file)
		return p.byPath[k.Package] == nil && ofModule(k.Package) && errors.Is(err, fs.ErrNotExist)
	}
}
