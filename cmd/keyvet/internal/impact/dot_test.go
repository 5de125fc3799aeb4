// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"regexp"
	"strings"
	"testing"
)

func TestDotString(t *testing.T) {
	for _, test := range []struct {
		in   []string
		want string
	}{
		{[]string{"a", "b"}, `"a\nb"`},
		{[]string{`say "hi"`}, `"say \"hi\""`},
		{[]string{`\N`}, `"\\N"`},
		{[]string{`a\`}, `"a\\"`},
		{[]string{"&lt;\nb"}, `"&amp;lt; b"`},
	} {
		if got := dotString(test.in...); got != test.want {
			t.Errorf("%q: %s, want %s", test.in, got, test.want)
		}
	}
}

// dotLine are the lines that a picture is made of.
var dotLine = func() *regexp.Regexp {
	const str = `"([^"\\]|\\["\\n])*"`
	const colours = `(, fillcolor="#[0-9a-f]{6}", color="#[0-9a-f]{6}", fontcolor="#[0-9a-f]{6}")?`
	return regexp.MustCompile(`^(digraph keys \{|\}|\t\}|\trankdir=LR;` +
		`|\tnode \[shape=box, style=filled, fillcolor=white, fontname="Helvetica"\];` +
		`|\tedge \[fontname="Helvetica"\];` +
		`|\t[kf]\d+ \[label=` + str + colours + `, shape=ellipse\];` +
		`|\tsubgraph cluster_p\d+ \{|\t\tlabel=` + str + `;|\t\tfontname="Helvetica";` +
		`|\t\tu\d+ \[label=` + str + colours + `\];` +
		`|\t[kf]\d+ -> [ku]\d+( \[(label=` + str + `)?(, )?(style=dashed)?\])?;)$`)
}()

func TestDotSyntax(t *testing.T) {
	for name, r := range map[string]*Reference{"sample": sample(t), "odd": oddReference()} {
		out := write(t, "dot", r)
		for line := range strings.SplitSeq(strings.TrimSuffix(out, "\n"), "\n") {
			if !dotLine.MatchString(line) {
				t.Errorf("%s: %s", name, line)
			}
		}
		if strings.Count(out, " {\n") != strings.Count(out, "}\n") {
			t.Errorf("%s: a brace has no end", name)
		}
	}
	if got := write(t, "dot", &Reference{}); !strings.Contains(got, "No key is seen.") {
		t.Errorf("empty: %s", got)
	}
}
