// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package ruledoc takes the documentation of an analyzer out of the comment of
// its package, so that it is written once and read everywhere: by go doc, by
// the help of drivers, on hovering in an editor, and in docs/rules.
package ruledoc

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
)

// MustExtract is [Extract] for a file embedded into the program. It panics
// where Extract fails.
func MustExtract(docGo, name string) string {
	doc, err := Extract(docGo, name)
	if err != nil {
		panic(err)
	}
	return doc
}

// Extract returns the documentation of the analyzer of that name from the text
// of a Go file, which usually is all comment:
//
//	// Package lamp checks lamps.
//	//
//	// # Analyzer lamp
//	//
//	// lamp: report lamps that are never switched off
//	//
//	// A lamp that burns …
//	package lamp
//
// The result begins with the summary, here "report lamps …", and goes on to
// the heading of the next analyzer or to the end. Other headings belong to it.
func Extract(docGo, name string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name+"/doc.go", docGo, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return "", fmt.Errorf("the file that documents %s is not Go: %v", name, err)
	}
	if file.Doc == nil {
		return "", fmt.Errorf("the file that documents %s has no package comment", name)
	}

	const heading = "# Analyzer "
	var doc []string
	found := false
	for line := range strings.Lines(file.Doc.Text()) {
		line = strings.TrimRight(line, "\r\n")
		if other, ok := strings.CutPrefix(line, heading); ok {
			if found {
				break
			}
			found = strings.TrimSpace(other) == name
		} else if found {
			doc = append(doc, line)
		}
	}
	if !found {
		return "", fmt.Errorf("the package comment has no heading %q", heading+name)
	}
	text := strings.TrimSpace(strings.Join(doc, "\n"))
	title, _, _ := strings.Cut(text, "\n\n")
	summary, ok := strings.CutPrefix(title, name+":")
	switch summary = strings.TrimSpace(summary); {
	case !ok || summary == "":
		return "", fmt.Errorf("the text below %q does not start with %q and a summary", heading+name, name+":")
	case strings.Contains(summary, "\n"):
		return "", fmt.Errorf("the summary below %q is longer than one line, or no blank line follows it", heading+name)
	}
	return strings.TrimSpace(strings.TrimPrefix(text, name+":")), nil
}
