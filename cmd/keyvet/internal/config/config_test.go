// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"reflect"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// example has every field.
const example = `# yaml-language-server: $schema=https://example.com/keyvet.schema.json
version: 1
secrets:
  - name: SECRET_KEY
    env: [SECRET_KEY, &old APP_SECRET_KEY]
    config: [security.secret_key]
    symbols: [example.com/app/settings.Config.SecretKey]
    approved: [example.com/app/internal/keys]
    accessor: example.com/app/internal/keys.SecretKey
    purposes: [client-session, mail-link]
  - name: OLD
approved: [example.com/app/config/...]
entries:
  - sink example.com/app/crypt.Seal arg0:key data-at-rest
rules:
  - name: secretread
    enabled: false
  - name: passwordkey
docs: https://wiki.example.com/rotation-impact
exclude: ["**/mocks/**", *old]
tests: true
`

func TestParse(t *testing.T) {
	off := false
	want := &analyzer.Settings{
		Version: 1,
		Settings: keyflow.Settings{
			Secrets: []keyflow.Secret{
				{Name: "SECRET_KEY", Env: []string{"SECRET_KEY", "APP_SECRET_KEY"}, Config: []string{"security.secret_key"},
					Symbols: []string{"example.com/app/settings.Config.SecretKey"}, Approved: []string{"example.com/app/internal/keys"}, Accessor: "example.com/app/internal/keys.SecretKey",
					Purposes: []string{"client-session", "mail-link"}},
				{Name: "OLD"},
			},
			Approved: []string{"example.com/app/config/..."},
			Entries:  []string{"sink example.com/app/crypt.Seal arg0:key data-at-rest"},
			Docs:     "https://wiki.example.com/rotation-impact",
			Exclude:  []string{"**/mocks/**", "APP_SECRET_KEY"},
			Tests:    true,
		},
		Rules: []analyzer.RuleSetting{{Name: "secretread", Enabled: &off}, {Name: "passwordkey"}},
	}
	got, err := Parse(Name, []byte(example))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
	for _, name := range names(reflect.TypeFor[analyzer.Settings]()) {
		if fieldOf(reflect.ValueOf(got).Elem(), name).IsZero() {
			t.Errorf("the example has no %s", name)
		}
	}
	for _, r := range got.Enabled() {
		if r.Analyzer.Name == "secretread" {
			t.Error("secretread is enabled")
		}
	}
	if n, all := len(got.Enabled()), len(analyzer.Rules); n != all-1 {
		t.Errorf("%d of %d rules are enabled", n, all)
	}
	if flags := got.Flags(); flags[len(flags)-1] != "-secretread=false" {
		t.Errorf("flags %q", flags)
	}

	// What is commented out leaves a field with nothing in it.
	if s, err := Parse(Name, []byte("version: 1\nsecrets:\n  # - name: X\napproved:\n")); err != nil || !reflect.DeepEqual(s, &analyzer.Settings{Version: 1}) {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestWrong wants the place of what is wrong, and what to do.
func TestWrong(t *testing.T) {
	const v = "version: 1\n"
	for _, c := range []struct{ text, want string }{
		{"", `:1:1: the file says nothing: write version: 1, or remove it`},
		{"# nothing\n", `:1:1: the file says nothing: write version: 1, or remove it`},
		{"tests: true\n", `:1:1: the version is missing: write version: 1`},
		{"version: 0\n", `:1:10: version 0: this release knows version 1`},
		{"version: 2\n", `:1:10: version 2: this release knows version 1`},
		{"version: -1\n", `:1:10: version -1: this release knows version 1`},
		{"version: \"1\"\n", `:1:10: version: a number is wanted, not text`},
		{"version: 99999999999999999999\n", `:1:10: version: a number is wanted, not a number`},
		{"- version: 1\n", `:1:1: a mapping (version, secrets, approved, entries, docs, exclude, tests, rules) is wanted, not a list`},
		{"version\n", `:1:1: a mapping (version, secrets, approved, entries, docs, exclude, tests, rules) is wanted, not text`},
		{v + "aproved: [x]\n", `:2:1: unknown field "aproved": did you mean approved?`},
		{v + "zzz: [x]\n", `:2:1: unknown field "zzz": known are version, secrets, approved, entries, docs, exclude, tests, rules`},
		{v + "Approved: [x]\n", `:2:1: unknown field "Approved": did you mean approved?`},
		{v + "[a]: b\n", `:2:1: unknown field "": known are version, secrets, approved, entries, docs, exclude, tests, rules`},
		{v + "<<: {tests: true}\n", `:2:1: unknown field "<<": known are version, secrets, approved, entries, docs, exclude, tests, rules`},
		{v + "tests: true\ntests: false\n", `:3:1: tests is there already, in line 2: make one of the two`},
		{v + "tests: yes please\n", `:2:8: tests: true or false is wanted, not text`},
		{v + "tests:\n", `:2:7: tests: true or false is wanted, not nothing`},
		{v + "docs: [x]\n", `:2:7: docs: text is wanted, not a list`},
		{v + "docs: wiki\n", `:2:7: docs: "wiki": a URL is wanted, to which #client-session and the like can be added`},
		{v + "approved: x\n", `:2:11: approved: a list is wanted, not text`},
		{v + "approved: [x, 17]\n", `:2:15: approved[1]: text ("17" in quotes) is wanted, not a number`},
		{v + "approved:\n  - a\n  - a b\n", `:4:5: approved[1]: package pattern "a b": an import path is wanted, with "..." as in the go command`},
		{v + "approved:\n  - ''\n", `:3:5: approved[0]: is empty`},
		{v + "approved:\n  -\n", `:3:4: approved[0]: text is wanted, not nothing`},
		{v + "exclude: [\"[\"]\n", `:2:11: exclude[0]: pattern "[": syntax error in pattern`},
		{v + "entries:\n  - sink foo\n", `:3:5: entries[0]: want: sink SYMBOL PORT PURPOSE`},
		{v + "secrets: [SECRET_KEY]\n", `:2:11: secrets[0]: a mapping (name, env, config, symbols, approved, accessor, purposes) is wanted, not text`},
		{v + "secrets:\n  - env: [X]\n", `:3:5: secrets[0]: a secret needs a "name"`},
		{v + "secrets:\n  - name: X\n    nmae: Y\n", `:4:5: unknown field "nmae": did you mean name?`},
		{v + "secrets:\n  - name: X\n  - name: X\n", `:4:11: secrets[1].name: secrets[0] is called X too: make one of the two`},
		{v + "secrets:\n  - name: X\n    env: [E]\n  - name: Y\n    env: [E]\n", `:6:11: secrets[1].env[0]: E is there already, with X: one name stands for one secret`},
		{v + "secrets:\n  - name: X\n    accessor: keys.secretKey\n", `:4:15: secrets[0].accessor: "keys.secretKey": an exported function or variable is wanted, with the import path: example.com/app/internal/keys.SecretKey`},
		{v + "secrets:\n  - name: X\n    accessor: [keys.SecretKey]\n", `:4:15: secrets[0].accessor: text is wanted, not a list`},
		{v + "secrets:\n  - name: X\n    purposes: [client-sesion]\n", `:4:16: secrets[0].purposes[0]: unknown purpose "client-sesion": did you mean client-session?`},
		{v + "secrets:\n  - name: X\n    purposes: [zzz]\n", `:4:16: secrets[0].purposes[0]: unknown purpose "zzz": keyvet help lists them`},
		{v + "rules:\n  - name: secretreed\n", `:3:11: rules[0].name: unknown rule "secretreed": did you mean secretread?`},
		{v + "rules:\n  - enabled: false\n", `:3:5: rules[0]: a rule needs a "name"`},
		{v + "rules:\n  - name: secretread\n  - name: secretread\n", `:4:11: rules[1].name: secretread is there already: keep one of the two`},
		{v + "---\nversion: 1\n", `:2:1: a second document: a file of settings has one`},
		{"version: 1\n\ttests: true\n", `:2:1: no valid YAML: `},
		{"version: [\n", `:2:1: no valid YAML: `},
		{"version: 1\napproved: *x\n", `:2:11: no valid YAML: `},
		{"a: \xff\n", `: no valid YAML: `},
	} {
		s, err := Parse("dir/.keyvet.yml", []byte(c.text))
		if err == nil {
			t.Errorf("%q: no error, %+v", c.text, s)
			continue
		}
		if _, ok := err.(*Error); !ok || !strings.HasPrefix(err.Error(), "dir/.keyvet.yml"+c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q:\ngot  %v\nwant dir/.keyvet.yml%s", c.text, err, c.want)
		}
	}
}

// FuzzParse wants an answer for whatever a file holds: settings that can be
// applied, or an error with a place in the file.
func FuzzParse(f *testing.F) {
	f.Add(example)
	f.Add("version: 1\nsecrets: &a [*a]\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(Name, []byte(text))
		if err != nil {
			e, ok := err.(*Error)
			if !ok || e.Line < 0 || e.Line > strings.Count(text, "\n")+strings.Count(text, "\r")+strings.Count(text, "\u0085")+strings.Count(text, "\u2028")+strings.Count(text, "\u2029")+2 {
				t.Errorf("%#v", err)
			}
			return
		}
		if err := s.Check(); err != nil || s.Version != analyzer.SettingsVersion {
			t.Errorf("%+v: %v", s, err)
		}
	})
}
