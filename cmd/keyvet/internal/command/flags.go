// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

// checkFlags are the flags of a check.
type checkFlags struct {
	set    *flag.FlagSet
	dir    string
	format string
	output string
	rules  string
	noFail bool
	fix    bool
	diff   bool
	baselineFlags
	settingFlags
}

func newCheckFlags() *checkFlags {
	f := &checkFlags{set: flag.NewFlagSet("keyvet", flag.ContinueOnError)}
	f.set.SetOutput(io.Discard) // errors are returned, usage is ours
	f.set.StringVar(&f.dir, "C", "", "change to `DIR` first")
	f.set.StringVar(&f.format, "format", finding.Formats[0].Name, "`format` of the output: "+strings.Join(formatNames(), ", "))
	f.set.StringVar(&f.output, "o", "", "write the output to `FILE`, as a whole or not at all")
	f.set.StringVar(&f.rules, "rules", "", "comma-separated `list` of the rules to apply (default: all that the settings do not disable)")
	f.set.Var(recorded{testsFlag(), &f.settingFlags}, "tests", "report on test files, testdata, examples and generated files too")
	f.set.BoolVar(&f.noFail, "no-fail", false, "exit 0 even if there are findings")
	f.set.BoolVar(&f.fix, "fix", false, "make the changes that findings suggest, and report what is left")
	f.set.BoolVar(&f.diff, "diff", false, "print the changes that -fix would make as a patch, and make none; exit 1 if there are any")
	f.baselineFlags.add(f.set)
	f.settingFlags.add(f.set)
	return f
}

// parse takes the flags from args and returns the packages.
func (f *checkFlags) parse(args []string) ([]string, error) {
	if err := f.set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, usageErrorf("%v", err)
	}
	patterns := f.set.Args()
	for _, p := range patterns {
		if strings.HasPrefix(p, "-") {
			return nil, usageErrorf("%s comes after a package: flags come before packages", p)
		}
	}
	if finding.LookupFormat(f.format) == nil {
		return nil, usageErrorf("unknown format %q: known are %s", f.format, strings.Join(formatNames(), ", "))
	}
	if err := f.baselineFlags.check(f.output); err != nil {
		return nil, err
	}
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	return patterns, nil
}

// analyzers returns those of the chosen rules, which are those that the settings
// leave enabled when none is named.
func (f *checkFlags) analyzers(settings *analyzer.Settings) ([]*analysis.Analyzer, error) {
	var as []*analysis.Analyzer
	if f.rules == "" {
		for _, r := range settings.Enabled() {
			as = append(as, r.Analyzer)
		}
		return as, nil
	}
	known := ruleNames()
	for _, name := range strings.Split(f.rules, ",") {
		i := slices.Index(known, strings.TrimSpace(name))
		if i < 0 {
			return nil, usageErrorf("unknown rule %q: known are %s", name, strings.Join(known, ", "))
		}
		if a := analyzer.Rules[i].Analyzer; !slices.Contains(as, a) {
			as = append(as, a)
		}
	}
	return as, nil
}

func formatNames() []string {
	var names []string
	for _, f := range finding.Formats {
		names = append(names, f.Name)
	}
	return names
}

func printFlags(out io.Writer, set *flag.FlagSet) {
	set.VisitAll(func(f *flag.Flag) {
		arg, usage := flag.UnquoteUsage(f)
		if arg != "" {
			arg = " " + arg
		}
		if f.DefValue != "" && f.DefValue != "false" {
			usage += fmt.Sprintf(" (default %s)", f.DefValue)
		}
		fmt.Fprintf(out, "\t-%s%s\n\t\t%s\n", f.Name, arg, usage)
	})
}

func printFormats(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range finding.Formats {
		fmt.Fprintf(w, "\t%s\t%s\n", f.Name, f.Summary)
	}
	w.Flush()
}

func printRules(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range analyzer.Rules {
		title, _, _ := strings.Cut(r.Analyzer.Doc, "\n")
		title = strings.TrimPrefix(title, r.Analyzer.Name+": ")
		fmt.Fprintf(w, "\t%s\t%s\n", r.Analyzer.Name, title)
	}
	w.Flush()
}

func printPurposes(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, p := range catalog.Purposes() {
		fmt.Fprintf(w, "\t%s\ta key that %s\n", p.ID, p.Says(""))
	}
	w.Flush()
}
