// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package config reads .keyvet.yml, the settings of a program. Only the command
// reads it: an analyzer that opened files of its own would be wrong in the cache
// of go vet.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/nearest"
)

// Name is what the file is called. It lies beside go.mod.
const Name = ".keyvet.yml"

// Schema is where the JSON schema of the file can be had.
const Schema = "https://raw.githubusercontent.com/keyvet/keyvet/main/docs/keyvet.schema.json"

// An Error is the first thing that is wrong with a file.
type Error struct {
	File         string
	Line, Column int // from 1; 0 when the place is not known
	Message      string
}

// Error returns the message with its place in front.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, max(e.Column, 1), e.Message)
}

// Parse returns the settings in the text of a file, which errors call name. The
// fields are those of [analyzer.Settings], as in JSON. Unknown and repeated
// fields, values of other types and values that the settings do not allow are
// errors, each an [*Error].
func Parse(name string, text []byte) (*analyzer.Settings, error) {
	s, _, err := parse(name, text)
	return s, err
}

// Place returns where the value of a field stands in the text of a file: line,
// first column, and column behind it, from 1. A field is spelled as in a
// [keyflow.SettingError]: secrets[0].purposes[1]. Without such a value all are 0.
func Place(text []byte, field string) (line, column, end int) {
	_, r, err := parse(Name, text)
	if err != nil || r.at[field] == nil {
		return 0, 0, 0
	}
	n := r.at[field]
	return n.Line, n.Column, n.Column + len(n.Value)
}

func parse(name string, text []byte) (*analyzer.Settings, *reader, error) {
	root, err := load(name, text)
	if err != nil {
		return nil, nil, err
	}
	r := &reader{file: name, at: make(map[string]*yaml.Node)}
	s, err := r.settings(root)
	return s, r, err
}

// settings returns the settings that the mapping of a file means.
func (r *reader) settings(root *yaml.Node) (*analyzer.Settings, error) {
	s := new(analyzer.Settings)
	if err := r.value("", root, reflect.ValueOf(s).Elem()); err != nil {
		return nil, err
	}
	if r.at["version"] == nil {
		return nil, r.errorf(root, "the version is missing: write version: %d", analyzer.SettingsVersion)
	}
	if s.Version == 0 {
		return nil, r.errorf(r.at["version"], "version 0: this release knows version %d", analyzer.SettingsVersion)
	}
	if err := s.Check(); err != nil {
		e, ok := errors.AsType[*keyflow.SettingError](err)
		if !ok {
			return nil, r.errorf(root, "%v", err)
		}
		if e.Field == "version" {
			return nil, r.errorf(r.at["version"], "%v", e.Err)
		}
		return nil, r.errorf(r.nodeOf(e.Field), "%v%s", err, didYouMean(e.Name, e.Known))
	}
	return s, nil
}

// load returns the mapping that a file is.
func load(name string, text []byte) (*yaml.Node, error) {
	invalid := func(err error) error {
		out := &Error{File: name, Message: "no valid YAML: " + err.Error()}
		if e, ok := errors.AsType[*yaml.LoadError](err); ok {
			out.Line, out.Column, out.Message = e.Mark.Line, e.Mark.Column, "no valid YAML: "+e.Message
		}
		return out
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, invalid(err)
	}
	var doc, more yaml.Node
	if err := loader.Load(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, invalid(err)
	}
	if len(doc.Content) == 0 {
		return nil, &Error{File: name, Line: 1, Column: 1, Message: fmt.Sprintf("the file says nothing: write version: %d, or remove it", analyzer.SettingsVersion)}
	}
	switch err := loader.Load(&more); {
	case err == nil:
		return nil, &Error{File: name, Line: more.Line, Column: more.Column, Message: "a second document: a file of settings has one"}
	case !errors.Is(err, io.EOF):
		return nil, invalid(err)
	}
	return doc.Content[0], nil
}

// A reader fills in settings, and notes where each value stands.
type reader struct {
	file string
	at   map[string]*yaml.Node // by field: secrets[0].approved[1]
}

func (r *reader) errorf(n *yaml.Node, format string, args ...any) error {
	return &Error{File: r.file, Line: n.Line, Column: n.Column, Message: fmt.Sprintf(format, args...)}
}

// nodeOf returns the node of a field, or the one around it.
func (r *reader) nodeOf(field string) *yaml.Node {
	for field != "" && r.at[field] == nil {
		field = field[:max(strings.LastIndexAny(field, ".["), 0)]
	}
	return r.at[field]
}

// value sets v to what stands at n.
func (r *reader) value(field string, n *yaml.Node, v reflect.Value) error {
	r.at[field] = n
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias // its values are told where they stand
	}
	wrong := func(wanted string) error {
		if field == "" {
			return r.errorf(n, "%s is wanted, not %s", wanted, kindOf(n))
		}
		return r.errorf(n, "%s: %s is wanted, not %s", field, wanted, kindOf(n))
	}
	tag := ""
	if n.Kind == yaml.ScalarNode {
		tag = n.ShortTag()
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return r.value(field, n, v.Elem())
	case reflect.Struct:
		if n.Kind != yaml.MappingNode {
			return wrong("a mapping (" + strings.Join(names(v.Type()), ", ") + ")")
		}
		return r.mapping(field, n, v)
	case reflect.Slice:
		if tag == "!!null" { // all elements are commented out
			return nil
		}
		if n.Kind != yaml.SequenceNode {
			return wrong("a list")
		}
		for i, el := range n.Content {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			if err := r.value(field+"["+strconv.Itoa(i)+"]", el, v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.String:
		if tag != "!!str" {
			return wrong("text" + quotes(n, tag))
		}
		v.SetString(n.Value)
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if tag != "!!int" || err != nil {
			return wrong("a number")
		}
		v.SetInt(int64(i))
	case reflect.Bool:
		if tag != "!!bool" {
			return wrong("true or false")
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	default:
		panic("no reader for " + v.Type().String())
	}
	return nil
}

// quotes says what to do about a number or the like that is meant as text.
func quotes(n *yaml.Node, tag string) string {
	if tag == "" || tag == "!!null" {
		return ""
	}
	return " (" + strconv.Quote(n.Value) + " in quotes)"
}

// mapping sets the fields of a struct.
func (r *reader) mapping(field string, n *yaml.Node, v reflect.Value) error {
	known := names(v.Type())
	seen := make(map[string]int)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		name := key.Value
		if key.Kind != yaml.ScalarNode || !slices.Contains(known, name) {
			if hint := didYouMean(name, known); hint != "" && key.Kind == yaml.ScalarNode {
				return r.errorf(key, "unknown field %q%s", name, hint)
			}
			return r.errorf(key, "unknown field %q: known are %s", name, strings.Join(known, ", "))
		}
		if line, ok := seen[name]; ok {
			return r.errorf(key, "%s is there already, in line %d: make one of the two", name, line)
		}
		seen[name] = key.Line
		at := name
		if field != "" {
			at = field + "." + name
		}
		if err := r.value(at, val, fieldOf(v, name)); err != nil {
			return err
		}
	}
	return nil
}

// kindOf says what a node is, without its text.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		switch n.ShortTag() {
		case "!!null":
			return "nothing"
		case "!!int", "!!float":
			return "a number"
		case "!!bool":
			return "true or false"
		case "!!str":
			return "text"
		}
	}
	return "that"
}

// names are the fields of a struct, those of embedded ones among them.
func names(t reflect.Type) (all []string) {
	for f := range t.Fields() {
		switch {
		case f.Anonymous:
			all = append(all, names(f.Type)...)
		case f.IsExported():
			all = append(all, jsonName(f))
		}
	}
	return all
}

// fieldOf returns the field that JSON calls name.
func fieldOf(v reflect.Value, name string) reflect.Value {
	for f, val := range v.Fields() {
		if f.Anonymous {
			if in := fieldOf(val, name); in.IsValid() {
				return in
			}
		} else if f.IsExported() && jsonName(f) == name {
			return val
		}
	}
	return reflect.Value{}
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// didYouMean returns the end of a message about an unknown name.
func didYouMean(name string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	if near := nearest.Names(name, known); len(near) > 0 {
		return ": did you mean " + strings.Join(near, " or ") + "?"
	}
	if len(known) > 12 {
		return ": keyvet help lists them"
	}
	return ": known are " + strings.Join(known, ", ")
}
