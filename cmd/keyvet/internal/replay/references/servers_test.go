// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package references

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/replay"
)

// TestServers compares the references of real servers in testdata/real/impact
// with what was written down of them by hand, before keyvet ran. The first line
// of a table says which module of the module proxy it is about; where the two
// differ is in a file beside it: a change there is to be read, and is to make it
// shorter. A table without such a file is not compared.
func TestServers(t *testing.T) {
	if testing.Short() {
		t.Skip("downloads servers, and needs some gigabytes of memory")
	}
	tables, err := filepath.Glob("../../../../../testdata/real/impact/*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		file := strings.TrimSuffix(table, ".tsv") + ".differs"
		want, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(table), ".tsv"), func(t *testing.T) {
			text, err := os.ReadFile(table)
			if err != nil {
				t.Fatal(err)
			}
			line, _, _ := strings.Cut(string(text), "\n")
			path, version, ok := strings.Cut(strings.TrimPrefix(line, "# "), "@")
			if !ok {
				t.Fatalf("%s:1: want # MODULE@VERSION", table)
			}
			out, err := replay.Reference(t.Context(), drivertest.Keyvet(t), replay.Module{Path: path, Version: strings.TrimSpace(version)}, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			differs, _, _ := differences(t, out, table, false)
			if *update {
				if err := os.WriteFile(file, []byte(differs), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if differs != string(want) {
				t.Errorf("the reference differs from what is true in another way than %s says, which -update rewrites:\n%s", file, differs)
			}
		})
	}
}
