// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// withoutSink are the purposes that no library's API shows: which of them a
// key serves is seen from the code around hmac.New and its like.
var withoutSink = strings.Fields(`
	session-auth-hash remember-me refresh-token mail-link webhook-outbound
	stored-credential password-pepper api-key-hash blind-index cache-key form-state audit-signature licence-key entropy-only`)

// TestData checks the form of the files below data.
func TestData(t *testing.T) {
	used := make(map[string]bool)
	err := fs.WalkDir(data, "data", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := data.ReadFile(name)
		if err != nil {
			return err
		}
		if !strings.HasSuffix(name, ".txt") {
			t.Errorf("%s: only .txt files are read", name)
		}
		entries, _, err := parseFile(name, string(text))
		if err != nil {
			t.Error(err)
		}
		if len(entries) == 0 {
			t.Errorf("%s: no entries", name)
		}
		path := pathOfFile(name)
		if name != labelsFile && !strings.HasPrefix(string(text), "# https://pkg.go.dev/"+path+"\n") {
			t.Errorf("%s: the first line is not # https://pkg.go.dev/%s", name, path)
		}
		if name != labelsFile && fileOfPath(path) != name {
			t.Errorf("%s: the file of %s is %s", name, path, fileOfPath(path))
		}
		var prev *Entry
		seen := make(map[string]bool)
		for _, e := range entries {
			if e.Verb == Label != (name == labelsFile) {
				t.Errorf("%s:%d: labels stand in %s, everything else in a file of its own", name, e.Line, labelsFile)
			}
			if e.Verb != Label && e.pkgPath() != path {
				t.Errorf("%s:%d: %s is of package %s", name, e.Line, e.Symbol, e.pkgPath())
			}
			// One line for each way through a port and each name for it; other facets are no reason for a second.
			id := strings.Join([]string{string(e.Verb), e.Symbol, e.Port.String(), e.To.String(), e.Role, e.Under}, " ")
			if seen[id] {
				t.Errorf("%s:%d: a second line for %s", name, e.Line, id)
			}
			seen[id] = true
			if prev != nil && e.Verb != Label && compareEntries(prev, e) > 0 {
				t.Errorf("%s:%d: out of order: verbs as in doc.go, then symbols, then ports", name, e.Line)
			}
			prev = e
			if e.Verb == Sink {
				used[e.Purpose] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Purposes() {
		if slices.Contains(withoutSink, p.ID) == used[p.ID] {
			t.Errorf("purpose %s: used by a sink: %v; listed in withoutSink: %v", p.ID, used[p.ID], !used[p.ID])
		}
	}
}

// TestLabels checks that each group of labels names its source, and that none
// is a word that somebody may have chosen for a secret.
func TestLabels(t *testing.T) {
	text, err := data.ReadFile(labelsFile)
	if err != nil {
		t.Fatal(err)
	}
	sourced := false
	seen := make(map[string]bool)
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case line == "":
			sourced = false
		case line[0] == '#':
			sourced = sourced || strings.Contains(line, "https://")
		default:
			e, err := ParseLine(line)
			if err != nil {
				t.Errorf("%s:%d: %v", labelsFile, i+1, err)
				continue
			}
			if !sourced {
				t.Errorf("%s:%d: no source above it", labelsFile, i+1)
			}
			if seen[e.Symbol] {
				t.Errorf("%s:%d: a second line for %q", labelsFile, i+1, e.Symbol)
			}
			seen[e.Symbol] = true
			if slices.Contains([]string{"secret", "key", "password", "salt", "token", "seed", "changeme"}, e.Symbol) {
				t.Errorf("%s:%d: %q is what a secret may be", labelsFile, i+1, e.Symbol)
			}
		}
	}
	if !Builtin().IsLabel("\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a") {
		t.Error("bytes are not found")
	}
}

var verbOrder = []Verb{Sink, Public, Hash, Source, Default, Pass, Random, Leak, Keyless, Call, Tag}

func compareEntries(a, b *Entry) int {
	if c := slices.Index(verbOrder, a.Verb) - slices.Index(verbOrder, b.Verb); c != 0 {
		return c
	}
	if c := strings.Compare(a.Symbol, b.Symbol); c != 0 {
		return c
	}
	if c := comparePorts(a.Port, b.Port); c != 0 {
		return c
	}
	return comparePorts(a.To, b.To)
}

func comparePorts(a, b Port) int {
	if a.Kind != b.Kind {
		return int(a.Kind) - int(b.Kind)
	}
	return a.Index - b.Index
}

// TestPackages checks that look-ups find every line, and only its own.
func TestPackages(t *testing.T) {
	c := Builtin()
	all := c.All()
	if len(all) < 300 {
		t.Errorf("only %d packages", len(all))
	}
	for i, p := range all {
		if i > 0 && all[i-1].Path >= p.Path {
			t.Errorf("%s after %s", p.Path, all[i-1].Path)
		}
		if p.Borrowed {
			t.Errorf("%s has a file and borrows", p.Path)
		}
		if !c.Has(p.Path) {
			t.Errorf("Has(%s) = false", p.Path)
		}
		for _, e := range p.Entries {
			if e.Verb == Tag {
				continue
			}
			if !slices.Contains(p.Lookup(e.Symbol), e) {
				t.Errorf("%s:%d: not found by its symbol", e.File, e.Line)
			}
			for _, o := range p.Lookup(e.Symbol) {
				if strings.NewReplacer("(", "", ")", "", "*", "").Replace(o.Symbol) != strings.NewReplacer("(", "", ")", "", "*", "").Replace(e.Symbol) {
					t.Errorf("looked for %s, found %s", e.Symbol, o.Symbol)
				}
			}
		}
	}
}

func TestLookup(t *testing.T) {
	p := Builtin().Package("crypto/ecdh")
	for _, s := range []string{"(*crypto/ecdh.PrivateKey).ECDH", "(crypto/ecdh.PrivateKey).ECDH"} {
		if len(p.Lookup(s)) == 0 {
			t.Errorf("%s is not found", s)
		}
	}
	if es := p.Lookup("crypto/ecdh.ECDH"); es != nil {
		t.Errorf("found %v", es)
	}
	if es := (*Package)(nil).Lookup("a/b.C"); es != nil {
		t.Errorf("found %v", es)
	}
	for _, path := range []string{"", "sort", "labels", "std/os", "corpus/x", "example.com/x", "github.com", "github.com/gorilla", "golang.org/x", ".", "../x"} {
		if p := Builtin().Package(path); p != nil || Builtin().Has(path) {
			t.Errorf("Package(%q) = %+v", path, p)
		}
	}
}

func TestBorrow(t *testing.T) {
	for path, from := range map[string]string{
		"github.com/stripe/stripe-go/v76/webhook":   "github.com/stripe/stripe-go/v82/webhook",
		"github.com/stripe/stripe-go/webhook":       "github.com/stripe/stripe-go/v82/webhook",
		"github.com/stripe/stripe-go/v76":           "github.com/stripe/stripe-go/v82",
		"github.com/google/go-github/v57/github":    "github.com/google/go-github/v74/github",
		"github.com/google/go-github/github":        "github.com/google/go-github/v74/github",
		"github.com/golang-jwt/jwt/v3":              "github.com/golang-jwt/jwt/v4",
		"github.com/golang-jwt/jwt/v9":              "github.com/golang-jwt/jwt/v5",
		"github.com/pquerna/otp/v2/totp":            "github.com/pquerna/otp/totp",
		"github.com/gorilla/securecookie/v2":        "github.com/gorilla/securecookie",
		"gopkg.in/square/go-jose.v3/jwt":            "gopkg.in/square/go-jose.v2/jwt",
		"gopkg.in/ini.v2":                           "gopkg.in/ini.v1",
		"github.com/lestrrat-go/jwx/v4/jwk":         "github.com/lestrrat-go/jwx/v3/jwk",
		"github.com/stripe/stripe-go/v76/charge":    "",
		"github.com/stripe/stripe-go/v76x/webhook":  "",
		"github.com/golang-jwt/jwt/v05":             "",
		"github.com/golang-jwt/jwt/v5/request":      "",
		"gopkg.in/square/go-jose/jwt":               "",
		"golang.org/x/crypto/ssh/v2/x":              "",
		"crypto/hmac/v2":                            "",
		"github.com/gorilla/securecookie/v2/vendor": "",
	} {
		p := Builtin().Package(path)
		if has := Builtin().Has(path); has != (from != "") {
			t.Errorf("Has(%s) = %v", path, has)
		}
		if from == "" {
			if p != nil {
				t.Errorf("%s borrows %s", path, p.Entries[0].File)
			}
			continue
		}
		if p == nil {
			t.Errorf("%s borrows nothing", path)
			continue
		}
		if want := fileOfPath(from); p.Entries[0].File != want {
			t.Errorf("%s borrows %s, want %s", path, p.Entries[0].File, want)
		}
		if !p.Borrowed || p.Path != path {
			t.Errorf("%s: Borrowed %v, Path %s", path, p.Borrowed, p.Path)
		}
		for _, e := range p.Entries {
			if e.pkgPath() != path || len(p.Lookup(e.Symbol)) == 0 {
				t.Errorf("%s: entry for %s", path, e.Symbol)
			}
		}
		// The lender's entries stay as they are.
		if q := Builtin().Package(from); q.Borrowed || q.Entries[0].pkgPath() != from {
			t.Errorf("%s has changed", from)
		}
	}
}

func TestWith(t *testing.T) {
	base := Builtin()
	c, err := base.With([]string{
		"# ours",
		"sink example.com/app/crypt.Seal arg0:key data-at-rest",
		"sink crypto/hmac.Extra arg0:key keyed-mac",
		"sink github.com/stripe/stripe-go/v76/webhook.Ours arg0 webhook-inbound",
		`label "our label"`,
		"tag example.com/app/conf conf",
	}, "-keyflow.entry")
	if err != nil {
		t.Fatal(err)
	}
	if es := c.Package("example.com/app/crypt").Lookup("example.com/app/crypt.Seal"); len(es) != 1 || es[0].File != "-keyflow.entry" || es[0].Line != 2 {
		t.Errorf("entries %+v", es)
	}
	for _, s := range []string{"crypto/hmac.Extra", "crypto/hmac.New"} {
		if len(c.Package("crypto/hmac").Lookup(s)) == 0 {
			t.Errorf("%s is not found", s)
		}
	}
	if p := c.Package("github.com/stripe/stripe-go/v76/webhook"); !p.Borrowed || len(p.Entries) < 2 {
		t.Errorf("borrowed %+v", p)
	}
	if p := c.Package("example.com/app/conf"); p == nil || p.Entries[0].Verb != Tag {
		t.Errorf("tag: %+v", p)
	}
	if !c.IsLabel("our label") || !c.IsLabel("Bitcoin seed") || c.IsLabel("my secret") || base.IsLabel("our label") {
		t.Error("labels")
	}
	if !c.Has("example.com/app/crypt") || !c.Has("crypto/hmac") || c.Has("example.com/app") {
		t.Error("Has")
	}
	if n, m := len(c.All()), len(base.All()); n != m+3 {
		t.Errorf("All: %d packages, %d built in", n, m)
	}
	if base.Package("example.com/app/crypt") != nil || len(base.Package("crypto/hmac").Lookup("crypto/hmac.Extra")) > 0 {
		t.Error("With has changed the catalog it was called on")
	}

	// Lines can be added twice.
	d, err := c.With([]string{"keyless example.com/app/crypt.Open"}, "settings")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(d.Package("example.com/app/crypt").Entries); n != 2 {
		t.Errorf("%d entries, want 2", n)
	}

	for want, lines := range map[string][]string{
		"x.yml:2: unknown verb":    {"keyless a/b.C", "bad"},
		"x.yml:1: unknown purpose": {"sink a/b.C arg0 cookies"},
	} {
		if c, err := base.With(lines, "x.yml"); err == nil || c != nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if _, err := base.With([]string{"bad", "", "worse"}, "x"); err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("error %v, want one for each line", err)
	}
}

// TestJudged takes what is there for the inventory only out, of the built-in catalog
// and of lines that are added.
func TestJudged(t *testing.T) {
	c, err := Builtin().With([]string{"sink example.com/db.Open arg0 api-credential only=inventory", "sink example.com/db.Seal arg0 cipher"}, "x")
	if err != nil {
		t.Fatal(err)
	}
	for symbol, want := range map[string][2]int{
		"database/sql.Open":                    {1, 0},
		"(*net/http.Request).SetBasicAuth":     {1, 1},
		"example.com/db.Open":                  {1, 0},
		"example.com/db.Seal":                  {1, 1},
		"github.com/go-redis/redis/v8.NewRing": {0, 0},
	} {
		all, judged := c.Package(SymbolPackage(symbol)).Lookup(symbol), c.Judged().Package(SymbolPackage(symbol)).Lookup(symbol)
		if len(all) != want[0] || len(judged) != want[1] {
			t.Errorf("%s: %d entries, %d that rules judge, want %v", symbol, len(all), len(judged), want)
		}
	}
	if !c.Judged().IsLabel("Bitcoin seed") || !c.Judged().Has("database/sql") || c.Judged() != c.Judged() {
		t.Error("the catalog that rules judge by is not that of the rest")
	}
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		under, text string
		want        bool
	}{
		{"", "", true}, {"", "x", true}, {"a", "a", true}, {"a", "A", true}, {"a", "", false}, {"a|b", "b", true}, {"a|b", "ab", false},
		{"!a|b", "b", false}, {"!a|b", "c", true}, {"!a|b", "", true},
	} {
		if got := (&Entry{Under: c.under}).Fits(c.text); got != c.want {
			t.Errorf("under=%s fits %q: %v", c.under, c.text, got)
		}
	}
}

// TestParallel is for the race detector.
func TestParallel(t *testing.T) {
	c, err := Builtin().With([]string{"keyless crypto/hmac.Equal"}, "x")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	got := make([]*Package, 8)
	for i := range got {
		wg.Go(func() {
			got[i] = c.Package("crypto/hmac")
			c.IsLabel("x")
			c.Package("github.com/stripe/stripe-go/v7/webhook")
		})
	}
	wg.Wait()
	for _, p := range got {
		if p != got[0] {
			t.Error("the package was read twice")
		}
	}
}

// TestRows checks that each row of the collection from which the catalog began
// has a line, or a reason for having none in imported.md.
func TestRows(t *testing.T) {
	rows, err := os.ReadFile("testdata/rows.txt")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("imported.md")
	if err != nil {
		t.Fatal(err)
	}
	without := make(map[string]bool)
	for _, m := range regexp.MustCompile("(?m)^\\| `(.*)` \\| .* \\| .+ \\|$").FindAllStringSubmatch(string(page), -1) {
		without[m[1]] = true
	}
	have := make(map[symbolKey]bool)
	for _, p := range Builtin().All() {
		for _, e := range p.Entries {
			have[keyOf(e.Symbol)] = true
		}
	}
	n := 0
	for line := range strings.Lines(string(rows)) {
		n++
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			t.Fatalf("rows.txt:%d: %d columns, want 3: id, role and symbol", n, len(f))
		}
		id, has := f[0], have[keyOf(f[2])]
		if has == without[id] {
			t.Errorf("row %s: has a line: %v, listed in imported.md: %v", id, has, without[id])
		}
		delete(without, id)
	}
	if n != 1022 {
		t.Errorf("%d rows, want 1022", n)
	}
	for id := range without {
		t.Errorf("imported.md: there is no row %s", id)
	}
}

func TestAllocs(t *testing.T) {
	p := Builtin().Package("crypto/ecdh")
	if n := testing.AllocsPerRun(100, func() { p.Lookup("(*crypto/ecdh.PrivateKey).ECDH") }); n != 0 {
		t.Errorf("Lookup allocates %v times", n)
	}
}

func BenchmarkPackage(b *testing.B) {
	for _, path := range []string{"crypto/hmac", "net/http", "github.com/golang-jwt/jwt/v5", "github.com/stripe/stripe-go/v76/webhook", "example.com/x/y", "github.com/x/y/z"} {
		b.Run(strings.ReplaceAll(path, "/", "_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				readPackage(path)
			}
		})
	}
}

// TestCalls looks up the sinks at which the keys came in that calls use.
func TestCalls(t *testing.T) {
	calls := 0
	for _, p := range Builtin().All() {
		for _, e := range p.Entries {
			if e.Verb != Call {
				continue
			}
			calls++
			of := Builtin().Package(SymbolPackage(e.Of)).Lookup(e.Of)
			if !slices.ContainsFunc(of, func(o *Entry) bool { return o.Verb == Sink }) {
				t.Errorf("%s:%d: %s is no sink", e.File, e.Line, e.Of)
			}
		}
	}
	if calls == 0 {
		t.Error("no calls")
	}
	for sym, want := range map[string]string{
		"github.com/go-pkgz/auth/v2.Opts.SecretReader":      "github.com/go-pkgz/auth.Opts.SecretReader",
		"(*github.com/go-pkgz/auth/v2/token.Service).Token": "(*github.com/go-pkgz/auth/token.Service).Token",
		"github.com/gorilla/sessions.NewCookieStore":        "github.com/gorilla/sessions.NewCookieStore",
		"(*github.com/go-chi/jwtauth/v5.JWTAuth).Encode":    "(*github.com/go-chi/jwtauth.JWTAuth).Encode",
		"github.com/vendor/vault.New":                       "github.com/vendor/vault.New",
	} {
		if got := Unversioned(sym); got != want {
			t.Errorf("%s without version: %s, want %s", sym, got, want)
		}
	}
}
