// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package schema makes JSON schemas of Go types and their comments, and
// validates documents. Only tests use it: the schemas are files in docs.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A node is the part of JSON schema that is needed.
type node struct {
	Schema      string      `json:"$schema,omitempty"`
	ID          string      `json:"$id,omitempty"`
	Comment     string      `json:"$comment,omitempty"`
	Title       string      `json:"title,omitempty"`
	Ref         string      `json:"$ref,omitempty"`
	Description string      `json:"description,omitempty"`
	Type        any         `json:"type,omitempty"`
	Const       any         `json:"const,omitempty"`
	Enum        []string    `json:"enum,omitempty"`
	Items       *node       `json:"items,omitempty"`
	Properties  properties  `json:"properties,omitempty"`
	Required    []string    `json:"required,omitempty"`
	Additional  *bool       `json:"additionalProperties,omitempty"`
	Defs        *properties `json:"$defs,omitempty"`
}

// properties are written in their order.
type properties []property

type property struct {
	name   string
	schema *node
}

func (ps properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, p := range ps {
		text, err := json.Marshal(p.schema)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%c%q:%s", "{,"[min(i, 1)], p.name, text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// A Maker makes the schema of a Go type.
type Maker struct {
	ID, Title, Comment string
	// Version is the only value of the field that JSON calls version.
	Version int
	// Docs are the comments: see [ReadDocs].
	Docs map[string]string
	// Enums are the values of fields, or of the elements of lists, by type and
	// field: "Use.Loss".
	Enums map[string][]string
	// NullLists says that a list may be null instead of empty.
	NullLists bool

	defs properties
}

// Make returns the text of the schema of a struct. A field is required unless
// its tag has omitempty.
func (m *Maker) Make(t reflect.Type) ([]byte, error) {
	m.defs = nil
	root := &node{Schema: "https://json-schema.org/draft/2020-12/schema", ID: m.ID, Comment: m.Comment, Title: m.Title}
	m.object(root, t)
	for _, p := range root.Properties {
		if p.name == "version" {
			p.schema.Const = m.Version
		}
	}
	root.Defs = &m.defs
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ReadDocs reads the comments of the types in files, in which fields are called
// as they are in JSON. They are found by type, and by type and field: "Use.Loss".
// A field without a comment of its own has that of the
// field whose comment speaks of it: "MannerFile and MannerLine are where".
func ReadDocs(files ...string) (map[string]string, error) {
	docs := make(map[string]string)
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		readDocs(f, docs)
	}
	return docs, nil
}

func readDocs(f *ast.File, docs map[string]string) {
	ast.Inspect(f, func(n ast.Node) bool {
		gen, ok := n.(*ast.GenDecl)
		if !ok || gen.Tok != token.TYPE {
			return true
		}
		for _, s := range gen.Specs {
			spec := s.(*ast.TypeSpec)
			typ, ok := spec.Type.(*ast.StructType)
			if !ok {
				continue
			}
			docs[spec.Name.Name] = plain(gen.Doc.Text(), nil)
			inJSON := make(map[string]string)
			for _, field := range typ.Fields.List {
				for _, name := range field.Names {
					if name.IsExported() && field.Tag != nil {
						tag, _ := strconv.Unquote(field.Tag.Value)
						inJSON[name.Name], _, _ = strings.Cut(reflect.StructTag(tag).Get("json"), ",")
					}
				}
			}
			var last *ast.CommentGroup
			for _, field := range typ.Fields.List {
				doc := field.Doc.Text() + field.Comment.Text()
				if field.Doc != nil {
					last = field.Doc
				}
				for _, name := range field.Names {
					if doc == "" && slices.Contains(word.FindAllString(last.Text(), -1), name.Name) {
						doc = last.Text()
					}
					docs[spec.Name.Name+"."+name.Name] = plain(doc, inJSON)
				}
			}
		}
		return true
	})
}

var word = regexp.MustCompile(`[A-Za-z0-9]+`)

// plain is a comment as one line, with fields called as in JSON.
func plain(doc string, inJSON map[string]string) string {
	doc = strings.Join(strings.Fields(doc), " ")
	return word.ReplaceAllStringFunc(doc, func(w string) string {
		if name := inJSON[w]; name != "" {
			return name
		}
		return w
	})
}

// of returns the schema of a type.
func (m *Maker) of(t reflect.Type) *node {
	switch t.Kind() {
	case reflect.Pointer:
		return m.of(t.Elem())
	case reflect.Slice:
		s := &node{Type: "array", Items: m.of(t.Elem())}
		if m.NullLists {
			s.Type = []string{"array", "null"}
		}
		return s
	case reflect.String:
		return &node{Type: "string"}
	case reflect.Int, reflect.Int64:
		return &node{Type: "integer"}
	case reflect.Bool:
		return &node{Type: "boolean"}
	case reflect.Struct:
		if !slices.ContainsFunc(m.defs, func(p property) bool { return p.name == t.Name() }) {
			s := new(node)
			m.defs = append(m.defs, property{t.Name(), s})
			m.object(s, t)
		}
		return &node{Ref: "#/$defs/" + t.Name()}
	}
	panic("no schema for " + t.String())
}

// object fills in the schema of a struct.
func (m *Maker) object(s *node, t reflect.Type) {
	s.Type, s.Description, s.Additional = "object", m.Docs[t.Name()], new(bool)
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous {
			m.object(s, f.Type)
			continue
		}
		if !f.IsExported() || name == "-" {
			continue
		}
		p := m.of(f.Type)
		p.Description = m.Docs[t.Name()+"."+f.Name]
		if enum := m.Enums[t.Name()+"."+f.Name]; p.Items != nil {
			p.Items.Enum = enum
		} else {
			p.Enum = enum
		}
		s.Properties = append(s.Properties, property{name, p})
		if !strings.Contains(options, "omitempty") {
			s.Required = append(s.Required, name)
		}
	}
}
