// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// BaselineVersion is that of the file. It changes with what fingerprints are
// made of, too.
const BaselineVersion = 1

// A Baseline is a list of findings that are known, and not reported again.
type Baseline struct {
	Tests bool // it has findings in test files and the like
	Known []Known
}

// Known is what a baseline says of findings that are alike.
type Known struct {
	Rule        string `json:"rule"`
	File        string `json:"file"` // from the root of the repository
	Declaration string `json:"declaration"`
	Message     string `json:"message"` // without lines
	Count       int    `json:"count"`
	Package     string `json:"package"`
	Fingerprint string `json:"fingerprint"` // without the number

	// Fixed says that the key comes with the program: everybody who can read the
	// source has it.
	Fixed bool `json:"-"`
}

// A BaselineError is what is wrong with the file of a baseline.
type BaselineError struct {
	Line    int // from 1
	Message string
}

func (e *BaselineError) Error() string { return e.Message }

// The lists of the file, and what is said of them to those who read it.
const (
	fixedList = "keysInTheSource"
	otherList = "findings"

	baselineNote = "Known findings, which keyvet -baseline does not report again. " +
		"Everybody who can read the source has the keys of the first list: replace them, and run keyvet with -baseline-update shrink."
)

// Write writes the file: a line for each entry, so that changes on two branches
// can be merged.
func (b *Baseline) Write(w io.Writer) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n\t\"version\": %d,\n\t\"note\": %q,\n\t\"tests\": %t,\n", BaselineVersion, baselineNote, b.Tests)
	for i, list := range []string{fixedList, otherList} {
		fmt.Fprintf(&out, "\t%q: [", list)
		sep := "\n"
		for _, k := range b.sorted() {
			if k.Fixed != (list == fixedList) {
				continue
			}
			var line bytes.Buffer
			enc := json.NewEncoder(&line)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(k); err != nil {
				return err
			}
			out.WriteString(sep + "\t\t" + strings.TrimSpace(line.String()))
			sep = ",\n"
		}
		if sep != "\n" {
			out.WriteString("\n\t")
		}
		out.WriteString([]string{"],\n", "]\n"}[i])
	}
	out.WriteString("}\n")
	_, err := w.Write(out.Bytes())
	return err
}

func (b *Baseline) sorted() []Known {
	return slices.SortedFunc(slices.Values(b.Known), func(x, y Known) int {
		return cmp.Or(cmp.Compare(x.Package, y.Package), cmp.Compare(x.Declaration, y.Declaration), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
}

var fingerprintForm = regexp.MustCompile(`^[0-9a-f]{24}$`)

// ReadBaseline reads the text of a file. Errors about it are of type
// [*BaselineError].
func ReadBaseline(text []byte) (*Baseline, error) {
	wrong := func(offset int64, format string, args ...any) error {
		before := text[:min(max(offset, 0), int64(len(text)))]
		return &BaselineError{1 + bytes.Count(before, []byte("\n")), fmt.Sprintf(format, args...)}
	}
	// What the whole is, before anything in it.
	var whole struct{ Version *int }
	if err := json.Unmarshal(text, &whole); err != nil {
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			offset := max(syntax.Offset-1, 0)
			what := fmt.Sprintf("not JSON (%v)", err)
			if m := conflict.FindIndex(text); m != nil {
				offset, what = int64(m[0]), "a merge conflict: keep the lines of both sides that are still findings"
			}
			return nil, wrong(offset, "%s", what)
		}
		if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return nil, wrong(typ.Offset-1, "JSON %s where a baseline has something else", typ.Value)
		}
		return nil, wrong(0, "%v", err)
	}
	switch at := int64(bytes.Index(text, []byte(`"version"`))); {
	case whole.Version == nil:
		return nil, wrong(at, "no version: this is no baseline")
	case *whole.Version != BaselineVersion:
		return nil, wrong(at, "version %d, and this keyvet knows %d: use the keyvet that wrote it, or write it anew with -baseline-update accept after removing it", *whole.Version, BaselineVersion)
	}

	b := new(Baseline)
	lines := make(map[string]int)
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	dec.Token() // the brace
	for dec.More() {
		name, _ := dec.Token()
		var value any
		switch name {
		case "version", "note":
			dec.Decode(&value)
		case "tests":
			if err := dec.Decode(&b.Tests); err != nil {
				return nil, wrong(dec.InputOffset(), "tests is true or false")
			}
		case fixedList, otherList:
			if open, _ := dec.Token(); open != json.Delim('[') {
				return nil, wrong(dec.InputOffset(), "%s is no list", name)
			}
			for dec.More() {
				k := Known{Fixed: name == fixedList}
				err := dec.Decode(&k)
				at := dec.InputOffset()
				switch {
				case err != nil:
					return nil, wrong(at, "an entry that keyvet does not write (%s)", strings.TrimPrefix(err.Error(), "json: "))
				case !fingerprintForm.MatchString(k.Fingerprint):
					return nil, wrong(at, "%q is no fingerprint", k.Fingerprint)
				case k.Count < 1:
					return nil, wrong(at, "a count of %d: remove the entry", k.Count)
				case lines[k.Fingerprint] > 0:
					return nil, wrong(at, "the fingerprint of line %d a second time: keep one, with the count of both that is right", lines[k.Fingerprint])
				}
				lines[k.Fingerprint] = wrong(at, "").(*BaselineError).Line
				b.Known = append(b.Known, k)
			}
			dec.Token()
		default:
			return nil, wrong(dec.InputOffset(), "an unknown field %q: known are version, note, tests, %s, %s", name, fixedList, otherList)
		}
	}
	return b, nil
}

var conflict = regexp.MustCompile(`(?m)^(?:<<<<<<<|=======|>>>>>>>)`)

// A Comparison is how findings and a baseline differ.
type Comparison struct {
	New   []Finding // of those that are alike, the last ones
	Known []Known   // with how many there are
	Gone  []Known   // with how many are gone
	// Unseen are those of which the findings cannot tell whether they are gone.
	Unseen []Known
}

// Compare compares the findings of a report with the baseline. Of a known finding
// that is not there, covers tells whether the report would have it.
func (b *Baseline) Compare(r *Report, covers func(Known) bool) *Comparison {
	c := new(Comparison)
	left := make(map[string]int)
	for _, k := range b.Known {
		left[k.Fingerprint] = k.Count
	}
	there := make(map[string]*Known)
	for _, f := range r.Findings {
		kind := kindOf(f.Fingerprint)
		if left[kind] == 0 {
			c.New = append(c.New, f)
			continue
		}
		left[kind]--
		if there[kind] == nil {
			k := r.known(&f)
			there[kind] = &k
		} else {
			there[kind].Count++
		}
	}
	for _, k := range b.sorted() {
		if now := there[k.Fingerprint]; now != nil {
			c.Known = append(c.Known, *now)
		}
		if k.Count = left[k.Fingerprint]; k.Count == 0 {
			continue
		}
		if covers(k) {
			c.Gone = append(c.Gone, k)
		} else {
			c.Unseen = append(c.Unseen, k)
		}
	}
	return c
}

// Shrunk is the baseline without what is gone.
func (c *Comparison) Shrunk() []Known { return merge(c.Known, c.Unseen) }

// Accepted is the baseline without what is gone, and with what is new.
func (c *Comparison) Accepted(r *Report) []Known {
	var added []Known
	for _, f := range c.New {
		added = append(added, r.known(&f))
	}
	return merge(c.Known, c.Unseen, added)
}

// merge adds up the counts of what is alike; the words are those of the first.
func merge(lists ...[]Known) []Known {
	var out []Known
	for _, k := range slices.Concat(lists...) {
		if i := slices.IndexFunc(out, func(o Known) bool { return o.Fingerprint == k.Fingerprint }); i >= 0 {
			out[i].Count += k.Count
		} else {
			out = append(out, k)
		}
	}
	return out
}

// known is what a baseline says of a finding.
func (r *Report) known(f *Finding) Known {
	file, _ := r.repositoryFile(f.File)
	origin := keyflow.Origin{Kind: catalog.OriginKind(f.Origin)}
	return Known{
		Rule: f.Rule, File: file, Declaration: f.Declaration, Message: placeInText.ReplaceAllString(strings.TrimPrefix(f.Message, f.Rule+": "), "$1"),
		Count: 1, Package: f.Package, Fingerprint: kindOf(f.Fingerprint), Fixed: origin.Fixed(),
	}
}

// placeInText matches the number of a line in a message, which moves.
var placeInText = regexp.MustCompile(`(\.\w+):\d+`)
