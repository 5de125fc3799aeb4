// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"cmp"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

//go:embed html.tmpl
var htmlText string

//go:embed html.css
var htmlStyle string

//go:embed html.js
var htmlScript string

// An htmlLoss is a class of loss, as the page shows it.
type htmlLoss struct{ ID, Name, Means string }

// htmlLossOf returns the class of that id, also of one that does not exist.
func htmlLossOf(id string) htmlLoss {
	return htmlLoss{id, cmp.Or(catalog.LossName(id), "unknown"), upper(catalog.LossMeaning(id))}
}

// Mark names the shape and the colour of the class.
func (l htmlLoss) Mark() string {
	if l.Means == "" {
		return "T0"
	}
	return l.ID
}

// An htmlManner is what a program does with a value that no longer verifies.
type htmlManner struct {
	ID, Name, Means string
	Bad             bool // it makes the loss worse than it has to be
}

var htmlManners = []htmlManner{
	{"F0", "old key still accepted", "Nobody notices.", false},
	{"F1", "treated as absent", "As if there were no value: people are logged out, preferences are gone.", false},
	{"F2", "refused once", "An explicit refusal; the next try works.", false},
	{"F3", "sticky error", "Every request fails until the client throws the old value away.", true},
	{"F4", "fallback ends early", "Older keys are there, but are not reached, or one bad one blocks the rest.", true},
	{"F5", "error on stored data", "What needs the stored value fails.", false},
	{"F6", "error swallowed", "The feature looks as if it was never set up.", true},
	{"F6b", "protection turns off", "The error is swallowed, and a check is left out.", true},
	{"F7", "misleading error", "The message that people see is about something else.", false},
	{"F8", "refuses to start", "The program notices the wrong key and stops.", false},
	{"F9", "destroys or blocks repair", "The failed value is written back, or a repair needs the old key.", true},
	{"F10", "no effect", "The new key changes nothing, without a word.", true},
}

func htmlMannerOf(id string) htmlManner {
	for _, m := range htmlManners {
		if m.ID == id {
			return m
		}
	}
	return htmlManner{ID: id}
}

// htmlWords are words of the model as the page says them.
var htmlWords = map[string]string{
	"none": "", "cookie": "cookie", "header": "header", "url": "URL", "mail": "mail", "column": "database column", "file": "file",
	"cache": "cache", "third-party": "at a third party", "handshake": "handshake",
}

// An htmlPage is what the page shows.
type htmlPage struct {
	*Reference
	Keys    []*htmlKey // instead of those of the reference
	CSS     template.CSS
	JS      template.JS
	Counts  []htmlCount
	Losses  []htmlLossCount // those that keys have, for the filter
	Legend  []htmlLoss      // all that occur, those of uses too
	Manners []htmlManner
	// Purposes are those that occur, by their titles.
	Purposes []htmlPurpose
	Picture  *svgPicture

	purposes map[string]string   // titles by id
	places   map[string]struct{} // "file:line" of all that the reference names
	ids      map[string]string   // of the keys' parts, by identity
}

type htmlCount struct {
	N    int
	What string
	Href string
}

type htmlLossCount struct {
	htmlLoss
	N int
}

type htmlPurpose struct{ ID, Title string }

type htmlKey struct {
	*Key
	No         int
	ID         string
	Loss       htmlLoss
	PurposeIDs string // separated by spaces
	Groups     []htmlGroup
	Parent     *htmlKey
	Derived    []*htmlKey
	Beside     []htmlRef // its fallbacks
}

// An htmlGroup is a purpose of a key with its uses.
type htmlGroup struct {
	Affected
	Class htmlLoss
	Sites []*htmlUse
}

type htmlUse struct {
	*Use
	Artefact string
	Does     *htmlManner
}

// An htmlRef is a word with a link.
type htmlRef struct {
	Text, Href string
	Code       bool
}

// writeHTML writes the reference as one page that needs nothing else.
func writeHTML(w io.Writer, r *Reference) error {
	r = withLists(r)
	p := newHTMLPage(r)
	// Parsed here, and not at the start: the command is a vet tool too, and runs
	// for every package. The policy stands in the text, as html/template keeps
	// values out of it.
	policy := fmt.Sprintf("default-src 'none'; img-src data:; style-src %s; script-src %s; base-uri 'none'; form-action 'none'", htmlHash(htmlStyle), htmlHash(htmlScript))
	t, err := template.New("html").Funcs(template.FuncMap{
		"at":       htmlAt,
		"prose":    p.prose,
		"step":     p.step,
		"loss":     htmlLossOf,
		"sites":    htmlSites,
		"duration": Duration,
		"mentions": func(text, file string, line int) bool {
			return strings.Contains(text, fmt.Sprintf("%s:%d", file, line))
		},
		"keyRef": p.keyRef,
		"add":    func(x, y int) int { return x + y },
	}).Parse(strings.Replace(htmlText, "POLICY", policy, 1))
	if err != nil {
		return fmt.Errorf("html: %w", err)
	}
	return t.Execute(w, p)
}

// htmlHash is how a policy names a text.
func htmlHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func newHTMLPage(r *Reference) *htmlPage {
	p := &htmlPage{
		Reference: r, CSS: template.CSS(htmlStyle), JS: template.JS(htmlScript),
		purposes: make(map[string]string), places: make(map[string]struct{}), ids: make(map[string]string),
	}
	r.eachPlace(func(file string, line int) { p.places[place(file, line)] = struct{}{} })
	byIdentity := make(map[string]*htmlKey)
	taken := make(map[string]bool)
	losses, seen, manners := make(map[string]int), make(map[string]bool), make(map[string]bool)
	uses, findings := 0, 0
	for i, k := range r.Keys {
		hk := &htmlKey{Key: k, No: i + 1, ID: htmlAnchor(k.Identity, taken), Loss: htmlLossOf(k.WorstLoss)}
		if unsure(k) {
			hk.Loss.Name = "unknown"
		}
		p.Keys = append(p.Keys, hk)
		p.ids[k.Identity], byIdentity[k.Identity] = hk.ID, hk
		losses[k.WorstLoss]++
		seen[k.WorstLoss] = true
		uses, findings = uses+len(k.Uses), findings+len(k.Findings)
		for _, a := range k.Affected {
			p.purposes[a.Purpose] = cmp.Or(a.Title, a.Purpose)
		}
		hk.group(seen, manners)
	}
	for _, k := range p.Keys {
		for _, g := range k.Groups {
			if p.purposes[g.Purpose] == "" {
				p.purposes[g.Purpose] = g.Purpose
			}
		}
		if parent := byIdentity[k.DerivedFrom]; parent != nil && parent != k {
			k.Parent = parent
			parent.Derived = append(parent.Derived, k)
		}
		for _, f := range k.Fallbacks {
			k.Beside = append(k.Beside, p.keyRef(f))
		}
	}
	for id, title := range p.purposes {
		p.Purposes = append(p.Purposes, htmlPurpose{id, title})
	}
	slices.SortFunc(p.Purposes, func(x, y htmlPurpose) int {
		return cmp.Or(cmp.Compare(x.Title, y.Title), cmp.Compare(x.ID, y.ID))
	})
	for _, id := range slices.Backward(catalog.LossClasses()) {
		l := htmlLossOf(id)
		if n := losses[l.ID]; n > 0 {
			p.Losses = append(p.Losses, htmlLossCount{l, n})
		}
		if seen[l.ID] {
			p.Legend = append(p.Legend, l)
		}
	}
	for _, m := range htmlManners {
		if manners[m.ID] {
			p.Manners = append(p.Manners, m)
		}
	}
	for _, c := range []struct {
		n         int
		one, many string
		href      string
	}{
		{len(r.Keys), "key", "keys", "#keys"},
		{uses, "place of use", "places of use", ""},
		{findings, "finding", "findings", ""},
		{len(r.Questions), "open question", "open questions", "#questions"},
		{len(r.Errors), "package not read", "packages not read", "#errors"},
	} {
		what := c.many
		if c.n == 1 {
			what = c.one
		}
		if c.n == 0 {
			c.href = ""
		}
		p.Counts = append(p.Counts, htmlCount{c.n, what, c.href})
	}
	p.Picture = svgDraw(p)
	return p
}

// group puts the uses of a key behind the purposes that its summary names, and
// notes the classes and manners.
func (k *htmlKey) group(seen, manners map[string]bool) {
	at := make(map[string]int)
	add := func(a Affected) {
		if _, ok := at[a.Purpose]; !ok {
			at[a.Purpose] = len(k.Groups)
			k.Groups = append(k.Groups, htmlGroup{Affected: a, Class: htmlLossOf(a.Loss)})
		}
	}
	for _, a := range k.Affected {
		add(a)
	}
	for _, u := range k.Uses {
		add(Affected{Purpose: u.Purpose, Title: u.Purpose, Breaks: u.Breaks, Loss: u.Loss, Until: u.Retention})
		hu := &htmlUse{Use: u, Artefact: u.Artefact}
		if word, ok := htmlWords[u.Artefact]; ok {
			hu.Artefact = word
		}
		if u.Manner != "" {
			m := htmlMannerOf(u.Manner)
			hu.Does = &m
			manners[u.Manner] = true
		}
		seen[u.Loss] = true
		g := &k.Groups[at[u.Purpose]]
		g.Sites = append(g.Sites, hu)
	}
	var ids []string
	for _, g := range k.Groups {
		ids = append(ids, g.Purpose)
	}
	k.PurposeIDs = strings.Join(ids, " ")
}

// keyRef is what a key is called, with a link to its part where it has one.
func (p *htmlPage) keyRef(identity string) htmlRef {
	if id := p.ids[identity]; id != "" {
		return htmlRef{Text: identity, Href: "#" + id}
	}
	return htmlRef{Text: identity}
}

// htmlAnchor makes an id of a key's identity that no other part of the page has.
func htmlAnchor(identity string, taken map[string]bool) string {
	id := "key-" + strings.Trim(htmlAnchorNot.ReplaceAllString(identity, "-"), "-")
	for base, n := id, 2; taken[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	taken[id] = true
	return id
}

var (
	htmlAnchorNot = regexp.MustCompile(`[^A-Za-z0-9_.]+`)
	htmlPlainFile = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.+-]*(/[A-Za-z0-9_.+-]+)*$`)
	htmlPlaceLike = regexp.MustCompile(`[^\s:()]+:[0-9]+`)
)

// htmlAt is a line of a file, with a link to it; nothing without a file.
func htmlAt(file string, line int) htmlRef {
	switch {
	case file == "":
		return htmlRef{}
	case line <= 0:
		return htmlRef{Text: file}
	}
	return htmlRef{Text: fmt.Sprintf("%s:%d", file, line), Href: htmlHref(file, line)}
}

// htmlSites are the places at which an older key is accepted, each once.
func htmlSites(us []*Use) (out []htmlRef) {
	for _, u := range us {
		if ref := htmlAt(u.File, u.Line); ref.Text != "" && u.Operation != "derive" && !slices.Contains(out, ref) {
			out = append(out, ref)
		}
	}
	return out
}

// htmlHref is the link to a line beside the page, "" for a file that is
// elsewhere, such as one of a dependency.
func htmlHref(file string, line int) string {
	if !htmlPlainFile.MatchString(file) || slices.Contains(strings.Split(file, "/"), "..") || line <= 0 {
		return ""
	}
	return fmt.Sprintf("%s#L%d", file, line)
}

// prose divides a sentence so that the places that it names become links.
// Only what the reference has as a place is one.
func (p *htmlPage) prose(text string) (out []htmlRef) {
	last := 0
	for _, m := range htmlPlaceLike.FindAllStringIndex(text, -1) {
		place := text[m[0]:m[1]]
		if _, ok := p.places[place]; !ok {
			continue
		}
		file, _, _ := strings.Cut(place, ":")
		line := 0
		fmt.Sscanf(place[len(file)+1:], "%d", &line) // digits, by the expression
		if m[0] > last {
			out = append(out, htmlRef{Text: text[last:m[0]]})
		}
		out = append(out, htmlRef{Text: place, Href: htmlHref(file, line)})
		last = m[1]
	}
	if last < len(text) {
		out = append(out, htmlRef{Text: text[last:]})
	}
	return out
}

var htmlQuoted = regexp.MustCompile("`" + quoted + "`")

// step divides a step of a rotation, as prose does, and marks what stands in
// backquotes.
func (p *htmlPage) step(text string) (out []htmlRef) {
	last := 0
	for _, m := range htmlQuoted.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, p.prose(text[last:m[0]])...)
		out = append(out, htmlRef{Text: text[m[2]:m[3]], Code: true})
		last = m[1]
	}
	return append(out, p.prose(text[last:])...)
}
