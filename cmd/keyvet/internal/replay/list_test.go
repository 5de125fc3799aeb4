// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package replay

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const someList = "module\texample.com/a\tv1.0.0\t1000\n" +
	"true\thardcodedkey\ta/a.go:3\tclient-session\tsigns sessions\n" +
	"grey\tsecretread\ta/a.go:5\t\tread in package cmd\n" +
	"module\texample.com/b\tv1.2.0\t20\t-tags=tests -require=example.com/b/api@v0.3.0\n"

func TestReadWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "list.tsv")
	if err := os.WriteFile(file, []byte(someList), 0o666); err != nil {
		t.Fatal(err)
	}
	l, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(l) != 2 || len(l[0].Findings) != 2 || l[1].Lines != 20 || !slices.Equal(l[1].With, []string{"-tags=tests", "-require=example.com/b/api@v0.3.0"}) {
		t.Errorf("read %+v", l)
	}
	if err := l.Write(file); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != someList {
		t.Errorf("%v, wrote\n%s", err, got)
	}
}

func TestReadErrors(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"module\ta\tv1", "not 3"},
		{"module\ta\tv1\tmany", "many"},
		{"true\tr\ta.go:9", "not 3"},
		{"true\tr\ta.go\tp\twhy", "invalid syntax"},
		{"maybe\tr\tb.go:1\tp\twhy", "no verdict: maybe"},
		{"true\tr\ta/a.go:5\tp\twhy", "not in order"},
		{"true\tr\tb.go:1\tp\t", "no reason"},
	} {
		file := filepath.Join(t.TempDir(), "list.tsv")
		first := strings.Join(strings.Split(someList, "\n")[:3], "\n")
		if err := os.WriteFile(file, []byte(first+"\n"+test.line+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file); err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "list.tsv:4: ") {
			t.Errorf("%q: %v, want %q at line 4", test.line, err, test.want)
		}
	}
}

func TestMerge(t *testing.T) {
	at := func(line int) Place { return Place{Rule: "r", File: "a.go", Line: line, Purpose: "cipher"} }
	e := Entry{Findings: []Judged{{at(1), True, "one"}, {at(2), False, "two"}, {at(4), Grey, "four"}}}
	merged, gone, added := e.Merge([]Place{at(1), at(3), at(4)})
	if want := []Judged{{at(1), True, "one"}, {at(3), Unread, "-"}, {at(4), Grey, "four"}}; !slices.Equal(merged, want) {
		t.Errorf("merged %v, want %v", merged, want)
	}
	if want := []Judged{{at(2), False, "two"}}; !slices.Equal(gone, want) {
		t.Errorf("gone %v, want %v", gone, want)
	}
	if want := []Place{at(3)}; !slices.Equal(added, want) {
		t.Errorf("added %v, want %v", added, want)
	}
	// The same line for another purpose is another finding.
	other := at(1)
	other.Purpose = "keyed-mac"
	if _, gone, added := e.Merge([]Place{other, at(2), at(4)}); len(gone) != 1 || len(added) != 1 {
		t.Errorf("another purpose: gone %v, added %v", gone, added)
	}
}

// TestJudged holds the judged lists to what they are for: 2 million lines in
// modules of 100,000 and more, each finding read, at most one false in 100,000
// lines, and nine true ones, or such that can be seen either way, for each false.
func TestJudged(t *testing.T) {
	files, err := filepath.Glob("../../../../testdata/real/*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	modules, lines, verdicts := 0, 0, make(map[string]int)
	for _, file := range files {
		l, err := Read(file)
		if err != nil {
			continue // another kind of table; TestReplay of each list reads it
		}
		for _, e := range l {
			modules++
			lines += e.Lines
			if e.Lines < 100_000 {
				t.Errorf("%s: %s has %d lines only", file, e.Module, e.Lines)
			}
			for _, j := range e.Findings {
				verdicts[j.Verdict]++
			}
		}
	}
	t.Logf("%d modules, %d lines, %v", modules, lines, verdicts)
	if modules < 10 || lines < 2_000_000 {
		t.Errorf("%d modules of %d lines", modules, lines)
	}
	if n := verdicts[Unread]; n > 0 {
		t.Errorf("%d findings were not read", n)
	}
	if n := verdicts[False]; n*100_000 > lines || n*9 > verdicts[True]+verdicts[Grey] {
		t.Errorf("%d false findings in %d lines, beside %v", n, lines, verdicts)
	}
}
