// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// odd is a name with all that means something to one of the formats.
const odd = "a|b`c``d[e](f)<g>&amp;\"h\"\n# i\\j_k_*l*${m}%%{n}%%;\x1b\u202e--> end"

// oddReference has odd names wherever a program can choose them.
func oddReference() *Reference {
	place := func(n int) (string, int) { return odd + ".go", n }
	use := &Use{
		Purpose: "mail-link", Operation: "verify", API: odd, Symbol: odd, Package: odd, Function: odd,
		Says: odd, Breaks: odd, Loss: "T4", Artefact: "cookie", ArtefactName: odd, Lifetime: 900,
		Fallback: "honoured", Order: 2, KeyID: true, Manner: "F3", Separation: "derived", Label: odd,
	}
	use.File, use.Line = place(1)
	use.LifetimeFile, use.LifetimeLine = place(2)
	use.MannerFile, use.MannerLine = place(3)
	return &Reference{
		Module: odd,
		Keys: []*Key{{
			Identity: "env:" + odd, Title: odd, Names: []string{odd}, WorstLoss: "T4", Uses: []*Use{use},
			Origins:  []Origin{{Kind: "env", Name: odd, File: odd, Line: 1}, {Kind: odd, Name: odd, File: odd, Line: 2, StandsIn: true, Fixed: true}},
			Affected: []Affected{{Purpose: "mail-link", Title: odd, Breaks: odd, Loss: "T4", Until: odd, Uses: 1}},
			Headline: odd, Planned: odd, Compromise: odd, Keep: Keep{Sentence: odd}, Steps: []string{odd}, Fallbacks: []string{"env:old" + odd},
			Older: []*Older{{Identity: "env:old" + odd, Title: odd, Sentence: odd, Origins: []Origin{{Kind: "env", Name: odd, File: "a.go", Line: 1}},
				Uses: []*Use{{Operation: "verify", File: "a.go", Line: 2}}}},
			NotAffected: []Evidence{{What: odd, Why: odd, File: odd, Line: 1}},
			Findings:    []Finding{{Rule: odd, Message: odd, File: odd, Line: 1}},
		}, {
			Identity: "derived:" + odd, Title: odd, DerivedFrom: "env:" + odd, Derivation: odd, WorstLoss: "T2",
		}, {
			Identity: "flag:" + odd, Title: odd, Origins: []Origin{{Kind: "flag", Name: odd, File: odd}}, Headline: odd, WorstLoss: "T0",
		}},
		NotAffected: []Evidence{{What: odd, Why: odd}},
		Questions:   []Question{{Key: "env:" + odd, Text: "?", Directive: odd, File: odd, Line: 1}},
		Errors:      []Error{{Package: odd, File: odd, Line: 1, Message: odd}},
	}
}

func write(t *testing.T, format string, r *Reference) string {
	t.Helper()
	var b bytes.Buffer
	if err := LookupFormat(format).Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	for _, test := range []struct{ in, text, code string }{
		{"SECRET_KEY", "SECRET_KEY", "`SECRET_KEY`"},
		{"_private_", `\_private\_`, "`_private_`"},
		{"a|b", `a\|b`, `<code>a\|b</code>`},
		{`a\|b`, `a\\\|b`, `<code>a\\\|b</code>`},
		{"a`b", "a\\`b", "``a`b``"},
		{"`a``", "\\`a\\`\\`", "``` `a`` ```"},
		{"[x](y)", `\[x\](y)`, "`[x](y)`"},
		{"<script>&lt;", `\<script\>\&lt;`, "`<script>&lt;`"},
		{"a\r\n\n# b\x00\u2028c", `a \# b c`, "`a # b c`"},
		{"- a", `\- a`, "`- a`"},
		{"1. a.b", `1\. a.b`, "`1. a.b`"},
		{"12) a", `12\) a`, "`12) a`"},
		{"v1.2", `v1.2`, "`v1.2`"},
		{"*a* ~b~ $c$", `\*a\* \~b\~ \$c\$`, "`*a* ~b~ $c$`"},
		{"\xff", "\uFFFD", "`\uFFFD`"},
		{"", "", ""},
	} {
		if got := text(test.in); got != test.text {
			t.Errorf("text(%q) = %s, want %s", test.in, got, test.text)
		}
		if got := code(test.in); got != test.code {
			t.Errorf("code(%q) = %s, want %s", test.in, got, test.code)
		}
	}
}

func TestLink(t *testing.T) {
	for _, test := range []struct {
		file string
		line int
		want string
	}{
		{"web/web.go", 29, "[web/web.go:29](web/web.go#L29)"},
		{"key.pem", 0, "[key.pem](key.pem)"},
		{"../a/b.go", 1, "[../a/b.go:1](../a/b.go#L1)"},
		{"a (b)/c|d].go", 1, `[a (b)/c\|d\].go:1](a%20%28b%29/c%7Cd%5D.go#L1)`},
		{"a&amp;b.go", 1, `[a\&amp;b.go:1](a%26amp;b.go#L1)`},
		{"javascript:x.go", 1, "[javascript:x.go:1](./javascript:x.go#L1)"},
		{"github.com/gorilla/csrf@v1.7.3/csrf.go", 9, "github.com/gorilla/csrf@v1.7.3/csrf.go:9"},
		{"/usr/lib/go/src/x.go", 9, "/usr/lib/go/src/x.go:9"},
		{"", 0, ""},
	} {
		if got := link(test.file, test.line); got != test.want {
			t.Errorf("link(%q, %d) = %s, want %s", test.file, test.line, got, test.want)
		}
	}
}

func TestChain(t *testing.T) {
	env := Origin{Kind: "env", Name: "A", File: "a.go", Line: 1}
	config := Origin{Kind: "config", Name: "b.c", File: "a.go", Line: 2}
	literal := Origin{Kind: "literal", File: "a.go", Line: 3, StandsIn: true, Fixed: true}
	random := Origin{Kind: "random", File: "a.go", Line: 4, StandsIn: true}
	in := func(o Origin) Origin { o.StandsIn = true; return o }
	m := newMarkdown(&Reference{})
	for _, test := range []struct {
		origins []Origin
		want    string
	}{
		{nil, ""},
		{[]Origin{env}, "the environment variable `A` ([a.go:1](a.go#L1))"},
		{[]Origin{env, in(config), literal}, "the environment variable `A` ([a.go:1](a.go#L1)), else the setting `b.c` ([a.go:2](a.go#L2)), else **a literal, which comes with the program and is no secret** ([a.go:3](a.go#L3))"},
		{[]Origin{env, config, random}, "the environment variable `A` ([a.go:1](a.go#L1)), or the setting `b.c` ([a.go:2](a.go#L2)), else a random value ([a.go:4](a.go#L4))"},
		{[]Origin{{Kind: "new|kind", Name: "x"}}, "new\\|kind `x`"},
	} {
		if got := m.chain(test.origins); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestValidFor(t *testing.T) {
	for seconds, want := range map[int64]string{
		2592000: "30 days ([a.go:1](a.go#L1))", 900: "15 minutes ([a.go:1](a.go#L1))", 3600: "1 hour ([a.go:1](a.go#L1))",
		5400: "90 minutes ([a.go:1](a.go#L1))", 1: "1 second ([a.go:1](a.go#L1))", -1: "no end ([a.go:1](a.go#L1))", 0: "",
	} {
		if got := validFor(&Use{Lifetime: seconds, LifetimeFile: "a.go", LifetimeLine: 1}); got != want {
			t.Errorf("%d: %s, want %s", seconds, got, want)
		}
	}
}

func TestAccepted(t *testing.T) {
	for _, test := range []struct {
		use  Use
		want string
	}{
		{Use{}, ""},
		{Use{Fallback: "none"}, "no"},
		{Use{Fallback: "ignored"}, "**no**, unlike elsewhere"},
		{Use{Fallback: "honoured", Order: 1}, "yes"},
		{Use{Fallback: "honoured", Order: 2}, "yes, this is number 2"},
		{Use{Fallback: "honoured", KeyID: true}, "yes, by key id"},
		{Use{KeyID: true}, ""}, // one that only signs accepts nothing
	} {
		if got := accepted(&test.use); got != test.want {
			t.Errorf("%+v: %s, want %s", test.use, got, test.want)
		}
	}
}

func TestKeepShort(t *testing.T) {
	session := Affected{Purpose: "client-session", Loss: "T2", Until: "30 days"}
	mail := Affected{Purpose: "mail-link", Loss: "T3", Until: "the life of the link"}
	uses := []*Use{{Purpose: "client-session", Lifetime: 2592000}, {Purpose: "mail-link"}}
	for _, test := range []struct {
		key  Key
		want string
	}{
		{Key{Uses: uses, Affected: []Affected{session}, Keep: Keep{Seconds: 2592000}}, "30 days"},
		{Key{Uses: uses, Affected: []Affected{mail, session}, Keep: Keep{Seconds: 2592000}}, "at least 30 days"},
		{Key{Uses: []*Use{{Purpose: "client-session", Lifetime: 60, Fallback: "none"}}, Affected: []Affected{session}, Keep: Keep{Seconds: 60}}, "one key is taken; if two were, 1 minute"},
		{Key{Uses: []*Use{{Purpose: "client-session", Lifetime: 60, Fallback: "ignored"}}, Affected: []Affected{session}, Keep: Keep{Seconds: 60, Accepted: true}}, "1 minute"},
		{Key{Uses: uses, Affected: []Affected{mail}}, "the life of the link"},
		{Key{Uses: uses, Affected: []Affected{mail}, Keep: Keep{Seconds: -1}}, "until all is made anew"},
		{Key{Affected: []Affected{{Loss: "T0"}}, WorstLoss: "T0"}, "no need"},
	} {
		if got := keepShort(&test.key); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

// TestProse links the places that the reference knows, and no others.
func TestProse(t *testing.T) {
	m := newMarkdown(&Reference{Keys: []*Key{{Uses: []*Use{{File: "a.go", Line: 2}, {File: "x/b.go", Line: 20}}}}})
	for in, want := range map[string]string{
		"See a.go:2.":            "See [a.go:2](a.go#L2).",
		"a.go:2 (x/b.go:20), x.": "[a.go:2](a.go#L2) ([x/b.go:20](x/b.go#L20)), x.",
		"a.go:22 x/b.go:2 b.go":  "a.go:22 x/b.go:2 b.go",
		"a|b at a.go:2":          `a\|b at [a.go:2](a.go#L2)`,
		"":                       "",
	} {
		if got := m.prose(in); got != want {
			t.Errorf("prose(%q) = %s, want %s", in, got, want)
		}
	}
}

// TestStep marks what a step tells to write, and nothing else that looks like it.
func TestStep(t *testing.T) {
	m := newMarkdown(&Reference{Keys: []*Key{{Uses: []*Use{{File: "a.go", Line: 2}}}}})
	p := newHTMLPage(&Reference{Keys: []*Key{{Uses: []*Use{{File: "a.go", Line: 2}}}}})
	for in, want := range map[string][2]string{
		"Write it down at a.go:2: `//keyvet:purpose ID`.": {"Write it down at [a.go:2](a.go#L2): `//keyvet:purpose ID`.", "Write it down at a.go:2: <//keyvet:purpose ID>."},
		"Let a`b and c`d accept two keys.":                {"Let a\\`b and c\\`d accept two keys.", "Let a`b and c`d accept two keys."},
		"`crypto/rand` alone":                             {"`crypto/rand` alone", "<crypto/rand> alone"},
	} {
		if got := m.step(in); got != want[0] {
			t.Errorf("%q in Markdown: %s, want %s", in, got, want[0])
		}
		var b strings.Builder
		for _, part := range p.step(in) {
			if part.Code {
				part.Text = "<" + part.Text + ">"
			}
			b.WriteString(part.Text)
		}
		if b.String() != want[1] {
			t.Errorf("%q in HTML: %s, want %s", in, b.String(), want[1])
		}
	}
}

// TestChainWords tells of origins that are not called as they are.
func TestChainWords(t *testing.T) {
	m := newMarkdown(&Reference{})
	for _, test := range []struct {
		o    Origin
		want string
	}{
		{Origin{Kind: "file", Name: "path in TLS_KEY"}, "the file of which the path is in `TLS_KEY`"},
		{Origin{Kind: "file", Name: "key.pem"}, "the file `key.pem`"},
		{Origin{Kind: "shipped", Name: "app.key", Fixed: true}, "**the value of `app.key` in a file of the repository, which comes with the program and is no secret**"},
	} {
		if got := m.chain([]Origin{test.o}); got != test.want {
			t.Errorf("%v: %s, want %s", test.o, got, test.want)
		}
	}
}

// TestMarkdownOdd looks for what a name could break: a line of its own, a table
// with rows of another width, a link that leads nowhere.
func TestMarkdownOdd(t *testing.T) {
	page := write(t, "markdown", oddReference())
	columns, fence := 0, false
	for i, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, "```") {
			fence = !fence
		}
		if fence || !strings.HasPrefix(line, "|") {
			columns = 0
		} else {
			n := strings.Count(strings.ReplaceAll(strings.ReplaceAll(line, `\\`, ""), `\|`, ""), "|")
			if columns != 0 && n != columns {
				t.Errorf("line %d has %d pipes, that above %d: %s", i+1, n, columns, line)
			}
			columns = n
		}
		switch {
		case line == "", fence, strings.HasPrefix(line, "```"):
		case strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "# Rotation") && !strings.HasPrefix(line, "## ") && !strings.HasPrefix(line, "### <a id="):
			t.Errorf("line %d begins like a heading: %s", i+1, line)
		}
		if strings.ContainsAny(line, "\x1b\u202e") {
			t.Errorf("line %d has control characters", i+1)
		}
	}
	if fence {
		t.Error("a block of code has no end")
	}
	for _, k := range newMarkdown(oddReference()).anchors {
		if strings.Count(page, `<a id="`+k+`">`) != 1 || !strings.Contains(page, "](#"+k+")") {
			t.Errorf("anchor %s", k)
		}
	}
}

// TestMarkdownAnchors gives keys with like names sections of their own.
func TestMarkdownAnchors(t *testing.T) {
	used := []*Use{{Purpose: "mail-link"}}
	m := newMarkdown(&Reference{Keys: []*Key{
		{Identity: "env:A.B", Uses: used}, {Identity: "env:a-b", Uses: used}, {Identity: "env:C"},
	}})
	if got, want := fmt.Sprint(m.anchors), "map[env:A.B:env-a-b env:a-b:env-a-b-2]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestMarkdownDerived puts a derived key below the one it is computed of, and
// tells where it comes from when that one is not there.
func TestMarkdownDerived(t *testing.T) {
	use := func(line int) *Use {
		return &Use{Purpose: "mail-link", Operation: "sign", File: "a.go", Line: line, Loss: "T3", Package: "m/a"}
	}
	main := &Key{Identity: "env:A", Title: "A", WorstLoss: "T3", Headline: "Rotating A breaks it."}
	sub := &Key{Identity: "derived:env:A/x", Title: "A, derived for x", DerivedFrom: "env:A", Derivation: "HKDF", WorstLoss: "T3", Uses: []*Use{use(2)},
		Origins: []Origin{{Kind: "derived", Name: "A", File: "a.go", Line: 1}}}
	page := write(t, "markdown", &Reference{Keys: []*Key{main, sub}})
	for _, want := range []string{
		"| [A](#env-a) | ", "| ↳ [A, derived for x](#derived-env-a-x) | ",
		"\n## <a id=\"env-a\"></a>A\n", "\n### <a id=\"derived-env-a-x\"></a>A, derived for x\n",
		"It is computed from [A](#env-a) by `HKDF` ([a.go:1](a.go#L1)): rotating that one rotates this one.",
		"k1 -->|\"HKDF\"| k2",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	page = write(t, "markdown", &Reference{Keys: []*Key{sub}})
	for _, want := range []string{"\n## <a id=\"derived-env-a-x\">", "| [A, derived for x](#derived-env-a-x) | ", "computed from `env:A` by"} {
		if !strings.Contains(page, want) {
			t.Errorf("alone: no %q in\n%s", want, page)
		}
	}
}

// TestMarkdownEmpty is honest about a program in which no key is seen.
func TestMarkdownEmpty(t *testing.T) {
	golden(t, "empty.markdown", []byte(write(t, "markdown", &Reference{
		Module:      "example.com/app",
		NotAffected: []Evidence{{What: "Passwords", Why: "bcrypt hashes them without a key", File: "user.go", Line: 4}},
		Errors:      []Error{{Package: "example.com/app/broken", Message: "no Go files"}},
	})))
}

// TestMarkdownLarge leaves out a picture that nothing would draw.
func TestMarkdownLarge(t *testing.T) {
	r := &Reference{Module: "m"}
	for i := range 600 {
		r.Keys = append(r.Keys, &Key{Identity: fmt.Sprint("env:K", i), Title: fmt.Sprint("K", i), WorstLoss: "T2",
			Uses: []*Use{{Purpose: "csrf-token", Package: "m/p", File: "p/p.go", Line: i + 1, Loss: "T2"}}})
	}
	if page := write(t, "markdown", r); strings.Contains(page, "```mermaid") || !strings.Contains(page, "`keyvet impact -format dot`") {
		t.Error("a picture with 600 edges")
	}
	r.Keys = r.Keys[:400]
	if page := write(t, "markdown", r); !strings.Contains(page, "```mermaid") {
		t.Error("no picture with 400 edges")
	}
}
