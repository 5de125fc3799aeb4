// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
)

// placeFlags are the flags of commands that only want to know where they are.
type placeFlags struct {
	set    *flag.FlagSet
	dir    string
	config string
}

// newVetFlagsFlags are the flags of keyvet flags.
func newVetFlagsFlags() *placeFlags {
	f := newInitFlags()
	f.set.Init("keyvet flags", flag.ContinueOnError)
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
	settings, err := t.settings(ctx, f.config)
	if err != nil {
		return err
	}
	for _, arg := range settings.Flags() {
		fmt.Fprintln(t.stdout, arg)
	}
	return nil
}
