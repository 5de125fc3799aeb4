// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package shipped

import (
	"bytes"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// A file is what is known of a parsed file.
type file struct {
	foreign bool // a description of something else, such as a Kubernetes object
	values  []value
}

// A value is one that a file gives. Its text is not kept.
type value struct {
	path string // normalized
	name string // the last element of the path as it is written
	size int
	kind Kind

	line, column, end int
}

// answers reports whether the value is one of the name that is asked for.
func (v *value) answers(q Query) bool {
	if q.Kind == Env {
		return len(q.Path) == 1 && q.Path[0] == v.name
	}
	want := normalize(q.Path...)
	switch {
	case want == "":
		return false
	case v.path == want:
		return true
	}
	return q.Anywhere && strings.Contains(want, ".") && strings.HasSuffix(v.path, "."+want)
}

// normalize returns the path as it is compared.
func normalize(path ...string) string {
	joined := strings.ToLower(strings.Join(path, "."))
	joined = strings.NewReplacer("::", ".", "-", "", "_", "", " ", "").Replace(joined)
	joined = strings.Trim(joined, ".")
	for strings.Contains(joined, "..") {
		joined = strings.ReplaceAll(joined, "..", ".")
	}
	return joined
}

// A builder collects the values of a file.
type builder struct {
	file
	data  []byte
	lines []int                              // offsets of their first bytes
	full  bool                               // there are too many values
	nodes int                                // of YAML, visited
	last  struct{ line, column, offset int } // of the last seek
}

// parseFile parses a file of that format.
func parseFile(format string, data []byte) (*file, *Problem) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, &Problem{Message: "is no UTF-8 text"}
	}
	b := &builder{data: data, lines: []int{0}}
	for i, c := range data {
		if c == '\n' {
			b.lines = append(b.lines, i+1)
		}
	}
	var problem *Problem
	switch format {
	case yamlFormat, composeFormat:
		problem = b.yaml(format == composeFormat)
	case jsonFormat:
		problem = b.json()
	case tomlFormat:
		problem = b.toml()
	case iniFormat:
		b.ini()
	case envFormat:
		b.dotenv()
	case propertiesFormat:
		b.properties()
	}
	if problem == nil && b.full {
		problem = &Problem{Message: "has too many values, or too deep ones, to be a configuration file"}
	}
	if problem != nil {
		return nil, problem
	}
	return &b.file, nil
}

// line returns the number of the line that holds the offset, from 1.
func (b *builder) line(offset int) int {
	return sort.Search(len(b.lines), func(i int) bool { return b.lines[i] > offset })
}

// seek returns the offset of a line and a column in characters, both from 1. It
// goes on from where it was last: a file may be one long line.
func (b *builder) seek(line, column int) int {
	if line < 1 || line > len(b.lines) {
		return 0
	}
	p := &b.last
	if p.line != line || p.column > column {
		p.line, p.column, p.offset = line, 1, b.lines[line-1]
	}
	for ; p.column < column && p.offset < len(b.data); p.column++ {
		_, n := utf8.DecodeRune(b.data[p.offset:])
		p.offset += n
	}
	return p.offset
}

// add adds a value that stands in data[start:end]; text is what it means.
func (b *builder) add(path []string, start, end int, text string, kind Kind) {
	if len(b.values) >= maxValues {
		b.full = true
		return
	}
	length := 0
	for _, elem := range path {
		length += len(elem)
	}
	if length > maxPath {
		return // nothing that a program asks for
	}
	v := value{path: normalize(path...), name: path[len(path)-1], size: len(text), kind: kind}
	if kind == Literal {
		v.kind, v.size = classify(text)
	}
	v.line = b.line(start)
	first := b.lines[v.line-1]
	// A value of several lines ends where its first one does.
	if nl := bytes.IndexByte(b.data[start:max(start, end)], '\n'); nl >= 0 {
		end = start + len(bytes.TrimRight(b.data[start:start+nl], " \t\r"))
	}
	v.column, v.end = start-first+1, max(start, end)-first+1
	b.values = append(b.values, v)
}

// The command is also a vet tool, which starts for every package: patterns are
// compiled when they are needed.
var (
	// withDefault is a reference that says what stands in for it:
	//
	//	${NAME:-text}  ${NAME-text}  ${NAME:text}  ${NAME||text}
	withDefault = pattern(`^\$\{[A-Za-z_][A-Za-z0-9_.]*(?:\|\||:-|:=|-|:)(.*)\}$`)
	// embeddedReference is a reference at any place of a text:
	//
	//	${NAME}  {{ .Value }}  $(NAME)  <%= name %>  %(name)s  #{NAME}
	embeddedReference = pattern(`\$\{[^}]*\}|\{\{|<%|\$\([A-Za-z_][A-Za-z0-9_.]*\)|%\([A-Za-z_][A-Za-z0-9_.]*\)s|#\{[^}]*\}`)
	// wholeReference is a text that is a reference:
	//
	//	$NAME  %NAME%  @NAME@  __NAME__  ENC[…]  env:NAME  vault:path#field  op://vault/item
	wholeReference = pattern(`^(?:\$[A-Za-z_][A-Za-z0-9_]*|%[A-Za-z_][A-Za-z0-9_]*%|@[A-Za-z_][A-Za-z0-9_.]*@|__[A-Z0-9_]+__` +
		`|ENC[\[(].*|(?:env|vault|file|secret|secretref|ssm|awssm|aws-sm|gcpsm|gcp-sm|azkv|keyvault|sops):.*` +
		`|(?:op|vault|secret|secrets|ssm|awskms|gcpkms|azurekv|awssm|sm|doppler|infisical)://.*` +
		`|ref\+.*|arn:aws[a-z-]*:(?:secretsmanager|ssm|kms):.*|projects/[^/]+/secrets/.*)$`)
	// prompt is a text that asks for a value: <your secret>.
	prompt = pattern(`^<[^<>]+>$`)
)

func pattern(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

// classify returns what a text is, and the bytes of what it makes the program
// use.
func classify(text string) (Kind, int) {
	if len(text) > maxReference {
		return Literal, len(text)
	}
	size := len(text)
	// A default may have a default: ${A:-${B:-text}}.
	for {
		m := withDefault().FindStringSubmatch(strings.TrimSpace(text))
		if m == nil {
			break
		}
		if m[1] == "" || m[1][0] == '?' || m[1][0] == '+' {
			return Reference, size
		}
		text = m[1]
	}
	kind := kindOf(strings.TrimSpace(text))
	switch {
	case kind == Literal:
		size = len(text)
	case size != len(text):
		kind = Reference // the default is none
	}
	return kind, size
}

func kindOf(text string) Kind {
	switch {
	case text == "":
		return Empty
	case embeddedReference().MatchString(text), wholeReference().MatchString(text):
		return Reference
	case prompt().MatchString(text):
		return Prompt
	}
	return Literal
}
