// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package docs

import (
	"cmp"
	"fmt"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/keyuse"
)

// firstDifference says where two texts part, as "line 7".
func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	n := 0
	for n < len(as) && n < len(bs) && as[n] == bs[n] {
		n++
	}
	return fmt.Sprintf("line %d", n+1)
}

// notice is the line that says where a generated page comes from.
func notice(source string) string {
	return "<!-- Generated from " + source + " by go test ./docs -update. Do not edit. -->\n\n"
}

func rotationImpact() string {
	var b strings.Builder
	b.WriteString(notice("analyzer/catalog"))
	b.WriteString(rotationIntro)

	b.WriteString("## Classes of loss\n\n")
	b.WriteString("What changing a key costs when the old one is not kept, from the mildest to the worst. A key's class\n")
	b.WriteString("is the worst of its purposes'; where a purpose depends on circumstances, its page says on which.\n\n")
	b.WriteString("| class | name | meaning |\n|---|---|---|\n")
	for _, class := range catalog.LossClasses() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", class, catalog.LossName(class), catalog.LossMeaning(class))
	}
	b.WriteString("\n")
	b.WriteString(twoRotations)

	sinks := sinksByPurpose()
	b.WriteString(purposesIntro)
	b.WriteString("| purpose | what the key is for | rotating it … | loss | time to keep the old key |\n|---|---|---|---|---|\n")
	for _, p := range catalog.Purposes() {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s %s | %s |\n", p.ID, p.ID, p.Title, p.Breaks, p.Loss, catalog.LossName(p.Loss), p.Retention)
	}
	for _, p := range catalog.Purposes() {
		b.WriteString("\n" + anchor(p.ID) + "\n\n## " + p.Title + "\n\n")
		fmt.Fprintf(&b, "A key of purpose `%s`%s %s; rotating it %s.\n", p.ID, number(p), p.Says(""), p.Breaks)
		fmt.Fprintf(&b, "Time to keep the old key: %s.\n\n", p.Retention)
		b.WriteString(strings.TrimSpace(strings.ReplaceAll("\n"+p.Body, "\n## ", "\n### ")) + "\n\n")
		b.WriteString("### Known uses\n\n")
		b.WriteString(sinkTable(p.ID, sinks[p.ID]))
	}
	return b.String()
}

func number(p *catalog.Purpose) string {
	if p.Number == "" {
		return ""
	}
	return " (" + p.Number + ")"
}

const rotationIntro = `# What rotating a key breaks

keyvet sorts every use of a key by what the use is *for*, and this page says for each of these purposes what stops
working when the key changes, who notices, how to recover, and how to rotate without any of it. Findings end in the
name of a purpose in brackets; ` + "`keyvet explain NAME`" + ` prints its section.

Most keys can be changed with little harm, and it is worth knowing which: a key that others know and that nobody dares
to change does more harm than a logout.

Where the code does not show what a general API such as ` + "`hmac.New`" + ` is used for, the purpose is
[keyed-mac](#keyed-mac) or [cipher](#cipher), until a comment ` + "`//keyvet:purpose NAME`" + ` says more.

`

const twoRotations = `## Two kinds of rotation

**Planned**: nobody else has the key, and nothing has to break. Adding the new key and removing the old one are two
changes with a wait between them:

1. Let every instance *accept* the new key (verify, decrypt), while all still use the old one.
2. Make every instance *use* the new key (sign, encrypt).
3. Wait for as long as the purpose's page says, or until all stored data is encrypted anew, and *verify* that.
4. Remove the old key.
5. Check that nothing matched it any more: count matches by key.

Changing the key and keeping the old one as a fallback in a single step leaves out the first point: during the rollout
new instances hand out what old ones do not accept yet.

**After a compromise**: somebody else may have the key. For whatever is signed, keep *no* fallback: as long as the old
key is accepted, it can be used to forge. For stored data the old key stays until everything is encrypted anew, in the
job that does it and nowhere else; and what was protected (passwords, tokens of other systems) has to be replaced too.
Sessions and tokens issued under the old key outlive it where something else checks them, so end them as well.

No rotation calls back what was copied, closes open connections, or empties others' caches.

`

const purposesIntro = `## Purposes

Each section ends in the APIs that keyvet knows to serve the purpose: the port by which the key comes in, spelled as in
[the catalog](catalog.md#ports); what is done with it; how the API accepts a second key (by a list, by key ID, in part);
and what it does with an empty one (` + "`silent`" + `: goes on, and protects nothing).

`

// sinksByPurpose returns the catalog's sinks, by package and symbol.
func sinksByPurpose() map[string][]*catalog.Entry {
	sinks := map[string][]*catalog.Entry{}
	for _, pkg := range catalog.Builtin().All() {
		for _, e := range pkg.Entries {
			if e.Verb == catalog.Sink {
				sinks[e.Purpose] = append(sinks[e.Purpose], e)
			}
		}
	}
	for _, es := range sinks {
		slices.SortStableFunc(es, func(x, y *catalog.Entry) int {
			return cmp.Or(cmp.Compare(catalog.SymbolPackage(x.Symbol), catalog.SymbolPackage(y.Symbol)), cmp.Compare(x.Symbol, y.Symbol))
		})
	}
	return sinks
}

func sinkTable(purpose string, entries []*catalog.Entry) string {
	if len(entries) == 0 {
		return "No API of the catalog serves this purpose alone. Where a general one does, say so: `//keyvet:purpose " + purpose + "`.\n"
	}
	var b strings.Builder
	b.WriteString("| API | key | use | a second key | an empty key |\n|---|---|---|---|---|\n")
	for _, e := range entries {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", e.Symbol, portText(e.Port), cmp.Or(e.Use, "both"), cmp.Or(e.Overlap, "none"), cmp.Or(e.Empty, "unknown"))
	}
	return b.String()
}

// portText spells a port as the catalog does.
func portText(p catalog.Port) string {
	var s string
	switch p.Kind {
	case catalog.Arg:
		s = fmt.Sprintf("arg%d", p.Index)
	case catalog.Recv:
		s = "recv"
	case catalog.Result:
		s = fmt.Sprintf("result%d", p.Index)
	case catalog.Value:
		s = "value"
	}
	s += map[catalog.PortMode]string{
		catalog.Each: ".each", catalog.Pairs: ".pairs", catalog.Returns: ".returns", catalog.Values: ".values", catalog.Path: ".path",
	}[p.Mode]
	if p.Name != "" {
		s += ":" + p.Name
	}
	return s
}

func rulePage(r analyzer.Rule) string {
	return analyzerPage(r.Analyzer, "Level: "+r.Level+". Since "+r.Since+"."+weaknesses(r.CWE)+"\n\n")
}

// inventoryPage returns the page of keyuse, which is no rule.
func inventoryPage() string { return analyzerPage(keyuse.Analyzer, "") }

// analyzerPage returns the page of an analyzer, with a line below its summary.
func analyzerPage(a *analysis.Analyzer, line string) string {
	name := a.Name
	summary, body, _ := strings.Cut(a.Doc, "\n\n")
	summary = strings.TrimPrefix(summary, name+": ")
	if body != "" {
		body = markdown(body, "github.com/keyvet/keyvet/analyzer/"+name) + "\n"
	}
	return notice("analyzer/"+name+"/doc.go") +
		"# " + name + "\n\n" +
		strings.ToUpper(summary[:1]) + summary[1:] + ".\n\n" +
		line +
		body +
		"See also: [all rules](../README.md), [what rotating a key breaks](../rotation-impact.md).\n"
}

// weaknesses names the entries of the CWE, with links.
func weaknesses(numbers []int) string {
	var b strings.Builder
	for i, n := range numbers {
		b.WriteString([]string{" Weaknesses: ", ", "}[min(i, 1)])
		fmt.Fprintf(&b, "[CWE-%d](https://cwe.mitre.org/data/definitions/%[1]d.html)", n)
	}
	if len(numbers) > 0 {
		b.WriteString(".")
	}
	return b.String()
}

// grammar returns the page about the catalog: the package comment of catalog.
func grammar(t *testing.T) string {
	const source = "analyzer/catalog/doc.go"
	file, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash("../"+source), nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(notice(source) + "# The catalog\n\n")
	b.WriteString(markdown(file.Doc.Text(), "github.com/keyvet/keyvet/analyzer/catalog"))
	b.WriteString("\nThe purposes are those of [rotation-impact.md](rotation-impact.md#purposes).\n\n")
	b.WriteString("## Packages\n\nThe import paths that the catalog has lines for. Other major versions of them borrow these lines.\n\n")
	b.WriteString("| import path | checked against | lines |\n|---|---|---|\n")
	for _, pkg := range catalog.Builtin().All() {
		fmt.Fprintf(&b, "| `%s` | %s | %d |\n", pkg.Path, cmp.Or(pkg.Verified, "-"), len(pkg.Entries))
	}
	return b.String()
}

// markdown turns a doc comment of the package at path into Markdown with
// headings of the second level.
func markdown(text, pkgPath string) string {
	doc := (&comment.Parser{LookupSym: func(recv, name string) bool { return true }}).Parse(text)
	printer := &comment.Printer{
		HeadingLevel: 2,
		HeadingID:    func(*comment.Heading) string { return "" },
		DocLinkURL: func(link *comment.DocLink) string {
			symbol := strings.TrimPrefix(link.Recv+"."+link.Name, ".")
			return "https://pkg.go.dev/" + cmp.Or(link.ImportPath, pkgPath) + strings.TrimSuffix("#"+symbol, "#")
		},
	}
	var b strings.Builder
	for i, block := range doc.Content {
		if i > 0 {
			b.WriteString("\n")
		}
		if code, ok := block.(*comment.Code); ok {
			b.WriteString("```" + language(code.Text) + "\n" + strings.TrimSuffix(code.Text, "\n") + "\n```\n")
			continue
		}
		b.Write(printer.Markdown(&comment.Doc{Content: []comment.Block{block}, Links: doc.Links}))
	}
	return b.String()
}

// language says whether code, perhaps with parts left out (…), is Go.
func language(code string) string {
	code = strings.ReplaceAll(code, "…", "")
	for _, file := range []string{code, "package p\n" + code, "package p\nfunc _() {\n" + code + "\n}"} {
		if _, err := parser.ParseFile(token.NewFileSet(), "", file, parser.SkipObjectResolution); err == nil {
			return "go"
		}
	}
	return ""
}

// TestMarkdown checks what the printer of go/doc/comment does not do by itself.
func TestMarkdown(t *testing.T) {
	const text = `Title of [Entry] and [go/types.Func.FullName].

	k := []byte("x")

	go vet ./...

# Limits

  - one
  - two

And:

	keyvet explain all
`
	const want = "Title of [Entry](https://pkg.go.dev/example.com/p#Entry) and [go/types.Func.FullName](https://pkg.go.dev/go/types#Func.FullName).\n\n" +
		"```\nk := []byte(\"x\")\n\ngo vet ./...\n```\n\n## Limits\n\n  - one\n  - two\n\nAnd:\n\n```\nkeyvet explain all\n```\n"
	if got := markdown(text, "example.com/p"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if language("k := 1 // want `x`\n") != "go" || language("package p\n\nvar x int") != "go" || language("var x int") != "go" || language("package p\n\nfunc f() {\n\t…\n}") != "go" || language("a b c") != "" {
		t.Error("language does not know Go")
	}
}

// TestPortText checks the spelling against the grammar's own examples.
func TestPortText(t *testing.T) {
	for want, p := range map[string]catalog.Port{
		"arg0:key":          {Kind: catalog.Arg, Name: "key"},
		"arg1.each:oldKeys": {Kind: catalog.Arg, Index: 1, Mode: catalog.Each, Name: "oldKeys"},
		"recv":              {Kind: catalog.Recv},
		"result0":           {Kind: catalog.Result},
		"value":             {Kind: catalog.Value},
	} {
		if got := portText(p); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for mode := catalog.Each; mode <= catalog.Path; mode++ {
		if !strings.Contains(portText(catalog.Port{Kind: catalog.Arg, Mode: mode}), ".") {
			t.Errorf("mode %d has no name", mode)
		}
	}
}

// repository returns a path below the top directory in the system's spelling.
func repository(file string) string { return filepath.FromSlash(path.Join("..", file)) }
