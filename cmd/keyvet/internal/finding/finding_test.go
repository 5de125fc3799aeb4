// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expected output")

// TestFormats writes one model in every format.
func TestFormats(t *testing.T) {
	f := Finding{
		Rule: "hardcodedkey", Message: "hardcodedkey: literal of 8 bytes signs <data> [keyed-mac]", Package: "example.com/app/web",
		File: "web/web.go", Line: 10, Column: 3, EndLine: 10, EndColumn: 13,
		Purpose: "keyed-mac", Secret: "key", Origin: "literal", URL: "https://example.com/#keyed-mac",
		Related: []Related{
			{"web/web.go", 10, "signs <data>"}, // the finding's own line
			{"github.com/gorilla/sessions@v1.4.0/store.go", 7, "goes through field Key"},
		},
	}
	earlier := f
	earlier.Line, earlier.Related = 9, nil
	r := &Report{
		Findings: []Finding{f, earlier, f},
		Errors: []Error{
			{Message: "undefined: y", Package: "example.com/app/b", File: "b/b.go", Line: 3, Column: 4},
			{Message: "undefined: x", Package: "example.com/app/b", File: "b/b.go", Line: 2, Column: 1},
			{Message: "undefined: x", Package: "example.com/app/b", File: "b/b.go", Line: 2, Column: 1},
		},
	}
	r.Sort()
	for _, format := range Formats {
		t.Run(format.Name, func(t *testing.T) {
			var got bytes.Buffer
			if err := format.Write(&got, r); err != nil {
				t.Fatal(err)
			}
			golden := "testdata/report." + format.Name
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("got\n%s\nwant\n%s", got.Bytes(), want)
			}
		})
	}
	var empty bytes.Buffer
	if err := LookupFormat("text").Write(&empty, &Report{}); err != nil || empty.Len() > 0 {
		t.Errorf("no findings: %q, %v", empty.String(), err)
	}
	if LookupFormat("yaml") != nil {
		t.Error("a format that does not exist")
	}
}
