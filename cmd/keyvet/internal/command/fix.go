// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/rewrite"
)

// A fixing is what the fixes of a report make of the program.
type fixing struct {
	*rewrite.Result
	prog     *program        // with the changes
	report   *finding.Report // of that
	unfit    int             // fixes that are not made, as something would not compile
	unfitPkg string          // what
}

// tryFixes makes the changes that some findings of a report suggest, but to no
// file: it looks at the program as it would be. Fixes after which a package does not compile that
// did before are left out.
func (t *tool) tryFixes(p *program, report *finding.Report, reported []finding.Finding, look func(overlay map[string][]byte) (*program, *finding.Report, error)) (*fixing, error) {
	var fixes []finding.Fix
	for _, f := range reported {
		if len(f.Fixes) > 0 && !slices.ContainsFunc(f.Fixes[0].Edits, func(e finding.Edit) bool { return !p.mayChange(e.File) }) {
			fixes = append(fixes, f.Fixes[0])
		}
	}
	out := &fixing{prog: p, report: report}
	for {
		res, err := rewrite.Apply(fixes, p.source)
		if err != nil {
			return nil, fmt.Errorf("-fix: %w", err)
		}
		out.Result = res
		if len(res.Changes) == 0 {
			return out, nil
		}
		overlay := make(map[string][]byte)
		for _, c := range res.Changes {
			overlay[c.File] = c.New
		}
		next, after, err := look(overlay)
		if err != nil {
			return nil, err
		}
		broken := next.newlyBroken(p)
		if broken == nil {
			out.prog, out.report = next, after
			return out, nil
		}
		// Without those that the package has, else without any.
		has := func(f finding.Fix) bool {
			return slices.ContainsFunc(f.Edits, func(e finding.Edit) bool {
				return slices.Contains(broken.GoFiles, e.File) || slices.Contains(broken.CompiledGoFiles, e.File)
			})
		}
		before := len(fixes)
		if slices.ContainsFunc(fixes, has) {
			fixes = slices.DeleteFunc(fixes, has)
		} else {
			fixes = nil
		}
		out.unfit += before - len(fixes)
		out.unfitPkg = broken.PkgPath
	}
}

// newlyBroken returns the first package that has errors which it did not have in
// a program before, nil when there is none.
func (p *program) newlyBroken(before *program) *packages.Package {
	for _, pkg := range p.broken {
		if !slices.ContainsFunc(before.broken, func(o *packages.Package) bool { return o.ID == pkg.ID }) {
			return pkg
		}
	}
	return nil
}

// fix spells a suggested fix by files and bytes.
func (p *program) fix(f analysis.SuggestedFix) finding.Fix {
	out := finding.Fix{Message: f.Message}
	for _, e := range f.TextEdits {
		tf := p.fset.File(e.Pos)
		end := e.End
		if !end.IsValid() {
			end = e.Pos
		}
		out.Edits = append(out.Edits, finding.Edit{File: tf.Name(), Start: tf.Offset(e.Pos), End: tf.Offset(end), New: string(e.NewText)})
	}
	return out
}

// mayChange reports whether a file is one of the modules that are checked,
// rather than of a dependency or the build cache. What a link leads to counts.
func (p *program) mayChange(file string) bool {
	real, err := filepath.EvalSymlinks(file)
	if err != nil {
		return false
	}
	for _, pkg := range p.roots {
		if pkg.Module == nil || !pkg.Module.Main || !slices.Contains(pkg.GoFiles, file) {
			continue
		}
		dir, err := filepath.EvalSymlinks(pkg.Module.Dir)
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(dir, real); err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	return false
}

// source returns the text of a file as it was analysed.
func (p *program) source(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for _, pkg := range p.roots {
		for _, f := range pkg.Syntax {
			if tf := p.fset.File(f.FileStart); tf != nil && tf.Name() == file && tf.Size() != len(text) {
				return nil, fmt.Errorf("%s was changed while it was analysed: run keyvet again", p.fileName(file))
			}
		}
	}
	return text, nil
}

// writeDiff writes the changes as a patch.
func (f *fixing) writeDiff(w io.Writer) error {
	_, err := w.Write(rewrite.Diff(f.Changes, f.prog.fileName))
	return err
}

// writeFixes changes the files, each as a whole, and says what was done. None is
// changed when one cannot be.
func (t *tool) writeFixes(f *fixing) error {
	var all []*staged
	for _, c := range f.Changes {
		s, err := stage(c.File, c.New)
		if err != nil {
			for _, s := range all {
				s.drop()
			}
			return fmt.Errorf("-fix: %s: %w: nothing was changed", f.prog.fileName(c.File), rootError(err))
		}
		all = append(all, s)
	}
	for i, s := range all {
		if err := s.commit(); err != nil {
			for _, s := range all[i+1:] {
				s.drop()
			}
			return fmt.Errorf("-fix: %s: %w: %d of %d files were changed", f.prog.fileName(f.Changes[i].File), rootError(err), i, len(all))
		}
	}
	switch {
	case f.Applied == 0 && f.unfit == 0:
		fmt.Fprintln(t.stderr, "keyvet: no fixes to make")
	default:
		fmt.Fprintf(t.stderr, "keyvet: made %d fix%s in %d file%s\n", f.Applied, pluralEs(f.Applied), len(f.Changes), plural(len(f.Changes)))
	}
	if f.Left > 0 {
		fmt.Fprintf(t.stderr, "keyvet: %d more change%s what these have changed: run keyvet -fix again\n", f.Left, verbS(f.Left))
	}
	if f.unfit > 0 {
		fmt.Fprintf(t.stderr, "keyvet: %d fix%s not made, as package %s would not compile after it\n", f.unfit, pluralEs(f.unfit), f.unfitPkg)
	}
	return nil
}

func pluralEs(n int) string {
	if n == 1 {
		return ""
	}
	return "es"
}

// verbS ends a verb of which n are the subject.
func verbS(n int) string {
	if n == 1 {
		return "s"
	}
	return ""
}
