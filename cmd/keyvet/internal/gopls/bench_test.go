// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gopls

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/internal/drivertest"
)

// Large is a module of packages*files files: each package imports three of those
// before it, and hands a key down to one of them.
const packages, files = 100, 10

func large(b *testing.B) string {
	dir := b.TempDir()
	write := func(name, text string) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write("go.mod", "module example.com/large\n\ngo 1.26\n")
	for p := range packages {
		for f := range files {
			var t strings.Builder
			fmt.Fprintf(&t, "package p%d\n\nimport (\n\t\"crypto/hmac\"\n\t\"crypto/sha256\"\n\t\"fmt\"\n\t\"net/http\"\n", p)
			before := []int{p - 1, p / 2, p / 3}
			before = slices.Compact(slices.DeleteFunc(before, func(q int) bool { return q < 0 || q >= p }))
			for _, q := range before {
				fmt.Fprintf(&t, "\n\t\"example.com/large/p%d\"", q)
			}
			fmt.Fprintf(&t, "\n)\n\ntype Store%d struct {\n\tkey  []byte\n\tseen map[string]int\n}\n", f)
			fmt.Fprintf(&t, "\nfunc Sum%d(key, data []byte) []byte {\n", f)
			if p == 0 {
				t.WriteString("\tm := hmac.New(sha256.New, key)\n\tm.Write(data)\n\treturn m.Sum(nil)\n}\n")
			} else {
				fmt.Fprintf(&t, "\t_ = hmac.Equal(data, sha256.New().Sum(nil))\n\treturn p%d.Sum%d(key, data)\n}\n", p/2, f)
			}
			fmt.Fprintf(&t, "\nfunc Logf%d(format string, args ...any) string {\n", f)
			if p == 0 {
				t.WriteString("\treturn fmt.Sprintf(format, args...)\n}\n")
			} else {
				fmt.Fprintf(&t, "\treturn p%d.Logf%d(format, args...)\n}\n", p/2, f)
			}
			for i, q := range before {
				fmt.Fprintf(&t, "\nvar _ = p%d.Sum%d // %d\n", q, f, i)
			}
			for h := range 8 {
				fmt.Fprintf(&t, "\nfunc (s *Store%d) Handle%d(w http.ResponseWriter, r *http.Request) {\n"+
					"\ts.seen[r.URL.Path]++\n\tfor name, values := range r.Header {\n\t\tif len(values) > %d {\n\t\t\tfmt.Fprintf(w, \"%%s: %%d\\n\", name, len(values))\n\t\t}\n\t}\n"+
					"\tfmt.Fprintf(w, \"%%x\", Sum%d(s.key, []byte(r.URL.Path)))\n}\n", f, h, h, f)
			}
			write(fmt.Sprintf("p%d/f%d.go", p, f), t.String())
		}
	}
	return dir
}

// BenchmarkEdit measures how long after an edit the diagnostics of an open file
// are there, in the last package of a large module: after an edit of that file,
// and after one of a package seven imports away that the findings depend on. It
// compares the rules with the same gopls when the editor has them turned off;
// there it waits for vet's printf, whose facts travel in the same way. Both take
// the same edits in turn. The times are medians; what is to be compared with other
// machines are the ratios. With -update they go into testdata/drivers.
//
//	go test ./cmd/keyvet/internal/gopls -run '^$' -bench Edit -benchtime 30x [-update]
func BenchmarkEdit(b *testing.B) {
	gopls := build(b, b.TempDir(), keyflow.Settings{}).File
	dir := large(b)
	top, bottom := fmt.Sprintf("p%d/f0.go", packages-1), "p0/f0.go"
	topText, bottomText := readFile(b, dir, top), readFile(b, dir, bottom)
	const fixed, far = "77af1c0de5b2483960c8e0f1%08d", "a1c0de5b2483960c8e0f1a2b3c4d577f"
	verb := func(n int) string { return []string{"%d", "%t"}[n%2] }

	// atTop has a mistake of each kind that is new each time, and one of each kind
	// that is none if what it calls does nothing with its arguments.
	atTop := func(n int) string {
		return topText + fmt.Sprintf("\nfunc edited() {\n\tfmt.Printf(%q, \"a\")\n\thmac.New(sha256.New, []byte(%q))\n\tLogf0(\"%%o\", \"a\")\n\tSum0([]byte(%q), nil)\n}\n",
			verb(n), fmt.Sprintf(fixed, n), far)
	}
	atBottom := func(used bool) string {
		if used {
			return bottomText
		}
		return strings.Replace(strings.Replace(bottomText, "sha256.New, key", "sha256.New, nil", 1), "fmt.Sprintf(format, args...)", `fmt.Sprint("")`, 1)
	}
	if atBottom(false) == atBottom(true) {
		b.Fatal("the edit of the other package changes nothing")
	}

	type side struct {
		name            string
		rules           bool
		c               *client
		first           time.Duration
		edit, elsewhere []time.Duration
	}
	// want is what a side shows in the file at the top.
	want := func(s *side, n int, used bool) []string {
		w := []string{"printf: " + verb(n)}
		if s.rules {
			w = append(w, fmt.Sprintf("hardcodedkey: %q", fmt.Sprintf(fixed, n)))
		}
		if used {
			w = append(w, "printf: %o")
			if s.rules {
				w = append(w, fmt.Sprintf("hardcodedkey: %q", far))
			}
		}
		return w
	}
	off := make(map[string]bool)
	for _, name := range watched {
		off[name] = name == "printf"
	}
	sides := []*side{{name: "without"}, {name: "with", rules: true}}
	for _, s := range sides {
		settings := map[string]any{"diagnosticsDelay": "0s"} // the default, one second, is a timer
		if !s.rules {
			settings["analyses"] = off
		}
		began := time.Now()
		s.c = start(b, gopls, b.TempDir(), dir, settings)
		s.c.open(top, atTop(0))
		s.c.wait(top, atTop(0), want(s, 0, true)...)
		s.first = time.Since(began)
		s.c.open(bottom, bottomText)
	}

	n := 0
	for b.Loop() {
		n++
		for i := range sides { // who begins changes
			s := sides[(i+n)%2]
			began := time.Now()
			s.c.edit(top, atTop(n))
			s.c.wait(top, atTop(n), want(s, n, true)...)
			s.edit = append(s.edit, time.Since(began))
		}
		for _, used := range []bool{false, true} {
			for i := range sides {
				s := sides[(i+n)%2]
				began := time.Now()
				s.c.edit(bottom, atBottom(used))
				s.c.wait(top, atTop(n), want(s, n, used)...)
				s.elsewhere = append(s.elsewhere, time.Since(began))
			}
		}
	}

	b.ReportMetric(0, "ns/op") // of nothing in particular
	median := func(ds []time.Duration) float64 {
		slices.Sort(ds)
		return ds[len(ds)/2].Seconds()
	}
	without, with := sides[0], sides[1]
	var costs []drivertest.Cost
	for _, m := range []struct {
		name, words   string
		without, with float64
	}{
		{"edit", "edit of the open file", median(without.edit), median(with.edit)},
		{"elsewhere", "edit of a package seven imports away", median(without.elsewhere), median(with.elsewhere)},
		{"first", "first look", without.first.Seconds(), with.first.Seconds()},
	} {
		b.ReportMetric(1000*m.without, "ms/"+m.name+"-without")
		b.ReportMetric(1000*m.with, "ms/"+m.name+"-with")
		b.ReportMetric(m.with/m.without, m.name+"-ratio")
		costs = append(costs, drivertest.Cost{
			What:  m.words,
			Ratio: fmt.Sprintf("%.2f (%.2f s to %.2f s)", m.with/m.without, m.with, m.without),
			Of:    fmt.Sprintf("a module of %d generated files; against the same gopls with the rules off", packages*files),
			How:   "go test ./cmd/keyvet/internal/gopls -run '^$' -bench Edit -benchtime 30x -update",
		})
	}
	if *update && n > 1 {
		drivertest.RecordCosts(b, "gopls", costs)
	}
}
