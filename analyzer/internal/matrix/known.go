// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A knownFailure is a line of known.txt: a pattern of IDs, and why the programs
// that it matches fail. Each part of a pattern is "*", names with commas
// between them, or "-" and the names that it is not. All programs that it
// matches have to fail.
type knownFailure struct {
	pattern []string // of origin, travel, use, kind
	reason  string
}

func readKnown(file string) ([]*knownFailure, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all []*knownFailure
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern, reason, _ := strings.Cut(line, " ")
		k := &knownFailure{strings.Split(pattern, "/"), strings.TrimSpace(reason)}
		if len(k.pattern) != 4 || k.reason == "" {
			return nil, fmt.Errorf("%s:%d: want origin/travel/use/kind and a reason", filepath.Base(file), i+1)
		}
		all = append(all, k)
	}
	return all, nil
}

func (k *knownFailure) matches(p *Program) bool {
	for i, name := range []string{p.Origin.Name, p.Travel.Name, p.Use.Name, p.Kind} {
		part, but := strings.CutPrefix(k.pattern[i], "-")
		if part != "*" && slices.Contains(strings.Split(part, ","), name) == but {
			return false
		}
	}
	return true
}

// unknownNames returns the names in a pattern that no block has.
func (k *knownFailure) unknownNames(m *matrix) []string {
	var unknown []string
	for i, bs := range [][]*Block{m.origins, m.travels, m.uses, {{Name: Bad}, {Name: Good}, {Name: Nonuse}}} {
		for _, name := range strings.Split(strings.TrimPrefix(k.pattern[i], "-"), ",") {
			if name != "*" && !slices.ContainsFunc(bs, func(b *Block) bool { return b.Name == name }) {
				unknown = append(unknown, name)
			}
		}
	}
	return unknown
}
