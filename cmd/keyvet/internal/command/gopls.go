// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/gopls"
)

// goplsHelp is what "keyvet help gopls" says above the flags.
const goplsHelp = `gopls has no plug-ins, so this builds one of its own: the newest release that the
Go in use can build, with the rules of keyvet that need no more than a package and
what it imports. Settings, those of .keyvet.yml and of flags, are part of the
result: after changing them build again.
The first build takes minutes; another call with the same parts says where the
result is. It needs the go command, and the network or a module cache that has
golang.org/x/tools/gopls.

Rules are turned off and on in the editor's settings of gopls, under "analyses":
{"secretread": false}.
`

// goplsFlags are the flags of keyvet gopls.
type goplsFlags struct {
	set     *flag.FlagSet
	dir     string
	output  string
	version string
	keyvet  string
	rules   string
	settingFlags
}

func newGoplsFlags() *goplsFlags {
	f := &goplsFlags{set: flag.NewFlagSet("keyvet gopls", flag.ContinueOnError)}
	f.set.SetOutput(io.Discard)
	f.set.StringVar(&f.dir, "C", "", "change to `DIR` first")
	f.set.StringVar(&f.output, "o", "", "copy the result to `FILE`, which keeps its name when other settings are built")
	f.set.StringVar(&f.version, "version", "", "`version` of gopls (default: the newest that the Go in use can build)")
	f.set.StringVar(&f.keyvet, "keyvet", "", "`DIR` with keyvet's source (default: the version of this command)")
	f.set.StringVar(&f.rules, "rules", "", "comma-separated `list` of the rules that are on unless the editor says otherwise (default: all)")
	f.settingFlags.add(f.set)
	return f
}

// off returns the names of the rules that are off unless the editor says
// otherwise: those that -rules does not name or, without it, that the settings
// disable.
func (f *goplsFlags) off(settings *analyzer.Settings) ([]string, error) {
	var known, on, off []string
	for _, r := range analyzer.Rules {
		if !r.Whole {
			known = append(known, r.Analyzer.Name)
		}
	}
	if f.rules == "" {
		for _, r := range settings.Enabled() {
			on = append(on, r.Analyzer.Name)
		}
	} else {
		for name := range strings.SplitSeq(f.rules, ",") {
			name = strings.TrimSpace(name)
			if !slices.Contains(known, name) {
				return nil, usageErrorf("unknown rule %q: those that gopls can show are %s", name, strings.Join(known, ", "))
			}
			on = append(on, name)
		}
	}
	for _, name := range known {
		if !slices.Contains(on, name) {
			off = append(off, name)
		}
	}
	return off, nil
}

// gopls builds a gopls with the rules, and prints how editors start it.
func (t *tool) gopls(ctx context.Context, args []string) error {
	f := newGoplsFlags()
	if err := f.set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return t.help(ctx, []string{"gopls"})
		}
		return usageErrorf("%v", err)
	}
	if f.set.NArg() > 0 {
		return usageErrorf("keyvet gopls takes no arguments: %s", f.set.Arg(0))
	}
	if err := t.changeDir(f.dir); err != nil {
		return err
	}
	if err := t.checkOutput("-o", f.output); err != nil {
		return err
	}
	settings, err := f.apply(t, ctx)
	if err != nil {
		return err
	}
	off, err := f.off(settings)
	if err != nil {
		return err
	}
	o := gopls.Options{Dir: t.dir, Version: f.version, Settings: settings.Settings, Off: off}
	if f.keyvet != "" {
		o.KeyvetDir = t.abs(f.keyvet)
	} else {
		info, _ := debug.ReadBuildInfo()
		if o.KeyvetVersion, o.KeyvetDir, err = ownSource(info); err != nil {
			return err
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return fmt.Errorf("a directory for the build: %w", err)
	}
	o.Cache = filepath.Join(cache, "keyvet", "gopls")
	o.Progress = t.progress
	b, err := gopls.Make(ctx, o)
	t.progress("")
	if err != nil {
		return err
	}
	if b.Newer != "" {
		fmt.Fprintf(t.stderr, "keyvet: gopls %s needs %s: took %s\n", b.Newer, b.NewerGo, b.Version)
	}
	file := b.File
	if f.output != "" {
		file = t.abs(f.output)
		if err := gopls.Install(b, file); err != nil {
			return fmt.Errorf("installing gopls: %w", err)
		}
	}
	fmt.Fprintf(t.stdout, "%s\n\ngopls %s with keyvet %s. To start it:\n\n", file, b.Version, b.Keyvet)
	return gopls.WriteEditors(t.stdout, file)
}

// ownSource returns where the source of this command is: a version of its
// module, or a directory that go.mod puts in its place.
func ownSource(info *debug.BuildInfo) (version, dir string, err error) {
	const ask = "say with -keyvet DIR where its source is"
	if info == nil || info.Main.Path != gopls.Module {
		return "", "", errors.New("this keyvet does not know its module: " + ask)
	}
	m := info.Main
	if r := m.Replace; r != nil {
		if r.Version == "" {
			if !filepath.IsAbs(r.Path) {
				return "", "", fmt.Errorf("this keyvet was built from %s, relative to a go.mod it does not know: "+ask, r.Path)
			}
			return "", r.Path, nil
		}
		return "", "", fmt.Errorf("this keyvet was built from another module, %s: "+ask, r.Path)
	}
	if m.Version == "" || m.Version == "(devel)" || strings.Contains(m.Version, "+") {
		return "", "", errors.New("this keyvet was built from a working tree: " + ask)
	}
	return m.Version, "", nil
}
