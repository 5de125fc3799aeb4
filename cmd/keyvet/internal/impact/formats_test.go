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
		{"{", "line 1"},
		{"{\n\"version\": 1,\n\"kyes\": []}", "line 3: json: unknown field"},
		{"{\n\"version\": \"1\"}", "line 2"},
		{"{\"version\": 1}", "no list of keys"},
		{`{"version": 2}`, "version 2"},
		{`{}`, "version 0"},
	} {
		if _, err := ReadJSON([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.text, err, test.want)
		}
	}
}
