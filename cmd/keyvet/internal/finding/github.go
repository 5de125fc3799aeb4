// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// writeGitHub writes a command for each finding and each error. GitHub shows the
// lines of a log without the place, so that the message has it too.
func writeGitHub(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	for _, f := range r.Findings {
		command := map[string]string{"note": "notice"}[levelOf(f.Rule)]
		if command == "" {
			command = levelOf(f.Rule)
		}
		file, ok := r.repositoryFile(f.File)
		var place []string
		if ok {
			place = append(place, "file="+property(file), fmt.Sprintf("line=%d", f.Line))
			if f.EndLine >= f.Line {
				place = append(place, fmt.Sprintf("endLine=%d", f.EndLine))
			}
			// Columns belong to findings of one line only.
			if f.EndLine == f.Line && f.UTF16EndColumn > f.UTF16Column {
				place = append(place, fmt.Sprintf("col=%d", f.UTF16Column), fmt.Sprintf("endColumn=%d", f.UTF16EndColumn))
			}
		}
		text := fmt.Sprintf("%s:%d:%d: %s", file, f.Line, f.Column, f.Message)
		for _, rel := range f.Related {
			if rel.File == f.File && rel.Line == f.Line {
				continue // the message has told it
			}
			at, _ := r.repositoryFile(rel.File)
			text += fmt.Sprintf("\n%s:%d: %s", at, rel.Line, rel.Message)
		}
		place = append(place, "title="+property("keyvet: "+f.Rule))
		fmt.Fprintf(b, "::%s %s::%s\n", command, strings.Join(place, ","), data(text+"\n"+f.URL))
	}
	for _, e := range r.Errors {
		var place []string
		if e.File != "" {
			if file, ok := r.repositoryFile(e.File); ok {
				place = append(place, "file="+property(file))
				if e.Line > 0 {
					place = append(place, fmt.Sprintf("line=%d", e.Line))
				}
			}
		}
		place = append(place, "title="+property("keyvet: not checked"))
		fmt.Fprintf(b, "::error %s::%s\n", strings.Join(place, ","), data("package "+e.Package+": "+e.Message))
	}
	return b.Flush()
}

// data is a text as the runner reads it behind a command.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// property is a text as the value of a property of a command.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}
