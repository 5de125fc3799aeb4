// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package drivertest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// A Row is what is shown of a driver in docs/drivers.md. The test of the driver
// keeps it in testdata/drivers; what it says has to be what the test has seen.
type Row struct {
	Driver   string   `json:"driver"`             // in Markdown
	Findings string   `json:"findings"`           // against those of the corpora
	Except   []string `json:"except,omitempty"`   // what differs, and why
	Link     string   `json:"link"`               // how the link to the reference is shown
	Fixes    string   `json:"fixes"`              // how fixes are applied
	Settings string   `json:"settings"`           // how an edit of them is seen
	Tests    []string `json:"tests"`              // the commands that check all this
	Untested []string `json:"untested,omitempty"` // what could not be run, and why

	// What follows is that of the last run with -update, and not compared.

	Programs []string `json:"programs"`        // the real programs, with their versions
	Costs    []Cost   `json:"costs,omitempty"` // see [RecordCosts]
}

// A Cost is the time of a run with keyvet, against the driver with an analyzer
// that does nothing.
type Cost struct {
	What  string `json:"what"` // such as "cold"
	Ratio string `json:"ratio"`
	Of    string `json:"of"`  // what was analysed, in words
	How   string `json:"how"` // the command that measures it
}

func rowFile(t testing.TB, name string) string {
	return Repository(t, "testdata", "drivers", name+".json")
}

// Record compares the row of a driver, or writes it. It does nothing where the
// test has failed.
func Record(t testing.TB, name string, row Row, update bool) {
	t.Helper()
	if t.Failed() {
		return
	}
	var was Row
	readRow(t, name, &was)
	row.Costs = was.Costs
	if update {
		writeRow(t, name, row)
		return
	}
	row.Programs = was.Programs
	if !reflect.DeepEqual(row, was) {
		t.Errorf("testdata/drivers/%s.json is stale: run this test with -update. It should be\n%+v", name, row)
	}
}

// RecordCosts writes what a benchmark has measured of a driver, which has a row.
func RecordCosts(t testing.TB, name string, costs []Cost) {
	t.Helper()
	var row Row
	readRow(t, name, &row)
	row.Costs = costs
	writeRow(t, name, row)
}

func readRow(t testing.TB, name string, row *Row) {
	t.Helper()
	text, err := os.ReadFile(rowFile(t, name))
	if err != nil {
		return // a new one
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(row); err != nil {
		t.Fatalf("%s: %v", filepath.Base(rowFile(t, name)), err)
	}
}

func writeRow(t testing.TB, name string, row Row) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	if err := enc.Encode(row); err != nil {
		t.Fatal(err)
	}
	Write(t, rowFile(t, name), b.String())
}

// GoVersion names the go command in use, as programs of a row are.
func GoVersion(t testing.TB) string {
	t.Helper()
	out, err := Command(t.TempDir(), "go", "env", "GOVERSION").Output()
	if err != nil {
		t.Fatal(err)
	}
	return "go command " + string(bytes.TrimSpace(out))
}
