// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gclplugin_test

import (
	"flag"
	"fmt"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
)

var benchDir = flag.String("dir", "", "the module that BenchmarkRun looks at (the golangci-lint that is required)")

// BenchmarkRun compares golangci-lint with keyvet alone to the same golangci-lint with
// vet's printf alone, which also wants types, and facts of all dependencies: with an
// empty cache of golangci-lint (that of the go command is full), and when nothing has
// changed. The times are medians; what is to be compared with other machines are the
// ratios. With -update it looks at the demo, as the benchmark of the other drivers
// does, and the ratios go into testdata/drivers.
//
//	go test ./cmd/gclplugin -run '^$' -bench Run -benchtime 5x [-dir MODULE]
//	go test ./cmd/gclplugin -run '^$' -bench Run -benchtime 5x -update
func BenchmarkRun(b *testing.B) {
	exe := nested(b)
	dir := *benchDir
	if *update {
		dir = drivertest.Demo(b)
	} else if dir == "" {
		cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/golangci/golangci-lint/v2")
		cmd.Dir = "../golangci-lint-keyvet"
		dir = output(b, cmd)
	}
	conf := extract(b, exe, "-- printf.yml --\n"+`version: "2"
linters: {default: none, enable: [govet], settings: {govet: {disable-all: true, enable: [printf]}}}
-- keyvet.yml --
version: "2"
linters: {default: none, enable: [keyvet], settings: {custom: {keyvet: {type: module}}}}
`).dir
	run := func(linter, cache string) time.Duration {
		b.Helper()
		cmd := exec.Command(exe, "run", "-c", conf+"/"+linter+".yml", "--issues-exit-code=0", "--allow-parallel-runners", "--timeout=0")
		cmd.Dir = dir
		cmd.Env = append(cmd.Environ(), "GOLANGCI_LINT_CACHE="+cache, "GOWORK=off")
		began := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("golangci-lint: %v\n%s", err, out)
		}
		return time.Since(began)
	}
	linters := []string{"printf", "keyvet"}
	run(linters[0], b.TempDir()) // compiles what the module imports
	cold, warm := make(map[string][]time.Duration), make(map[string][]time.Duration)
	n := 0
	for b.Loop() {
		for i := range linters { // who begins changes
			l, cache := linters[(i+n)%2], b.TempDir()
			cold[l] = append(cold[l], run(l, cache))
			warm[l] = append(warm[l], run(l, cache))
		}
		n++
	}

	b.ReportMetric(0, "ns/op") // of nothing in particular
	var costs []drivertest.Cost
	for _, name := range []string{"cold", "warm"} {
		times := map[string]map[string][]time.Duration{"cold": cold, "warm": warm}[name]
		median := func(linter string) float64 {
			slices.Sort(times[linter])
			return times[linter][len(times[linter])/2].Seconds()
		}
		for _, l := range linters {
			b.ReportMetric(median(l), "s/"+name+"-"+l)
		}
		keyvet, printf := median("keyvet"), median("printf")
		b.ReportMetric(keyvet/printf, name+"-ratio")
		costs = append(costs, drivertest.Cost{
			What:  name,
			Ratio: fmt.Sprintf("%.2f (%.2f s to %.2f s)", keyvet/printf, keyvet, printf),
			Of:    "testdata/demo, with what it imports; against vet's printf",
			How:   "go test ./cmd/gclplugin -run '^$' -bench Run -benchtime 5x -update",
		})
	}
	if *update && n > 1 {
		drivertest.RecordCosts(b, "golangci", costs)
	}
}
