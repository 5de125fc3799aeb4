// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import "io"

// A Format is one way to write a reference.
type Format struct {
	Name    string
	Summary string // for the usage text
	Write   func(io.Writer, *Reference) error
}

// Formats is the table of formats; the first is what is used without asking.
var Formats = []Format{
	{"markdown", "a page to keep beside the code: every key, what it is used for, how to rotate it", writeMarkdown},
	{"json", "everything that is known, as one object, which -from reads again", writeJSON},
	{"html", "one page for a browser or for paper, with a filter and a picture, which needs nothing else", writeHTML},
	{"mermaid", "the picture alone, as a Mermaid flowchart", writeMermaid},
	{"dot", "the same picture, for Graphviz", writeDot},
	{"cyclonedx", "the keys and what they are used with, as a CycloneDX 1.6 bill of materials in JSON", writeCycloneDX},
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
