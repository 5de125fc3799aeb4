// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Settings are the policy of the program that is analyzed. They come in by the
// flags of [Analyzer] in every driver.
type Settings struct {
	// Secrets are the keys that the program knows by name.
	Secrets []Secret `json:"secrets,omitempty"`
	// Approved are the packages that may read any secret: import paths, with
	// "..." as in the go command.
	Approved []string `json:"approved,omitempty"`
	// Entries are catalog lines for code of one's own.
	Entries []string `json:"entries,omitempty"`
	// Docs is the address of the rotation-impact reference to which links
	// point; empty for keyvet's own.
	Docs string `json:"docs,omitempty"`
	// Exclude are patterns of files on which nothing is reported: "*" stands
	// for any part of a path element, "**" for any number of elements.
	Exclude []string `json:"exclude,omitempty"`
	// Tests also reports on test files, testdata, examples and generated files.
	Tests bool `json:"tests,omitempty"`

	catalog *catalog.Catalog
}

// A Secret is a key that the program knows by name.
type Secret struct {
	Name     string   `json:"name"`
	Env      []string `json:"env,omitempty"`
	Config   []string `json:"config,omitempty"`
	Symbols  []string `json:"symbols,omitempty"`  // package variables and fields, spelled as in the catalog
	Approved []string `json:"approved,omitempty"` // packages that may read this one
}

// settings are those of the flags. A driver sets them before the first run;
// analyzers only read them.
var settings = &Settings{catalog: catalog.Builtin()}

func init() {
	fs := &Analyzer.Flags
	fs.Var(listFlag{&settings.Entries, setEntry}, "entry", "catalog `line` for code of your own, such as 'sink example.com/app/crypt.Seal arg0:key data-at-rest' (repeatable)")
	fs.Var(listFlag{&settings.Approved, checkPattern}, "approved", "`package` that may read any secret, \"...\" as in the go command (repeatable)")
	fs.Var(listFlag{&settings.Exclude, checkGlob}, "exclude", "`pattern` of files on which nothing is reported, such as '**/mocks/**' (repeatable)")
	fs.Var(secretFlag{}, "secret", "a key known by name, as `JSON`: {\"name\":\"SECRET_KEY\",\"env\":[\"SECRET_KEY\"],\"config\":[],\"symbols\":[],\"approved\":[]} (repeatable)")
	fs.StringVar(&settings.Docs, "docs", "", "`URL` of the rotation-impact reference that links point to")
	fs.BoolVar(&settings.Tests, "tests", false, "report on test files, testdata, examples and generated files too")
}

// Apply makes s the settings of all runs that follow, as if its values had come
// by the flags. An error names the field, and the element of a list from 0.
func Apply(s Settings) error {
	fs := &Analyzer.Flags
	set := func(flag, field string, values []string) error {
		if err := fs.Set(flag, ""); err != nil { // start anew
			return fmt.Errorf("%s: %w", field, err)
		}
		for i, v := range values {
			if strings.TrimSpace(v) == "" {
				return fmt.Errorf("%s[%d] is empty", field, i)
			}
			if err := fs.Set(flag, v); err != nil {
				return fmt.Errorf("%s[%d]: %w", field, i, err)
			}
		}
		return nil
	}
	secrets := make([]string, len(s.Secrets))
	for i, sec := range s.Secrets {
		text, err := json.Marshal(sec)
		if err != nil {
			return fmt.Errorf("secrets[%d]: %w", i, err)
		}
		secrets[i] = string(text)
	}
	for _, list := range []struct {
		flag, field string
		values      []string
	}{
		{"entry", "entries", s.Entries},
		{"approved", "approved", s.Approved},
		{"exclude", "exclude", s.Exclude},
		{"secret", "secrets", secrets},
	} {
		if err := set(list.flag, list.field, list.values); err != nil {
			return err
		}
	}
	settings.Docs, settings.Tests = s.Docs, s.Tests
	return nil
}

// A listFlag is a repeatable flag.
type listFlag struct {
	list  *[]string
	check func(string) error
}

func (f listFlag) String() string {
	if f.list == nil {
		return ""
	}
	return strings.Join(*f.list, ",")
}

func (f listFlag) Set(s string) error {
	s = strings.TrimSpace(s)
	if s == "" {
		// The empty value clears the list, so that a driver can start anew.
		*f.list = nil
		return setEntries()
	}
	if err := f.check(s); err != nil {
		return err
	}
	*f.list = append(*f.list, s)
	return setEntries()
}

// setEntries makes the catalog that the entries mean.
func setEntries() error {
	c, err := catalog.Builtin().With(settings.Entries, "-keyflow.entry")
	if err != nil {
		return err
	}
	settings.catalog = c
	return nil
}

func setEntry(line string) error {
	_, err := catalog.Builtin().With([]string{line}, "-keyflow.entry")
	return err
}

func checkPattern(p string) error {
	if strings.ContainsAny(p, " \t\\") {
		return fmt.Errorf("package pattern %q: an import path is wanted, with \"...\" as in the go command", p)
	}
	return nil
}

func checkGlob(p string) error {
	for _, el := range strings.Split(p, "/") {
		if _, err := path.Match(el, ""); err != nil {
			return fmt.Errorf("pattern %q: %w", p, err)
		}
	}
	return nil
}

type secretFlag struct{}

func (secretFlag) String() string { return "" }

func (secretFlag) Set(s string) error {
	if strings.TrimSpace(s) == "" {
		settings.Secrets = nil
		return nil
	}
	var sec Secret
	dec := json.NewDecoder(strings.NewReader(s))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&sec); err != nil {
		return fmt.Errorf("a secret is a JSON object with name, env, config, symbols, approved: %w", err)
	}
	if sec.Name == "" {
		return errors.New("a secret needs a \"name\"")
	}
	settings.Secrets = append(settings.Secrets, sec)
	return nil
}

var _ flag.Value = listFlag{}

// approvedElements are the last elements of the import paths that may read
// secrets without a setting.
var approvedElements = []string{"conf", "config", "configs", "configuration", "env", "keyring", "keys", "secret", "secrets", "setting", "settings"}

// approved reports whether a package may read the secret named secret (which
// may be "").
func (s *Settings) approved(pkgPath, pkgName, secret string) bool {
	if pkgName == "main" {
		return true
	}
	last := path.Base(pkgPath)
	if isMajor(last) {
		last = path.Base(path.Dir(pkgPath))
	}
	if slices.Contains(approvedElements, last) {
		return true
	}
	for _, p := range s.Approved {
		if matchPackage(p, pkgPath) {
			return true
		}
	}
	for _, sec := range s.Secrets {
		if secret == "" || sec.Name != secret {
			continue
		}
		for _, p := range sec.Approved {
			if matchPackage(p, pkgPath) {
				return true
			}
		}
	}
	return false
}

func isMajor(el string) bool {
	if len(el) < 2 || el[0] != 'v' {
		return false
	}
	for _, c := range el[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// matchPackage reports whether an import path matches a pattern of the go
// command: "x/..." matches x too.
func matchPackage(pattern, path string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok && !strings.Contains(base, "...") {
		return path == base || strings.HasPrefix(path, base+"/")
	}
	parts := strings.Split(pattern, "...")
	if len(parts) == 1 {
		return pattern == path
	}
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, p := range parts[1:] {
		if i == len(parts)-2 {
			return strings.HasSuffix(rest, p)
		}
		j := strings.Index(rest, p)
		if j < 0 {
			return false
		}
		rest = rest[j+len(p):]
	}
	return true
}

// declared returns the secret of the settings that a source of this kind and
// name is, or "".
func (s *Settings) declared(kind catalog.OriginKind, name string) string {
	if name == "" {
		return ""
	}
	for _, sec := range s.Secrets {
		switch kind {
		case catalog.OriginEnv:
			if slices.Contains(sec.Env, name) {
				return sec.Name
			}
		case catalog.OriginConfig, catalog.OriginFlag:
			if slices.Contains(sec.Config, name) {
				return sec.Name
			}
		}
	}
	return ""
}

// declaredSymbol returns the secret of the settings that a variable or field is.
func (s *Settings) declaredSymbol(symbol string) string {
	for _, sec := range s.Secrets {
		if slices.Contains(sec.Symbols, symbol) {
			return sec.Name
		}
	}
	return ""
}

// Excluded reports whether nothing is to be reported on a file. Patterns match
// the whole path or any tail of it that begins at a "/".
func (s *Settings) Excluded(file string) bool {
	file = strings.ReplaceAll(file, "\\", "/")
	for _, p := range s.Exclude {
		els := strings.Split(strings.TrimPrefix(p, "./"), "/")
		parts := strings.Split(file, "/")
		for i := range parts {
			if globMatch(els, parts[i:]) {
				return true
			}
		}
	}
	return false
}

func globMatch(pat, parts []string) bool {
	if len(pat) == 0 {
		return len(parts) == 0
	}
	if pat[0] == "**" {
		for i := 0; i <= len(parts); i++ {
			if globMatch(pat[1:], parts[i:]) {
				return true
			}
		}
		return false
	}
	if len(parts) == 0 {
		return false
	}
	ok, err := path.Match(pat[0], parts[0])
	return err == nil && ok && globMatch(pat[1:], parts[1:])
}
