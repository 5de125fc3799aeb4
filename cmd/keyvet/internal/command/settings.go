// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
)

// noSettings is what -config is given for none.
const noSettings = "off"

// settingFlags are the flags that change settings. Settings come from a file
// that other flags choose, so what is given on the command line is applied when
// they have been read.
type settingFlags struct {
	config string
	given  []givenFlag // in their order
}

type givenFlag struct {
	to   flag.Value
	text string
}

// add gives a command the flags.
func (s *settingFlags) add(set *flag.FlagSet) {
	set.StringVar(&s.config, "config", "", "`FILE` with the settings (default: "+config.Name+" beside go.mod, if it is there; "+noSettings+": none)")
	// Under the names that go vet gives them.
	for _, a := range analyzer.Suite {
		a.Flags.VisitAll(func(af *flag.Flag) {
			set.Var(recorded{af.Value, s}, a.Name+"."+af.Name, af.Usage)
		})
	}
}

// A recorded flag is checked when it is met, and set again after the file.
type recorded struct {
	to flag.Value
	in *settingFlags
}

func (r recorded) String() string {
	if r.to == nil {
		return ""
	}
	return r.to.String()
}

func (r recorded) Set(text string) error {
	if err := r.to.Set(text); err != nil {
		return err
	}
	r.in.given = append(r.in.given, givenFlag{r.to, text})
	return nil
}

// IsBoolFlag says whether the flag needs no value.
func (r recorded) IsBoolFlag() bool {
	b, ok := r.to.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// apply makes the settings of the file those of the run, changed by the flags:
// a list gets more elements, or starts anew with an empty value; everything else
// is replaced.
func (s *settingFlags) apply(t *tool, ctx context.Context) (*analyzer.Settings, error) {
	settings, err := t.settings(ctx, s.config)
	if err != nil {
		return nil, err
	}
	if err := settings.Apply(); err != nil {
		return nil, err
	}
	for _, g := range s.given {
		if err := g.to.Set(g.text); err != nil {
			return nil, err
		}
	}
	settings.Settings = keyflow.Current()
	return settings, nil
}

// testsFlag is the engine's flag -tests.
func testsFlag() flag.Value { return keyflow.Analyzer.Flags.Lookup("tests").Value }

// settings reads the settings of the program, which may have none. File is the
// value of -config.
func (t *tool) settings(ctx context.Context, file string) (*analyzer.Settings, error) {
	switch file {
	case noSettings:
		return new(analyzer.Settings), nil
	case "":
		found, err := t.findSettings(ctx)
		if err != nil || found == "" {
			return new(analyzer.Settings), err
		}
		file = found
	default:
		if _, err := os.Stat(t.abs(file)); err != nil {
			return nil, fmt.Errorf("-config %s: %w (-config %s is for none)", file, rootError(err), noSettings)
		}
	}
	text, err := os.ReadFile(t.abs(file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.shown(file), rootError(err))
	}
	settings, err := config.Parse(t.shown(file), text)
	if err != nil {
		return nil, err
	}
	t.settingsFile = settingsText{t.shown(file), text, slices.Clone(settings.Secrets)}
	return settings, nil
}

// A settingsText is the file that settings come from.
type settingsText struct {
	name    string
	text    []byte
	secrets []keyflow.Secret
}

// claim returns where the file says that a secret is for a purpose, by their
// numbers in the settings of the run, which flags may have changed.
func (s *settingsText) claim(secret, purpose int) keyflow.Place {
	now := keyflow.Current().Secrets
	if secret >= len(s.secrets) || secret >= len(now) || !reflect.DeepEqual(now[secret], s.secrets[secret]) {
		return keyflow.Place{}
	}
	line, column, end := config.Place(s.text, fmt.Sprintf("secrets[%d].purposes[%d]", secret, purpose))
	if line == 0 {
		return keyflow.Place{}
	}
	return keyflow.Place{File: s.name, Line: line, Column: column, EndColumn: end}
}

// shown spells a file as messages do.
func (t *tool) shown(file string) string {
	if rel, err := filepath.Rel(t.dir, t.abs(file)); err == nil && len(rel) <= len(t.abs(file)) {
		file = rel
	}
	return filepath.ToSlash(file)
}

// findSettings returns the file of settings beside go.mod or, where there is
// none, beside go.work; "" when there is none at all.
func (t *tool) findSettings(ctx context.Context) (string, error) {
	mod, work := t.moduleFiles(ctx)
	for _, beside := range []string{mod, work} {
		if beside == "" {
			continue
		}
		file := filepath.Join(filepath.Dir(beside), config.Name)
		switch _, err := os.Stat(file); {
		case err == nil:
			return file, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("%s: %w", t.shown(file), rootError(err))
		}
		other := strings.TrimSuffix(file, ".yml") + ".yaml"
		if _, err := os.Stat(other); err == nil {
			return "", fmt.Errorf("%s: nobody reads a file of this name: call it %s", t.shown(other), config.Name)
		}
	}
	return "", nil
}

// moduleFiles returns the go.mod and the go.work of the working directory, ""
// for what does not exist.
func (t *tool) moduleFiles(ctx context.Context) (mod, work string) {
	cmd := exec.CommandContext(ctx, "go", "env", "GOMOD", "GOWORK")
	cmd.Dir = t.dir
	out, err := cmd.Output()
	if err != nil {
		return "", "" // what is wrong comes up when packages are loaded
	}
	lines := strings.Split(strings.ReplaceAll(string(out), "\r\n", "\n"), "\n")
	if filepath.Base(lines[0]) == "go.mod" {
		mod = lines[0]
	}
	if len(lines) > 1 && filepath.Base(lines[1]) != "off" {
		work = lines[1]
	}
	return mod, work
}
