// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package finding is the model of what a check found, and its formats.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer"
)

// Version is that of the model. It changes when a field changes its meaning or
// vanishes, not when one is added.
const Version = 1

// A Report is what a check found.
type Report struct {
	Version  int       `json:"version"`
	Findings []Finding `json:"findings"`
	Errors   []Error   `json:"errors"`

	Tool string `json:"-"` // version of the program
	// Base is the working directory as seen from the root of the repository: ""
	// where that is the same, else as in "services/api".
	Base string `json:"-"`
}

// A Finding is one judgement of a rule. Files are as described in the manual:
// relative to the working directory, or beginning with a module.
type Finding struct {
	Rule      string `json:"rule"`
	Message   string `json:"message"`
	Package   string `json:"package"`
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Purpose   string `json:"purpose"`
	Secret    string `json:"secret"`
	Origin    string `json:"origin"`
	URL       string `json:"url"`
	// Declaration is what of the package the finding is in, such as "Load",
	// "(*Server).Run" or "store"; of a finding in another file than one of Go
	// it is that file, beginning with its module; "" for what is in neither.
	Declaration string `json:"declaration"`
	// Fingerprint is the same as long as the finding is, though lines or the file
	// have moved. It ends in a number that counts those that are alike.
	Fingerprint string    `json:"fingerprint"`
	Related     []Related `json:"related"`
	// Flow are the places from the origin of the key to the use that the message
	// names, in the order in which the key comes by; empty when no use is known.
	Flow []Related `json:"flow"`

	// UTF16Column and UTF16EndColumn are the columns in units of UTF-16, which
	// is how other programs count.
	UTF16Column    int `json:"-"`
	UTF16EndColumn int `json:"-"`

	// Fixes are the changes that are suggested, of which one is to be made.
	Fixes []Fix `json:"-"`
}

// A Fix is a change that belongs together: all of it is made or nothing.
type Fix struct {
	Message string
	Edits   []Edit
}

// An Edit replaces the bytes from Start to End of a file, whose name is that of
// the system.
type Edit struct {
	File       string
	Start, End int
	New        string
}

// Related is a place that explains a finding.
type Related struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// An Error is something that could not be analysed. The file is empty when the
// place is not known, line and column are 0.
type Error struct {
	Message string `json:"message"`
	Package string `json:"package"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

// Sort brings a report into its one order, drops what is said twice, as by the
// variants of a package, and gives the findings their fingerprints.
func (r *Report) Sort() {
	slices.SortStableFunc(r.Findings, func(x, y Finding) int {
		return cmp.Or(
			cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column),
			cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Message, y.Message))
	})
	r.Findings = slices.CompactFunc(r.Findings, func(x, y Finding) bool {
		return x.File == y.File && x.Line == y.Line && x.Column == y.Column && x.Rule == y.Rule && x.Message == y.Message
	})
	slices.SortStableFunc(r.Errors, func(x, y Error) int {
		return cmp.Or(
			cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column),
			cmp.Compare(x.Message, y.Message), cmp.Compare(x.Package, y.Package))
	})
	r.Errors = slices.CompactFunc(r.Errors, func(x, y Error) bool {
		return x.File == y.File && x.Line == y.Line && x.Column == y.Column && x.Message == y.Message
	})
	seen := make(map[string]int)
	for i := range r.Findings {
		f := &r.Findings[i]
		kind := f.kind()
		seen[kind]++
		f.Fingerprint = fmt.Sprintf("%s:%d", kind, seen[kind])
	}
}

// kind is the fingerprint of a finding without the number. It is made of what
// stays when code around the finding changes, and when messages are put in other
// words; neither the source, which has the secret, nor the name of the file goes
// into it. Baselines and other programs keep it: when it changes, the version of
// baselines does.
func (f *Finding) kind() string {
	pkg := f.Package
	if OfNoPackage(f.File, f.Declaration) {
		pkg = "" // which of several tells of it depends on what is looked at
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{"1", f.Rule, pkg, f.Declaration, f.Origin, f.Secret, f.Purpose}, "\x00")))
	return hex.EncodeToString(sum[:12])
}

// OfNoPackage reports whether a finding is in a file that belongs to no package,
// such as one with configuration: any of several may tell of it.
func OfNoPackage(file, declaration string) bool {
	return file != "" && path.Base(declaration) == path.Base(file)
}

// kindOf takes the number from a fingerprint.
func kindOf(fingerprint string) string {
	kind, _, _ := strings.Cut(fingerprint, ":")
	return kind
}

// moduleFile matches a file that begins with its module.
var moduleFile = regexp.MustCompile(`^[^/]+\.[^/]+/(?:.*/)?[^/]+@v\d+\.\d+\.\d[^/]*/`)

// repositoryFile returns a file as seen from the root of the repository. It is
// false for one of another module, which is in no repository that is known.
func (r *Report) repositoryFile(file string) (string, bool) {
	if moduleFile.MatchString(file) {
		return file, false
	}
	return path.Join(r.Base, file), true
}

// plain is the message without the name of the rule, for formats that have a
// field for that, and without the purpose.
func (f *Finding) plain() string {
	text := strings.TrimPrefix(f.Message, f.Rule+": ")
	if f.Purpose != "" {
		text = strings.TrimSuffix(text, " ["+f.Purpose+"]")
	}
	return text
}

// levelOf returns the level of a rule: error, warning or note.
func levelOf(rule string) string {
	for _, r := range analyzer.Rules {
		if r.Analyzer.Name == rule {
			return r.Level
		}
	}
	return "warning"
}
