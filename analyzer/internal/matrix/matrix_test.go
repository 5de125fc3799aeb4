// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/internal/corpus"
)

var (
	update   = flag.Bool("update", false, "write docs/matrix.md")
	failures = flag.String("failures", "", "write what fails, with the programs, to this `file`")
	only     = flag.String("only", "", "run the programs whose ID contains this `text`, and print them")
)

// TestMatrix runs the suite over the programs of all cells.
func TestMatrix(t *testing.T) {
	// Many small programs leave much garbage.
	defer debug.SetGCPercent(debug.SetGCPercent(200))
	dir := corpus.Dir(t)
	m, err := readMatrix(filepath.Join(dir, "matrix"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.world(filepath.Join(dir, "src"))
	if err != nil {
		t.Fatal(err)
	}
	programs := m.programs()
	if *only != "" || testing.Short() {
		programs = slices.DeleteFunc(programs, func(p *Program) bool {
			if *only != "" {
				return !strings.Contains(p.ID(), *only)
			}
			return hashOf(p.ID())%20 != 0
		})
	}
	found, err := w.analyze(ruleAnalyzers(), programs)
	if err != nil {
		t.Fatal(err)
	}

	var failed []failure
	matched := make(map[*knownFailure]bool)
	for i, p := range programs {
		problem := judge(p, found[i])
		if *only != "" {
			t.Logf("%s: %s\n%s", p.ID(), problem, p.Text())
		}
		if problem != "" {
			failed = append(failed, failure{p, problem})
		}
		known := false
		for _, k := range m.known {
			if !k.matches(p) {
				continue
			}
			known, matched[k] = true, true
			if problem == "" {
				t.Errorf("%s does not fail, but known.txt says so: %s %s", p.ID(), strings.Join(k.pattern, "/"), k.reason)
			}
		}
		if problem != "" && !known {
			t.Errorf("%s: %s", p.ID(), problem)
		}
	}
	for _, k := range m.known {
		if !matched[k] && *only == "" && !testing.Short() {
			t.Errorf("%s of known.txt matches no program", strings.Join(k.pattern, "/"))
		}
	}
	t.Logf("%d programs, %d fail", len(programs), len(failed))
	if *failures != "" {
		if err := os.WriteFile(*failures, []byte(report(m, programs, failed)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// ruleAnalyzers returns the analyzers of the rules.
func ruleAnalyzers() []*analysis.Analyzer {
	var as []*analysis.Analyzer
	for _, r := range analyzer.Rules {
		as = append(as, r.Analyzer)
	}
	return as
}

// TestPage compares docs/matrix.md with what is derived from the blocks now.
func TestPage(t *testing.T) {
	dir := corpus.Dir(t)
	m, err := readMatrix(filepath.Join(dir, "matrix"))
	if err != nil {
		t.Fatal(err)
	}
	want := m.page()
	file := filepath.Join(dir, "..", "docs", "matrix.md")
	got, err := os.ReadFile(file)
	if err == nil && bytes.Equal(got, []byte(want)) {
		return
	}
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("docs/matrix.md is stale (%v); go test ./analyzer/internal/matrix -run TestPage -update writes it anew", err)
}

// TestJudge checks the judge itself: it has to see each way of being wrong.
func TestJudge(t *testing.T) {
	bad := &Program{Kind: Bad, Wanted: map[string][]int{"app/app.go": {3}}}
	at := func(rule string, line int) finding { return finding{rule, "app/app.go", line, rule + ": text"} }
	for _, test := range []struct {
		kind string
		fs   []finding
		ok   bool
	}{
		{Bad, nil, false},
		{Bad, []finding{at("hardcodedkey", 3)}, true},
		{Bad, []finding{at("hardcodedkey", 3), at("secretread", 9)}, true},
		{Bad, []finding{at("secretread", 3)}, false},
		{Bad, []finding{at("hardcodedkey", 4)}, false},
		{Bad, []finding{at("hardcodedkey", 3), at("hardcodedkey", 3)}, false},
		{Good, nil, true},
		{Good, []finding{at("secretread", 3)}, true},
		{Good, []finding{at("hardcodedkey", 3)}, false},
		{Nonuse, nil, true},
		{Nonuse, []finding{at("secretread", 3)}, false},
		{Nonuse, []finding{at("hardcodedkey", 3)}, false},
	} {
		p := *bad
		p.Kind = test.kind
		if problem := judge(&p, test.fs); (problem == "") != test.ok {
			t.Errorf("%s with %v: %q", test.kind, test.fs, problem)
		}
	}
}

// TestCompose checks placeholders, imports and the lines that are wanted.
func TestCompose(t *testing.T) {
	parse := func(name, text string) *Block {
		b, err := parseBlock(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	origin := parse("o", "O\ntype: string\n-- bad --\n\t@k := orig // HERE\n-- bad.decl --\nconst orig = \"x\" // HERE\n-- good --\n\t@k := os.Getenv(\"X\")\n")
	use := parse("u", "U\n-- use --\n\tuse(@b, @s)\n-- use.decl --\nfunc use([]byte, string) {}\n-- nonuse --\n\t_ = @s\n")
	plain := parse("t", "T\n-- app/app.go --\n\nfunc Run() {\n\t@origin key\n\tvar v @T = key\n\t@use v\n}\n")
	meets := parse("m", "M\n-- conf/conf.go --\n\nfunc Key() @T {\n\t@origin key\n\treturn key\n}\n-- app/app.go --\n\nfunc Run() {\n\tkey := conf.Key() // HERE\n\t@use:bytes []byte(key)\n}\n")
	imports := map[string]string{"os": "os", "conf": "elsewhere"}

	compose := func(origin, travel *Block, kind string, turn int) (*Program, error) {
		p := newProgram(origin, travel, use, kind, turn)
		return p, p.compose(imports)
	}
	p, err := compose(origin, plain, Bad, 0)
	if err != nil {
		t.Fatal(err)
	}
	const want = "package app\n\nfunc Run() {\n\tkey := orig // HERE\n\tvar v string = key\n\tuse([]byte(v), v)\n}\n\nconst orig = \"x\" // HERE\n\nfunc use([]byte, string) {}\n"
	if got := p.Files["app/app.go"]; got != want || fmt.Sprint(p.Wanted) != "map[app/app.go:[4 9]]" || p.ID() != "o/t/u/bad" {
		t.Errorf("%s: wanted at %v:\n%s", p.ID(), p.Wanted, got)
	}
	if p, err = compose(origin, plain, Good, 1); err != nil || !strings.Contains(p.Files["app/app.go"], "import (\n\tos \"os\"\n)") || len(p.Wanted) > 0 {
		t.Errorf("%v: %v", err, p)
	}
	if p, err = compose(origin, meets, Bad, 0); err != nil || fmt.Sprint(p.Wanted) != "map[app/app.go:[8]]" || !strings.Contains(p.Files["app/app.go"], `conf "matrix.test/o.m.u.bad/conf"`) {
		t.Errorf("%v: %v", err, p)
	}
	if _, err = compose(parse("o", "O\ntype: string\n-- bad --\n\t@k := 1\n-- good --\n\t@k := 1\n"), plain, Bad, 0); err == nil {
		t.Error("nothing is marked, and no error")
	}
	for _, text := range []string{"", "T\n", "T\nfoo: bar\n-- use --\n", "T\ntype: int\n-- bad --\n"} {
		if _, err := parseBlock("b", []byte(text)); err == nil {
			t.Errorf("no error of %q", text)
		}
	}
	if _, err := loadWorld(map[string]string{"none": "example.com/none"}, new(txtar.Archive), t.TempDir()); err == nil {
		t.Error("no error without a stub")
	}
}

// TestKnown checks patterns, and that those of a report match what fails.
func TestKnown(t *testing.T) {
	var programs []*Program
	for _, o := range []string{"o1", "o2", "o3"} {
		for _, v := range []string{"t1", "t2"} {
			for _, u := range []string{"u1", "u2"} {
				for _, kind := range []string{Bad, Good} {
					programs = append(programs, &Program{Origin: &Block{Name: o}, Travel: &Block{Name: v}, Use: &Block{Name: u}, Kind: kind})
				}
			}
		}
	}
	for _, test := range []struct {
		block string
		fails []string // patterns
	}{
		{"origin o1", []string{"o1/*/*/bad", "o2/t1/u1/bad"}},
		{"origin o2", []string{"o1/*/*/bad", "o2/t1/u1/bad"}},
		{"travel t2", []string{"o3/t2/-/bad"}},
		{"travel t1", []string{"-o2/t1/*/bad,good"}},
		{"travel t1", []string{"o1,o3/t1/*/bad"}},
		{"use u1", []string{"*/*/u1/*"}},
	} {
		bad := make(map[string]bool)
		for _, f := range test.fails {
			k := &knownFailure{pattern: strings.Split(f, "/")}
			for _, p := range programs {
				if k.matches(p) {
					bad[p.ID()] = true
				}
			}
		}
		lines := cover(programs, bad, Bad, test.block)
		for _, p := range programs {
			_, name, _ := strings.Cut(test.block, " ")
			own := p.Kind == Bad && slices.Contains([]string{p.Origin.Name, p.Travel.Name, p.Use.Name}, name)
			covered := slices.ContainsFunc(lines, func(line string) bool { return (&knownFailure{pattern: strings.Split(line, "/")}).matches(p) })
			if covered != (own && bad[p.ID()]) {
				t.Errorf("%v for %s, of %v: %s is covered: %v", lines, test.block, test.fails, p.ID(), covered)
			}
		}
	}
	dir := t.TempDir()
	for text, ok := range map[string]bool{"# c\n\na/b/c/bad why\n": true, "a/b/c why\n": false, "a/b/c/bad\n": false} {
		file := filepath.Join(dir, "known.txt")
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if ks, err := readKnown(file); (err == nil) != ok || ok && len(ks) != 1 {
			t.Errorf("%q: %v", text, err)
		}
	}
}
