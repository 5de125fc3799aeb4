// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package replay runs keyvet over modules of others, at fixed versions, and
// compares what it finds with a list of findings that were read and judged.
//
// The modules come from the module proxy and stay where the go command keeps
// them. Each is its own main module there, by a copy of its go.mod outside, as
// its replacements count and so do the versions that it was made with.
package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	// What Build builds, so that go test does not take the result of another
	// command for one of this.
	_ "github.com/keyvet/keyvet/cmd/keyvet/internal/command"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

// A Module is what the module proxy is asked for, and with what to load it,
// where it does not load as it is:
//
//	-tags=TAG              a build tag, where a package compiles only with it
//	-require=PATH@VERSION  a version of a module that its go.mod replaces by a
//	                       directory, and with the required version of which it
//	                       does not compile
type Module struct {
	Path, Version string
	With          []string
}

func (m Module) String() string { return m.Path + "@" + m.Version }

// Build builds the command into dir and returns its file.
func Build(ctx context.Context, dir string) (string, error) {
	tool := filepath.Join(dir, "keyvet")
	if _, err := run(ctx, "", nil, "go", "build", "-o", tool, "github.com/keyvet/keyvet/cmd/keyvet"); err != nil {
		return "", err
	}
	return tool, nil
}

// Run downloads a module and returns what the tool finds in it. The directory
// dir is for files of its own. An error is all that keeps the findings from
// being complete, such as a package whose imports cannot be had.
func Run(ctx context.Context, tool string, m Module, dir string) ([]Place, error) {
	out, err := output(ctx, m, dir, tool, "-format", "json", "-no-fail", "./...")
	if len(out) == 0 && err != nil {
		return nil, err
	}
	var report finding.Report
	if jsonErr := json.Unmarshal(out, &report); jsonErr != nil {
		return nil, fmt.Errorf("%s: %w", m, errors.Join(err, jsonErr))
	}
	if len(report.Errors) > 0 {
		var b strings.Builder
		for _, e := range report.Errors[:min(len(report.Errors), 5)] {
			fmt.Fprintf(&b, "\n\t%s: %s", e.Package, e.Message)
		}
		return nil, fmt.Errorf("%s: %d errors: without all that it imports, which needs the network once, a module cannot be replayed:%s", m, len(report.Errors), b.String())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m, err)
	}
	places := make([]Place, 0, len(report.Findings))
	for _, f := range report.Findings {
		places = append(places, Place{Rule: f.Rule, File: f.File, Line: f.Line, Purpose: f.Purpose})
	}
	slices.SortFunc(places, Place.Compare)
	return slices.Compact(places), nil
}

// Reference downloads a module and returns its rotation-impact reference in JSON.
func Reference(ctx context.Context, tool string, m Module, dir string) ([]byte, error) {
	return output(ctx, m, dir, tool, "impact", "-format", "json", "./...")
}

// output downloads a module and returns what a command writes of it.
func output(ctx context.Context, m Module, dir, tool string, args ...string) ([]byte, error) {
	source, err := download(ctx, m, dir)
	if err != nil {
		return nil, err
	}
	mod, flags, err := modFile(ctx, source, m.With, dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m, err)
	}
	// The same files whatever the machine: which there are depends on the
	// system, and on whether there is a C compiler.
	env := []string{"GOFLAGS='-modfile=" + mod + "'" + flags, "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "PWD=" + source}
	out, err := run(ctx, source, env, tool, args...)
	if err != nil {
		return out, fmt.Errorf("%s: %w", m, err)
	}
	return out, nil
}

// download returns the directory of a module in the module cache.
func download(ctx context.Context, m Module, dir string) (string, error) {
	out, err := run(ctx, dir, []string{"GOFLAGS="}, "go", "mod", "download", "-json", m.String())
	var module struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &module); jsonErr != nil {
		return "", fmt.Errorf("%s cannot be downloaded: %w", m, errors.Join(err, jsonErr))
	}
	if module.Error != "" {
		return "", fmt.Errorf("%s cannot be downloaded, and the replay needs the network for it: %s", m, module.Error)
	}
	return module.Dir, err
}

// modFile copies go.mod and go.sum of a module to dir and returns the former,
// and the flags with which it can be used. Replacements by directories are left
// out: what is a module of its own is not in the archive of the module around
// it. Then go.sum lacks the module that was replaced, and has to be written.
func modFile(ctx context.Context, source string, with []string, dir string) (file, flags string, err error) {
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			return "", "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return "", "", err
		}
	}
	file = filepath.Join(dir, "go.mod")
	out, err := run(ctx, dir, []string{"GOFLAGS="}, "go", "mod", "edit", "-json", file)
	if err != nil {
		return "", "", err
	}
	var mod struct {
		Replace []struct {
			Old, New struct{ Path, Version string }
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		return "", "", err
	}
	args := []string{"mod", "edit"}
	for _, r := range mod.Replace {
		if r.New.Version != "" {
			continue
		}
		old := r.Old.Path
		if r.Old.Version != "" {
			old += "@" + r.Old.Version
		}
		args = append(args, "-dropreplace="+old)
	}
	for _, w := range with {
		if strings.HasPrefix(w, "-tags=") {
			flags += " " + w
		} else {
			args = append(args, w)
		}
	}
	if len(args) == 2 {
		return file, flags + " -mod=readonly", nil
	}
	_, err = run(ctx, dir, []string{"GOFLAGS="}, "go", append(args, file)...)
	return file, flags + " -mod=mod", err
}

// run returns what a program writes to standard output; its error has what it
// writes to the other.
func run(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOWORK=off"), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.Bytes(), fmt.Errorf("%s %s: %w: %s", filepath.Base(name), strings.Join(args, " "), err, lastLines(stderr.String(), 5))
	}
	return stdout.Bytes(), nil
}

// lastLines returns the last lines of a text, where the cause of an error is.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
