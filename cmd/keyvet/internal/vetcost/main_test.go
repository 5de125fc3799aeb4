// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestTable(t *testing.T) {
	var out bytes.Buffer
	second := func(n int) sample {
		return sample{time.Duration(n) * time.Second, time.Duration(2*n) * time.Second, int64(n) << 10}
	}
	table(&out, "cold", [2][]sample{{second(4), second(2)}, {second(6), second(6), second(7)}})
	want := `
cold                  no-op: median (min–max)  keyvet: median (min–max)  ratio of medians
user time             3.00 s (2.00 s–4.00 s)   6.00 s (6.00 s–7.00 s)    2.00
user and system time  6.00 s (4.00 s–8.00 s)   12.00 s (12.00 s–14.00 s)  2.00
peak memory           3 MiB (2 MiB–4 MiB)      6 MiB (6 MiB–7 MiB)       2.00
`
	squeeze := func(s string) string { return regexp.MustCompile(` +`).ReplaceAllString(strings.TrimSpace(s), " ") }
	if squeeze(out.String()) != squeeze(want) {
		t.Errorf("got\n%s\nwant\n%s", out.Bytes(), want)
	}
}

func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/app\n\ngo 1.26\n",
		"app.go": "package app\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := run(&out, 1, "", dir, nil); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "1 packages besides") || strings.Count(out.String(), "peak memory") != 2 {
		t.Errorf("got\n%s", out.Bytes())
	}
	if err := run(&out, 1, "", filepath.Join(dir, "nowhere"), nil); err == nil {
		t.Error("no error for a directory that does not exist")
	}
}
