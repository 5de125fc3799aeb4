// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/schema"
)

// schemaFile describes the reference in JSON to those who read it with other
// tools. It is made of the Go types and their comments.
const schemaFile = "../../../../docs/impact.schema.json"

const schemaID = "https://raw.githubusercontent.com/keyvet/keyvet/main/docs/impact.schema.json"

// enums are the fields of which the comments list all values. TestEnums compares
// the two.
var enums = map[string][]string{
	"Key.WorstLoss":  losses,
	"Affected.Loss":  losses,
	"Use.Loss":       losses,
	"Use.Manner":     {"", "F0", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10"},
	"Use.Operation":  {"sign", "verify", "sign and verify", "encrypt", "decrypt", "encrypt and decrypt", "sign and verify and encrypt and decrypt", "verify and decrypt", "derive", "lookup hash", "password hash", "entropy", "present", "hold"},
	"Use.Artefact":   {"cookie", "header", "url", "mail", "column", "file", "cache", "third-party", "handshake", "none"},
	"Use.Fallback":   {"", "none", "honoured", "ignored"},
	"Use.Separation": {"own", "derived", "shared"},
}

var losses = []string{"T0", "T1", "T2", "T3", "T4", "T5"}

// TestEnums holds the lists of values to the comments, and to what the catalog
// gives out.
func TestEnums(t *testing.T) {
	docs := readDocs(t)
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
	m := &schema.Maker{
		ID: schemaID, Title: "Rotation-impact reference of keyvet",
		Comment: "Generated from cmd/keyvet/internal/impact by go test ./cmd/keyvet/internal/impact -update. Do not edit.",
		Version: Version, Docs: readDocs(t), Enums: enums,
	}
	text, err := m.Make(reflect.TypeFor[Reference]())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func readDocs(t *testing.T) map[string]string {
	t.Helper()
	docs, err := schema.ReadDocs("impact.go")
	if err != nil {
		t.Fatal(err)
	}
	return docs
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
	v := schema.NewValidator(t, file)
	var text, empty bytes.Buffer
	if err := writeJSON(&text, sample(t)); err != nil {
		t.Fatal(err)
	}
	if err := writeJSON(&empty, new(Reference)); err != nil {
		t.Fatal(err)
	}
	for _, doc := range [][]byte{text.Bytes(), empty.Bytes()} {
		if wrong := v.Invalid(t, doc); wrong != "" {
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
		if wrong := v.Invalid(t, []byte(changed)); !strings.Contains(wrong, broken.want) {
			t.Errorf("with %s: %q, want %q", broken.new, wrong, broken.want)
		}
	}
}
