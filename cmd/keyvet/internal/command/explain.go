// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/nearest"
	"github.com/keyvet/keyvet/docs"
)

// explain prints a page of the documentation.
func (t *tool) explain(_ context.Context, args []string) error {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return usageErrorf("keyvet explain wants the name of one rule or purpose, or all: keyvet help lists them")
	}
	// A finding shows the purpose in brackets, and so it is copied.
	name := strings.ToLower(strings.Trim(args[0], "[]"))
	for _, p := range catalog.Purposes() {
		if p.Number != "" && strings.EqualFold(p.Number, name) {
			name = p.ID
		}
	}
	text, ok := docs.RotationImpact(), name == "all"
	if !ok {
		text, ok = docs.Rule(name)
	}
	if !ok {
		text, ok = docs.Purpose(name)
	}
	if !ok {
		known := append(ruleNames(), purposeNames()...)
		if near := nearest.Names(name, known); len(near) > 0 {
			return fmt.Errorf("no rule or purpose is called %q: did you mean %s?", args[0], strings.Join(near, " or "))
		}
		return fmt.Errorf("no rule or purpose is called %q: keyvet help lists them", args[0])
	}
	_, err := io.WriteString(t.stdout, forTerminal(text))
	return err
}

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->\n*`)
	htmlAnchor  = regexp.MustCompile(`<a id="[^"]*"></a>\n`)
	// localLink is one to another page, which is not there on a terminal.
	localLink = regexp.MustCompile(`\[([^]]*)\]\((?:[^):]*)\)`)
)

// forTerminal takes out of a page what is for browsers only.
func forTerminal(page string) string {
	page = htmlAnchor.ReplaceAllString(htmlComment.ReplaceAllString(page, ""), "")
	return localLink.ReplaceAllString(page, "$1")
}

func ruleNames() []string {
	var names []string
	for _, r := range analyzer.Rules {
		names = append(names, r.Analyzer.Name)
	}
	return names
}

func purposeNames() []string {
	var names []string
	for _, p := range catalog.Purposes() {
		names = append(names, p.ID)
	}
	slices.Sort(names)
	return names
}
