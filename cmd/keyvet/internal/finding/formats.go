// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import "io"

// A Format is one way to write a report.
type Format struct {
	Name    string
	Summary string // for the usage text
	Write   func(io.Writer, *Report) error
}

// Formats is the table of formats; the first is what is used without asking.
var Formats = []Format{
	{"text", "one line for each finding, and indented ones for what explains it", writeText},
	{"json", "everything that is known, as one object", writeJSON},
	{"sarif", "SARIF 2.1.0, for code scanning and viewers: rules with their pages, and the way of each key", writeSARIF},
	{"github", "workflow commands of GitHub Actions, which annotate the lines of a pull request", writeGitHub},
	{"gitlab", "a code quality report of GitLab, in JSON", writeGitLab},
}

// LookupFormat returns the format of that name, or nil.
func LookupFormat(name string) *Format {
	for i := range Formats {
		if Formats[i].Name == name {
			return &Formats[i]
		}
	}
	return nil
}
