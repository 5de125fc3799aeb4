// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package docs

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/catalog"
)

// blob is what a link to a file of this repository starts with on the web.
const blob = "https://github.com/keyvet/keyvet/blob/main/"

var update = flag.Bool("update", false, "write the generated pages")

// TestGenerated compares the generated pages with what is derived now from the
// catalog, its purposes and the rules.
func TestGenerated(t *testing.T) {
	pages := map[string]string{
		"rotation-impact.md": rotationImpact(),
		"catalog.md":         grammar(t),
		"purpose-signals.md": purposeSignals(),
	}
	for _, r := range analyzer.Rules {
		pages["rules/"+r.Analyzer.Name+".md"] = rulePage(r)
	}
	pages["rules/keyuse.md"] = inventoryPage()

	onDisk, err := filepath.Glob("rules/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range onDisk {
		if _, ok := pages[filepath.ToSlash(file)]; ok {
			continue
		}
		if !*update {
			t.Errorf("%s: there is no such rule any more; go test ./docs -update removes the page", file)
		} else if err := os.Remove(file); err != nil {
			t.Error(err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		want := []byte(pages[name])
		got, err := os.ReadFile(name)
		if err == nil && bytes.Equal(got, want) {
			continue
		}
		if *update {
			if err := os.WriteFile(name, want, 0o644); err != nil {
				t.Error(err)
			}
			continue
		}
		if err != nil {
			t.Error(err)
		}
		t.Errorf("%s is stale (%s); go test ./docs -update writes it anew", name, firstDifference(string(got), pages[name]))
	}
}

func TestPurpose(t *testing.T) {
	skipOnUpdate(t)
	for _, p := range catalog.Purposes() {
		text, ok := Purpose(p.ID)
		if !ok {
			t.Errorf("no section about %s", p.ID)
			continue
		}
		if !strings.HasPrefix(text, "## "+p.Title+"\n") || !strings.HasSuffix(text, "\n") || strings.Count("\n"+text, "\n## ") != 1 {
			t.Errorf("%s: the section is cut wrongly:\n%s", p.ID, text)
		}
		for _, h := range catalog.PurposeHeadings {
			if !strings.Contains(text, "\n### "+h+"\n\n"+p.Section(h)) {
				t.Errorf("%s: %q is missing", p.ID, h)
			}
		}
	}
	for _, id := range []string{"", "nothing", "client"} {
		if text, ok := Purpose(id); ok || text != "" {
			t.Errorf("Purpose(%q) = %q, %v", id, text, ok)
		}
	}
	if !strings.Contains(RotationImpact(), "\n# What rotating a key breaks\n") {
		t.Error("RotationImpact has no title")
	}
}

func TestRule(t *testing.T) {
	skipOnUpdate(t)
	for _, r := range analyzer.Rules {
		name := r.Analyzer.Name
		if text, ok := Rule(name); !ok || !strings.Contains(text, "\n# "+name+"\n") {
			t.Errorf("Rule(%q) = %q, %v", name, text, ok)
		}
	}
	for _, name := range []string{"", "nothing", "../rotation-impact", "../../README"} {
		if text, ok := Rule(name); ok || text != "" {
			t.Errorf("Rule(%q) = %q, %v", name, text, ok)
		}
	}
}

func skipOnUpdate(t *testing.T) {
	if *update {
		t.Skip("the pages that are embedded now are those before the update")
	}
}

// TestLinks checks that links between our own pages lead somewhere, and that
// the index of the documentation leads to every page.
func TestLinks(t *testing.T) {
	files, err := filepath.Glob(repository("*.md"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && path.Ext(file) == ".md" {
			files = append(files, repository(path.Join("docs", filepath.ToSlash(file))))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	targets := &linkTargets{anchors: map[string]map[string]bool{}}
	indexed := map[string]bool{"docs/README.md": true}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(filepath.ToSlash(file), "../")
		for _, link := range links(string(text)) {
			to, ok := resolve(name, link.target)
			if !ok {
				continue
			}
			if err := targets.check(to); err != nil {
				t.Errorf("%s:%d: link to %s: %v", name, link.line, link.target, err)
			}
			if name == "docs/README.md" {
				page, _, _ := strings.Cut(to, "#")
				indexed[page] = true
			}
		}
	}
	for _, file := range files {
		if name := strings.TrimPrefix(filepath.ToSlash(file), "../"); strings.HasPrefix(name, "docs/") && !indexed[name] {
			t.Errorf("docs/README.md does not lead to %s", name)
		}
	}

	for _, r := range analyzer.Rules {
		want := blob + "docs/rules/" + r.Analyzer.Name + ".md"
		if r.Analyzer.URL != want {
			t.Errorf("%s: URL %q, want %q", r.Analyzer.Name, r.Analyzer.URL, want)
		}
	}
	for _, a := range analyzer.Suite {
		if to, ok := resolve("", a.URL); a.URL != "" && !ok {
			t.Errorf("%s: URL %q does not lead into this repository", a.Name, a.URL)
		} else if a.URL != "" {
			if err := targets.check(to); err != nil {
				t.Errorf("%s: URL %q: %v", a.Name, a.URL, err)
			}
		}
	}
	for _, p := range catalog.Purposes() {
		to, _ := resolve("", blob+"docs/rotation-impact.md#"+p.ID)
		if err := targets.check(to); err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
}

// A link is one in a Markdown text.
type link struct {
	target string
	line   int
}

var (
	linkForm   = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+<?([^\s>]+)|\b(?:href|src)="([^"]+)"`)
	inlineCode = regexp.MustCompile("`[^`]*`")
)

// links returns the links of a Markdown text that stand outside code.
func links(text string) []link {
	var all []link
	for i, line := range proseLines(text) {
		for _, m := range linkForm.FindAllStringSubmatch(inlineCode.ReplaceAllString(line, "``"), -1) {
			all = append(all, link{m[1] + m[2] + m[3], i + 1})
		}
	}
	return all
}

// proseLines returns the lines of a text, empty ones in place of fenced code.
func proseLines(text string) []string {
	lines := strings.Split(text, "\n")
	fence := ""
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence == "" && (strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~")):
			fence = trimmed[:3]
		case fence == "":
			continue
		case strings.HasPrefix(trimmed, fence):
			fence = ""
		}
		lines[i] = ""
	}
	return lines
}

// resolve returns where in this repository a link on a page leads, as
// "path#anchor"; ok is false for links to elsewhere.
func resolve(page, target string) (to string, ok bool) {
	if rest, ok := strings.CutPrefix(target, blob); ok {
		return rest, true
	}
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return "", false
	}
	file, fragment, _ := strings.Cut(target, "#")
	if file == "" {
		file = page
	} else {
		file = path.Join(path.Dir(page), file)
	}
	if fragment != "" {
		file += "#" + fragment
	}
	return file, true
}

// linkTargets knows the anchors of the pages asked for so far.
type linkTargets struct{ anchors map[string]map[string]bool }

func (l *linkTargets) check(to string) error {
	file, fragment, _ := strings.Cut(to, "#")
	if strings.HasPrefix(file, "../") {
		return fmt.Errorf("it leads out of the repository")
	}
	if _, err := os.Stat(repository(file)); err != nil {
		return fmt.Errorf("there is no %s", file)
	}
	if fragment == "" {
		return nil
	}
	if l.anchors[file] == nil {
		text, err := os.ReadFile(repository(file))
		if err != nil {
			return err
		}
		l.anchors[file] = anchors(string(text))
	}
	if !l.anchors[file][fragment] {
		return fmt.Errorf("%s has no anchor %q", file, fragment)
	}
	return nil
}

var (
	headingForm = regexp.MustCompile(`^#{1,6} +(.*?) *#*$`)
	anchorForm  = regexp.MustCompile(`<a (?:id|name)=["']([^"']+)["']`)
	linkText    = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// anchors returns those that GitHub makes of headings, and explicit ones.
func anchors(text string) map[string]bool {
	found := map[string]bool{}
	for _, line := range proseLines(text) {
		if m := headingForm.FindStringSubmatch(line); m != nil {
			slug := strings.Map(func(r rune) rune {
				switch r = unicode.ToLower(r); {
				case r == ' ':
					return '-'
				case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
					return r
				}
				return -1
			}, linkText.ReplaceAllString(m[1], "$1"))
			unique := slug
			for n := 1; found[unique]; n++ {
				unique = fmt.Sprintf("%s-%d", slug, n)
			}
			found[unique] = true
		}
		for _, m := range anchorForm.FindAllStringSubmatch(line, -1) {
			found[m[1]] = true
		}
	}
	return found
}

// TestLinkParts checks the parts of TestLinks, as they would otherwise fail by
// finding nothing.
func TestLinkParts(t *testing.T) {
	const text = "# A `b` [C](x.md)\n\n## Twice\n## Twice\n\nsee [one](a.md#b \"t\"), [two](<b.md>), `[no](c.md)`\n```\n# no\n[no](d.md)\n```\n<a id=\"here\"></a> <img src=\"e.png\">\n[ref]: f.md\n"
	var got []string
	for _, l := range links(text) {
		got = append(got, fmt.Sprintf("%d %s", l.line, l.target))
	}
	if want := "1 x.md, 6 a.md#b, 6 b.md, 11 e.png, 12 f.md"; strings.Join(got, ", ") != want {
		t.Errorf("links: %q, want %q", got, want)
	}
	found := anchors(text)
	for _, a := range []string{"a-b-c", "twice", "twice-1", "here"} {
		if !found[a] {
			t.Errorf("no anchor %q in %v", a, found)
		}
	}
	if len(found) != 4 {
		t.Errorf("anchors: %v", found)
	}
	for _, test := range []struct{ page, target, to string }{
		{"docs/README.md", "rules/x.md", "docs/rules/x.md"},
		{"docs/rules/x.md", "../rotation-impact.md#y", "docs/rotation-impact.md#y"},
		{"docs/README.md", "#y", "docs/README.md#y"},
		{"README.md", blob + "docs/a.md#y", "docs/a.md#y"},
		{"README.md", "https://example.com/a.md", ""},
	} {
		if to, _ := resolve(test.page, test.target); to != test.to {
			t.Errorf("%s on %s leads to %q, want %q", test.target, test.page, to, test.to)
		}
	}
	targets := &linkTargets{anchors: map[string]map[string]bool{}}
	for _, to := range []string{"docs/nothing.md", "docs/README.md#nothing", "../README.md"} {
		if targets.check(to) == nil {
			t.Errorf("%s is taken for a page", to)
		}
	}
}
