// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package command is the keyvet command: one file for each of its commands.
package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
)

// A tool is one run of keyvet.
type tool struct {
	dir    string // working directory
	manual string // source of the package comment of cmd/keyvet
	stdout io.Writer
	stderr io.Writer

	settingsFile settingsText // read last; empty when there is none
}

// A subcommand is what is run instead of a check.
type subcommand struct {
	name    string
	args    string
	summary string
	run     func(*tool, context.Context, []string) error // nil when it is still to come
}

// subcommands is the table of commands.
func subcommands() []subcommand {
	return []subcommand{
		{"impact", "[flags] [packages]", "write the rotation-impact reference of the program", (*tool).impact},
		{"gopls", "[flags]", "build a gopls that contains these rules", (*tool).gopls},
		{"explain", "RULE|PURPOSE|all", "print the page of a rule or of a purpose", (*tool).explain},
		{"flags", "[flags]", "print the flags of go vet that the settings mean", (*tool).flags},
		{"init", "[flags]", "write a file of settings, and print how drivers get them", (*tool).init},
		{"help", "", "print this", (*tool).help},
		{"version", "", "print the version", (*tool).version},
	}
}

// Main runs keyvet with the arguments of the process and exits. The manual is
// the source of a file with the package comment.
func Main(manual string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	dir, err := os.Getwd()
	if err == nil {
		t := &tool{dir: dir, manual: manual, stdout: os.Stdout, stderr: os.Stderr}
		err = t.run(ctx, os.Args[1:])
	}
	stop()
	if err != nil && err.Error() != "" {
		fmt.Fprintln(os.Stderr, "keyvet: "+oneLine(err.Error()))
	}
	os.Exit(exitCode(err))
}

// run runs the command that args name. A bug must not look like a finding or
// like its absence, so a panic becomes an error.
func (t *tool) run(ctx context.Context, args []string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = internalError("", p)
		}
	}()
	if len(args) > 0 {
		switch args[0] {
		case "-version", "--version", "-V":
			return t.version(ctx, args[1:])
		}
		for _, c := range subcommands() {
			if c.name != args[0] {
				continue
			}
			if c.run == nil {
				return fmt.Errorf("keyvet %s does not exist yet in this version (for a package of this name write ./%[1]s)", c.name)
			}
			return c.run(t, ctx, args[1:])
		}
	}
	return t.check(ctx, args)
}

// help prints the manual, and what can be derived from the tables.
func (t *tool) help(ctx context.Context, args []string) error {
	if len(args) > 0 {
		for _, c := range subcommands() {
			if c.run != nil && c.name == args[0] {
				fmt.Fprintf(t.stdout, "keyvet %s %s\n\n%s\n", c.name, c.args, c.summary)
				if f := map[string]func() *placeFlags{"flags": newVetFlagsFlags, "init": newInitFlags}[c.name]; f != nil {
					fmt.Fprintf(t.stdout, "\n# Flags\n\n")
					printFlags(t.stdout, f().set)
				}
				if c.name == "impact" {
					fmt.Fprintf(t.stdout, "\n# Flags\n\n")
					printFlags(t.stdout, newImpactFlags().set)
					fmt.Fprintf(t.stdout, "\n# Formats\n\n")
					printImpactFormats(t.stdout)
				}
				if c.name == "gopls" {
					fmt.Fprintf(t.stdout, "\n%s\n# Flags\n\n", goplsHelp)
					printFlags(t.stdout, newGoplsFlags().set)
				}
				return nil
			}
		}
		return t.explain(ctx, args)
	}
	_, text, _ := strings.Cut(t.manual, "/*\n")
	text, _, _ = strings.Cut(text, "\n*/")
	fmt.Fprintln(t.stdout, text)

	fmt.Fprintf(t.stdout, "\n# Commands\n\n")
	w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\tkeyvet [flags] [packages]\tcheck packages\n")
	for _, c := range subcommands() {
		if c.run != nil {
			fmt.Fprintf(w, "\t%s\t%s\n", strings.TrimSpace("keyvet "+c.name+" "+c.args), c.summary)
		}
	}
	w.Flush()
	fmt.Fprintf(t.stdout, "\n# Flags\n\n")
	printFlags(t.stdout, newCheckFlags().set)
	fmt.Fprintf(t.stdout, "\n# Formats\n\n")
	printFormats(t.stdout)
	fmt.Fprintf(t.stdout, "\n# Rules\n\n")
	printRules(t.stdout)
	fmt.Fprintf(t.stdout, "\n# Purposes\n\n")
	printPurposes(t.stdout)
	return nil
}

// oneLine joins the lines of a message of another program.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func internalError(where string, p any) error {
	if where != "" {
		where = " in " + where
	}
	return fmt.Errorf("internal error%s: %v: please report it at https://github.com/keyvet/keyvet/issues", where, p)
}
