// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/token"
	"net/url"
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
	// Name is what people call it.
	Name string `json:"name"`
	// Env are the environment variables that hold it.
	Env []string `json:"env,omitempty"`
	// Config are the keys of viper, koanf, ini and others, and the flags, that
	// hold it.
	Config []string `json:"config,omitempty"`
	// Symbols are the package variables and fields that hold it, spelled as in
	// the catalog.
	Symbols []string `json:"symbols,omitempty"`
	// Approved are the packages that may read this one.
	Approved []string `json:"approved,omitempty"`
	// Accessor is the function without parameters, or the package variable, by
	// which all others get it: example.com/app/internal/keys.SecretKey. Its
	// package may read the secret.
	Accessor string `json:"accessor,omitempty"`
	// Purposes are what the key is for, and all that it is for, as the team
	// claims.
	Purposes []string `json:"purposes,omitempty"`
}

// A SettingError is about one value of the settings.
type SettingError struct {
	Field string // where the value is, with the elements of lists from 0: secrets[0].approved[1]
	Err   error
	Name  string   // a name that is not known, if that is what is wrong
	Known []string // the names that are known then
}

// Error returns the error with its field.
func (e *SettingError) Error() string { return e.Field + ": " + e.Err.Error() }

// Unwrap returns the error without its field.
func (e *SettingError) Unwrap() error { return e.Err }

// settings are those of the flags. A driver sets them before the first run;
// analyzers only read them.
var settings = &Settings{catalog: catalog.Builtin()}

func init() {
	fs := &Analyzer.Flags
	fs.Var(listFlag{&settings.Entries, checkEntry}, "entry", "catalog `line` for code of your own, such as 'sink example.com/app/crypt.Seal arg0:key data-at-rest' (repeatable)")
	fs.Var(listFlag{&settings.Approved, checkPattern}, "approved", "`package` that may read any secret, \"...\" as in the go command (repeatable)")
	fs.Var(listFlag{&settings.Exclude, checkGlob}, "exclude", "`pattern` of files on which nothing is reported, such as '**/mocks/**' (repeatable)")
	fs.Var(secretFlag{}, "secret", "a key known by name, as `JSON`: {\"name\":\"SECRET_KEY\",\"env\":[\"SECRET_KEY\"],\"config\":[],\"symbols\":[],\"approved\":[],\"accessor\":\"\",\"purposes\":[]} (repeatable)")
	fs.Var(docsFlag{}, "docs", "`URL` of the rotation-impact reference that links point to")
	fs.Var(wholeFlag{}, "settings", "all settings at once, as `JSON` with the fields of .keyvet.yml: forgets what was set before (for drivers that take a flag once)")
	fs.BoolVar(&settings.Tests, "tests", false, "report on test files, testdata, examples and generated files too")
}

// Apply makes s the settings of all runs that follow, as if its values had come
// by the flags. An error is a [*SettingError]; the settings stay as they were.
func Apply(s Settings) error {
	if err := s.Check(); err != nil {
		return err
	}
	c, err := catalog.Builtin().With(s.Entries, "entries")
	if err != nil {
		return &SettingError{Field: "entries", Err: err}
	}
	// The flags point to these fields.
	settings.Secrets = slices.Clone(s.Secrets)
	settings.Approved = slices.Clone(s.Approved)
	settings.Entries = slices.Clone(s.Entries)
	settings.Exclude = slices.Clone(s.Exclude)
	settings.Docs, settings.Tests, settings.catalog = s.Docs, s.Tests, c
	return nil
}

// Current returns the settings that runs have, after flags and [Apply].
func Current() Settings {
	s := *settings
	s.catalog = nil
	s.Secrets = slices.Clone(s.Secrets)
	s.Approved = slices.Clone(s.Approved)
	s.Entries = slices.Clone(s.Entries)
	s.Exclude = slices.Clone(s.Exclude)
	return s
}

// Check returns a [*SettingError] for the first value that is wrong.
func (s *Settings) Check() error {
	names := make(map[string]int)   // of the secrets
	holders := make(map[string]int) // what holds which secret, by field and value
	for i, sec := range s.Secrets {
		field := fmt.Sprintf("secrets[%d]", i)
		if err := sec.check(field); err != nil {
			return err
		}
		if j, ok := names[sec.Name]; ok {
			return &SettingError{Field: field + ".name", Err: fmt.Errorf("secrets[%d] is called %s too: make one of the two", j, sec.Name)}
		}
		names[sec.Name] = i
		for _, l := range sec.holders() {
			for k, v := range l.values {
				at := fmt.Sprintf("%s.%s[%d]", field, l.name, k)
				if j, ok := holders[l.name+" "+v]; ok {
					return &SettingError{Field: at, Err: fmt.Errorf("%s is there already, with %s: one name stands for one secret", v, s.Secrets[j].Name)}
				}
				holders[l.name+" "+v] = i
			}
		}
	}
	for _, l := range []struct {
		field  string
		values []string
		check  func(string) error
	}{{"approved", s.Approved, checkPattern}, {"entries", s.Entries, checkEntry}, {"exclude", s.Exclude, checkGlob}} {
		if err := checkList(l.field, l.values, l.check); err != nil {
			return err
		}
	}
	if s.Docs != "" {
		if err := checkDocs(s.Docs); err != nil {
			return &SettingError{Field: "docs", Err: err}
		}
	}
	return nil
}

// A stringList is a list of a secret.
type stringList struct {
	name   string
	values []string
}

// holders are the lists of what holds the secret.
func (s *Secret) holders() []stringList {
	return []stringList{{"env", s.Env}, {"config", s.Config}, {"symbols", s.Symbols}}
}

// check returns the first thing that is wrong with a secret, which stands at
// field.
func (s *Secret) check(field string) error {
	if strings.TrimSpace(s.Name) == "" {
		return &SettingError{Field: field, Err: errors.New("a secret needs a \"name\"")}
	}
	for _, l := range s.holders() {
		check := checkWord
		if l.name == "symbols" {
			check = checkSymbol
		}
		if err := checkList(field+"."+l.name, l.values, check); err != nil {
			return err
		}
	}
	if err := checkList(field+".approved", s.Approved, checkPattern); err != nil {
		return err
	}
	if s.Accessor != "" {
		err := checkAccessor(s.Accessor)
		if slices.Contains(s.Symbols, s.Accessor) {
			err = fmt.Errorf("%s is one of the symbols too, and so reported where it is read: keep one of the two", s.Accessor)
		}
		if err != nil {
			return &SettingError{Field: field + ".accessor", Err: err}
		}
	}
	for i, id := range s.Purposes {
		if catalog.LookupPurpose(id) == nil {
			err := &SettingError{Field: fmt.Sprintf("%s.purposes[%d]", field, i), Err: fmt.Errorf("unknown purpose %q", id), Name: id}
			for _, p := range catalog.Purposes() {
				err.Known = append(err.Known, p.ID)
			}
			return err
		}
	}
	return nil
}

func checkList(field string, values []string, check func(string) error) error {
	for i, v := range values {
		err := check(v)
		if strings.TrimSpace(v) == "" {
			err = errors.New("is empty")
		}
		if err != nil {
			return &SettingError{Field: fmt.Sprintf("%s[%d]", field, i), Err: err}
		}
	}
	return nil
}

// escapedMark begins the value of a flag in which bytes are written as %XX, so
// that it has no blanks and nothing else that a shell looks at.
const escapedMark = "escaped:"

// Flags returns the flags of go vet that mean the same as s. None of them needs
// quotes in a shell: values that would are escaped.
func (s *Settings) Flags() []string {
	var args []string
	add := func(name, value string) { args = append(args, "-"+Analyzer.Name+"."+name+"="+escape(value)) }
	for _, sec := range s.Secrets {
		text, err := json.Marshal(sec)
		if err != nil {
			panic(err) // strings and lists of strings
		}
		add("secret", string(text))
	}
	for _, v := range s.Approved {
		add("approved", v)
	}
	for _, v := range s.Entries {
		add("entry", v)
	}
	for _, v := range s.Exclude {
		add("exclude", v)
	}
	if s.Docs != "" {
		add("docs", s.Docs)
	}
	if s.Tests {
		args = append(args, "-"+Analyzer.Name+".tests")
	}
	return args
}

// JSON returns the value of the flag -settings that means the same as s.
func (s *Settings) JSON() string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings and lists of strings
	}
	return string(text)
}

// escape makes a value one word in every shell.
func escape(value string) string {
	var b strings.Builder
	for i := range len(value) {
		c := value[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_./:@,+=", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	if b.String() == value && !strings.HasPrefix(value, escapedMark) {
		return value
	}
	return escapedMark + b.String()
}

// unescape returns the value of a flag as it is meant.
func unescape(value string) (string, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(value), escapedMark)
	if !ok {
		return value, nil
	}
	return url.PathUnescape(rest)
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
	s, err := unescape(s)
	if err != nil {
		return err
	}
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

func checkEntry(line string) error {
	e, err := catalog.ParseLine(line)
	if err == nil && e == nil {
		return errors.New("is a comment: a catalog line is wanted")
	}
	return err
}

func checkPattern(p string) error {
	if strings.ContainsAny(p, " \t\\") || strings.HasPrefix(p, ".") && p != "..." || strings.HasPrefix(p, "/") {
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

func checkWord(s string) error {
	if strings.ContainsAny(s, " \t\r\n") {
		return fmt.Errorf("%q: one name is wanted, without blanks", s)
	}
	return nil
}

func checkSymbol(s string) error {
	if strings.ContainsAny(s, " \t\r\n") || !strings.Contains(s[strings.LastIndexByte(s, '/')+1:], ".") {
		return fmt.Errorf("%q: a package variable or field is wanted, with the import path: example.com/app/settings.Config.SecretKey", s)
	}
	return nil
}

func checkAccessor(s string) error {
	pkgPath, name := splitAccessor(s)
	if pkgPath == "" || strings.ContainsAny(s, " \t\r\n()*") || !token.IsIdentifier(name) || !token.IsExported(name) {
		return fmt.Errorf("%q: an exported function or variable is wanted, with the import path: example.com/app/internal/keys.SecretKey", s)
	}
	return nil
}

// splitAccessor returns the package of an accessor and its name there.
func splitAccessor(s string) (pkgPath, name string) {
	slash := strings.LastIndexByte(s, '/') + 1
	dot := strings.IndexByte(s[slash:], '.')
	if dot < 0 {
		return "", ""
	}
	return s[:slash+dot], s[slash+dot+1:]
}

func checkDocs(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Fragment != "" {
		return fmt.Errorf("%q: a URL is wanted, to which #client-session and the like can be added", s)
	}
	return nil
}

type docsFlag struct{}

func (docsFlag) String() string { return settings.Docs }

func (docsFlag) Set(s string) error {
	s, err := unescape(s)
	if err != nil {
		return err
	}
	if s != "" {
		if err := checkDocs(s); err != nil {
			return err
		}
	}
	settings.Docs = s
	return nil
}

type secretFlag struct{}

func (secretFlag) String() string { return "" }

func (secretFlag) Set(s string) error {
	s, err := unescape(s)
	if err != nil {
		return err
	}
	if strings.TrimSpace(s) == "" {
		settings.Secrets = nil
		return nil
	}
	var sec Secret
	dec := json.NewDecoder(strings.NewReader(s))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&sec); err != nil {
		return fmt.Errorf("a secret is a JSON object with name, env, config, symbols, approved, accessor, purposes: %w", err)
	}
	if err := sec.check("secret"); err != nil {
		return err
	}
	settings.Secrets = append(settings.Secrets, sec)
	return nil
}

// A wholeFlag sets everything at once. Bazel's nogo takes a flag once, and sets
// it anew for each rule that needs the engine.
type wholeFlag struct{}

func (wholeFlag) String() string { return "" }

func (wholeFlag) Set(text string) error {
	text, err := unescape(text)
	if err != nil {
		return err
	}
	var s Settings
	if strings.TrimSpace(text) != "" {
		dec := json.NewDecoder(strings.NewReader(text))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&s); err != nil {
			return fmt.Errorf("a JSON object with the fields of keyflow's settings is wanted: %w", err)
		}
		if dec.More() {
			return errors.New("one JSON object is wanted, and nothing behind it")
		}
	}
	return Apply(s)
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
		if of, _ := splitAccessor(sec.Accessor); of == pkgPath {
			return true
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

// accessor returns the accessor of a secret, "" when it has none.
func (s *Settings) accessor(secret string) string {
	for _, sec := range s.Secrets {
		if sec.Name == secret {
			return sec.Accessor
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
