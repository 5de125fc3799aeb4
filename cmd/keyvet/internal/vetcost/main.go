// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

// Command vetcost measures what go vet -vettool=keyvet costs on a tree, against
// a tool that declares a fact and does nothing.
//
//	go run ./cmd/keyvet/internal/vetcost [-runs N] [-tool FILE] DIR [packages]
//
// The two run in turn, so that whatever else the machine does burdens both. A
// cold run is one of a tool that the go command has not seen: a copy with a few
// bytes more. The compile cache is warm. A warm run follows a cold one of the
// same tool. Time is that of all processes together, memory that of the
// largest one. What counts is the ratio; seconds are those of the machine.
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
	"syscall"
	"text/tabwriter"
	"time"
)

func main() {
	runs := flag.Int("runs", 3, "measure each `N` times")
	tool := flag.String("tool", "", "measure `FILE` instead of building keyvet")
	flag.Parse()
	if flag.NArg() == 0 || *runs < 1 {
		fmt.Fprintln(os.Stderr, "usage: vetcost [-runs N] [-tool FILE] DIR [packages]")
		os.Exit(2)
	}
	if err := run(os.Stdout, *runs, *tool, flag.Arg(0), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "vetcost:", err)
		os.Exit(1)
	}
}

// A sample is the cost of one run.
type sample struct {
	user, total time.Duration // of all processes; total is user and system
	peak        int64         // KiB, of the largest process
}

// run measures and prints.
func run(out io.Writer, runs int, tool, dir string, patterns []string) error {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	tmp, err := os.MkdirTemp("", "vetcost")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	const base = "github.com/keyvet/keyvet/cmd/keyvet"
	tools := []string{filepath.Join(tmp, "noop"), tool}
	if err := build(tools[0], base+"/internal/vetcost/noop"); err != nil {
		return err
	}
	if tool == "" {
		tools[1] = filepath.Join(tmp, "keyvet")
		if err := build(tools[1], base); err != nil {
			return err
		}
	}
	if _, err := vet(tools[0], dir, patterns); err != nil { // fills the compile cache
		return err
	}
	var cold, warm [2][]sample
	for range runs {
		for i, t := range tools {
			fresh, err := copyOf(t, tmp)
			if err != nil {
				return err
			}
			for _, to := range []*[]sample{&cold[i], &warm[i]} {
				s, err := vet(fresh, dir, patterns)
				if err != nil {
					return err
				}
				*to = append(*to, s)
			}
			if err := os.Remove(fresh); err != nil {
				return err
			}
		}
	}
	n, err := count(dir, patterns)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d packages besides the standard library, %d runs of each tool in turn\n\n", n, runs)
	table(out, "cold", cold)
	table(out, "warm", warm)
	return nil
}

func build(exe, pkg string) error {
	if out, err := exec.Command("go", "build", "-o", exe, pkg).CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// copyOf returns a copy of a tool that the go command takes for another one.
func copyOf(tool, dir string) (string, error) {
	text, err := os.ReadFile(tool)
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(dir, "tool")
	if err != nil {
		return "", err
	}
	defer f.Close()
	if err := f.Chmod(0o755); err != nil {
		return "", err
	}
	_, err = f.Write(append(text, rand.Text()...))
	return f.Name(), err
}

// vet runs go vet and returns what it cost. Findings are no error.
func vet(tool, dir string, patterns []string) (sample, error) {
	cmd := exec.Command("go", append([]string{"vet", "-vettool=" + tool}, patterns...)...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			return sample{}, fmt.Errorf("go vet: %w", err)
		}
	}
	if strings.HasPrefix(stderr.String(), "go: ") { // nothing was vetted
		return sample{}, fmt.Errorf("go vet in %s: %s", dir, bytes.TrimSpace(stderr.Bytes()))
	}
	s := sample{user: cmd.ProcessState.UserTime()}
	s.total = s.user + cmd.ProcessState.SystemTime()
	if ru, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.peak = ru.Maxrss
	}
	return s, nil
}

// count returns the number of packages that are analysed, without those of the
// standard library.
func count(dir string, patterns []string) (int, error) {
	cmd := exec.Command("go", append([]string{"list", "-e", "-deps", "-f", "{{if not .Standard}}x{{end}}"}, patterns...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("go list: %w", err)
	}
	return bytes.Count(out, []byte("x")), nil
}

// table prints the figures of the no-op tool and of keyvet, and their ratios.
func table(out io.Writer, title string, samples [2][]sample) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\tno-op: median (min–max)\tkeyvet: median (min–max)\tratio of medians\n", title)
	row := func(name, format string, of func(sample) float64) {
		var med [2]float64
		fmt.Fprint(w, name)
		for i, ss := range samples {
			var xs []float64
			for _, s := range ss {
				xs = append(xs, of(s))
			}
			med[i] = median(xs)
			fmt.Fprintf(w, "\t"+format+" ("+format+"–"+format+")", med[i], slices.Min(xs), slices.Max(xs))
		}
		fmt.Fprintf(w, "\t%.2f\n", med[1]/med[0])
	}
	row("user time", "%.2f s", func(s sample) float64 { return s.user.Seconds() })
	row("user and system time", "%.2f s", func(s sample) float64 { return s.total.Seconds() })
	row("peak memory", "%.0f MiB", func(s sample) float64 { return float64(s.peak) / 1024 })
	w.Flush()
	fmt.Fprintln(out)
}

func median(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	n := len(xs)
	return (xs[(n-1)/2] + xs[n/2]) / 2
}
