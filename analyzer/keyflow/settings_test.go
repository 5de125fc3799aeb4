// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// full are settings with a value in every field, some of which a shell would
// take apart.
var full = Settings{
	Secrets: []Secret{
		{Name: "SECRET_KEY", Env: []string{"SECRET_KEY", "APP_SECRET_KEY"}, Config: []string{"security.secret_key"},
			Symbols: []string{"example.com/app/settings.Config.SecretKey"}, Approved: []string{"example.com/app/internal/keys"},
			Accessor: "example.com/app.v1/internal/keys.SecretKey", Purposes: []string{"client-session", "mail-link"}},
		{Name: `the "other" $HOME key'; *`},
	},
	Approved: []string{"example.com/app/config/..."},
	Entries:  []string{"sink example.com/app/crypt.Seal arg0:key data-at-rest", "label \"k\u00e9y %41\""},
	Docs:     "https://wiki.example.com/a?b=c&d",
	Exclude:  []string{"**/mocks/**", "escaped:x", "100%25"},
	Tests:    true,
}

// restore gives the flags their defaults back.
func restore(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		if err := Apply(Settings{}); err != nil {
			t.Error(err)
		}
	})
}

// TestFlags sets the flags that settings mean, and wants the same settings.
func TestFlags(t *testing.T) {
	restore(t)
	for f := range reflect.TypeFor[Settings]().Fields() {
		if f.IsExported() && reflect.ValueOf(full).FieldByIndex(f.Index).IsZero() {
			t.Errorf("the test has no %s", f.Name)
		}
	}
	for _, arg := range full.Flags() {
		if i := strings.IndexFunc(arg, func(r rune) bool { return r > '~' || strings.ContainsRune(" \t\n\"'`$*?[]{}()<>|&;!#~^\\", r) }); i >= 0 {
			t.Errorf("a shell does something with %q in %s", arg[i], arg)
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(arg, "-keyflow."), "=")
		if !ok {
			value = "true"
		}
		if err := Analyzer.Flags.Set(name, value); err != nil {
			t.Errorf("%s: %v", arg, err)
		}
	}
	got := Current()
	if !reflect.DeepEqual(got, full) {
		t.Errorf("got  %+v\nwant %+v", got, full)
	}
	if p := settings.catalog.Package("example.com/app/crypt"); p == nil {
		t.Error("the entries did not reach the catalog")
	}
	if s := (Settings{}); s.Flags() != nil {
		t.Errorf("no settings mean %q", s.Flags())
	}
}

// TestWholeFlag sets everything by one flag, twice and after other flags, as
// Bazel's nogo does, and nothing if it is wrong.
func TestWholeFlag(t *testing.T) {
	restore(t)
	if err := Analyzer.Flags.Set("approved", "example.com/forgotten"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Analyzer.Flags.Set("settings", full.JSON()); err != nil {
			t.Fatal(err)
		}
		if got := Current(); !reflect.DeepEqual(got, full) {
			t.Errorf("got  %+v\nwant %+v", got, full)
		}
	}
	for text, want := range map[string]string{
		`{"aproved":["a"]}`:           `unknown field "aproved"`,
		`{"approved":["./a"]}`:        `approved[0]: package pattern "./a"`,
		`{} {}`:                       "nothing behind it",
		`{"secrets":[{"name":"a"},]}`: "invalid character",
	} {
		if err := Analyzer.Flags.Set("settings", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
	if got := Current(); !reflect.DeepEqual(got, full) {
		t.Errorf("what was wrong changed the settings to %+v", got)
	}
	if err := Analyzer.Flags.Set("settings", ""); err != nil || !reflect.DeepEqual(Current(), Settings{}) {
		t.Errorf("empty: error %v, settings %+v", err, Current())
	}
}

// TestPlainFlags wants values as people write them left as they are.
func TestPlainFlags(t *testing.T) {
	s := Settings{Approved: []string{"example.com/app/config/..."}, Docs: "https://wiki.example.com/keys"}
	if got := strings.Join(s.Flags(), " "); got != "-keyflow.approved=example.com/app/config/... -keyflow.docs=https://wiki.example.com/keys" {
		t.Error(got)
	}
	if err := Analyzer.Flags.Set("entry", "escaped:%zz"); err == nil {
		t.Error("no error for an escape that is none")
	}
}

// TestCheck wants the field of what is wrong, and the settings as they were.
func TestCheck(t *testing.T) {
	restore(t)
	if err := Apply(full); err != nil {
		t.Fatal(err)
	}
	one := func(sec Secret) Settings { sec.Name = "X"; return Settings{Secrets: []Secret{sec}} }
	for _, c := range []struct {
		settings Settings
		want     string
	}{
		{Settings{Secrets: []Secret{{Env: []string{"X"}}}}, `secrets[0]: a secret needs a "name"`},
		{Settings{Secrets: []Secret{{Name: "X"}, {Name: "X"}}}, "secrets[1].name: secrets[0] is called X too"},
		{Settings{Secrets: []Secret{{Name: "X", Env: []string{"E"}}, {Name: "Y", Env: []string{"D", "E"}}}}, "secrets[1].env[1]: E is there already, with X"},
		{one(Secret{Env: []string{"A B"}}), `secrets[0].env[0]: "A B": one name`},
		{one(Secret{Config: []string{""}}), "secrets[0].config[0]: is empty"},
		{one(Secret{Symbols: []string{"example.com/app.v1/settings"}}), "secrets[0].symbols[0]: "},
		{one(Secret{Accessor: "example.com/app.v1/keys"}), "secrets[0].accessor: "},
		{one(Secret{Accessor: "example.com/app/keys.secretKey"}), "secrets[0].accessor: "},
		{one(Secret{Accessor: "example.com/app/keys.Config.SecretKey"}), "secrets[0].accessor: "},
		{one(Secret{Accessor: "(*example.com/app/keys.Ring).Key"}), "secrets[0].accessor: "},
		{one(Secret{Accessor: "SecretKey"}), "secrets[0].accessor: "},
		{one(Secret{Symbols: []string{"a/keys.Key"}, Accessor: "a/keys.Key"}), "secrets[0].accessor: a/keys.Key is one of the symbols too"},
		{one(Secret{Approved: []string{"a", "./b"}}), `secrets[0].approved[1]: package pattern "./b"`},
		{one(Secret{Purposes: []string{"mail-link", "sesion"}}), `secrets[0].purposes[1]: unknown purpose "sesion"`},
		{Settings{Approved: []string{"/x"}}, "approved[0]: "},
		{Settings{Entries: []string{"# sink"}}, "entries[0]: is a comment"},
		{Settings{Entries: []string{"sink example.com/app.F arg0 nosuchpurpose"}}, "entries[0]: "},
		{Settings{Exclude: []string{"[a"}}, `exclude[0]: pattern "[a": syntax error`},
		{Settings{Docs: "wiki"}, "docs: "},
		{Settings{Docs: "https://example.com/#x"}, "docs: "},
	} {
		err := Apply(c.settings)
		if e, ok := errors.AsType[*SettingError](err); !ok || !strings.HasPrefix(e.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.settings, err, c.want)
		}
	}
	if got := len(settings.Secrets); got != len(full.Secrets) {
		t.Errorf("%d secrets are left of %d", got, len(full.Secrets))
	}
}
