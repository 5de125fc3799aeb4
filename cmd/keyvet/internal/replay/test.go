// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package replay

import (
	"strings"
	"testing"
)

// Test replays the modules of a list, one after the other. A finding that the
// list does not have, and one of the list that is not found, fail the test; with
// update they are written to the list instead, the new ones as unread.
func Test(t *testing.T, file string, update bool) {
	list, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	tool, err := Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		e := &list[i]
		t.Run(strings.ReplaceAll(e.Path, "/", "_"), func(t *testing.T) {
			now, err := Run(t.Context(), tool, e.Module, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			merged, gone, added := e.Merge(now)
			if update {
				e.Findings = merged
				return
			}
			for _, p := range added {
				t.Errorf("new:  %s", p)
			}
			for _, j := range gone {
				t.Errorf("gone: %s\t(%s: %s)", j.Place, j.Verdict, j.Why)
			}
			if len(added)+len(gone) > 0 {
				t.Errorf("%s: the findings are not those of %s: run the test with -update, read the new ones, and say the change in CHANGELOG.md", e.Module, file)
			}
		})
	}
	if update && !t.Failed() {
		if err := list.Write(file); err != nil {
			t.Fatal(err)
		}
	}
}
