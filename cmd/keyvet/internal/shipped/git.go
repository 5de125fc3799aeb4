// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package shipped

import (
	"os"
	"os/exec"
	"slices"
	"strings"
)

// tracked returns the files below root that git tracks, relative to root, or
// nil where root is in no work tree, or in one that knows nothing of it.
func tracked(root string) map[string]bool {
	// A file system monitor is a program that the repository may choose.
	cmd := exec.Command("git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--cached")
	cmd.Dir = root
	// Git sets variables for its hooks that point to another work tree.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "GIT_") })
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		return nil
	}
	files := make(map[string]bool)
	for name := range strings.SplitSeq(string(out), "\x00") {
		files[name] = true
	}
	return files
}
