// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expected output")

// sample reads the reference that the tests of formats write.
func sample(t *testing.T) *Reference {
	t.Helper()
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden compares what was written with a file of testdata.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	file = "testdata/" + file
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}

// TestFormats writes one reference in every format, twice.
func TestFormats(t *testing.T) {
	for _, f := range Formats {
		t.Run(f.Name, func(t *testing.T) {
			var got, again bytes.Buffer
			if err := f.Write(&got, sample(t)); err != nil {
				t.Fatal(err)
			}
			if err := f.Write(&again, sample(t)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), again.Bytes()) {
				t.Error("not the same bytes")
			}
			golden(t, "reference."+f.Name, got.Bytes())

			var empty bytes.Buffer
			if err := f.Write(&empty, &Reference{}); err != nil {
				t.Errorf("a program without keys: %v", err)
			}
		})
	}
}

func TestReadJSON(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"{", "line 1: it ends in the middle"},
		{"{\n\"version\": 1,\n\"keys\": [\n", "line 3: it ends in the middle"},
		{"", "line 1: it is empty"},
		{"{\n\"version\": 1,\n\"kyes\": []\n}\n", "line 3: there is no field kyes"},
		{"{\n\"version\": \"1\"}", "line 2: version cannot be a string"},
		{"[]", "line 1: a reference cannot be an array"},
		{"{\n\"version\": 1,\n\"module\": \"\",\n\"keys\": [{\n\"identity\": 7}]}", "line 5: keys.identity cannot be a number"},
		{"{\"version\": 1}", "no list of keys"},
		{"{\"version\": 2,\n\"more\": []}", "version 2 of the reference is that of a newer keyvet, this one reads version 1"},
		{`{}`, "no version"},
		{"null", "no version"},
		{"{\"version\": 1,\n\"keys\": []}\n{}\n", "line 3: there is more behind the reference"},
		{`{"version": 1, "keys": [null]}`, "keys[0] is null"},
		{`{"version": 1, "keys": [{"worstLoss": "T1", "uses": [null]}]}`, "keys[0].uses[0] is null"},
		{`{"version": 1, "keys": [{"older": [null]}]}`, "keys[0].older[0] is null"},
		{`{"version": 1, "keys": [{"worstLoss": "T9"}]}`, `keys[0].worstLoss is "T9", and no class of loss`},
		{`{"version": 1, "keys": [{"worstLoss": "T1", "uses": [{"loss": "t1"}]}]}`, `keys[0].uses[0].loss is "t1", and no class of loss`},
		{`{"version": 1, "keys": [{"worstLoss": "T1", "uses": [{"loss": "T1", "manner": "F"}]}]}`, `keys[0].uses[0].manner is "F", and no manner`},
	} {
		if _, err := ReadJSON([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.text, err, test.want)
		}
	}
}
