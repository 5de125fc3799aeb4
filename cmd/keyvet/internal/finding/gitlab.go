// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"encoding/json"
	"fmt"
	"io"
)

// A gitlabIssue is an element of GitLab's code quality report, which has the
// needed part of what Code Climate specifies.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end,omitempty"`
}

// severities of GitLab, by the level of a rule.
var severities = map[string]string{"error": "critical", "warning": "major", "note": "info"}

// writeGitLab writes the report. It has nothing for errors, and GitLab would take
// their findings for solved, so that they are issues too.
func writeGitLab(w io.Writer, r *Report) error {
	issues := make([]gitlabIssue, 0, len(r.Findings)+len(r.Errors))
	for _, f := range r.Findings {
		file, _ := r.repositoryFile(f.File)
		issues = append(issues, gitlabIssue{
			Description: f.Message, CheckName: f.Rule, Fingerprint: f.Fingerprint, Severity: severities[levelOf(f.Rule)],
			Location: gitlabLocation{file, gitlabLines{f.Line, max(f.EndLine, f.Line)}},
		})
	}
	seen := make(map[string]int)
	for _, e := range r.Errors {
		if e.File == "" {
			e.File = "go.mod" // an issue has to be somewhere
		}
		file, _ := r.repositoryFile(e.File)
		kind := (&Finding{Rule: "error", Package: e.Package, Declaration: file, Secret: e.Package + ": " + e.Message}).kind()
		seen[kind]++
		issues = append(issues, gitlabIssue{
			Description: "package " + e.Package + " was not checked: " + e.Message, CheckName: "error",
			Fingerprint: fmt.Sprintf("%s:%d", kind, seen[kind]), Severity: "blocker",
			Location: gitlabLocation{file, gitlabLines{Begin: max(e.Line, 1)}},
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(issues)
}
