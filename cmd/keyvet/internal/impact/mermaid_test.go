// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"regexp"
	"strings"
	"testing"
)

func TestMermaidText(t *testing.T) {
	for in, want := range map[string]string{
		"web/web.go:29": "web/web.go:29",
		`say "hi"`:      "say #34;hi#34;",
		"a#b;c":         "a#35;b#59;c",
		"<b>&`|":        "#60;b#62;#38;#96;#124;",
		"%%{init}%%":    "#37;#37;#123;init#125;#37;#37;",
		"[a]{b}\nc":     "#91;a#93;#123;b#125; c",
		"- a-b":         "#45; a-b",
		"Schlüssel":     "Schlüssel",
	} {
		if got := mermaidText(in); got != want {
			t.Errorf("mermaidText(%q) = %s, want %s", in, got, want)
		}
	}
}

// mermaidLine are the lines that a picture is made of.
var mermaidLine = regexp.MustCompile(`^(flowchart LR` +
	`|  [kf]\d+\(\["[^"]*"\]\)(:::T[0-5])?` +
	`|  subgraph p\d+\["[^"]*"\]` +
	`|    u\d+\["[^"]*"\](:::T[0-5])?` +
	`|  end` +
	`|  [kf]\d+ (-->|-\.->)(\|"[^"]*"\|)? [ku]\d+` +
	`|  classDef T[0-5] fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6})$`)

func TestMermaidSyntax(t *testing.T) {
	for name, r := range map[string]*Reference{"sample": sample(t), "odd": oddReference()} {
		out := write(t, "mermaid", r)
		for line := range strings.SplitSeq(strings.TrimSuffix(out, "\n"), "\n") {
			if !mermaidLine.MatchString(line) {
				t.Errorf("%s: %s", name, line)
			}
		}
		if strings.Count(out, "  subgraph ") != strings.Count(out, "  end\n") {
			t.Errorf("%s: a subgraph has no end", name)
		}
	}
	if got, want := write(t, "mermaid", &Reference{}), "flowchart LR\n  none[\"No key is seen.\"]\n"; got != want {
		t.Errorf("empty: %s", got)
	}
}
