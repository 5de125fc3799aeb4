// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gopls

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/internal/drivertest"
)

var update = flag.Bool("update", false, "rewrite testdata/drivers/gopls.json")

const program = `
-- go.mod --
module example.com/m

go 1.26
-- app/app.go --
package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"

	"example.com/m/keys"
)

const /* ä𝄞 */ fixed = "3f9c1b7e5d2a48606c8e0f1a2b3c4d5e"

func Sign(data []byte) []byte {
	m := hmac.New(sha256.New, []byte(fixed))
	return m.Sum(data)
}

func Read(data []byte) []byte {
	m := hmac.New(sha256.New, []byte(os.Getenv("SECRET_KEY")))
	return m.Sum(data)
}

func Wrapped(data []byte) []byte {
	return keys.Sum([]byte("77af1c0de5b2483960c8e0f1a2b3c4d5"), data)
}

func Sealed(data []byte) []byte {
	return keys.Seal([]byte("a1c0de5b2483960c8e0f1a2b3c4d577f"), data)
}
-- keys/keys.go --
package keys

import (
	"crypto/hmac"
	"crypto/sha256"
)

func Sum(key, data []byte) []byte {
	m := hmac.New(sha256.New, nil)
	return m.Sum(data)
}

// Seal seals elsewhere.
func Seal(key, data []byte) []byte { return seal(key, data) }

var seal = func(key, data []byte) []byte { return nil }
`

// What is found in app.go.
const (
	fixed   = `hardcodedkey: "3f9c1b7e5d2a48606c8e0f1a2b3c4d5e"`
	read    = `secretread: os.Getenv("SECRET_KEY")`
	wrapped = `hardcodedkey: "77af1c0de5b2483960c8e0f1a2b3c4d5"`
	sealed  = `hardcodedkey: "a1c0de5b2483960c8e0f1a2b3c4d577f"`
)

// build builds a gopls from keyvet as it stands here.
func build(t testing.TB, cache string, settings keyflow.Settings, off ...string) *Build {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Make(t.Context(), Options{Dir: root, Cache: cache, KeyvetDir: root, Settings: settings, Off: off})
	if err != nil {
		t.Fatal(err)
	}
	if err := keyflow.Apply(keyflow.Settings{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// readFile returns the text of a file of a program.
func readFile(t testing.TB, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestGopls builds a gopls and speaks with it as an editor does.
func TestGopls(t *testing.T) {
	if testing.Short() {
		t.Skip("builds gopls")
	}
	cache := t.TempDir()
	b := build(t, cache, keyflow.Settings{})
	if !b.New {
		t.Error("the first build was there before")
	}
	if again := build(t, cache, keyflow.Settings{}); again.New || again.File != b.File {
		t.Errorf("the second build: %+v, the first: %+v", again, b)
	}
	if es, err := os.ReadDir(cache); err != nil || len(es) != 1 {
		t.Errorf("left behind: %v, %v", es, err)
	}

	// The first of them looks at the standard library for all.
	learned := t.TempDir()
	t.Run("corpus", func(t *testing.T) { testCorpus(t, b.File, learned) })
	t.Run("edit", func(t *testing.T) { testEdit(t, b.File, learned) })
	t.Run("across", func(t *testing.T) { testAcross(t, b.File, learned) })
	t.Run("off", func(t *testing.T) {
		dir := tree(t, program)
		text := readFile(t, dir, "app/app.go")
		c := start(t, b.File, learned, dir, map[string]any{"analyses": map[string]bool{"hardcodedkey": false}})
		c.open("app/app.go", text)
		c.wait("app/app.go", text, read)
	})
	t.Run("settings", func(t *testing.T) { testSettings(t, cache, learned) })
	drivertest.Record(t, "gopls", drivertest.Row{
		Driver:   "[gopls](gopls.md)",
		Findings: "those of go vet, in packages that have an open file",
		Except: []string{
			"they come as one types: after an edit, also one in another package that the findings depend on",
			"related places in other packages are in the message only",
		},
		Link:     "on the code of the finding, which is its rule",
		Fixes:    "a quick fix",
		Settings: "another gopls: `keyvet gopls` builds it",
		Tests:    []string{"go test ./cmd/keyvet/internal/gopls -run TestGopls"},
		Untested: []string{"the editors: the test speaks the language server protocol itself"},
		Programs: []string{"gopls " + b.Version, drivertest.GoVersion(t)},
	}, *update)
}

// testCorpus wants to see in open files what the command finds in the corpora, and
// then the fixes of the golden files.
func testCorpus(t *testing.T, gopls, learned string) {
	dir := drivertest.Corpus(t)
	want := drivertest.Reported(t, dir)
	cmd := drivertest.Command(dir, "go", "list", "-f", `{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\n"}}{{end}}{{range .CgoFiles}}{{$.Dir}}/{{.}}{{"\n"}}{{end}}`, "./...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, drivertest.Stderr(err))
	}
	c := start(t, gopls, learned, dir, nil)
	texts := make(map[string]string)
	for _, name := range strings.Fields(string(out)) {
		file, err := filepath.Rel(dir, filepath.FromSlash(name))
		if err != nil {
			t.Fatal(err)
		}
		file = filepath.ToSlash(file)
		texts[file] = readFile(t, dir, file)
		c.open(file, texts[file])
	}
	var got []drivertest.Finding
	err = c.until(func() bool {
		got = nil
		for file, text := range texts {
			for _, d := range c.shown[file].Diagnostics {
				if slices.Contains(watched, d.Source) && d.Source != "printf" {
					got = append(got, drivertest.Finding{
						File: file, Rule: d.Source, Message: d.Message, URL: d.CodeDescription.Href,
						Line:   d.Range.Start.Line + 1,
						Column: offset(text, d.Range.Start) - offset(text, position{Line: d.Range.Start.Line}) + 1,
					})
				}
			}
		}
		return slices.Equal(drivertest.Lines(got), drivertest.Lines(want))
	})
	if err != nil {
		t.Error(err)
		drivertest.SameLines(t, "gopls", got, "the command", want)
		return
	}
	for _, f := range got {
		if w := want[slices.IndexFunc(want, func(w drivertest.Finding) bool {
			return w.File == f.File && w.Line == f.Line && w.Column == f.Column && w.Message == f.Message
		})]; f.URL != w.URL {
			t.Errorf("%s:%d: %s: link to %q, want %q", f.File, f.Line, f.Message, f.URL, w.URL)
		}
	}
	for _, r := range analyzer.Rules {
		if !r.Whole {
			drivertest.CheckWants(t, dir, r.Analyzer.Name, got)
		}
	}
	text, err := json.Marshal(c.shown)
	if err != nil {
		t.Fatal(err)
	}
	drivertest.CheckSilence(t, dir, [][]byte{text})

	for _, rule := range drivertest.FixedRules {
		for _, file := range slices.Sorted(maps.Keys(texts)) {
			if strings.HasPrefix(file, rule+"/") {
				fixAll(t, c, rule, file, texts[file])
			}
		}
		drivertest.CheckFixed(t, dir, rule)
	}
}

// fixAll takes the quick fixes of an open file of a rule's corpus, one after the
// other, until there are none, and wants the text of the golden file. After each the
// file has to compile, and findings that it is about have to be gone, and no others.
// Without a golden file there is no fix.
func fixAll(t *testing.T, c *client, rule, file, text string) {
	t.Helper()
	source := drivertest.Repository(t, "testdata", "src", "corpus", filepath.FromSlash(file))
	golden, err := os.ReadFile(source + ".golden")
	if err != nil {
		for _, d := range c.last(file).Diagnostics {
			if d.Source == rule && c.fix(file, d) != nil {
				t.Errorf("%s:%d: a fix without a golden file", file, d.Range.Start.Line+1)
			}
		}
		return
	}
	lines := func(found []diagnostic) (at []int) {
		for _, d := range found {
			if d.Source == rule {
				at = append(at, d.Range.Start.Line)
			}
		}
		return slices.Compact(at)
	}
	var wants []int
	for i, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "// want ") {
			wants = append(wants, i)
		}
	}
	// Rules have looked at a text when the comment behind it is reported.
	const last = "\n//keyvet:nothing\n"
	c.edit(file, text+last)
	found := c.waitFor(file, "what its comments want", func(_ published, found []diagnostic) bool {
		return slices.Equal(lines(found), wants) && slices.ContainsFunc(found, func(d diagnostic) bool {
			return d.Source == "directive" && offset(text+last, d.Range.Start) > len(text)
		})
	})
	taken := 0
	for i := 0; i < len(found); {
		edits := c.fix(file, found[i])
		if edits == nil {
			i++
			continue
		}
		taken++
		var left []string
		for _, d := range found {
			if !slices.ContainsFunc(edits, func(e edit) bool {
				return e.Range.Start.compare(d.Range.End) <= 0 && d.Range.Start.compare(e.Range.End) <= 0
			}) {
				left = append(left, d.Source+": "+piece(text+last, d.Range))
			}
		}
		if len(left) == len(found) {
			t.Fatalf("%s: the fix of %q is about something else: %+v", file, piece(text+last, found[i].Range), edits)
		}
		fixed := apply(text+last, edits)
		c.edit(file, fixed)
		found = c.waitFor(file, fmt.Sprintf("%q", left), func(p published, found []diagnostic) bool {
			return p.errors() != nil || slices.Equal(pieces(fixed, found), left)
		})
		if errors := c.last(file).errors(); errors != nil {
			t.Fatalf("%s does not compile any more: %+v\n%s", file, errors, fixed)
		}
		text = strings.TrimSuffix(fixed, last)
	}
	c.edit(file, text)
	c.save(file, text)
	if text != string(golden) {
		t.Errorf("%s is now\n%s", file, text)
	}
	if taken == 0 {
		t.Errorf("%s: no fixes", file)
	}
}

// testEdit wants a finding to come with all that an editor can show, to go with
// its cause, and to come again.
func testEdit(t *testing.T, gopls, learned string) {
	dir := tree(t, program)
	text := readFile(t, dir, "app/app.go")
	c := start(t, gopls, learned, dir, nil)
	c.open("app/app.go", text)
	d := c.wait("app/app.go", text, fixed, read)[0]

	if d.Source != "hardcodedkey" || d.Code != "hardcodedkey" || d.Severity != 2 {
		t.Errorf("source %q, code %q, severity %d", d.Source, d.Code, d.Severity)
	}
	if want := diag.PurposeURL("", "keyed-mac"); d.CodeDescription.Href != want {
		t.Errorf("link to %q, want %q", d.CodeDescription.Href, want)
	}
	const message = "hardcodedkey: literal of 32 bytes (fixed) signs data of unknown purpose (hmac.New); rotating it invalidates everything signed with it [keyed-mac]"
	if d.Message != message {
		t.Errorf("message %q", d.Message)
	}
	if rs := d.RelatedInformation; len(rs) != 1 || rs[0].Location.URI != c.uri("app/app.go") ||
		!strings.HasPrefix(piece(text, rs[0].Location.Range), "hmac.New") ||
		rs[0].Message != "signs data of unknown purpose (hmac.New) [keyed-mac]" {
		t.Errorf("related: %+v", rs)
	}

	without := strings.Replace(strings.Replace(text, "func Sign(data", "func Sign(fixed string, data", 1),
		`const /* ä𝄞 */ fixed = "3f9c1b7e5d2a48606c8e0f1a2b3c4d5e"`, "", 1)
	c.edit("app/app.go", without)
	c.wait("app/app.go", without, read)
	c.edit("app/app.go", text)
	c.wait("app/app.go", text, fixed, read)
}

// testAcross wants the finding at the call of a wrapper, in a package that is not
// touched, once the wrapper uses its key.
func testAcross(t *testing.T, gopls, learned string) {
	dir := tree(t, program)
	text, wrapper := readFile(t, dir, "app/app.go"), readFile(t, dir, "keys/keys.go")
	c := start(t, gopls, learned, dir, nil)
	c.open("app/app.go", text)
	c.open("keys/keys.go", wrapper)
	c.wait("app/app.go", text, fixed, read)

	using := strings.Replace(wrapper, "sha256.New, nil", "sha256.New, key", 1)
	c.edit("keys/keys.go", using)
	c.save("keys/keys.go", using)
	d := c.wait("app/app.go", text, fixed, read, wrapped)[2]
	if !strings.Contains(d.Message, "(hmac.New in package keys)") || len(d.RelatedInformation) != 0 {
		t.Errorf("message %q, related: %+v", d.Message, d.RelatedInformation)
	}

	c.edit("keys/keys.go", wrapper)
	c.save("keys/keys.go", wrapper)
	c.wait("app/app.go", text, fixed, read)
}

// testSettings wants other settings to be another gopls with other findings, also
// where it finds what the first has learned, and a rule that is off in it to be
// turned on by the editor.
func testSettings(t *testing.T, cache, learned string) {
	b := build(t, cache, keyflow.Settings{
		Entries: []string{"sink example.com/m/keys.Seal arg0:key data-at-rest"},
		Docs:    "https://wiki.example.com/keys",
	}, "secretread")
	if !b.New {
		t.Error("other settings make the same gopls")
	}
	dir := tree(t, program)
	text := readFile(t, dir, "app/app.go")
	c := start(t, b.File, learned, dir, nil)
	c.open("app/app.go", text)
	d := c.wait("app/app.go", text, fixed, sealed)[1]
	if want := "https://wiki.example.com/keys#data-at-rest"; d.CodeDescription.Href != want {
		t.Errorf("link to %q, want %q", d.CodeDescription.Href, want)
	}

	c = start(t, b.File, learned, dir, map[string]any{"analyses": map[string]bool{"secretread": true}})
	c.open("app/app.go", text)
	c.wait("app/app.go", text, fixed, read, sealed)

	b = build(t, cache, keyflow.Settings{
		Approved: []string{"example.com/m/..."},
		Secrets: []keyflow.Secret{
			{Name: "SECRET_KEY", Env: []string{"SECRET_KEY"}, Accessor: "corpus/accessor/keys.SecretKey"},
			{Name: "HOOK_SECRET", Env: []string{"HOOK_SECRET"}, Accessor: "corpus/accessor/keys.HookSecret"},
			{Name: "TOKEN_KEY", Env: []string{"TOKEN_KEY"}, Accessor: "corpus/accessor/keys.TokenKey"},
		},
	})
	c = start(t, b.File, learned, dir, nil)
	c.open("app/app.go", text)
	c.wait("app/app.go", text, fixed)

	// The corpus of accessors, whose fixes need these settings.
	dir = t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "accessor"), os.DirFS(drivertest.Repository(t, "testdata", "src", "corpus", "accessor"))); err != nil {
		t.Fatal(err)
	}
	drivertest.Write(t, filepath.Join(dir, "go.mod"), "module corpus\n\ngo 1.26\n")
	c = start(t, b.File, learned, dir, nil)
	text = readFile(t, dir, "accessor/app/app.go")
	c.open("accessor/app/app.go", text)
	fixAll(t, c, "secretread", "accessor/app/app.go", text)
}
