// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package shipped

import (
	"bytes"
	"slices"
	"strings"
)

// Formats of lines have readers of their own: the libraries for them tell no
// positions, and differ in what they take for a comment. These take more for a
// comment, and less for a value, than any of them.

// A scanner goes through a text by lines.
type scanner struct {
	data []byte
	next int // offset of the next line
}

// scan returns the offsets of the next line without its end, and whether there
// is one.
func (s *scanner) scan() (start, end int, ok bool) {
	if s.next >= len(s.data) {
		return 0, 0, false
	}
	start, end = s.next, len(s.data)
	s.next = end
	if i := bytes.IndexByte(s.data[start:], '\n'); i >= 0 {
		end, s.next = start+i, start+i+1
	}
	if end > start && s.data[end-1] == '\r' {
		end--
	}
	return start, end, true
}

// trim returns the part of data[start:end] without the space around it.
func (s *scanner) trim(start, end int) (int, int) {
	for start < end && (s.data[start] == ' ' || s.data[start] == '\t') {
		start++
	}
	for end > start && (s.data[end-1] == ' ' || s.data[end-1] == '\t' || s.data[end-1] == '\r') {
		end--
	}
	return start, end
}

// ini reads an ini file, or what beego and revel make of it:
//
//	[section]  [section "sub"]
//	key = value  ; comment
//	key : "value"
//	key = """several
//	lines"""
//	key = continued \
//	      here
func (b *builder) ini() {
	s := &scanner{data: b.data}
	var section []string
	for {
		start, end, ok := s.scan()
		if !ok {
			break
		}
		start, end = s.trim(start, end)
		line := b.data[start:end]
		switch {
		case len(line) == 0 || line[0] == '#' || line[0] == ';':
			continue
		case line[0] == '[':
			name, _, ok := strings.Cut(string(line[1:]), "]")
			if !ok {
				continue
			}
			section = nil
			for _, part := range strings.Split(name, ` "`) {
				section = append(section, strings.Trim(part, ` "`))
			}
			continue
		case line[len(line)-1] == '{':
			// A file of nested blocks, as nginx and HOCON have: keys would get
			// wrong paths.
			b.values = nil
			return
		}
		sep := bytes.IndexAny(line, "=:")
		if sep <= 0 {
			continue
		}
		key := strings.Trim(string(bytes.TrimSpace(line[:sep])), "\"`")
		if key == "" {
			continue
		}
		from, to := s.trim(start+sep+1, end)
		text, to := s.value(from, to, true)
		b.add(append(slices.Clip(section), key), from, to, text, Literal)
		if len(section) == 1 && slices.Contains(topSections, strings.ToLower(section[0])) {
			b.add([]string{key}, from, to, text, Literal)
		}
	}
}

// topSections are those whose keys a program finds without naming the section:
// the default one of ini files, and beego's and revel's run modes.
var topSections = []string{"default", "dev", "prod", "test"}

// dotenv reads a file of environment variables:
//
//	NAME=value  # comment
//	export NAME="several
//	lines"
//	NAME: value
func (b *builder) dotenv() {
	s := &scanner{data: b.data}
	for {
		start, end, ok := s.scan()
		if !ok {
			break
		}
		start, end = s.trim(start, end)
		line := b.data[start:end]
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		sep := bytes.IndexAny(line, "=:")
		if sep <= 0 {
			continue
		}
		key := strings.TrimSpace(string(line[:sep]))
		if rest, ok := strings.CutPrefix(key, "export"); ok && strings.TrimLeft(rest, " \t") != rest {
			key = strings.TrimSpace(rest)
		}
		if key == "" || strings.ContainsAny(key, " \t") {
			continue
		}
		from, to := s.trim(start+sep+1, end)
		text, to := s.value(from, to, false)
		b.add([]string{key}, from, to, text, Literal)
	}
}

// value returns the text of the value that starts in data[from:to], and the
// offset behind it. It moves the scanner where the value has several lines.
func (s *scanner) value(from, to int, continued bool) (string, int) {
	if from == to {
		return "", to
	}
	for _, q := range []string{`"""`, "'''", `"`, "'", "`"} {
		if !bytes.HasPrefix(s.data[from:to], []byte(q)) {
			continue
		}
		// Where the quotation mark does not close on the line, the value may go
		// on; where it never does, it is a character like others.
		limit := to
		if len(q) == 3 || !continued {
			limit = len(s.data)
		}
		text, end, ok := unquote(s.data[:limit], from+len(q), q)
		if !ok {
			break
		}
		for s.next < end {
			s.scan()
		}
		return text, end
	}
	if c := s.data[from]; c == '#' || c == ';' {
		return "", from
	}
	end := to
	for i := from + 1; i < to; i++ {
		if (s.data[i] == '#' || s.data[i] == ';') && (s.data[i-1] == ' ' || s.data[i-1] == '\t') {
			end = i
			break
		}
	}
	_, end = s.trim(from, end)
	if !continued || end < to {
		return string(s.data[from:end]), end
	}
	return s.join(from, end), end
}

// join returns the text data[from:to] and that of the lines by which it is
// continued: a backslash ends each line but the last one, two of them do not.
func (s *scanner) join(from, to int) string {
	var text []byte
	for {
		part := s.data[from:to]
		if n := len(part) - len(bytes.TrimRight(part, `\`)); n%2 == 0 {
			return string(append(text, part...))
		}
		text = append(text, part[:len(part)-1]...)
		start, end, ok := s.scan()
		if !ok {
			return string(text)
		}
		from, to = s.trim(start, end)
	}
}

// unquote returns the text up to the closing quotation mark, and the offset
// behind that. A backslash hides a mark between double ones.
func unquote(data []byte, at int, mark string) (string, int, bool) {
	var text strings.Builder
	for i := at; i < len(data); i++ {
		if bytes.HasPrefix(data[i:], []byte(mark)) {
			return text.String(), i + len(mark), true
		}
		if data[i] == '\\' && mark == `"` && i+1 < len(data) {
			i++
		}
		text.WriteByte(data[i])
	}
	return "", 0, false
}

// properties reads a file of Java properties:
//
//	key=value
//	key : value
//	key value \
//	    continued
func (b *builder) properties() {
	s := &scanner{data: b.data}
	for {
		start, end, ok := s.scan()
		if !ok {
			break
		}
		from, to := s.trim(start, end)
		if from == to || b.data[from] == '#' || b.data[from] == '!' {
			continue
		}
		var key strings.Builder
		i := from
		for ; i < to && bytes.IndexByte([]byte("=: \t"), b.data[i]) < 0; i++ {
			if b.data[i] == '\\' && i+1 < to {
				i++
			}
			key.WriteByte(b.data[i])
		}
		i, _ = s.trim(i, to)
		if i < to && (b.data[i] == '=' || b.data[i] == ':') {
			i, _ = s.trim(i+1, to)
		}
		text := s.join(i, to)
		if key.Len() > 0 {
			b.add([]string{key.String()}, i, to, text, Literal)
		}
	}
}
