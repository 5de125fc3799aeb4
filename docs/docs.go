// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package docs holds the pages that the command prints offline: the reference
// of what rotating a key does, and one page for each rule. They are generated
// from analyzer/catalog and from the rules' package comments; TestGenerated
// says when they are stale, and writes them with -update.
package docs

import (
	"embed"
	"strings"
)

//go:embed rotation-impact.md rules/*.md
var pages embed.FS

// RotationImpact returns the reference of all purposes, in Markdown.
func RotationImpact() string {
	text, _ := pages.ReadFile("rotation-impact.md") // it is embedded by name
	return string(text)
}

// Purpose returns what the reference says of one purpose, from its title on,
// in Markdown.
func Purpose(id string) (markdown string, ok bool) {
	if id == "" {
		return "", false
	}
	_, rest, ok := strings.Cut(RotationImpact(), "\n"+anchor(id)+"\n")
	if !ok {
		return "", false
	}
	text, _, _ := strings.Cut(rest, "\n"+anchorStart)
	return strings.TrimSpace(text) + "\n", true
}

// Rule returns the page of one rule, in Markdown.
func Rule(name string) (markdown string, ok bool) {
	text, err := pages.ReadFile("rules/" + name + ".md")
	return string(text), err == nil
}

const anchorStart = `<a id="`

// anchor returns the line before a purpose's title, at which links to it aim.
func anchor(id string) string { return anchorStart + id + `"></a>` }
