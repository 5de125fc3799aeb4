// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
)

// version prints what the executable was made of.
func (t *tool) version(_ context.Context, args []string) error {
	if len(args) > 0 {
		return usageErrorf("keyvet version takes no arguments")
	}
	fmt.Fprintf(t.stdout, "keyvet %s %s %s/%s\n", toolVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// toolVersion returns the version of this executable.
func toolVersion() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(info)
}

// versionOf returns the version of the module, or the revision of a build from
// a working tree.
func versionOf(info *debug.BuildInfo) string {
	if info == nil {
		return "(unknown)"
	}
	v := info.Main.Version
	if v != "" && v != "(devel)" {
		return v
	}
	setting := make(map[string]string)
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	v = "(devel)"
	if rev := setting["vcs.revision"]; rev != "" {
		v = "devel-" + rev[:min(12, len(rev))]
		if setting["vcs.modified"] == "true" {
			v += "-modified"
		}
	}
	return v
}

// Outdated returns a message when a tool built with one release of Go cannot
// analyse packages for the running one, and "" when it can or when a version is
// not known. The type checker rejects newer language versions, the standard
// library's first, so that minor releases matter and patches do not.
func Outdated(built, running string) string {
	b, ok1 := minor(built)
	r, ok2 := minor(running)
	if !ok1 || !ok2 || b >= r {
		return ""
	}
	return fmt.Sprintf("built with go1.%d, but the running go is go1.%d: rebuild keyvet with it"+
		" (go install github.com/keyvet/keyvet/cmd/keyvet@latest, or go vet -vettool=$(go tool -n keyvet))", b, r)
}

var goMinor = regexp.MustCompile(`\bgo1\.(\d+)`)

// minor returns N of "go1.N", as in "go1.27.2" or "devel go1.28-0123456".
func minor(version string) (int, bool) {
	m := goMinor.FindStringSubmatch(version)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}
