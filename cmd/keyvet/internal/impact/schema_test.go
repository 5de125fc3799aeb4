// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// schemaFile describes the reference in JSON to those who read it with other
// tools. It is made of the Go types and their comments.
const schemaFile = "../../../../docs/impact.schema.json"

const schemaID = "https://raw.githubusercontent.com/keyvet/keyvet/main/docs/impact.schema.json"

// A schema is the part of JSON schema that the reference needs.
type schema struct {
	Schema      string      `json:"$schema,omitempty"`
	ID          string      `json:"$id,omitempty"`
	Comment     string      `json:"$comment,omitempty"`
	Title       string      `json:"title,omitempty"`
	Ref         string      `json:"$ref,omitempty"`
	Description string      `json:"description,omitempty"`
	Type        string      `json:"type,omitempty"`
	Const       any         `json:"const,omitempty"`
	Enum        []string    `json:"enum,omitempty"`
	Items       *schema     `json:"items,omitempty"`
	Properties  properties  `json:"properties,omitempty"`
	Required    []string    `json:"required,omitempty"`
	Additional  *bool       `json:"additionalProperties,omitempty"`
	Defs        *properties `json:"$defs,omitempty"`
}

// properties are written in their order.
type properties []property

type property struct {
	name   string
	schema *schema
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

// A schemaMaker makes schemas of Go types.
type schemaMaker struct {
	docs map[string]string // by type, and by type and field: "Use.Loss"
	defs properties
}

// readDocs reads the comments of the types in a file, in which fields are called
// as they are in JSON. A field without a comment of its own has that of the
// field whose comment speaks of it: "MannerFile and MannerLine are where".
func readDocs(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	docs := make(map[string]string)
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
						inJSON[name.Name] = reflect.StructTag(tag).Get("json")
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
	return docs
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
func (m *schemaMaker) of(t reflect.Type) *schema {
	switch t.Kind() {
	case reflect.Pointer:
		return m.of(t.Elem())
	case reflect.Slice:
		return &schema{Type: "array", Items: m.of(t.Elem())}
	case reflect.String:
		return &schema{Type: "string"}
	case reflect.Int, reflect.Int64:
		return &schema{Type: "integer"}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Struct:
		if !slices.ContainsFunc(m.defs, func(p property) bool { return p.name == t.Name() }) {
			s := new(schema)
			m.defs = append(m.defs, property{t.Name(), s})
			m.object(s, t)
		}
		return &schema{Ref: "#/$defs/" + t.Name()}
	}
	panic("no schema for " + t.String())
}

// object fills in the schema of a struct.
func (m *schemaMaker) object(s *schema, t reflect.Type) {
	s.Type, s.Description, s.Additional = "object", m.docs[t.Name()], new(bool)
	for f := range t.Fields() {
		name := f.Tag.Get("json")
		if !f.IsExported() || name == "-" {
			continue
		}
		p := m.of(f.Type)
		p.Description = m.docs[t.Name()+"."+f.Name]
		p.Enum = enums[t.Name()+"."+f.Name]
		s.Properties = append(s.Properties, property{name, p})
		s.Required = append(s.Required, name)
	}
}

// enums are the fields of which the comments list all values. TestEnums compares
// the two.
var enums = map[string][]string{
	"Key.WorstLoss":  losses,
	"Affected.Loss":  losses,
	"Use.Loss":       losses,
	"Use.Manner":     {"", "F0", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10"},
	"Use.Operation":  {"sign", "verify", "sign and verify", "encrypt", "decrypt", "encrypt and decrypt", "derive", "lookup hash", "password hash", "entropy", "present", "hold"},
	"Use.Artefact":   {"cookie", "header", "url", "mail", "column", "file", "cache", "third-party", "handshake", "none"},
	"Use.Fallback":   {"", "none", "honoured", "ignored"},
	"Use.Separation": {"own", "derived", "shared"},
}

var losses = []string{"T0", "T1", "T2", "T3", "T4", "T5"}

// TestEnums holds the lists of values to the comments, and to what the catalog
// gives out.
func TestEnums(t *testing.T) {
	docs := readDocs(t, "impact.go")
	for field, values := range enums {
		doc := docs[field]
		if field == "Affected.Loss" {
			doc = docs["Use.Loss"]
		}
		for i, v := range values {
			ranged := strings.Contains(doc, "…") && i != 0 && i != len(values)-1 // T0 … T5
			if v != "" && !ranged && !strings.Contains(doc, v) {
				t.Errorf("the comment of %s does not tell of %q: %s", field, v, doc)
			}
		}
	}
	if list := strings.Split(docs["Use.Operation"], ", "); !slices.Equal(list, enums["Use.Operation"]) {
		t.Errorf("the comment of Use.Operation lists %q", list)
	}
	list, _, _ := strings.Cut(docs["Use.Artefact"], ".")
	_, list, _ = strings.Cut(list, ": ")
	if list := strings.Split(strings.ReplaceAll(list, " or ", ", "), ", "); !slices.Equal(list, enums["Use.Artefact"]) {
		t.Errorf("the comment of Use.Artefact lists %q", list)
	}
	if classes := catalog.LossClasses(); !slices.Equal(classes, losses) {
		t.Errorf("the catalog has the classes of loss %q", classes)
	}
	for _, p := range catalog.Purposes() {
		if !slices.Contains(enums["Use.Artefact"], p.Artefact) {
			t.Errorf("purpose %s has the artefact %q", p.ID, p.Artefact)
		}
	}
}

// newSchema returns the text of the schema.
func newSchema(t *testing.T) []byte {
	t.Helper()
	m := &schemaMaker{docs: readDocs(t, "impact.go")}
	root := &schema{
		Schema: "https://json-schema.org/draft/2020-12/schema", ID: schemaID,
		Comment: "Generated from cmd/keyvet/internal/impact by go test ./cmd/keyvet/internal/impact -update. Do not edit.",
		Title:   "Rotation-impact reference of keyvet",
	}
	m.object(root, reflect.TypeFor[Reference]())
	for _, p := range root.Properties {
		if p.name == "version" {
			p.schema.Const = Version
		}
	}
	root.Defs = &m.defs
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSchema compares the committed schema with the types.
func TestSchema(t *testing.T) {
	got := newSchema(t)
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		var diff bytes.Buffer
		LineDiff(&diff, "docs/impact.schema.json", want, got)
		t.Errorf("stale: run this test with -update\n%s", diff.Bytes())
	}
}

// TestSchemaValidates validates a reference, and broken ones.
func TestSchemaValidates(t *testing.T) {
	file, err := filepath.Abs(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	v := newValidator(t, file)
	var text, empty bytes.Buffer
	if err := writeJSON(&text, sample(t)); err != nil {
		t.Fatal(err)
	}
	if err := writeJSON(&empty, new(Reference)); err != nil {
		t.Fatal(err)
	}
	for _, doc := range [][]byte{text.Bytes(), empty.Bytes()} {
		if wrong := v.invalid(t, doc); wrong != "" {
			t.Error(wrong)
		}
	}
	for _, broken := range []struct{ old, new, want string }{
		{`"version": 1`, `"version": 2`, "/version"},
		{`"module": "example.com/app",`, ``, "missing property 'module'"},
		{`"title": "SECRET_KEY",`, `"title": "SECRET_KEY", "value": "x",`, "additional properties 'value' not allowed"},
		{`"worstLoss": "T4"`, `"worstLoss": "T9"`, "/keys/0/worstLoss"},
		{`"operation": "verify"`, `"operation": "check"`, "/keys/0/uses/1/operation"},
		{`"manner": "F2"`, `"manner": "F11"`, "/keys/0/uses/1/manner"},
		{`"line": 25`, `"line": "25"`, "/keys/0/origins/0/line"},
		{`"findings": []`, `"findings": null`, "/keys/1/findings"},
	} {
		changed := strings.Replace(text.String(), broken.old, broken.new, 1)
		if changed == text.String() {
			t.Errorf("the sample has no %s", broken.old)
		}
		if wrong := v.invalid(t, []byte(changed)); !strings.Contains(wrong, broken.want) {
			t.Errorf("with %s: %q, want %q", broken.new, wrong, broken.want)
		}
	}
}
