// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// facetValues is the closed list of facets, but for "to", whose value is a
// port, "under", whose value is a text, and "lasts", whose value is a time.
var facetValues = map[string][]string{
	"use":     {"sign", "verify", "both", "encrypt", "decrypt", "cipher", "derive", "parse", "hold", "hash", "read"},
	"key":     {"symmetric", "private", "password", "credential", "seed", "public", "any", "address", "text"},
	"literal": {"always", "bytes", "never", "path", "name"},
	"overlap": {"list", "kid", "partial", "none"},
	"empty": {"silent", "error", "panic", "error-or-silent", "deferred-error", "nil-rejected", "request-time-error", "skips",
		"disables", "unkeyed", "zero-padded", "default", "random", "path", "anonymous", "fallback", "other"},
	"fails": {"absent", "refused"},
	"how":   {"copy", "mix", "part", "derive", "keyed", "decode", "encode"},
	"only":  {"inventory", "purpose"},
	"at":    {"cookie"},
}

// keyFacets are the facets of lines that speak of keys.
var keyFacets = []string{"use", "key", "literal", "overlap", "empty"}

// verbSpecs says how the lines of each verb look.
var verbSpecs = map[Verb]struct {
	words  string // what follows the verb, before the facets
	facets []string
}{
	Sink:    {"SYMBOL PORT PURPOSE", append(slices.Clone(keyFacets), "fails", "under", "also", "only", "lasts")},
	Public:  {"SYMBOL PORT", keyFacets},
	Hash:    {"SYMBOL PORT password|salt", keyFacets},
	Source:  {"SYMBOL PORT ORIGIN", []string{"key", "literal", "empty"}},
	Default: {"SYMBOL PORT ORIGIN", []string{"key", "literal", "empty", "to"}},
	Pass:    {"SYMBOL PORT PORT", []string{"how", "only"}},
	Random:  {"SYMBOL PORT", nil},
	Leak:    {"SYMBOL PORT", nil},
	Keyless: {"SYMBOL [PURPOSE]", nil},
	Call:    {"SYMBOL SYMBOL [PURPOSE]", []string{"use", "at"}},
	Tag:     {"PACKAGE NAMETAG|- [DEFAULTTAG|- [PREFIXTAG]]", nil},
	Label:   {`"TEXT"`, nil},
}

const verbList = "sink, public, hash, source, default, pass, random, leak, keyless, call, tag, label"

// parseFile parses the text of a file. It returns the entries of all lines that
// are right, and the errors of the others, each beginning with "name:line: ".
func parseFile(name, text string) (entries []*Entry, verified string, err error) {
	var errs []error
	n := 0
	for line := range strings.Lines(text) {
		n++
		words, err := split(strings.TrimRight(line, "\r\n"))
		if err == nil && len(words) > 0 && words[0] == "verified" {
			switch {
			case len(words) != 2:
				err = errors.New("want: verified VERSION")
			case verified != "":
				err = errors.New("a second verified line; keep one")
			case len(entries) > 0:
				err = errors.New("the verified line has to stand before the first entry")
			default:
				verified = words[1]
			}
			words = nil
		}
		if err == nil && len(words) > 0 {
			var e *Entry
			if e, err = parseWords(words); err == nil {
				e.File, e.Line = name, n
				entries = append(entries, e)
			}
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", name, n, err))
		}
	}
	return entries, verified, errors.Join(errs...)
}

// ParseLine parses one line. The entry is nil for a line that is empty or holds
// a comment only.
func ParseLine(line string) (*Entry, error) {
	words, err := split(line)
	if err != nil || len(words) == 0 {
		return nil, err
	}
	return parseWords(words)
}

// split cuts a line into words and takes the comment off. A quoted string is
// one word, with its quotes.
func split(line string) ([]string, error) {
	if i := strings.IndexFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }); i >= 0 {
		return nil, fmt.Errorf("control character %q; an entry is one line", line[i])
	}
	var words []string
	for {
		line = strings.TrimLeft(line, " \t")
		switch {
		case line == "" || line[0] == '#':
			return words, nil
		case line[0] == '"':
			q, err := strconv.QuotedPrefix(line)
			if err != nil {
				return nil, errors.New("the quoted string does not end, or holds an escape that Go does not know")
			}
			words = append(words, q)
			line = line[len(q):]
			if line != "" && line[0] != ' ' && line[0] != '\t' {
				return nil, fmt.Errorf("a space is wanted after %s", q)
			}
		default:
			i := strings.IndexAny(line, " \t")
			if i < 0 {
				i = len(line)
			}
			words = append(words, line[:i])
			line = line[i:]
		}
	}
}

func parseWords(words []string) (*Entry, error) {
	e := &Entry{Verb: Verb(words[0])}
	spec, ok := verbSpecs[e.Verb]
	if !ok {
		return nil, fmt.Errorf("unknown verb %q; want one of %s", words[0], verbList)
	}

	// Facets come last; what stands before them is fixed by the verb.
	words = words[1:]
	n := len(words)
	if e.Verb != Label {
		for n > 0 && strings.Contains(words[n-1], "=") {
			n--
		}
	}
	words, facets := words[:n], words[n:]
	want := len(strings.Fields(spec.words))
	if n > want || n < want && !(e.Verb == Tag && n >= 2 || (e.Verb == Keyless || e.Verb == Call) && n == want-1) {
		return nil, fmt.Errorf("want: %s %s", e.Verb, spec.words)
	}

	if e.Verb == Label {
		text, err := parseLabel(words[0])
		if err != nil {
			return nil, err
		}
		e.Symbol = text
		return e, nil
	}
	for _, w := range words {
		if w[0] == '"' {
			return nil, fmt.Errorf("%s cannot be quoted; only the text of a label is", w)
		}
	}
	e.Symbol = words[0]
	if e.Verb == Tag {
		if err := checkPath(e.Symbol); err != nil {
			return nil, err
		}
		if err := parseFacets(e, facets, spec.facets); err != nil {
			return nil, err
		}
		e.Tags = slices.Clone(words[1:])
		if e.Tags[0] == "-" {
			if len(e.Tags) == 1 {
				return nil, errors.New("neither a tag that names nor one that holds the default; such a line says nothing")
			}
			e.Tags[0] = ""
		}
		if len(e.Tags) > 1 && e.Tags[1] == "-" {
			e.Tags[1] = ""
		}
		return e, nil
	}
	if err := checkSymbol(e.Symbol); err != nil {
		return nil, err
	}
	if e.Verb == Keyless && len(words) > 1 {
		return e, parsePurposeID(e, words[1])
	}
	if e.Verb == Call {
		if err := checkSymbol(words[1]); err != nil {
			return nil, err
		}
		e.Of, e.Use = words[1], "both"
		if len(words) > 2 {
			if err := parsePurposeID(e, words[2]); err != nil {
				return nil, err
			}
		}
		return e, parseFacets(e, facets, spec.facets)
	}
	if len(words) > 1 {
		p, err := parsePort(words[1])
		if err != nil {
			return nil, err
		}
		e.Port = p
	}

	switch e.Verb {
	case Sink:
		if err := parsePurposeID(e, words[2]); err != nil {
			return nil, err
		}
		e.Use, e.Key, e.Literal, e.Overlap = "both", "symmetric", "always", "none"
	case Public:
		e.Use, e.Key, e.Literal, e.Overlap = "verify", "public", "never", "none"
	case Hash:
		switch e.Role = words[2]; e.Role {
		case "password":
			e.Key = "password"
		case "salt":
		default:
			return nil, fmt.Errorf("%q is neither password nor salt", e.Role)
		}
		e.Use = "hash"
	case Source, Default:
		o, err := parseOrigin(words[2])
		if err != nil {
			return nil, err
		}
		e.Origin = o
	case Pass:
		to, err := parsePort(words[2])
		if err != nil {
			return nil, err
		}
		if e.Port.Kind == Result {
			return nil, fmt.Errorf("nothing enters by %s; want first the port where the value enters, then that where it leaves", words[1])
		}
		if e.Port.Kind == to.Kind && e.Port.Index == to.Index && e.Port.Mode == to.Mode {
			return nil, errors.New("the value leaves where it enters; such a line says nothing")
		}
		e.To, e.How = to, "copy"
	}
	if err := parseFacets(e, facets, spec.facets); err != nil {
		return nil, err
	}
	for _, p := range []Port{e.Port, e.To, e.Origin.Name} {
		if err := checkPort(e, p); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func parseFacets(e *Entry, words, allowed []string) error {
	var seen []string
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		values, known := facetValues[name]
		switch {
		case !known && name != "to" && name != "under" && name != "also" && name != "lasts":
			return fmt.Errorf("unknown facet %q; want one of use, key, literal, overlap, empty, fails, how, at, only, to, under, also, lasts", name)
		case !slices.Contains(allowed, name):
			return fmt.Errorf("a %s line has no facet %q", e.Verb, name)
		case slices.Contains(seen, name):
			return fmt.Errorf("facet %q is given twice", name)
		case known && !slices.Contains(values, value):
			return fmt.Errorf("%s cannot be %q; want one of %s", name, value, strings.Join(values, ", "))
		}
		seen = append(seen, name)
		switch name {
		case "use":
			e.Use = value
		case "key":
			e.Key = value
		case "literal":
			e.Literal = value
		case "overlap":
			e.Overlap = value
		case "empty":
			e.Empty = value
		case "fails":
			e.Fails = value
		case "how":
			e.How = value
		case "at":
			e.At = value
		case "under":
			if e.Port.Kind != Arg || e.Port.Index == 0 || value == "" {
				return errors.New("facet \"under\" wants the text of the argument in front of the port")
			}
			e.Under = value
		case "only":
			e.Only = value
		case "also":
			for _, id := range strings.Split(value, ",") {
				if !isPurposeID(id) || !hasPurpose(id) {
					return fmt.Errorf("unknown purpose %q; keyvet explain all lists them", id)
				}
				e.Also = append(e.Also, id)
			}
		case "lasts":
			d, err := time.ParseDuration(value)
			if err != nil || d <= 0 {
				return fmt.Errorf("lasts cannot be %q; want a time such as 12h", value)
			}
			e.Lasts = d
		case "to":
			p, err := parsePort(value)
			if err != nil {
				return err
			}
			e.To = p
		}
	}
	if (e.Key == "address" || e.Key == "text") && e.Only == "" {
		return fmt.Errorf("key=%s takes all sorts of things, which rules cannot judge; want only=inventory beside it", e.Key)
	}
	return nil
}

func parsePurposeID(e *Entry, id string) error {
	if !isPurposeID(id) || !hasPurpose(id) {
		return fmt.Errorf("unknown purpose %q; keyvet explain all lists them", id)
	}
	e.Purpose = id
	return nil
}

func isPurposeID(s string) bool {
	return s != "" && s[0] != '-' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// parseLabel takes a quoted string, or bytes as hex:….
func parseLabel(w string) (string, error) {
	if digits, ok := strings.CutPrefix(w, "hex:"); ok {
		b, err := hex.DecodeString(digits)
		if err != nil || len(b) == 0 {
			return "", fmt.Errorf("%q is not hexadecimal; want pairs of digits after hex:", digits)
		}
		return string(b), nil
	}
	if w[0] != '"' {
		return "", fmt.Errorf("%s is not quoted; want: label %q", w, w)
	}
	s, err := strconv.Unquote(w)
	if err != nil {
		return "", fmt.Errorf("%s is no string as Go writes it", w)
	}
	if s == "" {
		return "", errors.New("an empty label")
	}
	return s, nil
}

func checkPath(path string) error {
	if path == "" || path[0] == '/' || path[len(path)-1] == '/' || strings.Contains(path, "//") ||
		strings.ContainsAny(path, "\\()[]*\"'`<>|?:;,{}$^!=") || slices.Contains(strings.Split(path, "/"), "..") {
		return fmt.Errorf("%q is no import path", path)
	}
	return nil
}

func checkSymbol(s string) error {
	switch {
	case strings.ContainsAny(s, "[]"):
		return fmt.Errorf("%q: leave type parameters out", s)
	case strings.HasPrefix(s, "("):
		typ, name, ok := strings.Cut(s[1:], ").")
		dot := strings.LastIndexByte(typ, '.')
		if !ok || !isIdent(name) || dot < 0 || !isIdent(typ[dot+1:]) || strings.ContainsAny(typ[1:], "*()") {
			return fmt.Errorf("%q is no method; want (*path/of/package.Type).Method", s)
		}
	case strings.ContainsAny(s, "()*"):
		return fmt.Errorf("%q: want path/of/package.Name, or (*path/of/package.Type).Method for a method", s)
	}
	path := SymbolPackage(s)
	if path == "" {
		return fmt.Errorf("%q has no import path; want path/of/package.Name, path/of/package.Type.Field or (*path/of/package.Type).Method", s)
	}
	return checkPath(path)
}

// checkPort compares the kind of a port with that of the symbol.
func checkPort(e *Entry, p Port) error {
	method := strings.HasPrefix(e.Symbol, "(")
	switch {
	case p.Kind == Recv && !method && e.Verb == Pass && e.Port.Kind == Value:
		return nil // the struct whose field it is
	case p.Kind == Recv && !method:
		return fmt.Errorf("port recv, but %s is no method; a method is spelled (*path/of/package.Type).Method", e.Symbol)
	case p.Kind == Value && method:
		return fmt.Errorf("port value, but %s is a method; value is for fields, variables and constants", e.Symbol)
	case e.Verb == Sink && p.Kind == Result && !method:
		return fmt.Errorf("no key enters by %v of %s; a result is the port of an interface's method by which the library asks for a key", p, e.Symbol)
	}
	return nil
}

var modeNames = []string{Whole: "", Each: "each", Pairs: "pairs", Returns: "returns", Values: "values", Path: "path", Fields: "fields"}

// parsePort parses a port.
func parsePort(s string) (Port, error) {
	const want = "want arg0, recv, result0 or value, then perhaps .each, .pairs, .returns, .values, .path or .fields, then perhaps :name"
	var p Port
	rest, name, named := strings.Cut(s, ":")
	if named && !isIdent(name) {
		return p, fmt.Errorf("port %q: %q cannot be the name of a parameter", s, name)
	}
	kind, mode, moded := strings.Cut(rest, ".")
	if moded {
		i := slices.Index(modeNames, mode)
		if i <= 0 {
			return p, fmt.Errorf("port %q: unknown part %q; %s", s, mode, want)
		}
		p.Mode = PortMode(i)
	}
	digits := ""
	switch {
	case kind == "recv":
		p.Kind = Recv
	case kind == "value":
		p.Kind = Value
	case strings.HasPrefix(kind, "arg"):
		p.Kind, digits = Arg, kind[len("arg"):]
	case strings.HasPrefix(kind, "result"):
		p.Kind, digits = Result, kind[len("result"):]
	}
	if p.Kind == Arg || p.Kind == Result {
		n, err := strconv.ParseUint(digits, 10, 7)
		if err != nil || digits != strconv.FormatUint(n, 10) {
			p.Kind = NoPort
		}
		p.Index = int(n)
	}
	if p.Kind == NoPort {
		return Port{}, fmt.Errorf("%q is no port; %s", s, want)
	}
	p.Name = name
	return p, nil
}

// String spells the port as lines do.
func (p Port) String() string {
	var s string
	switch p.Kind {
	case Arg:
		s = "arg" + strconv.Itoa(p.Index)
	case Recv:
		s = "recv"
	case Result:
		s = "result" + strconv.Itoa(p.Index)
	case Value:
		s = "value"
	default:
		return ""
	}
	if p.Mode != Whole {
		s += "." + modeNames[p.Mode]
	}
	if p.Name != "" {
		s += ":" + p.Name
	}
	return s
}

// lineOrigins are the kinds of origin that a line can name. A literal needs no
// line, and a declared secret has a directive.
var lineOrigins = []OriginKind{OriginEnv, OriginConfig, OriginFlag, OriginFile, OriginStore, OriginEmbed, OriginUnknown, OriginContext}

func parseOrigin(s string) (OriginSpec, error) {
	kind, rest, named := strings.Cut(s, "(")
	o := OriginSpec{Kind: OriginKind(kind)}
	if !slices.Contains(lineOrigins, o.Kind) {
		return o, fmt.Errorf("unknown kind of origin %q; want env, config, flag, file, store, embed, unknown or context, with the port of the name if there is one: env(arg0)", kind)
	}
	if !named {
		return o, nil
	}
	port, ok := strings.CutSuffix(rest, ")")
	if !ok {
		return o, fmt.Errorf("%q: the parenthesis is not closed", s)
	}
	p, err := parsePort(port)
	if err != nil {
		return o, err
	}
	if p.Kind == Result {
		return o, fmt.Errorf("%q: a result cannot hold the name that is asked for", s)
	}
	o.Name = p
	return o, nil
}

// String spells the origin as lines do.
func (o OriginSpec) String() string {
	if o.Name.Kind == NoPort {
		return string(o.Kind)
	}
	return string(o.Kind) + "(" + o.Name.String() + ")"
}
