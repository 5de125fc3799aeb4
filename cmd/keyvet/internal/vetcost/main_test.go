// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		xs   []float64
		want float64
	}{
		{[]float64{7}, 7},
		{[]float64{4, 2}, 3},
		{[]float64{9, 1, 2}, 2},
		{[]float64{8, 1, 2, 4}, 3},
	} {
		before := slices.Clone(test.xs)
		if got := median(test.xs); got != test.want {
			t.Errorf("median(%v) = %v, want %v", before, got, test.want)
		}
		if !slices.Equal(test.xs, before) {
			t.Errorf("median(%v) changed its argument to %v", before, test.xs)
		}
	}
}

func TestRatio(t *testing.T) {
	for _, test := range []struct {
		x, y float64
		want string
	}{{3, 2, "1.50"}, {0, 2, "0.00"}, {3, 0, "–"}} {
		if got := ratio(test.x, test.y); got != test.want {
			t.Errorf("ratio(%v, %v) = %s, want %s", test.x, test.y, got, test.want)
		}
	}
}

func TestTable(t *testing.T) {
	whole := func(n int) sample {
		d := time.Duration(n) * time.Second
		return sample{wall: 3 * d, usage: usage{known: true, user: d, total: 2 * d, peak: int64(n) << 20}}
	}
	wallOnly := func(n int) sample { return sample{wall: time.Duration(n) * time.Second} }
	for _, test := range []struct {
		name    string
		samples [2][]sample
		want    string
	}{
		{"measured", [2][]sample{{whole(4), whole(2)}, {whole(6), whole(6), whole(7)}}, `
cold                  no-op: median (min–max)  keyvet: median (min–max)   ratio of medians
user time             3.00 s (2.00 s–4.00 s)   6.00 s (6.00 s–7.00 s)     2.00
user and system time  6.00 s (4.00 s–8.00 s)   12.00 s (12.00 s–14.00 s)  2.00
wall time             9.00 s (6.00 s–12.00 s)  18.00 s (18.00 s–21.00 s)  2.00
peak memory           3 MiB (2 MiB–4 MiB)      6 MiB (6 MiB–7 MiB)        2.00
`},
		{"not measured", [2][]sample{{wallOnly(2)}, {wallOnly(3)}}, `
cold                  no-op: median (min–max)  keyvet: median (min–max)  ratio of medians
user time             not measured             not measured              –
user and system time  not measured             not measured              –
wall time             2.00 s (2.00 s–2.00 s)   3.00 s (3.00 s–3.00 s)    1.50
peak memory           not measured             not measured              –
`},
	} {
		var out bytes.Buffer
		table(&out, "cold", test.samples)
		if out.String() != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, out.Bytes(), test.want)
		}
	}
}

func TestHeadings(t *testing.T) {
	const text = `# example.com/b [example.com/b.test]
./b_test.go:2:13: undefined: x
# example.com/a
# [example.com/a]
./a.go:1:1: undefined: x
# example.com/b
./b.go:1:1: undefined: x
`
	if got, want := headings(text), []string{"example.com/a", "example.com/b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := headings("app.go:2:8: no required module provides package example.com/c\n"); got != nil {
		t.Errorf("got %q where nothing was vetted", got)
	}
}

func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	dir := module(t, map[string]string{
		"app.go":             "package app\n\nimport _ \"errors\"\n",
		"broken/app.go":      "package broken\n",
		"broken/app_test.go": "package broken\n\nvar x int = \"\"\n",
	})
	out, log, err := try(bench{runs: 1, cold: true, warm: true}, dir)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out, "2 packages and ") || strings.Contains(out, " and 0 of the standard library") {
		t.Errorf("no counts in\n%s", out)
	}
	for _, title := range []string{"\ncold ", "\nwarm "} {
		if strings.Count(out, title) != 1 {
			t.Errorf("no table %q in\n%s", title, out)
		}
	}
	if want := ": example.com/app/broken\n"; !strings.HasSuffix(log, want) {
		t.Errorf("said %q, which does not end with %q", log, want)
	}
}

// TestFindings checks that a run that makes go vet fail by what keyvet finds is
// measured. There is no heading above findings.
func TestFindings(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	dir := module(t, map[string]string{"app.go": `package app

import (
	"crypto/hmac"
	"crypto/sha256"
)

var mac = hmac.New(sha256.New, []byte("not a key, only a test"))
`})
	out, log, err := try(bench{runs: 1, cold: true, warm: true}, dir)
	if err != nil || !strings.Contains(out, "\ncold ") || log != "" {
		t.Errorf("error %v, got\n%s%s", err, out, log)
	}
}

// TestTool measures one kind of runs with a tool that is given.
func TestTool(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	tool := filepath.Join(t.TempDir(), "tool"+exe)
	if err := build(tool, "github.com/keyvet/keyvet/cmd/keyvet/internal/vetcost/noop"); err != nil {
		t.Fatal(err)
	}
	dir := module(t, map[string]string{"app.go": "package app\n"})
	for _, test := range []struct {
		bench
		has, hasNot string
	}{
		{bench{runs: 2, tool: tool, cold: true}, "\ncold ", "\nwarm "},
		{bench{runs: 2, tool: tool, warm: true}, "\nwarm ", "\ncold "},
	} {
		out, log, err := try(test.bench, dir)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out, test.has) || strings.Contains(out, test.hasNot) || log != "" {
			t.Errorf("want %q only, got\n%s%s", test.has, out, log)
		}
	}
}

// TestNothingVetted checks that no cost is shown of a run that did nothing.
func TestNothingVetted(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	missing := module(t, map[string]string{"app.go": "package app\n\nimport _ \"example.com/nowhere\"\n"})
	for _, dir := range []string{missing, t.TempDir(), filepath.Join(missing, "nowhere")} {
		if out, _, err := try(bench{runs: 1, cold: true}, dir); err == nil || out != "" {
			t.Errorf("%s: error %v, printed %q", dir, err, out)
		}
	}
	dir := module(t, map[string]string{"app.go": "package app\n"})
	if out, _, err := try(bench{runs: 1, cold: true, tool: filepath.Join(dir, "go.mod")}, dir); err == nil || out != "" {
		t.Errorf("what is no vet tool: error %v, printed %q", err, out)
	}
}

// module writes the module example.com/app.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/app\n\ngo 1.26\n")
	for name, text := range files {
		write(name, text)
	}
	return dir
}

// try runs a bench on a module and returns what it prints.
func try(b bench, dir string) (out, log string, err error) {
	var o, l bytes.Buffer
	b.dir, b.patterns, b.out, b.log = dir, []string{"./..."}, &o, &l
	err = b.run()
	return o.String(), l.String(), err
}
