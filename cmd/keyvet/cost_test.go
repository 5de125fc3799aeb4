// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
)

// BenchmarkDrivers measures drivers on the demo and what it imports, with keyvet
// and with an analyzer that does nothing, in turn. Compiled packages are there.
// Time is that of all processes. With -update the ratios go into testdata/drivers.
func BenchmarkDrivers(b *testing.B) {
	const of, how = "testdata/demo, with what it imports", "go test ./cmd/keyvet -run '^$' -bench Drivers -benchtime 3x -update"
	dir := drivertest.Demo(b)
	noop := filepath.Join(b.TempDir(), "noop")
	if out, err := exec.Command("go", "build", "-o", noop, "./internal/vetcost/noop").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	keyvet := drivertest.Keyvet(b)
	env := append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if out, err := exec.Command("go", "-C", dir, "build", "./...").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	run := func(b *testing.B, name string, args ...string) float64 {
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if nothing := strings.Contains(strings.Join(cmd.Args, " "), "noop"); nothing != (err == nil) { // keyvet has findings
			b.Fatalf("%s: %v\n%s", cmd, err, out)
		}
		return (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	}
	// times of the tool that does nothing, and of keyvet
	ratio := func(b *testing.B, what string, times [2][]float64) drivertest.Cost {
		noop, keyvet := median(times[0]), median(times[1])
		b.ReportMetric(noop, what+"-noop-s")
		b.ReportMetric(keyvet, what+"-keyvet-s")
		return drivertest.Cost{What: what, Ratio: fmt.Sprintf("%.2f (%.2f s to %.2f s)", keyvet/noop, keyvet, noop), Of: of, How: how}
	}
	record := func(b *testing.B, name string, costs ...drivertest.Cost) {
		if *update && b.N > 1 {
			drivertest.RecordCosts(b, name, costs)
		}
	}
	b.Run("vet", func(b *testing.B) {
		var cold, warm [2][]float64
		for i := range b.N {
			for k, tool := range []string{noop, keyvet} {
				// Another tool in the eyes of the go command, but the same.
				fresh := filepath.Join(b.TempDir(), filepath.Base(tool))
				drivertest.Write(b, fresh, drivertest.Read(b, tool)+fmt.Sprint(i, fresh))
				if err := os.Chmod(fresh, 0o777); err != nil {
					b.Fatal(err)
				}
				cold[k] = append(cold[k], run(b, "go", "vet", "-vettool="+fresh, "./..."))
				warm[k] = append(warm[k], run(b, "go", "vet", "-vettool="+fresh, "./..."))
			}
		}
		record(b, "vet", ratio(b, "cold", cold), ratio(b, "warm", warm))
	})
	b.Run("command", func(b *testing.B) {
		var times [2][]float64
		for range b.N {
			times[0] = append(times[0], run(b, noop, "./..."))
			times[1] = append(times[1], run(b, keyvet, "./..."))
		}
		record(b, "command", ratio(b, "each", times))
	})
}

func median(xs []float64) float64 {
	slices.Sort(xs)
	return xs[len(xs)/2]
}
