// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parseFile parses a catalog text. The error joins those of all lines, each of
// which begins with "file:line: ".
func parseFile(file, text string) (entries []*Entry, verified string, err error) {
	var errs []error
	line := 0
	for raw := range strings.SplitSeq(text, "\n") {
		line++
		if v, ok := strings.CutPrefix(raw, "verified "); ok {
			v = strings.TrimSpace(v)
			if v == "" || strings.ContainsAny(v, " \t") || verified != "" || len(entries) > 0 {
				errs = append(errs, fmt.Errorf("%s:%d: verified VERSION stands once, before the first entry", file, line))
			}
			verified = v
			continue
		}
		e, err := ParseLine(raw)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", file, line, err))
			continue
		}
		if e != nil {
			e.File, e.Line = file, line
			entries = append(entries, e)
		}
	}
	return entries, verified, errors.Join(errs...)
}

// ParseLine parses one line. It returns nil for a line that is empty or only a
// comment.
func ParseLine(line string) (*Entry, error) {
	words, err := splitWords(line)
	if err != nil || len(words) == 0 {
		return nil, err
	}
	return parseEntry(words)
}

// splitWords splits a line at white space, keeps quoted strings together (with
// their quotes) and leaves comments out.
func splitWords(line string) ([]string, error) {
	var words []string
	rest := strings.TrimSpace(line)
	for rest != "" && rest[0] != '#' {
		if rest[0] == '"' {
			q, err := strconv.QuotedPrefix(rest)
			if err != nil {
				return nil, errors.New("a quoted text is not closed or not valid Go")
			}
			words = append(words, q)
			rest = strings.TrimSpace(rest[len(q):])
			continue
		}
		i := strings.IndexAny(rest, " \t")
		if i < 0 {
			i = len(rest)
		}
		words = append(words, rest[:i])
		rest = strings.TrimSpace(rest[i:])
	}
	return words, nil
}

// forms are the words that follow the verb, before the facets.
var forms = map[Verb]string{
	Sink:    "SYMBOL PORT PURPOSE",
	Public:  "SYMBOL PORT",
	Hash:    "SYMBOL PORT password|salt",
	Source:  "SYMBOL PORT ORIGIN",
	Default: "SYMBOL PORT ORIGIN",
	Pass:    "SYMBOL PORT PORT",
	Random:  "SYMBOL PORT",
	Leak:    "SYMBOL PORT",
	Keyless: "SYMBOL",
	Tag:     "PACKAGE NAMETAG",
	Label:   `"TEXT"`,
}

func parseEntry(words []string) (*Entry, error) {
	e := &Entry{Verb: Verb(words[0])}
	form, ok := forms[e.Verb]
	if !ok {
		return nil, fmt.Errorf("unknown verb %q: known are sink, public, hash, source, default, pass, random, leak, keyless, tag, label", words[0])
	}
	n := len(strings.Fields(form))
	words = words[1:]
	if len(words) < n {
		return nil, fmt.Errorf("%s wants %s", e.Verb, form)
	}
	args, facets := words[:n], words[n:]

	var err error
	switch e.Verb {
	case Label:
		if e.Symbol, err = labelText(args[0]); err != nil {
			return nil, err
		}
	case Tag:
		e.Symbol, e.Tags = args[0], args[1:2:2]
		if len(facets) > 0 {
			e.Tags, facets = append(e.Tags, facets[0]), facets[1:]
		}
	default:
		e.Symbol = args[0]
		if SymbolPackage(e.Symbol) == "" {
			return nil, fmt.Errorf("%q is no symbol: want it as crypto/hmac.New, (*net/http.Request).SetBasicAuth or golang.org/x/oauth2.Config.ClientSecret", e.Symbol)
		}
	}
	if len(args) > 1 && e.Verb != Tag {
		if e.Port, err = parsePort(args[1]); err != nil {
			return nil, err
		}
	}
	switch e.Verb {
	case Sink:
		e.Purpose = args[2]
		if !validPurpose(e.Purpose) {
			return nil, fmt.Errorf("unknown purpose %q: keyvet explain all lists them", e.Purpose)
		}
	case Hash:
		e.Role = args[2]
		if e.Role != "password" && e.Role != "salt" {
			return nil, fmt.Errorf("a hash takes a password or a salt, not %q", e.Role)
		}
	case Source, Default:
		if e.Origin, err = parseOrigin(args[2]); err != nil {
			return nil, err
		}
	case Pass:
		if e.To, err = parsePort(args[2]); err != nil {
			return nil, err
		}
	}
	for _, f := range facets {
		if err := e.facet(f); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func labelText(word string) (string, error) {
	s, err := strconv.Unquote(word)
	if err != nil || s == "" {
		return "", fmt.Errorf("label wants a quoted text, not %s", word)
	}
	return s, nil
}

func validPurpose(id string) bool {
	if id == "" || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return false
	}
	return hasPurpose(id)
}

var portModes = map[string]PortMode{"each": Each, "pairs": Pairs, "returns": Returns, "values": Values, "path": Path}

func parsePort(word string) (Port, error) {
	var p Port
	s, name, _ := strings.Cut(word, ":")
	p.Name = name
	s, mode, hasMode := strings.Cut(s, ".")
	bad := fmt.Errorf("%q is no port: want arg0, arg0:name, arg0.each, recv, result0 or value", word)
	if hasMode {
		m, ok := portModes[mode]
		if !ok {
			return p, fmt.Errorf("%q is no port: after the dot want each, pairs, returns, values or path", word)
		}
		p.Mode = m
	}
	digits := ""
	switch {
	case s == "recv":
		p.Kind = Recv
	case s == "value":
		p.Kind = Value
	case strings.HasPrefix(s, "arg"):
		p.Kind, digits = Arg, s[len("arg"):]
	case strings.HasPrefix(s, "result"):
		p.Kind, digits = Result, s[len("result"):]
	default:
		return p, bad
	}
	if p.Kind == Arg || p.Kind == Result {
		i, err := strconv.ParseUint(digits, 10, 8)
		if err != nil {
			return p, bad
		}
		p.Index = int(i)
	}
	return p, nil
}

func parseOrigin(word string) (OriginSpec, error) {
	var o OriginSpec
	kind, rest, ok := strings.Cut(word, "(")
	o.Kind = OriginKind(kind)
	switch o.Kind {
	case OriginEnv, OriginConfig, OriginFlag, OriginFile, OriginStore, OriginEmbed:
	default:
		return o, fmt.Errorf("%q is no origin: want env, config, flag, file, store or embed, with the port of its name as in env(arg0)", word)
	}
	if !ok {
		return o, nil
	}
	port, ok := strings.CutSuffix(rest, ")")
	if !ok {
		return o, fmt.Errorf("%q is no origin: the parenthesis is not closed", word)
	}
	var err error
	o.Name, err = parsePort(port)
	return o, err
}

var (
	uses     = []string{"sign", "verify", "both", "encrypt", "decrypt", "cipher", "derive", "parse", "hold", "hash", "read"}
	keyKinds = []string{"symmetric", "private", "password", "credential", "seed", "public", "any"}
	literals = []string{"always", "bytes", "never", "path", "name"}
	overlaps = []string{"list", "kid", "partial", "none"}
	hows     = []string{"copy", "mix", "derive", "keyed", "decode", "encode"}
)

func (e *Entry) facet(word string) error {
	name, value, ok := strings.Cut(word, "=")
	if !ok || value == "" {
		return fmt.Errorf("%q is no facet: want name=value", word)
	}
	set := func(to *string, allowed []string) error {
		if allowed != nil && !slices.Contains(allowed, value) {
			return fmt.Errorf("facet %s: want one of %s, not %q", name, strings.Join(allowed, ", "), value)
		}
		*to = value
		return nil
	}
	switch name {
	case "use":
		return set(&e.Use, uses)
	case "key":
		return set(&e.Key, keyKinds)
	case "literal":
		return set(&e.Literal, literals)
	case "overlap":
		return set(&e.Overlap, overlaps)
	case "empty":
		return set(&e.Empty, nil)
	case "how":
		if e.Verb != Pass {
			return errors.New("facet how belongs to pass")
		}
		return set(&e.How, hows)
	case "to":
		if e.Verb != Default {
			return errors.New("facet to belongs to default")
		}
		var err error
		e.To, err = parsePort(value)
		return err
	}
	return fmt.Errorf("unknown facet %q: known are use, key, literal, overlap, empty, how, to", name)
}
