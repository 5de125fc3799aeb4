// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Command vetcost measures what go vet -vettool=keyvet costs on a tree, against
// a tool that declares a fact and does nothing, which is the least that a tool
// with facts can cost.
//
//	go run ./cmd/keyvet/internal/vetcost [-runs N] [-cold] [-warm] [-tool FILE] DIR [packages]
//
// It is run in the repository of keyvet, which it builds; DIR is the tree to
// vet, and packages are ./... unless given. The go command has the environment
// of vetcost, so GOFLAGS are those of DIR; where they are -mod=mod, go run
// -mod=readonly keeps the go.mod of keyvet as it is. The flags are:
//
//	-runs N     measure each tool N times; 3 without the flag
//	-cold       measure cold runs only
//	-warm       measure warm runs only
//	-tool FILE  measure this vet tool instead of building keyvet
//
// The two run in turn, so that whatever else the machine does burdens both. A
// cold run is one of a tool that the go command has not seen: a copy with a few
// bytes more. The compile cache is warm. A warm run follows a cold one of the
// same tool.
//
// Time is that of all processes together, the go command included, and memory
// that of the largest one. That may be the go command: what a tool needs shows
// only where it is more. Wall time is that of one machine under one load. What
// counts is the ratio; seconds are those of the machine. Where the system does
// not tell the cost of a tree of processes, only wall time is measured.
//
// Packages that do not compile are not analysed. vetcost names them on standard
// error, and fails where nothing could be vetted. Packages that only tests
// import are vetted, but not counted.
package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	b := bench{out: os.Stdout, log: os.Stderr}
	flag.IntVar(&b.runs, "runs", 3, "measure each tool `N` times")
	flag.BoolVar(&b.cold, "cold", false, "measure cold runs only")
	flag.BoolVar(&b.warm, "warm", false, "measure warm runs only")
	flag.StringVar(&b.tool, "tool", "", "measure `FILE` instead of building keyvet")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: vetcost [-runs N] [-cold] [-warm] [-tool FILE] DIR [packages]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 || b.runs < 1 {
		flag.Usage()
		os.Exit(2)
	}
	if !b.cold && !b.warm {
		b.cold, b.warm = true, true
	}
	b.dir, b.patterns = flag.Arg(0), flag.Args()[1:]
	if len(b.patterns) == 0 {
		b.patterns = []string{"./..."}
	}
	if err := b.run(); err != nil {
		fmt.Fprintln(os.Stderr, "vetcost:", err)
		os.Exit(1)
	}
}

// A bench is what to measure, and where to say it.
type bench struct {
	runs       int
	cold, warm bool
	tool       string // built if empty
	dir        string
	patterns   []string
	out, log   io.Writer
}

// run measures and prints.
func (b *bench) run() error {
	others, std, err := b.count()
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "vetcost")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	tools, err := b.tools(tmp)
	if err != nil {
		return err
	}
	if err := b.prepare(tools[0]); err != nil {
		return err
	}
	var cold, warm [2][]sample
	for range b.runs {
		for i, tool := range tools {
			c, w, err := b.measure(tool, tmp)
			if err != nil {
				return err
			}
			cold[i], warm[i] = append(cold[i], c), append(warm[i], w)
		}
	}
	fmt.Fprintf(b.out, "%d packages and %d of the standard library, %d runs of each tool in turn\n", others, std, b.runs)
	if b.cold {
		table(b.out, "cold", cold)
	}
	if b.warm {
		table(b.out, "warm", warm)
	}
	return nil
}

// tools returns the files of the no-op tool and of the one to measure, which
// are built into a directory.
func (b *bench) tools(dir string) ([2]string, error) {
	const base = "github.com/keyvet/keyvet/cmd/keyvet"
	tools := [2]string{filepath.Join(dir, "noop"+exe), b.tool}
	if err := build(tools[0], base+"/internal/vetcost/noop"); err != nil {
		return tools, err
	}
	if b.tool != "" {
		return tools, nil
	}
	tools[1] = filepath.Join(dir, "keyvet"+exe)
	return tools, build(tools[1], base)
}

// build builds a package of keyvet, whose go.mod no GOFLAGS may edit.
func build(file, pkg string) error {
	if out, err := exec.Command("go", "build", "-mod=readonly", "-o", file, pkg).CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// prepare fills the compile cache, and says what is not measured because it
// does not compile. The no-op tool finds nothing, so that whatever go vet says
// is an error: in a package, below a heading, or before any was vetted.
func (b *bench) prepare(noop string) error {
	_, said, err := b.vet(noop)
	if err != nil || said == "" {
		return err
	}
	failed := headings(said)
	if len(failed) == 0 {
		return fmt.Errorf("go vet in %s: nothing vetted\n%s", b.dir, said)
	}
	fmt.Fprintf(b.log, "vetcost: go vet fails with the no-op tool too; left out in whole or in part: %s\n", strings.Join(failed, ", "))
	return nil
}

// measure runs a copy of a tool, and once more if warm runs are wanted.
func (b *bench) measure(tool, tmp string) (cold, warm sample, err error) {
	fresh, err := copyOf(tool, tmp)
	if err != nil {
		return cold, warm, err
	}
	defer os.Remove(fresh)
	cold, _, err = b.vet(fresh)
	if err != nil || !b.warm {
		return cold, warm, err
	}
	warm, _, err = b.vet(fresh)
	return cold, warm, err
}

// copyOf returns a copy of a tool that the go command takes for another one.
func copyOf(tool, dir string) (string, error) {
	text, err := os.ReadFile(tool)
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(dir, "tool*"+exe)
	if err != nil {
		return "", err
	}
	_, err = f.Write(append(text, rand.Text()...))
	return f.Name(), errors.Join(err, f.Chmod(0o755), f.Close())
}

// vet runs go vet and returns what it cost, and if it did not end with 0, what
// it said. Findings are no error.
func (b *bench) vet(tool string) (sample, string, error) {
	cmd := exec.Command("go", append([]string{"vet", "-vettool=" + tool}, b.patterns...)...)
	cmd.Dir = b.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	s := sample{wall: time.Since(start)}
	said := strings.TrimSpace(stderr.String())
	switch _, exited := errors.AsType[*exec.ExitError](err); {
	case err == nil:
		said = "" // as that something was downloaded
	case !exited, said == "", strings.HasPrefix(said, "go: "): // nothing was vetted
		return s, "", fmt.Errorf("go vet in %s: %w\n%s", b.dir, err, said)
	}
	s.usage = usageOf(cmd.ProcessState)
	return s, said, nil
}

// headings returns the packages in the headings of what go vet prints, which
// are "# path", and for a variant "# [path]" or "# path [path.test]".
func headings(text string) []string {
	var paths []string
	for line := range strings.Lines(text) {
		path, ok := strings.CutPrefix(line, "# ")
		if ok && !strings.HasPrefix(path, "[") {
			path, _, _ = strings.Cut(strings.TrimSpace(path), " ")
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// count returns the number of packages that are analysed, first those that are
// not of the standard library.
func (b *bench) count() (others, std int, err error) {
	const format = "{{if .Standard}}std{{else}}other{{end}}"
	cmd := exec.Command("go", append([]string{"list", "-e", "-deps", "-f", format}, b.patterns...)...)
	cmd.Dir = b.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, 0, fmt.Errorf("go list in %s: %w\n%s", b.dir, err, bytes.TrimSpace(stderr.Bytes()))
	}
	return bytes.Count(out, []byte("other\n")), bytes.Count(out, []byte("std\n")), nil
}
