// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/schema"
)

var update = flag.Bool("update", false, "rewrite the expected output")

// sample returns a report with one of everything.
func sample() *Report {
	f := Finding{
		Rule: "hardcodedkey", Message: "hardcodedkey: literal of 8 bytes signs <data> [keyed-mac]", Package: "example.com/app/web",
		File: "web/web.go", Line: 10, Column: 3, EndLine: 10, EndColumn: 13, UTF16Column: 3, UTF16EndColumn: 13,
		Purpose: "keyed-mac", Secret: "key", Origin: "literal", URL: "https://example.com/#keyed-mac", Declaration: "(*Server).sign",
		Related: []Related{
			{"web/web.go", 10, "signs <data>"}, // the finding's own line
			{"github.com/BurntSushi/sessions@v1.4.0/Store.go", 7, "goes through field Key"},
		},
		Flow: []Related{
			{"web/web.go", 10, "literal of 8 bytes"},
			{"github.com/BurntSushi/sessions@v1.4.0/Store.go", 7, "goes through field Key"},
			{"../shared/sign it.go", 8, "signs <data>"},
		},
	}
	earlier := f
	earlier.Line, earlier.EndLine, earlier.Related, earlier.Flow = 9, 9, nil, nil
	shipped := Finding{
		Rule: "hardcodedkey", Message: "hardcodedkey: value, 100%\r\nof [x](http://evil) [client-session]", Package: "example.com/app/web",
		File: "conf/größe: 1,5.yml", Line: 3, Column: 12, EndLine: 4, EndColumn: 2, UTF16Column: 9, UTF16EndColumn: 2,
		Purpose: "client-session", Origin: "shipped", URL: "https://example.com/a (b)", Declaration: "example.com/app/conf/größe: 1,5.yml",
	}
	note := Finding{
		Rule: "deadkey", Message: "deadkey: environment variable OLD is used nowhere", Package: "example.com/app", File: "main.go",
		Line: 1, Column: 1, EndLine: 1, EndColumn: 2, UTF16Column: 1, UTF16EndColumn: 2, URL: "https://example.com/",
	}
	r := &Report{
		Tool: "v1.2.3", Base: "services/app",
		Findings: []Finding{f, earlier, f, shipped, note},
		Errors: []Error{
			{Message: "undefined: y", Package: "example.com/app/b", File: "b/b.go", Line: 3, Column: 4},
			{Message: "undefined: x", Package: "example.com/app/b", File: "b/b.go", Line: 2, Column: 1},
			{Message: "undefined: x", Package: "example.com/app/b", File: "b/b.go", Line: 2, Column: 1},
			{Message: "no place", Package: "example.com/app/c"},
		},
	}
	r.Sort()
	return r
}

// TestFormats writes one model in every format.
func TestFormats(t *testing.T) {
	r := sample()
	for _, format := range Formats {
		t.Run(format.Name, func(t *testing.T) {
			var got bytes.Buffer
			if err := format.Write(&got, r); err != nil {
				t.Fatal(err)
			}
			golden := "testdata/report." + format.Name
			text := got.Bytes()
			if format.Name == "sarif" {
				text = withoutRules(t, text)
			}
			if *update {
				if err := os.WriteFile(golden, text, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(text, want) {
				t.Errorf("got\n%s\nwant\n%s", text, want)
			}
		})
	}
	var empty bytes.Buffer
	if err := LookupFormat("text").Write(&empty, &Report{}); err != nil || empty.Len() > 0 {
		t.Errorf("no findings: %q, %v", empty.String(), err)
	}
	if LookupFormat("yaml") != nil {
		t.Error("a format that does not exist")
	}
}

// withoutRules takes the rules out of a SARIF log, of which another test sees to
// it, and puts their names where they are told by number.
func withoutRules(t *testing.T, text []byte) []byte {
	t.Helper()
	begin, end := bytes.Index(text, []byte(`"rules": [`)), bytes.Index(text, []byte("\n\t\t\t\t\t]\n"))
	if begin < 0 || end < begin {
		t.Fatalf("no rules in\n%s", text)
	}
	text = append(text[:begin+len(`"rules": [`):begin+len(`"rules": [`)], text[end:]...)
	return regexp.MustCompile(`("ruleIndex": )(\d+)`).ReplaceAllFunc(text, func(m []byte) []byte {
		i, err := strconv.Atoi(string(m[len(`"ruleIndex": `):]))
		if err != nil {
			t.Fatal(err)
		}
		return []byte(`"ruleIndex": ` + analyzer.Rules[i].Analyzer.Name)
	})
}

// TestSARIFSchema validates reports against the official schema.
func TestSARIFSchema(t *testing.T) {
	v := schema.NewValidator(t, schema.SARIF(t))
	onlyErrors := &Report{Errors: sample().Errors}
	for name, r := range map[string]*Report{"sample": sample(), "empty": {}, "errors": onlyErrors} {
		var text bytes.Buffer
		if err := writeSARIF(&text, r); err != nil {
			t.Fatal(err)
		}
		if wrong := v.Invalid(t, text.Bytes()); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
		if name != "sample" {
			continue
		}
		for _, broken := range [][2]string{
			{`"version": "2.1.0"`, `"version": "2.2.0"`},
			{`"startLine": 9`, `"startLine": 0`},
			{`"columnKind": "utf16CodeUnits"`, `"columnKind": "bytes"`},
			{`"level": "error"`, `"level": "fatal"`},
			{`"uriBaseId": "%SRCROOT%"`, `"base": "%SRCROOT%"`},
		} {
			changed := strings.Replace(text.String(), broken[0], broken[1], 1)
			if changed == text.String() || v.Invalid(t, []byte(changed)) == "" {
				t.Errorf("a document with %s is valid", broken[1])
			}
		}
	}
}

// TestSARIFRules holds the rules to what code scanning asks of them.
func TestSARIFRules(t *testing.T) {
	rules := sarifRules()
	for i, r := range rules {
		a := analyzer.Rules[i].Analyzer
		for what, text := range map[string]string{"help": r.Help.Text, "help in Markdown": r.Help.Markdown} {
			if r.ID != a.Name || !strings.Contains(text, a.URL) || !strings.Contains(text, "Suppressing") && a.Name != "directive" {
				t.Errorf("%s of %s: %s", what, r.ID, text)
			}
		}
		if len(r.ShortDescription.Text) > 120 || strings.Contains(r.FullDescription.Text, "\n") || len(r.FullDescription.Text) > 1000 || !strings.HasSuffix(r.FullDescription.Text, ".") {
			t.Errorf("%s: %q, %q", r.ID, r.ShortDescription.Text, r.FullDescription.Text)
		}
		if slices.Contains(r.Properties.Tags, "CWE-320") || (r.Properties.Severity != "") != slices.Contains(r.Properties.Tags, "security") {
			t.Errorf("%s: %q, severity %q", r.ID, r.Properties.Tags, r.Properties.Severity)
		}
		if want := []string{"CWE-321", "CWE-798", "CWE-1394", "external/cwe/cwe-321"}; r.ID == "hardcodedkey" {
			for _, tag := range want {
				if !slices.Contains(r.Properties.Tags, tag) {
					t.Errorf("%s has no tag %s", r.ID, tag)
				}
			}
		}
	}
}

// TestFingerprints holds what a fingerprint survives, and what it tells apart.
func TestFingerprints(t *testing.T) {
	one := func(change func(*Finding)) string {
		f := sample().Findings[len(sample().Findings)-1]
		change(&f)
		r := &Report{Findings: []Finding{f}}
		r.Sort()
		return r.Findings[0].Fingerprint
	}
	want := one(func(*Finding) {})
	for name, change := range map[string]func(*Finding){
		"line":    func(f *Finding) { f.Line, f.EndLine, f.Column = 99, 99, 1 },
		"file":    func(f *Finding) { f.File = "web/other.go" },
		"message": func(f *Finding) { f.Message = "hardcodedkey: other words [keyed-mac]" },
		"way":     func(f *Finding) { f.Related, f.Flow = nil, nil },
	} {
		if got := one(change); got != want {
			t.Errorf("another %s: %s, want %s", name, got, want)
		}
	}
	for name, change := range map[string]func(*Finding){
		"rule":        func(f *Finding) { f.Rule = "passwordkey" },
		"package":     func(f *Finding) { f.Package += "2" },
		"declaration": func(f *Finding) { f.Declaration = "Server.sign" },
		"secret":      func(f *Finding) { f.Secret = "other" },
		"origin":      func(f *Finding) { f.Origin = "embed" },
		"purpose":     func(f *Finding) { f.Purpose = "mail-link" },
	} {
		if got := one(change); got == want {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
	// Whichever package tells of a file with configuration.
	shipped := sample().Findings[:1]
	shipped[0].Package = "example.com/app/other"
	other := &Report{Findings: shipped}
	other.Sort()
	if got, want := other.Findings[0].Fingerprint, sample().Findings[0].Fingerprint; got != want || shipped[0].Origin != "shipped" {
		t.Errorf("told by another package: %s, want %s", got, want)
	}
	seen := make(map[string]bool)
	for _, f := range sample().Findings {
		if seen[f.Fingerprint] {
			t.Errorf("%s twice", f.Fingerprint)
		}
		seen[f.Fingerprint] = true
	}
	if want := kindOf(want) + ":2"; !seen[want] {
		t.Errorf("two findings that are alike: %v, want %s", seen, want)
	}
}

// TestGitHubCommands reads the commands as GitHub's runner does.
func TestGitHubCommands(t *testing.T) {
	var text bytes.Buffer
	if err := writeGitHub(&text, sample()); err != nil {
		t.Fatal(err)
	}
	unescape := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	var files []string
	for line := range strings.Lines(text.String()) {
		head, _, ok := strings.Cut(strings.TrimSuffix(line, "\n")[2:], "::")
		name, list, _ := strings.Cut(head, " ")
		if !ok || !strings.HasPrefix(line, "::") || !slices.Contains([]string{"error", "warning", "notice"}, name) {
			t.Errorf("no command: %s", line)
		}
		for _, p := range strings.Split(list, ",") {
			if key, value, ok := strings.Cut(p, "="); !ok {
				t.Errorf("no property: %s in %s", p, line)
			} else if key == "file" {
				files = append(files, unescape.Replace(value))
			}
		}
	}
	if want := []string{"services/app/conf/größe: 1,5.yml", "services/app/main.go", "services/app/web/web.go", "services/app/web/web.go", "services/app/b/b.go", "services/app/b/b.go"}; !slices.Equal(files, want) {
		t.Errorf("files %q, want %q", files, want)
	}
}

// TestHuge writes a report of many findings with long texts.
func TestHuge(t *testing.T) {
	r := new(Report)
	for i := range 500 {
		r.Findings = append(r.Findings, Finding{Rule: "hardcodedkey", Message: strings.Repeat("ü", 1000), File: fmt.Sprintf("f%d.go", i), Line: i})
	}
	r.Sort()
	for _, format := range Formats {
		var text bytes.Buffer
		if err := format.Write(&text, r); err != nil || text.Len() < 500_000 {
			t.Errorf("%s: %d bytes, %v", format.Name, text.Len(), err)
		}
		if format.Name == "sarif" || format.Name == "gitlab" {
			if !json.Valid(text.Bytes()) {
				t.Errorf("%s is no JSON", format.Name)
			}
		}
	}
}
