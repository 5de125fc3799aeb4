// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/impact"
)

// impactFlags are the flags of keyvet impact.
type impactFlags struct {
	set    *flag.FlagSet
	dir    string
	format string
	output string
	check  string
	base   string
	from   string
	secret string
	settingFlags
}

func newImpactFlags() *impactFlags {
	f := &impactFlags{set: flag.NewFlagSet("keyvet impact", flag.ContinueOnError)}
	f.set.SetOutput(io.Discard)
	f.set.StringVar(&f.dir, "C", "", "change to `DIR` first")
	f.set.StringVar(&f.format, "format", "", "`format` of the reference: "+strings.Join(impactFormats(), ", ")+" (default: what the name of the file ends in, else "+impact.Formats[0].Name+")")
	f.set.StringVar(&f.output, "o", "", "write the reference to `FILE`, as a whole or not at all")
	f.set.StringVar(&f.check, "check", "", "write nothing, and exit 1 when `FILE` is not the reference of the program as it is; lines that have only moved are no difference")
	f.set.StringVar(&f.base, "base", "", "print what has changed since the reference in `FILE` (JSON), in terms of keys and uses, instead of the reference")
	f.set.StringVar(&f.from, "from", "", "render the reference in `FILE` (JSON) without reading the program")
	f.set.StringVar(&f.secret, "secret", "", "`NAME` of the one key to tell of: its title, an identity")
	f.settingFlags.add(f.set)
	return f
}

func impactFormats() (names []string) {
	for _, f := range impact.Formats {
		names = append(names, f.Name)
	}
	return names
}

func printImpactFormats(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range impact.Formats {
		fmt.Fprintf(w, "\t%s\t%s\n", f.Name, f.Summary)
	}
	w.Flush()
}

// impactEndings are the formats of files by their names.
var impactEndings = map[string]string{
	".md": "markdown", ".markdown": "markdown", ".json": "json", ".html": "html", ".htm": "html", ".mmd": "mermaid", ".mermaid": "mermaid",
	".dot": "dot", ".gv": "dot",
}

// formatOf returns the format in which a file is to be written.
func (f *impactFlags) formatOf(file string) (*impact.Format, error) {
	name := f.format
	if name == "" {
		name = impactEndings[strings.ToLower(filepath.Ext(file))]
	}
	if strings.HasSuffix(strings.ToLower(file), ".cdx.json") && f.format == "" {
		name = "cyclonedx"
	}
	if name == "" {
		name = impact.Formats[0].Name
	}
	format := impact.LookupFormat(name)
	if format == nil {
		return nil, usageErrorf("unknown format %q: known are %s", name, strings.Join(impactFormats(), ", "))
	}
	return format, nil
}

// impact writes the rotation-impact reference of a program.
func (t *tool) impact(ctx context.Context, args []string) error {
	f := newImpactFlags()
	if err := f.set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return t.help(ctx, []string{"impact"})
		}
		return usageErrorf("%v", err)
	}
	patterns := f.set.Args()
	for _, p := range patterns {
		if strings.HasPrefix(p, "-") {
			return usageErrorf("%s comes after a package: flags come before packages", p)
		}
	}
	if f.check != "" && f.output != "" {
		return usageErrorf("-check writes nothing, and -o writes: choose one")
	}
	if f.base != "" && (f.check != "" || f.format != "") {
		return usageErrorf("-base prints changes: neither -check nor -format belongs to it")
	}
	if f.from != "" && len(patterns) > 0 {
		return usageErrorf("-from renders a reference that is there: no packages belong to it")
	}
	format, err := f.formatOf(f.output + f.check)
	if err != nil {
		return err
	}
	if err := t.changeDir(f.dir); err != nil {
		return err
	}
	if err := t.checkOutput("-o", f.output); err != nil {
		return err
	}
	var committed []byte
	if f.check != "" {
		if committed, err = os.ReadFile(t.abs(f.check)); err != nil {
			return fmt.Errorf("-check %s: %w: write it first with -o", f.check, rootError(err))
		}
	}
	var base *impact.Reference
	if f.base != "" {
		if base, err = t.readReference("-base", f.base); err != nil {
			return err
		}
	}
	ref, failed, err := t.reference(ctx, f, patterns)
	if err != nil {
		return err
	}
	if f.secret != "" {
		if ref, err = only(ref, f.secret); err != nil {
			return err
		}
	}
	if failed && (f.check != "" || base != nil) {
		return errIncomplete // a key may only seem to be gone
	}
	if f.check != "" {
		return t.checkReference(f, format, committed, ref)
	}
	write := func(w io.Writer) error { return format.Write(w, ref) }
	if base != nil {
		write = impact.Diff(base, ref).Write
	}
	if err := t.output(f.output, write); err != nil {
		return fmt.Errorf("-o %s: %w", f.output, rootError(err))
	}
	if failed {
		return errIncomplete
	}
	return nil
}

// reference reads a reference, or builds that of the packages.
func (t *tool) reference(ctx context.Context, f *impactFlags, patterns []string) (ref *impact.Reference, failed bool, err error) {
	if f.from != "" {
		ref, err := t.readReference("-from", f.from)
		return ref, false, err
	}
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	settings, err := f.apply(t, ctx)
	if err != nil {
		return nil, false, err
	}
	defer t.progress("")
	t.progress("reading packages")
	prog, err := t.load(ctx, patterns, false, nil)
	if err != nil {
		return nil, false, err
	}
	t.progress(fmt.Sprintf("following keys through %d packages", len(prog.byPath)))
	an, err := prog.analyze()
	if err != nil {
		return nil, false, err
	}
	t.progress("")
	var rules []*analysis.Analyzer
	for _, r := range settings.Enabled() {
		rules = append(rules, r.Analyzer)
	}
	ref = prog.build(an)
	report := prog.judgeAll(an, rules, prog.own)
	t.tell(ctx, prog, report)
	complete(ref, report)
	return ref, len(report.Errors) > 0, nil
}

// readReference reads the file of a flag.
func (t *tool) readReference(name, file string) (*impact.Reference, error) {
	text, err := os.ReadFile(t.abs(file))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", name, file, rootError(err))
	}
	ref, err := impact.ReadJSON(text)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: it has to be what keyvet impact -format json writes", name, file, err)
	}
	return ref, nil
}

// build makes the reference of the program, without what rules find, and gives
// the results what only the whole program shows.
func (p *program) build(an *engineRun) *impact.Reference {
	ref, remarks := impact.Build(p.impactProgram(an))
	byPackage := make(map[string]*keyflow.Result)
	for _, act := range an.actions {
		if act.Err == nil {
			byPackage[act.Package.PkgPath] = act.Result.(*keyflow.Result)
		}
	}
	for _, m := range remarks {
		r := byPackage[m.Place.Package]
		if m.Place.Package == "" && len(an.results) > 0 {
			r = an.results[0] // about a file that is no package's
		}
		if r != nil {
			r.Remarks = append(r.Remarks, m)
		}
	}
	return ref
}

// complete adds what the rules found, and what could not be read, to a reference.
func complete(ref *impact.Reference, report *finding.Report) {
	var found []impact.Finding
	for _, f := range report.Findings {
		message := strings.TrimSuffix(strings.TrimPrefix(f.Message, f.Rule+": "), " ["+f.Purpose+"]")
		out := impact.Finding{Rule: f.Rule, Message: message, File: f.File, Line: f.Line, Name: f.Secret}
		if i := slices.IndexFunc(analyzer.Rules, func(r analyzer.Rule) bool { return r.Analyzer.Name == f.Rule }); i >= 0 && analyzer.Rules[i].Whole {
			out.Key = f.Secret
		}
		if len(f.Flow) > 0 {
			out.FromFile, out.FromLine = f.Flow[0].File, f.Flow[0].Line
		}
		found = append(found, out)
	}
	var errs []impact.Error
	for _, e := range report.Errors {
		errs = append(errs, impact.Error{Package: e.Package, File: e.File, Line: e.Line, Message: e.Message})
	}
	ref.Complete(found, errs)
}

// impactProgram is what a reference is built from.
func (p *program) impactProgram(an *engineRun) *impact.Program {
	out := &impact.Program{
		Results:   an.results,
		Inventory: keyflow.TakeInventory(an.results),
		Position: func(at keyflow.Place) (string, int) {
			line := at.Line
			if at.Pos.IsValid() {
				line = p.fset.Position(at.Pos).Line
			} else if at.Package == "" && at.File == "" {
				return "", 0
			}
			return p.placeFile(at), line
		},
		Claim:    p.settings.claim,
		Complete: p.complete,
	}
	for _, pkg := range p.roots {
		if pkg.Module != nil && pkg.Module.Main {
			out.Module = pkg.Module.Path
			break
		}
	}
	return out
}

// only returns the part of a reference that is about one key.
func only(r *impact.Reference, name string) (*impact.Reference, error) {
	out := &impact.Reference{Module: r.Module, NotAffected: r.NotAffected, Errors: r.Errors}
	var titles []string
	found := make(map[string]bool)
	for _, k := range r.Keys {
		titles = append(titles, k.Title)
		named := strings.EqualFold(k.Title, name) || strings.EqualFold(k.Identity, name)
		for _, n := range k.Names {
			_, bare, _ := strings.Cut(n, ":")
			named = named || strings.EqualFold(n, name) || strings.EqualFold(bare, name)
		}
		if named || found[k.DerivedFrom] {
			found[k.Identity] = true
			out.Keys = append(out.Keys, k)
		}
	}
	for _, q := range r.Questions {
		if found[q.Key] {
			out.Questions = append(out.Questions, q)
		}
	}
	if len(out.Keys) == 0 {
		return nil, fmt.Errorf("-secret %s: the program has no such key; it has %s", name, strings.Join(titles, "; "))
	}
	return out, nil
}

// checkReference compares a file with the reference of the program, and says how
// they differ.
func (t *tool) checkReference(f *impactFlags, format *impact.Format, committed []byte, ref *impact.Reference) error {
	var now bytes.Buffer
	if err := format.Write(&now, ref); err != nil {
		return err
	}
	// People commit a change with each line that moves; that the evidence is a
	// few lines off is no reason to stop them.
	if bytes.Equal(withoutLines(now.Bytes()), withoutLines(committed)) {
		return nil
	}
	if format.Name == "json" {
		old, err := impact.ReadJSON(committed)
		if err != nil {
			return fmt.Errorf("-check %s: %w: write it anew with -o", f.check, err)
		}
		changes := impact.Diff(old, ref)
		if changes.Empty() {
			return nil
		}
		if err := changes.Write(t.stdout); err != nil {
			return err
		}
	} else if err := impact.LineDiff(t.stdout, f.check, committed, now.Bytes()); err != nil {
		return err
	}
	return &exitError{codeFindings, fmt.Sprintf("%s is not the reference of the program any longer: write it anew with keyvet impact -o %[1]s", f.check)}
}

var linePattern = regexp.MustCompile(`(\.[a-z]+)(:|#L)\d+|("[a-zA-Z]*[lL]ine": )\d+`)

// withoutLines is a reference without the numbers of lines.
func withoutLines(text []byte) []byte { return linePattern.ReplaceAll(text, []byte("$1$2$3")) }

// rootError is an error without the path, which has been said.
func rootError(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}
