// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"cmp"
	"embed"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Purpose says what a key is for, and what changing it does. Each is one
// page, purposes/<id>.md: a header of "name: value" lines between two lines
// "---", and Markdown with the headings of [PurposeHeadings].
//
// The parts fit into one sentence: a key VERB OBJECT, rotating it BREAKS; as
// in "signs client-side sessions; rotating it logs every user out".
type Purpose struct {
	ID        string // the page's name, and the anchor in docs/rotation-impact.md
	Number    string // P01 …; "" for a purpose that stands in where none is known
	Title     string // of the page
	Object    string // what the key acts on: "client-side sessions"
	Verb      string // what a key usually does to it: "signs"; see Says
	Breaks    string // what rotating without the old key does: "logs every user out"
	Loss      string // the class of that loss, T0 … T5, the worst where it depends
	Short     string // the milder class of what ends soon: "T2 within 31 days"; "" where that makes no difference, see LossWithin
	Retention string // how long the old key has to stay accepted
	Artefact  string // where what the key protects usually is, one of Artefacts
	Body      string // the Markdown below the header
}

// PurposeHeadings are the headings of every purpose's page, in their order.
var PurposeHeadings = []string{
	"What is invalidated",
	"Who notices",
	"Recovery",
	"Keeping the old key",
	"Planned rotation",
	"After a compromise",
	"Not affected",
}

// Artefacts are the values of [Purpose.Artefact].
var Artefacts = []string{
	"cookie", "header", "url", "mail", "column", "file", "cache", "third-party", "handshake", "none",
}

//go:embed purposes/*.md
var purposeFiles embed.FS

var purposeCache sync.Map // id → *Purpose, nil for an unknown one

// LookupPurpose returns the purpose of that id, or nil. It reads no page but
// that one, as an analyzer is started anew for every package.
func LookupPurpose(id string) *Purpose {
	if p, ok := purposeCache.Load(id); ok {
		return p.(*Purpose)
	}
	var p *Purpose
	name := "purposes/" + id + ".md"
	if text, err := purposeFiles.ReadFile(name); err == nil {
		p, _ = parsePurpose(name, string(text)) // TestPurposes sees the error
	}
	q, _ := purposeCache.LoadOrStore(id, p)
	return q.(*Purpose)
}

// Purposes returns all purposes, by number, those without one last and by id.
func Purposes() []*Purpose {
	files, err := purposeFiles.ReadDir("purposes")
	if err != nil {
		return nil
	}
	var all []*Purpose
	for _, f := range files {
		if p := LookupPurpose(strings.TrimSuffix(f.Name(), ".md")); p != nil {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *Purpose) int {
		if (a.Number == "") != (b.Number == "") {
			return cmp.Compare(b.Number, a.Number)
		}
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// Says tells in present tense what a key does that is used in the given way
// (the facet use of a [Sink]): "verifies client-side sessions".
func (p *Purpose) Says(use string) string {
	verb := p.Verb
	switch use {
	case "sign":
		verb = "signs"
	case "verify":
		verb = "verifies"
	case "encrypt", "cipher":
		verb = "encrypts"
	case "decrypt":
		verb = "decrypts"
	case "derive":
		if p.Verb != "derives" {
			verb = "derives keys for"
		}
	}
	return verb + " " + p.Object
}

// Section returns the text below a heading of the page, without blank lines
// around it; "" when there is no such heading.
func (p *Purpose) Section(heading string) string {
	_, rest, ok := strings.Cut("\n"+p.Body, "\n## "+heading+"\n")
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut("\n"+rest, "\n## ")
	return strings.TrimSpace(text)
}

// LossWithin returns the class of loss of what is valid for so many seconds, 0
// where that is not known: what ends within days is asked for anew anyway, and
// what lives for long has copies elsewhere.
func (p *Purpose) LossWithin(seconds int64) string {
	m := shortLoss.FindStringSubmatch(p.Short)
	if m == nil || seconds <= 0 {
		return p.Loss
	}
	days, _ := strconv.ParseInt(m[2], 10, 64)
	if seconds > days*24*60*60 {
		return p.Loss
	}
	return m[1]
}

var shortLoss = regexp.MustCompile(`^(T[0-5]) within ([1-9][0-9]{0,3}) days$`)

var purposeNumber = regexp.MustCompile(`^(P[0-9]{2}|-)$`)

// parsePurpose reads a page. Its errors start with "name:line: ".
func parsePurpose(name, text string) (*Purpose, error) {
	p := &Purpose{}
	fields := map[string]*string{
		"id": &p.ID, "number": &p.Number, "title": &p.Title, "object": &p.Object, "verb": &p.Verb,
		"breaks": &p.Breaks, "loss": &p.Loss, "short": &p.Short, "retention": &p.Retention, "artefact": &p.Artefact,
	}
	lines := strings.Split(text, "\n")
	if lines[0] != "---" {
		return nil, fmt.Errorf("%s:1: the header does not start with ---", name)
	}
	end := 1
	for ; ; end++ {
		if end == len(lines) {
			return nil, fmt.Errorf("%s:%d: the header does not end with ---", name, end)
		}
		if lines[end] == "---" {
			break
		}
		key, value, ok := strings.Cut(lines[end], ": ")
		field := fields[key]
		switch value = strings.TrimSpace(value); {
		case !ok:
			return nil, fmt.Errorf("%s:%d: not of the form \"name: value\"", name, end+1)
		case field == nil:
			return nil, fmt.Errorf("%s:%d: unknown name %q", name, end+1, key)
		case *field != "":
			return nil, fmt.Errorf("%s:%d: %s is given twice", name, end+1, key)
		case value == "":
			return nil, fmt.Errorf("%s:%d: %s has no value", name, end+1, key)
		case key == "id" && value+".md" != path.Base(name),
			key == "number" && !purposeNumber.MatchString(value),
			key == "loss" && LossName(value) == "",
			key == "short" && !shortLoss.MatchString(value),
			key == "artefact" && !slices.Contains(Artefacts, value):
			return nil, fmt.Errorf("%s:%d: %s cannot be %q", name, end+1, key, value)
		}
		*field = value
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if *fields[key] == "" && key != "short" {
			return nil, fmt.Errorf("%s:%d: the header has no %s", name, end+1, key)
		}
	}
	if p.Number == "-" {
		p.Number = ""
	}

	next := 0 // the heading that has to come now
	for i, line := range lines[end+1:] {
		switch {
		case !strings.HasPrefix(line, "#"):
		case next == len(PurposeHeadings):
			return nil, fmt.Errorf("%s:%d: %q follows the last heading", name, end+i+2, line)
		case line != "## "+PurposeHeadings[next]:
			return nil, fmt.Errorf("%s:%d: %q stands where %q should", name, end+i+2, line, "## "+PurposeHeadings[next])
		default:
			next++
		}
	}
	if next < len(PurposeHeadings) {
		return nil, fmt.Errorf("%s:%d: the page ends before %q", name, len(lines), "## "+PurposeHeadings[next])
	}
	p.Body = strings.TrimLeft(strings.Join(lines[end+1:], "\n"), "\n")
	for _, h := range PurposeHeadings {
		if p.Section(h) == "" {
			return nil, fmt.Errorf("%s:%d: nothing stands below %q", name, slices.Index(lines, "## "+h)+1, "## "+h)
		}
	}
	return p, nil
}

// lossClasses are the classes of loss, from the mildest to the worst.
var lossClasses = []struct{ class, name, meaning string }{
	{"T0", "none", "nothing is verified or decrypted with the key later, so nothing changes"},
	{"T1", "self-healing", "what is lost is made anew without anybody doing anything"},
	{"T2", "transient", "somebody redoes one action: logs in, reloads a form, asks for a new link, redeploys"},
	{"T3", "re-issue", "copies live with other people or systems and fail until new ones are handed out"},
	{"T4", "permanent", "without the old key the data, hash or proof is lost for good"},
	{"T5", "trust break", "peers no longer recognise the service, and warn or refuse until they trust it anew"},
}

// LossClasses returns the classes of loss, from the mildest to the worst.
func LossClasses() []string {
	var classes []string
	for _, c := range lossClasses {
		classes = append(classes, c.class)
	}
	return classes
}

// LossName returns the name of a class of loss ("permanent" for T4), "" for a
// class that does not exist.
func LossName(class string) string {
	for _, c := range lossClasses {
		if c.class == class {
			return c.name
		}
	}
	return ""
}

// LossMeaning returns what a class of loss means, as a clause without a full
// stop, "" for a class that does not exist.
func LossMeaning(class string) string {
	for _, c := range lossClasses {
		if c.class == class {
			return c.meaning
		}
	}
	return ""
}

// WorseLoss returns the worse of two classes. A key's class is the worst of
// its purposes'; what is not a class is milder than any.
func WorseLoss(a, b string) string {
	switch {
	case LossName(a) == "":
		return b
	case LossName(b) == "":
		return a
	}
	return max(a, b)
}

// hasPurpose reports whether there is a page for the id, without reading it.
func hasPurpose(id string) bool {
	f, err := purposeFiles.Open("purposes/" + id + ".md")
	if err != nil {
		return false
	}
	f.Close()
	return true
}
