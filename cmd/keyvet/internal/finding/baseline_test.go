// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func baselineText(t *testing.T, b *Baseline) string {
	t.Helper()
	var text bytes.Buffer
	if err := b.Write(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// accepted returns the baseline of a report.
func accepted(r *Report) *Baseline {
	return &Baseline{Known: new(Baseline).Compare(r, nil).Accepted(r)}
}

func everything(Known) bool { return true }

// TestBaselineFile writes a baseline, and reads it.
func TestBaselineFile(t *testing.T) {
	b := accepted(sample())
	text := baselineText(t, b)
	const golden = "testdata/baseline.json"
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	slices.Reverse(b.Known)
	if again := baselineText(t, b); again != text {
		t.Errorf("in another order it is\n%s", again)
	}
	for _, b := range []*Baseline{b, {}, {Tests: true}} {
		read, err := ReadBaseline([]byte(baselineText(t, b)))
		if err != nil {
			t.Fatal(err)
		}
		if want := (&Baseline{Tests: b.Tests, Known: b.sorted()}); !reflect.DeepEqual(&Baseline{Tests: read.Tests, Known: read.sorted()}, want) {
			t.Errorf("read %+v, want %+v", read, want)
		}
	}
	if strings.Contains(text, ".go:") || strings.Contains(text, `"line"`) {
		t.Errorf("lines in\n%s", text)
	}
}

// TestBaselineCompare tells new, known, gone and unseen findings apart.
func TestBaselineCompare(t *testing.T) {
	r := sample()
	b := accepted(r)
	if c := b.Compare(r, everything); len(c.New)+len(c.Gone)+len(c.Unseen) > 0 || len(c.Known) != 3 {
		t.Errorf("the same report: %+v", c)
	}

	// Of two that are alike, one more or less.
	more := sample()
	last := more.Findings[len(more.Findings)-1]
	last.Line += 5
	more.Findings = append(more.Findings, last)
	more.Sort()
	c := b.Compare(more, everything)
	if len(c.New) != 1 || c.New[0].Line != last.Line || len(c.Gone) > 0 {
		t.Errorf("one more: %+v", c)
	}
	if got := (&Baseline{Known: c.Shrunk()}); baselineText(t, got) != baselineText(t, b) {
		t.Errorf("it grew: %s", baselineText(t, got))
	}
	if got := c.Accepted(more); countOf(got) != countOf(b.Known)+1 || len(got) != len(b.Known) {
		t.Errorf("one accepted: %+v", got)
	}

	fewer := sample()
	fewer.Findings = fewer.Findings[:len(fewer.Findings)-1]
	c = b.Compare(fewer, everything)
	if len(c.New) > 0 || len(c.Gone) != 1 || c.Gone[0].Count != 1 {
		t.Errorf("one less: %+v", c)
	}
	if got := c.Shrunk(); countOf(got) != countOf(b.Known)-1 || len(got) != len(b.Known) {
		t.Errorf("one taken out: %+v", got)
	}
	c = b.Compare(&Report{}, func(k Known) bool { return k.Rule == "deadkey" })
	if len(c.Gone) != 1 || len(c.Unseen) != 2 || countOf(c.Shrunk()) != 3 {
		t.Errorf("of one rule: %+v", c)
	}
	// A file that is called otherwise is told as it is now.
	moved := sample()
	for i := range moved.Findings {
		if moved.Findings[i].File == "main.go" {
			moved.Findings[i].File = "start.go"
		}
	}
	moved.Sort()
	if got := b.Compare(moved, everything); len(got.New)+len(got.Gone) > 0 || !strings.Contains(baselineText(t, &Baseline{Known: got.Shrunk()}), "services/app/start.go") {
		t.Errorf("renamed: %+v", got)
	}
}

func countOf(ks []Known) (n int) {
	for _, k := range ks {
		n += k.Count
	}
	return n
}

// TestBaselineErrors wants the line of what is wrong.
func TestBaselineErrors(t *testing.T) {
	good := baselineText(t, accepted(sample()))
	entry := func(n int) string { return strings.Split(good, "\n")[n-1] }
	for _, test := range []struct {
		name, text, want string
		line             int
	}{
		{"empty", "", "not JSON", 1},
		{"no JSON", "version: 1\n", "not JSON", 1},
		{"cut off", good[:strings.Index(good, `"findings"`)], "not JSON (unexpected end of JSON input)", 9},
		{"another JSON", "[\n1]", "JSON array where a baseline", 1},
		{"no version", strings.Replace(good, `"version": 1,`, "", 1), "no version: this is no baseline", 1},
		{"of a report", "{\n\t\"version\": 1,\n\t\"errors\": []\n}", `unknown field "errors"`, 3},
		{"newer", strings.Replace(good, `"version": 1`, `"version": 2`, 1), "version 2, and this keyvet knows 1", 2},
		{"version of another type", strings.Replace(good, `"version": 1`, `"version": "1"`, 1), "JSON string where a baseline", 2},
		{"conflict", strings.Replace(good, entry(6), "<<<<<<< ours\n"+entry(6)+"\n=======\n>>>>>>> theirs", 1), "a merge conflict", 6},
		{"twice", strings.Replace(good, entry(6), entry(6)+"\n"+entry(6), 1), "the fingerprint of line 6 a second time", 7},
		{"unknown field", strings.Replace(good, `"count"`, `"number"`, 1), `unknown field "number"`, 6},
		{"no count", strings.Replace(good, `"count":1,`, ``, 1), "a count of 0", 7},
		{"count of another type", strings.Replace(good, `"count":1`, `"count":"1"`, 1), "cannot unmarshal string", 7},
		{"fingerprint", strings.Replace(good, `"fingerprint":"7`, `"fingerprint":"x`, 1), "is no fingerprint", 7},
		{"no list", strings.Replace(good, `"findings": [`, `"findings": {}, "x": [`, 1), "findings is no list", 9},
		{"tests", strings.Replace(good, `"tests": false`, `"tests": "no"`, 1), "tests is true or false", 4},
	} {
		b, err := ReadBaseline([]byte(test.text))
		e, ok := errors.AsType[*BaselineError](err)
		if !ok || b != nil || e.Line != test.line || !strings.Contains(e.Message, test.want) {
			t.Errorf("%s: %v, %#v; want %q in line %d", test.name, b, err, test.want, test.line)
		}
	}
	// Lines of Windows, and null for a list, are no faults.
	if b, err := ReadBaseline([]byte(strings.ReplaceAll(good, "\n", "\r\n"))); err != nil || len(b.Known) != 3 {
		t.Errorf("with CRLF: %v", err)
	}
}
