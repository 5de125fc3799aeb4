// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// A sample is the cost of one run.
type sample struct {
	wall time.Duration
	usage
}

// A usage is what all processes of a run used.
type usage struct {
	known       bool
	user, total time.Duration // total is user and system
	peak        int64         // bytes, of the largest process
}

// figures are the rows of a table.
var figures = []struct {
	name   string
	format string
	usage  bool // has to be known
	of     func(sample) float64
}{
	{"user time", "%.2f s", true, func(s sample) float64 { return s.user.Seconds() }},
	{"user and system time", "%.2f s", true, func(s sample) float64 { return s.total.Seconds() }},
	{"wall time", "%.2f s", false, func(s sample) float64 { return s.wall.Seconds() }},
	{"peak memory", "%.0f MiB", true, func(s sample) float64 { return float64(s.peak) / (1 << 20) }},
}

// table prints the figures of the no-op tool and of keyvet, and their ratios.
func table(out io.Writer, title string, samples [2][]sample) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\n%s\tno-op: median (min–max)\tkeyvet: median (min–max)\tratio of medians\n", title)
	known := !slices.ContainsFunc(slices.Concat(samples[:]...), func(s sample) bool { return !s.known })
	for _, f := range figures {
		if f.usage && !known {
			fmt.Fprintf(w, "%s\tnot measured\tnot measured\t–\n", f.name)
			continue
		}
		fmt.Fprint(w, f.name)
		var medians [2]float64
		for i, ss := range samples {
			var xs []float64
			for _, s := range ss {
				xs = append(xs, f.of(s))
			}
			medians[i] = median(xs)
			fmt.Fprintf(w, "\t"+f.format+" ("+f.format+"–"+f.format+")", medians[i], slices.Min(xs), slices.Max(xs))
		}
		fmt.Fprintf(w, "\t%s\n", ratio(medians[1], medians[0]))
	}
	w.Flush()
}

func median(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	n := len(xs)
	return (xs[(n-1)/2] + xs[n/2]) / 2
}

// ratio returns x/y as it is printed; there is none to what was too short to
// be measured.
func ratio(x, y float64) string {
	if y == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", x/y)
}
