// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package rewrite

import (
	"errors"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
)

const src = "package p\n\nimport \"a\"\n\nvar x = a.Y\n"

// edit replaces the first old after the given text of src.
func edit(t *testing.T, old, new string) finding.Edit {
	t.Helper()
	i := strings.Index(src, old)
	if i < 0 {
		t.Fatalf("no %q", old)
	}
	return finding.Edit{File: "p.go", Start: i, End: i + len(old), New: new}
}

func TestApply(t *testing.T) {
	insert := func(before, text string) finding.Edit {
		e := edit(t, before, text)
		e.End = e.Start
		return e
	}
	b := insert("import", "import \"b\"\n")
	tests := []struct {
		name          string
		fixes         []finding.Fix
		want          string // "" for no change
		applied, left int
	}{
		{"none", nil, "", 0, 0},
		{"one", []finding.Fix{{Edits: []finding.Edit{edit(t, "a.Y", "a.Z")}}}, strings.Replace(src, "a.Y", "a.Z", 1), 1, 0},
		{"the same twice", []finding.Fix{{Edits: []finding.Edit{b, edit(t, "a.Y", "b.Y")}}, {Edits: []finding.Edit{b, edit(t, "a.Y", "b.Y")}}},
			"package p\n\nimport \"b\"\nimport \"a\"\n\nvar x = b.Y\n", 2, 0},
		{"the same import for two changes", []finding.Fix{{Edits: []finding.Edit{b, edit(t, "a.Y", "b.Y")}}, {Edits: []finding.Edit{b, edit(t, "x", "y")}}},
			"package p\n\nimport \"b\"\nimport \"a\"\n\nvar y = b.Y\n", 2, 0},
		{"two imports at one place", []finding.Fix{{Edits: []finding.Edit{b}}, {Edits: []finding.Edit{insert("import", "import \"c\"\n")}}},
			"package p\n\nimport \"b\"\nimport \"c\"\nimport \"a\"\n\nvar x = a.Y\n", 2, 0},
		{"one over the other", []finding.Fix{{Edits: []finding.Edit{edit(t, "a.Y", "a.Z")}}, {Edits: []finding.Edit{b, edit(t, "x = a", "y = b")}}},
			strings.Replace(src, "a.Y", "a.Z", 1), 1, 1},
		{"formatted", []finding.Fix{{Edits: []finding.Edit{edit(t, " = a.Y", "=a.Z")}}}, strings.Replace(src, "a.Y", "a.Z", 1), 1, 0},
		{"nothing", []finding.Fix{{Edits: []finding.Edit{edit(t, "x", "x")}}}, "", 1, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res, err := Apply(test.fixes, func(string) ([]byte, error) { return []byte(src), nil })
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, c := range res.Changes {
				got += string(c.New)
			}
			if got != test.want || res.Applied != test.applied || res.Left != test.left {
				t.Errorf("got %q, %d applied, %d left, want %q, %d, %d", got, res.Applied, res.Left, test.want, test.applied, test.left)
			}
		})
	}

	// What was not formatted is not formatted then.
	crooked := strings.Replace(src, " = ", "=", 1)
	res, err := Apply([]finding.Fix{{Edits: []finding.Edit{b}}}, func(string) ([]byte, error) { return []byte(crooked), nil })
	if err != nil || len(res.Changes) != 1 || !strings.Contains(string(res.Changes[0].New), "x=a.Y") {
		t.Errorf("a file that was not formatted: %+v, %v", res, err)
	}
	for _, fix := range []finding.Fix{
		{Edits: []finding.Edit{{File: "p.go", Start: 5, End: 4}}},
		{Edits: []finding.Edit{{File: "p.go", Start: 5, End: 1000}}},
		{Edits: []finding.Edit{edit(t, "a.Y", "(")}},
	} {
		if res, err := Apply([]finding.Fix{fix}, func(string) ([]byte, error) { return []byte(src), nil }); err == nil {
			t.Errorf("%v: %+v", fix, res)
		}
	}
	failed := errors.New("no file")
	if _, err := Apply([]finding.Fix{{Edits: []finding.Edit{b}}}, func(string) ([]byte, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Error(err)
	}
}

func TestDiff(t *testing.T) {
	patch := string(Diff([]Change{{"/home/p.go", []byte("a\nb\n"), []byte("a\nc\n")}}, func(string) string { return "p.go" }))
	if want := "--- a/p.go\n+++ b/p.go\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"; patch != want {
		t.Errorf("got\n%s\nwant\n%s", patch, want)
	}
}
