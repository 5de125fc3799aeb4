// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package replay

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A Place is what of a finding is compared: the columns and the words of its
// message may change without making it another one.
type Place struct {
	Rule    string
	File    string
	Line    int
	Purpose string
}

func (p Place) String() string {
	return fmt.Sprintf("%s\t%s:%d\t%s", p.Rule, p.File, p.Line, p.Purpose)
}

// Compare is the order of the list: by file, line, rule and purpose.
func (p Place) Compare(q Place) int {
	return cmp.Or(
		cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Rule, q.Rule), cmp.Compare(p.Purpose, q.Purpose))
}

// Verdicts on a finding. Somebody who reads the code takes a true one for a
// flaw, a grey one for something that can be seen either way, and a false one
// for a mistake of keyvet. An unread one waits for its reader.
const (
	True   = "true"
	Grey   = "grey"
	False  = "false"
	Unread = "unread"
)

// A Judged is a finding with the verdict on it, and the reason.
type Judged struct {
	Place
	Verdict, Why string
}

// An Entry is a module, how many lines of Go it has without tests, tests' data
// and generated files, and its findings in their order.
type Entry struct {
	Module
	Lines    int
	Findings []Judged
}

// A List is a file of entries. Lines of a file are a module
//
//	module	PATH	VERSION	LINES	WITH
//
// and, below it, each of its findings:
//
//	VERDICT	RULE	FILE:LINE	PURPOSE	WHY
//
// with a tab between the parts. A purpose may be empty. WITH is the module's field of that name, with
// spaces between; most modules need none.
type List []Entry

// Read reads a list from a file.
func Read(file string) (List, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var l List
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if err := l.add(strings.Split(line, "\t")); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
	}
	return l, nil
}

func (l *List) add(parts []string) error {
	if parts[0] == "module" {
		if len(parts) != 4 && len(parts) != 5 {
			return fmt.Errorf("a module has 4 or 5 parts, not %d", len(parts))
		}
		lines, err := strconv.Atoi(parts[3])
		if err != nil {
			return err
		}
		e := Entry{Module: Module{Path: parts[1], Version: parts[2]}, Lines: lines}
		if len(parts) == 5 {
			e.With = strings.Fields(parts[4])
		}
		*l = append(*l, e)
		return nil
	}
	if len(parts) != 5 {
		return fmt.Errorf("a finding has 5 parts, not %d", len(parts))
	}
	if len(*l) == 0 {
		return fmt.Errorf("a finding above the first module")
	}
	file, n, _ := strings.Cut(parts[2], ":")
	line, err := strconv.Atoi(n)
	if err != nil {
		return err
	}
	switch parts[0] {
	case True, Grey, False, Unread:
	default:
		return fmt.Errorf("no verdict: %s", parts[0])
	}
	if parts[4] == "" {
		return fmt.Errorf("no reason for the verdict")
	}
	e := &(*l)[len(*l)-1]
	j := Judged{Place{Rule: parts[1], File: file, Line: line, Purpose: parts[3]}, parts[0], parts[4]}
	if n := len(e.Findings); n > 0 && e.Findings[n-1].Compare(j.Place) >= 0 {
		return fmt.Errorf("not in order: %s", j.Place)
	}
	e.Findings = append(e.Findings, j)
	return nil
}

// Write writes a list to a file.
func (l List) Write(file string) error {
	var b strings.Builder
	for _, e := range l {
		fmt.Fprintf(&b, "module\t%s\t%s\t%d", e.Path, e.Version, e.Lines)
		if len(e.With) > 0 {
			b.WriteString("\t" + strings.Join(e.With, " "))
		}
		b.WriteByte('\n')
		for _, j := range e.Findings {
			fmt.Fprintf(&b, "%s\t%s\t%s\n", j.Verdict, j.Place, j.Why)
		}
	}
	return os.WriteFile(file, []byte(b.String()), 0o666)
}

// Merge returns the judged findings of the places that there are now: with
// their verdicts, or unread where they are new. Gone are those that are not
// found any more, and New the places that were not known.
func (e Entry) Merge(now []Place) (merged []Judged, gone []Judged, added []Place) {
	verdicts := make(map[Place]Judged)
	for _, j := range e.Findings {
		verdicts[j.Place] = j
	}
	for _, p := range now {
		j, ok := verdicts[p]
		if !ok {
			j = Judged{Place: p, Verdict: Unread, Why: "-"}
			added = append(added, p)
		}
		delete(verdicts, p)
		merged = append(merged, j)
	}
	for _, j := range e.Findings {
		if _, ok := verdicts[j.Place]; ok {
			gone = append(gone, j)
		}
	}
	return merged, gone, added
}
