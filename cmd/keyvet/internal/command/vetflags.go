// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
)

// placeFlags are the flags of commands that only want to know where they are.
type placeFlags struct {
	set    *flag.FlagSet
	dir    string
	config string
	format string
}

// newVetFlagsFlags are the flags of keyvet flags.
func newVetFlagsFlags() *placeFlags {
	f := newInitFlags()
	f.set.Init("keyvet flags", flag.ContinueOnError)
	f.set.StringVar(&f.format, "format", "vet", "`FORMAT`: vet, or nogo for the configuration of Bazel's nogo")
	f.set.StringVar(&f.config, "config", "", "`FILE` with the settings (default: that of keyvet)")
	return f
}

// newInitFlags are the flags of keyvet init.
func newInitFlags() *placeFlags {
	f := &placeFlags{set: flag.NewFlagSet("keyvet init", flag.ContinueOnError)}
	f.set.SetOutput(io.Discard)
	f.set.StringVar(&f.dir, "C", "", "change to `DIR` first")
	return f
}

// parse takes the flags from args, which have nothing else, and changes to their
// directory.
func (f *placeFlags) parse(t *tool, args []string) error {
	if err := f.set.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return usageErrorf("%v", err)
	}
	if f.set.NArg() > 0 {
		return usageErrorf("%s takes no arguments but flags", f.set.Name())
	}
	return t.changeDir(f.dir)
}

// flags prints the flags of go vet that the settings mean, one in a line: none
// has blanks or quotes, so that a shell needs none around them.
func (t *tool) flags(ctx context.Context, args []string) error {
	f := newVetFlagsFlags()
	if err := f.parse(t, args); errors.Is(err, flag.ErrHelp) {
		return t.help(ctx, []string{"flags"})
	} else if err != nil {
		return err
	}
	if f.format != "vet" && f.format != "nogo" {
		return usageErrorf("unknown format %q: known are vet and nogo", f.format)
	}
	settings, err := t.settings(ctx, f.config)
	if err != nil {
		return err
	}
	if f.format == "nogo" {
		return printNogo(t.stdout, settings)
	}
	for _, arg := range settings.Flags() {
		fmt.Fprintln(t.stdout, arg)
	}
	return nil
}

// A nogoConfig is what the configuration of Bazel's nogo says of an analyzer.
type nogoConfig struct {
	Flags   map[string]string `json:"analyzer_flags,omitempty"`
	Exclude map[string]string `json:"exclude_files,omitempty"` // pattern and reason
}

// printNogo prints the configuration that the settings mean. It takes each flag
// once, and knows of no analyzer that is there and off.
func printNogo(w io.Writer, settings *analyzer.Settings) error {
	configs := map[string]nogoConfig{
		keyflow.Analyzer.Name: {Flags: map[string]string{"settings": settings.JSON()}},
	}
	enabled := settings.Enabled()
	for _, r := range analyzer.Rules {
		on := slices.ContainsFunc(enabled, func(e analyzer.Rule) bool { return e.Analyzer == r.Analyzer })
		if !r.Whole && !on {
			configs[r.Analyzer.Name] = nogoConfig{Exclude: map[string]string{".*": "disabled in " + config.Name}}
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(configs)
}
