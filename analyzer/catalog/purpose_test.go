// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// purposeIDs are the purposes in the order of their numbers, and the four that
// stand for what the code does not tell or that is not the program's own.
var purposeIDs = strings.Fields(`
	signed-cookie client-session session-id session-auth-hash remember-me csrf-token oauth-state
	access-token access-token-jwks refresh-token mail-link signed-url webhook-inbound webhook-outbound
	service-request data-at-rest envelope-key totp-secret stored-credential password-pepper
	api-key-hash blind-index cache-key form-state audit-signature derived-key tls-key tls-ticket
	node-identity client-key cluster-secret licence-key entropy-only
	api-credential cipher keyed-mac oauth-client-secret`)

func TestPurposes(t *testing.T) {
	files, err := fs.Glob(purposeFiles, "purposes/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := fs.ReadFile(purposeFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parsePurpose(name, string(text)); err != nil {
			t.Error(err)
		}
		checkProse(t, name, string(text))
	}

	var ids []string
	for i, p := range Purposes() {
		ids = append(ids, p.ID)
		want := ""
		if i < 33 {
			want = fmt.Sprintf("P%02d", i+1)
		}
		if p.Number != want {
			t.Errorf("%s: number %q, want %q", p.ID, p.Number, want)
		}
	}
	if !slices.Equal(ids, purposeIDs) {
		t.Errorf("purposes:\n got %q\nwant %q", ids, purposeIDs)
	}
}

// checkProse looks for what a hurried edit leaves behind.
func checkProse(t *testing.T, name, text string) {
	t.Helper()
	if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
		t.Errorf("%s: does not end in one newline", name)
	}
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimRight(line, " \t\r") != line {
			t.Errorf("%s:%d: space at the end of the line", name, i+1)
		}
		if strings.Contains(line, "TODO") || strings.Contains(line, "XXX") {
			t.Errorf("%s:%d: unfinished", name, i+1)
		}
	}
}

// TestPurposeSentence checks that the parts of each purpose make the sentence
// that findings are: without a full stop, and not "signs signed cookies".
func TestPurposeSentence(t *testing.T) {
	forms := []struct {
		name string
		form *regexp.Regexp
		of   func(*Purpose) string
	}{
		{"verb", regexp.MustCompile(`^[a-z]+s$`), func(p *Purpose) string { return p.Verb }},
		{"object", regexp.MustCompile(`^([a-z][a-z'-]+|CSRF|API|TLS|OAuth)( [A-Za-z'-]+)*$`), func(p *Purpose) string { return p.Object }},
		{"breaks", regexp.MustCompile(`^[a-z]+s [A-Za-z', -]+[a-z]$`), func(p *Purpose) string { return p.Breaks }},
		{"retention", regexp.MustCompile(`^[a-z][A-Za-z0-9';,()/ -]+[A-Za-z)]$`), func(p *Purpose) string { return p.Retention }},
	}
	for _, p := range Purposes() {
		for _, f := range forms {
			if text := f.of(p); !f.form.MatchString(text) {
				t.Errorf("%s: %s is no clause of the usual form: %q", p.ID, f.name, text)
			}
		}
		for _, use := range []string{"", "both", "hold", "parse", "hash", "read", "cipher", "sign", "verify", "encrypt", "decrypt", "derive"} {
			s := "literal of 32 bytes " + p.Says(use) + "; rotating it " + p.Breaks
			if len(s) > 150 {
				t.Errorf("%s: long: %s", p.ID, s)
			}
			words := strings.Fields(p.Says(use))
			for i := range words[1:] {
				if stem(words[i]) == stem(words[i+1]) {
					t.Errorf("%s: says the same twice: %s", p.ID, s)
				}
			}
			if testing.Verbose() {
				t.Log(s)
			}
		}
	}
}

// stem is crude, and good enough for verbs and what they act on.
func stem(word string) string {
	for _, end := range []string{"ies", "ied", "es", "ed", "s"} {
		if s, ok := strings.CutSuffix(word, end); ok {
			return s
		}
	}
	return word
}

// TestPurposePages checks what parsePurpose does not: that a page says its
// loss in words, that orders are lists, and that no two pages say the same.
func TestPurposePages(t *testing.T) {
	seen := map[string]string{}
	once := func(p *Purpose, what, text string) {
		if other := seen[what+text]; other != "" {
			t.Errorf("%s: %s is that of %s: %q", p.ID, what, other, text)
		}
		seen[what+text] = p.ID
	}
	for _, p := range Purposes() {
		once(p, "title", p.Title)
		for _, h := range PurposeHeadings {
			once(p, h, p.Section(h))
		}
		if want := "Loss class " + p.Loss + ", " + LossName(p.Loss); !strings.Contains(unwrap(p.Section("What is invalidated")), want) {
			t.Errorf("%s: %q does not say %q", p.ID, "What is invalidated", want)
		}
		for _, h := range []string{"Planned rotation", "After a compromise"} {
			n := 0
			for line := range strings.Lines(p.Section(h)) {
				if strings.HasPrefix(line, fmt.Sprintf("%d. ", n+1)) {
					n++
				}
			}
			if n < 2 {
				t.Errorf("%s: %q has %d numbered steps", p.ID, h, n)
			}
		}
	}
}

func unwrap(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestLookupPurpose(t *testing.T) {
	for _, id := range []string{"", "nothing", "../purposes/client-session", "client-session.md", "Client-Session"} {
		if p := LookupPurpose(id); p != nil {
			t.Errorf("LookupPurpose(%q) = %v", id, p.ID)
		}
	}
	var wg sync.WaitGroup
	found := make([]*Purpose, 8)
	for i := range found {
		wg.Go(func() { found[i] = LookupPurpose("client-session") })
	}
	wg.Wait()
	for _, p := range found {
		if p == nil || p != found[0] {
			t.Fatalf("LookupPurpose gives %p, then %p", found[0], p)
		}
	}
	p := found[0]
	if got, want := p.Says("verify"), "verifies client-side sessions"; got != want {
		t.Errorf("Says: %q, want %q", got, want)
	}
	if p.Section("Who notices") == "" || p.Section("Who") != "" || strings.Contains(p.Section("Recovery"), "#") {
		t.Errorf("Section cuts in the wrong places")
	}
}

func TestParsePurposeErrors(t *testing.T) {
	header := []string{
		"---", "id: x", "number: -", "title: T", "object: o", "verb: signs", "breaks: b",
		"loss: T2", "retention: r", "artefact: none", "---", "",
	}
	var body []string
	for _, h := range PurposeHeadings {
		body = append(body, "## "+h, "", "text", "")
	}
	page := append(slices.Clone(header), body...)
	edit := func(i int, with ...string) string {
		return strings.Join(slices.Replace(slices.Clone(page), i, i+1, with...), "\n")
	}
	if p, err := parsePurpose("d/x.md", strings.Join(page, "\n")); err != nil || p.Number != "" || p.Section("Recovery") != "text" {
		t.Fatalf("the page without a mistake: %v, %v", p, err)
	}
	for _, test := range []struct{ text, want string }{
		{"", "d/x.md:1: the header does not start"},
		{"---\nid: x\n", "d/x.md:3: not of the form"},
		{"---\nid: x", "d/x.md:2: the header does not end"},
		{edit(1, "id: y"), `d/x.md:2: id cannot be "y"`},
		{edit(2, "number: 7"), `d/x.md:3: number cannot be "7"`},
		{edit(3), "d/x.md:10: the header has no title"},
		{edit(3, "title:  "), "d/x.md:4: title has no value"},
		{edit(3, "titel: T"), `d/x.md:4: unknown name "titel"`},
		{edit(4, "object: o", "object: p"), "d/x.md:6: object is given twice"},
		{edit(7, "loss: T6"), `d/x.md:8: loss cannot be "T6"`},
		{edit(9, "artefact: cookies"), `d/x.md:10: artefact cannot be "cookies"`},
		{edit(12, "## What"), `d/x.md:13: "## What" stands where "## What is invalidated" should`},
		{edit(14, ""), `d/x.md:13: nothing stands below "## What is invalidated"`},
		{edit(len(page)-4, "text"), `d/x.md:40: the page ends before "## Not affected"`},
		{edit(len(page)-2, "text", "## More"), `d/x.md:40: "## More" follows the last heading`},
	} {
		_, err := parsePurpose("d/x.md", test.text)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
}

func TestLoss(t *testing.T) {
	if got := LossClasses(); !slices.Equal(got, strings.Fields("T0 T1 T2 T3 T4 T5")) {
		t.Errorf("classes %q", got)
	}
	for _, c := range LossClasses() {
		if LossName(c) == "" || LossMeaning(c) == "" || WorseLoss(c, "T0") != c || WorseLoss("", c) != c || WorseLoss(c, "T9") != c {
			t.Errorf("%s: no name, no meaning or no order", c)
		}
	}
	if LossName("T4") != "permanent" || LossName("t4") != "" || LossMeaning("") != "" {
		t.Error("names of classes are mixed up")
	}
	if WorseLoss("T4", "T2") != "T4" || WorseLoss("T2", "T4") != "T4" || WorseLoss("", "") != "" {
		t.Error("WorseLoss is wrong")
	}
}
