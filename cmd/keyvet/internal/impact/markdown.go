// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/diag"
)

// writeMarkdown writes a page to be kept beside the code: all keys at a glance,
// then each with what it is used for and how to rotate it, then what no key has
// to do with, what is not known, and the picture. Places are links relative to
// the directory that the reference was made in.
func writeMarkdown(w io.Writer, r *Reference) error {
	_, err := w.Write(newMarkdown(r).page())
	return err
}

// A markdown is a page in the making.
type markdown struct {
	bytes.Buffer
	r *Reference
	// anchors are the names of the sections of keys, by identity; a key without
	// a section has none.
	anchors map[string]string
	// places are those that the reference names, as sentences have them.
	places map[string]linePlace
	// manners are those that occur.
	manners map[string]bool
	// purposes are those that the page links to.
	purposes []string
}

type linePlace struct {
	file string
	line int
}

func newMarkdown(r *Reference) *markdown {
	m := &markdown{r: r, anchors: make(map[string]string), places: make(map[string]linePlace), manners: make(map[string]bool)}
	taken := make(map[string]bool)
	for _, k := range r.Keys {
		if idle(r, k) {
			continue
		}
		base := anchor(k.Identity)
		name := base
		for i := 2; taken[name]; i++ {
			name = fmt.Sprintf("%s-%d", base, i)
		}
		taken[name] = true
		m.anchors[k.Identity] = name
	}
	r.eachPlace(func(file string, line int) {
		if file != "" && line > 0 {
			m.places[place(file, line)] = linePlace{file, line}
		}
	})
	return m
}

// idle reports whether nothing is known to be done with a key: it has a line in
// a table, and no section.
func idle(r *Reference, k *Key) bool {
	return len(k.Uses) == 0 && len(k.Affected) == 0 && k.DerivedFrom == "" && !hasDerived(r, k)
}

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(m, format, args...) }

// page writes the whole page.
func (m *markdown) page() []byte {
	title := "Rotation impact"
	if m.r.Module != "" {
		title += " of the keys of " + text(m.r.Module)
	}
	m.printf("# %s\n\n", title)
	m.printf("What stops working when a key of this program is rotated, as far as the code shows it. " +
		"Written by [keyvet](https://github.com/keyvet/keyvet), not by hand: " +
		"`keyvet impact -o FILE` writes it anew, and `keyvet impact -check FILE` fails when the code has moved on.\n")

	m.summary()
	for _, k := range m.r.Keys {
		if !idle(m.r, k) {
			m.key(k)
		}
	}
	m.idle()
	if len(m.r.NotAffected) > 0 {
		m.printf("\n## Not affected\n\nNo key of the program has to do with:\n\n")
		for _, e := range m.r.NotAffected {
			m.printf("- %s\n", m.evidence(e))
		}
	}
	m.questions()
	if len(m.r.Errors) > 0 {
		m.printf("\n## Packages that could not be read\n\nWhat they do with a key is not on this page.\n\n")
		for _, e := range m.r.Errors {
			m.printf("- %s: %s%s\n", code(e.Package), before(link(e.File, e.Line), " "), text(e.Message))
		}
	}
	m.picture()
	m.legend()
	m.links()
	return m.Bytes()
}

// summary writes the table of all keys that are in use.
func (m *markdown) summary() {
	t := table{head: []string{"Key", "Worst loss", "When it is rotated", "Keep the old key"}}
	for _, k := range m.r.Keys {
		if m.anchors[k.Identity] == "" {
			continue
		}
		name := m.keyLink(k)
		if k.DerivedFrom != "" && m.anchors[k.DerivedFrom] != "" {
			name = "↳ " + name
		}
		t.row(name, loud(k.WorstLoss, worstWords(k)), m.prose(consequence(k)), keepShort(k))
	}
	switch {
	case len(m.r.Keys) == 0:
		m.printf("\nNo key is seen in the packages that were read. One that goes to a library which keyvet does not know is not seen: " +
			"a comment `//keyvet:secret name=NAME` at the variable or field that holds it says so.\n")
	case len(t.rows) == 0:
		m.printf("\nNo key is seen in use.\n")
	default:
		m.printf("\n## Keys\n\n")
		m.table(&t)
	}
}

// consequence is the headline without the name of the key, for a cell.
func consequence(k *Key) string {
	s, ok := strings.CutPrefix(k.Headline, "Rotating "+k.Title+" ")
	if !ok {
		return k.Headline
	}
	return strings.TrimSuffix(s, ".")
}

// keepShort is how long to keep the old key, for a cell.
func keepShort(k *Key) string {
	switch {
	case k.Keep.Seconds > 0:
		least := ""
		if !lifetimesSeen(k) {
			least = "at least "
		}
		if !k.Keep.Accepted && slices.ContainsFunc(k.Uses, func(u *Use) bool { return u.Fallback == "none" || u.Fallback == "ignored" }) {
			return "one key is taken; if two were, " + least + Duration(k.Keep.Seconds)
		}
		return least + Duration(k.Keep.Seconds)
	case k.Keep.Seconds < 0:
		return "until all is made anew"
	case len(k.Affected) == 0 || k.WorstLoss == "T0" || k.WorstLoss == "T1":
		return "no need"
	}
	var until []string
	for _, a := range k.Affected {
		if a.Until != "" && !slices.Contains(until, a.Until) {
			until = append(until, a.Until)
		}
	}
	return text(strings.Join(until, "; "))
}

// lifetimesSeen reports whether the code shows how long everything lasts that is
// made with a key, and matters.
func lifetimesSeen(k *Key) bool {
	return !slices.ContainsFunc(k.Affected, func(a Affected) bool {
		return a.Loss > "T1" && !slices.ContainsFunc(k.Uses, func(u *Use) bool { return u.Purpose == a.Purpose && u.Lifetime > 0 })
	})
}

// key writes the section of a key that is in use.
func (m *markdown) key(k *Key) {
	level := "##"
	if m.anchors[k.DerivedFrom] != "" {
		level = "###"
	}
	m.printf("\n%s <a id=\"%s\"></a>%s\n", level, m.anchors[k.Identity], text(k.Title))
	if k.Headline != "" {
		m.printf("\n%s\n", m.prose(k.Headline))
	}

	m.origins(k)
	if len(k.Names) > 0 {
		m.printf("\nAlso known as %s.\n", codes(k.Names))
	}
	if len(k.Fallbacks) > 0 {
		m.older(k)
	}
	m.uses(k)

	if k.Planned != "" {
		m.printf("\n**Planned rotation.** %s\n", m.prose(k.Planned))
	}
	if len(k.Steps) > 0 {
		m.printf("\n")
		for i, s := range k.Steps {
			m.printf("%d. %s\n", i+1, m.step(s))
		}
	}
	if k.Keep.Sentence != "" {
		m.printf("\n**How long to keep the old key.** %s\n", m.prose(k.Keep.Sentence))
	}
	if k.Compromise != "" {
		m.printf("\n**After a compromise.** %s\n", m.prose(k.Compromise))
	}
	// What no key has to do with is said once, below.
	own := slices.DeleteFunc(slices.Clone(k.NotAffected), func(e Evidence) bool { return slices.Contains(m.r.NotAffected, e) })
	var fine, wrong []string
	for _, e := range own {
		fine = append(fine, m.evidence(e))
	}
	for _, f := range k.Findings {
		wrong = append(wrong, m.finding(f))
	}
	if len(fine) > 0 {
		m.printf("\n**Not affected.** %s.\n", strings.Join(fine, "; "))
	}
	m.points("What is wrong", wrong)
}

// older writes which older keys are accepted, and where.
func (m *markdown) older(k *Key) {
	if len(k.Older) == 0 {
		m.printf("\nOlder keys that are accepted beside it: %s.\n", codes(k.Fallbacks))
		return
	}
	for _, o := range k.Older {
		var at []string
		for _, u := range o.Uses {
			if l := link(u.File, u.Line); l != "" && u.Operation != "derive" && !slices.Contains(at, l) {
				at = append(at, l)
			}
		}
		m.printf("\n**Older keys.** %s is accepted beside it, to check what was made with it, at %s. It comes from %s. %s\n",
			code(o.Title), list(at), m.chain(o.Origins), m.prose(o.Sentence))
	}
}

// points writes a list below some words, or one point on their line.
func (m *markdown) points(words string, points []string) {
	switch len(points) {
	case 0:
	case 1:
		m.printf("\n**%s.** %s\n", words, points[0])
	default:
		m.printf("\n**%s.**\n\n", words)
		for _, p := range points {
			m.printf("- %s\n", p)
		}
	}
}

// codes lists names, but not too many.
func codes(names []string) string {
	const most = 6
	var out []string
	for i, n := range names {
		if i == most && len(names) > most+1 {
			out = append(out, fmt.Sprintf("%d more", len(names)-most))
			break
		}
		out = append(out, code(n))
	}
	return list(out)
}

// origins writes where a key comes from, in the order in which it is tried.
func (m *markdown) origins(k *Key) {
	if k.DerivedFrom == "" {
		if s := m.chain(k.Origins); s != "" {
			m.printf("\n**Where it comes from.** %s.\n", upper(s))
		} else {
			m.printf("\n**Where it comes from** is not seen.\n")
		}
		return
	}
	from := code(k.DerivedFrom)
	for _, p := range m.r.Keys {
		if p.Identity == k.DerivedFrom && m.anchors[p.Identity] != "" {
			from = m.keyLink(p)
		}
	}
	by := ""
	if k.Derivation != "" {
		by = " by " + code(k.Derivation)
	}
	var at []string
	for _, o := range k.Origins {
		if l := link(o.File, o.Line); l != "" {
			at = append(at, l)
		}
	}
	if len(at) > 0 {
		by += " (" + strings.Join(at, ", ") + ")"
	}
	m.printf("\n**Where it comes from.** It is computed from %s%s: rotating that one rotates this one.\n", from, by)
}

// chain is a list of origins: "env A (a.go:1), else config b (a.go:2)". Those
// that are tried at the same time are joined with "or".
func (m *markdown) chain(origins []Origin) string {
	var b strings.Builder
	for i := 0; i < len(origins); {
		o := origins[i]
		switch {
		case i > 0 && o.StandsIn:
			b.WriteString(", else ")
		case i > 0:
			b.WriteString(", or ")
		}
		s := originWords(o.Kind)
		file, ofFile := strings.CutPrefix(o.Name, pathIn)
		switch {
		case ofFile && o.Kind == string(catalog.OriginFile):
			s += " of which the path is in " + code(file)
		case o.Name == "":
			s = strings.TrimSuffix(s, " from")
		case o.Kind == string(catalog.OriginShipped):
			s = "the value of " + code(o.Name) + " in a file of the repository"
		default:
			s += " " + code(o.Name)
		}
		if o.Fixed {
			s = "**" + s + ", which comes with the program and is no secret**"
		}
		b.WriteString(s)
		var at []string
		for first := true; i < len(origins) && (first || o.Name != "" && sameOrigin(o, origins[i])); i++ { // read in several places
			if l := link(origins[i].File, origins[i].Line); l != "" {
				at = append(at, l)
			}
			first = false
		}
		if len(at) > 0 {
			b.WriteString(" (" + strings.Join(at, ", ") + ")")
		}
	}
	return b.String()
}

// sameOrigin reports whether two origins are one but for their places.
func sameOrigin(x, y Origin) bool {
	x.File, x.Line = y.File, y.Line
	return x == y
}

// originWords are the words for a kind of origin.
func originWords(kind string) string {
	switch catalog.OriginKind(kind) {
	case catalog.OriginEnv:
		return "the environment variable"
	case catalog.OriginConfig:
		return "the setting"
	case catalog.OriginFlag:
		return "the flag"
	case catalog.OriginFile:
		return "the file"
	case catalog.OriginColumn:
		return "the column"
	case catalog.OriginStore:
		return "the secret"
	case catalog.OriginLiteral:
		return "a literal"
	case catalog.OriginEmbed:
		return "an embedded file"
	case catalog.OriginShipped:
		return "a value in a file of the repository"
	case catalog.OriginRandom:
		return "a random value from"
	case catalog.OriginDeclared:
		return "what is declared as"
	case catalog.OriginUnknown:
		return "what is not known"
	}
	return text(kind)
}

// uses writes the table of what a key is used for, which has as few columns as
// fit on a page. Those that say nothing for this key are left out, and what a
// purpose says is said in its first line.
func (m *markdown) uses(k *Key) {
	if len(k.Uses) == 0 {
		return
	}
	t := table{head: []string{"Used for", "When it is rotated", "Where", "Artefact", "Valid for", "Old key accepted", "On failure"}}
	row := func(u *Use, first bool, loss string) {
		var purpose, breaks string
		switch {
		case first:
			purpose, breaks = m.purposeLink(u.Purpose, purposeTitle(k, u.Purpose)), text(u.Breaks)+" ("+lossCell(u.Purpose, loss)+")"
		case u.Loss != loss:
			breaks = lossCell(u.Purpose, u.Loss)
		}
		t.row(purpose, breaks, before(link(u.File, u.Line), ": ")+operation(k, u), artefact(u), validFor(u), accepted(u), m.manner(u))
	}
	shown := make(map[*Use]bool)
	for _, a := range k.Affected {
		first := true
		for _, u := range k.Uses {
			if u.Purpose == a.Purpose {
				row(u, first, a.Loss)
				first, shown[u] = false, true
			}
		}
	}
	for _, u := range k.Uses {
		if !shown[u] {
			row(u, true, u.Loss)
		}
	}
	m.printf("\n")
	m.table(&t)
}

func operation(k *Key, u *Use) string {
	s := text(u.Operation)
	if u.API != "" {
		s += ", " + code(u.API)
	}
	if u.Label != "" && u.Label != u.API && k.DerivedFrom == "" {
		s += ", derived for " + code(u.Label)
	}
	return s
}

func artefact(u *Use) string {
	if u.Artefact == "none" || u.Artefact == "" {
		return ""
	}
	s := text(u.Artefact)
	if u.ArtefactName != "" {
		s += " " + code(u.ArtefactName)
	}
	if !u.ArtefactSeen {
		s += ", as a rule"
	}
	return s
}

func validFor(u *Use) string {
	s := "no end"
	switch {
	case u.Lifetime == 0:
		return ""
	case u.Lifetime > 0:
		s = lasting(u)
	}
	if l := link(u.LifetimeFile, u.LifetimeLine); l != "" {
		s += " (" + l + ")"
	}
	return s
}

func accepted(u *Use) string {
	var s string
	switch u.Fallback {
	case "none":
		return "no"
	case "ignored":
		return "**no**, unlike elsewhere"
	case "honoured":
		s = "yes"
	}
	if u.Order > 1 {
		s += fmt.Sprintf(", this is number %d", u.Order)
	}
	if u.KeyID && s != "" {
		s += ", by key id"
	}
	return strings.TrimPrefix(s, ", ")
}

// manners are what a program does with what no longer verifies: in a cell, and
// in the legend. Those that are bad are loud.
var manners = []struct {
	code, short, meaning string
	bad                  bool
}{
	{"F0", "still accepted", "the old key is accepted", false},
	{"F1", "as if absent", "what does not verify is treated as if it were not there", false},
	{"F2", "refused", "it is refused with a clear answer, and the next try works", false},
	{"F3", "fails each time", "every request fails until the client throws away what it holds", true},
	{"F4", "older keys ignored", "older keys are not tried, or one that is bad stops the others", true},
	{"F5", "error on use", "stored data gives an error when it is used", false},
	{"F6", "looks unset", "the error is swallowed, and the feature looks as if it were not set up", true},
	{"F6b", "check is off", "the error is swallowed, and a security check is off", true},
	{"F7", "misleading error", "something else fails later, with an error that does not name the key", false},
	{"F8", "does not start", "the program notices and refuses to start", false},
	{"F9", "destroys", "what could not be read is overwritten, or cannot be repaired without the old key", true},
	{"F10", "no effect", "the new key has no effect, and nothing says so", true},
}

func (m *markdown) manner(u *Use) string {
	if u.Manner == "" {
		return ""
	}
	m.manners[u.Manner] = true
	s := text(u.Manner)
	for _, f := range manners {
		if f.code == u.Manner {
			s = f.short + " (" + f.code + ")"
			if f.bad {
				s = "**" + s + "**"
			}
		}
	}
	if l := link(u.MannerFile, u.MannerLine); l != "" {
		s += ", " + l
	}
	return s
}

// idle writes the table of keys that are read, and nothing more is known of.
func (m *markdown) idle() {
	t := table{head: []string{"Key", "Where it comes from", "What is seen", "What is wrong"}}
	for _, k := range m.r.Keys {
		if !idle(m.r, k) {
			continue
		}
		var wrong []string
		for _, f := range k.Findings {
			wrong = append(wrong, m.finding(f))
		}
		t.row(text(k.Title), m.chain(k.Origins), m.prose(k.Headline), strings.Join(wrong, "; "))
	}
	if len(t.rows) > 0 {
		m.printf("\n## Keys that are read, and not seen in use\n\n")
		m.table(&t)
	}
}

func (m *markdown) evidence(e Evidence) string {
	s := text(e.What)
	if e.Why != "" {
		s += ": " + m.prose(e.Why)
	}
	if l := link(e.File, e.Line); l != "" {
		s += " (" + l + ")"
	}
	return s
}

func (m *markdown) finding(f Finding) string {
	return before(link(f.File, f.Line), ": ") + m.prose(f.Message) + " (" + text(f.Rule) + ")"
}

// questions writes what the code does not tell, by the directive that answers.
func (m *markdown) questions() {
	if len(m.r.Questions) == 0 {
		return
	}
	m.printf("\n## What the code does not tell\n")
	var directives []string
	for _, q := range m.r.Questions {
		if !slices.Contains(directives, q.Directive) {
			directives = append(directives, q.Directive)
		}
	}
	for _, d := range directives {
		if d != "" {
			m.printf("\nA comment %s on the line answers:\n\n", code(d))
		} else {
			m.printf("\nTo be looked up:\n\n")
		}
		for _, q := range m.r.Questions {
			if q.Directive != d {
				continue
			}
			m.printf("- ")
			for _, k := range m.r.Keys {
				if k.Identity == q.Key && !strings.Contains(q.Text, k.Title) {
					m.printf("%s: ", m.keyLink(k))
				}
			}
			m.printf("%s", m.prose(q.Text))
			if !strings.Contains(q.Text, place(q.File, q.Line)) {
				m.printf(" (%s)", link(q.File, q.Line))
			}
			m.printf("\n")
		}
	}
}

// What Mermaid draws at most, by its defaults.
const (
	mostMermaid      = 50000 // characters
	mostMermaidEdges = 500
)

func (m *markdown) picture() {
	p := draw(m.r)
	if len(p.keys) == 0 {
		return
	}
	m.printf("\n## Picture\n\n")
	drawn := mermaid(p)
	if len(drawn) > mostMermaid || len(p.edges) > mostMermaidEdges {
		m.printf("There is too much to draw it here: `keyvet impact -format dot` writes it for Graphviz.\n")
		return
	}
	m.printf("From each key to what it is used for, by package.")
	if p.merged {
		m.printf(" All uses of one purpose in a package are one box.")
	}
	if slices.ContainsFunc(p.edges, func(e pictureEdge) bool { return e.dashed }) {
		m.printf(" Dashed: older keys, where they are accepted.")
	}
	m.printf("\n\n```mermaid\n%s```\n", drawn)
}

// legend explains the classes and manners that occur.
func (m *markdown) legend() {
	var t table
	t.head = []string{"", "Name", "Meaning"}
	for _, class := range catalog.LossClasses() {
		if slices.ContainsFunc(m.r.Keys, func(k *Key) bool {
			return m.anchors[k.Identity] != "" && (k.WorstLoss == class || slices.ContainsFunc(k.Uses, func(u *Use) bool { return u.Loss == class }))
		}) {
			t.row(class, catalog.LossName(class), catalog.LossMeaning(class))
		}
	}
	for _, f := range manners {
		if m.manners[f.code] {
			t.row(f.code, f.short, f.meaning)
		}
	}
	if len(t.rows) > 0 {
		m.printf("\n## Legend\n\n")
		m.printf("T is what is lost when the old key is not kept, F what the program does with what no longer verifies. An empty cell above is what the code does not show.\n\n")
		m.table(&t)
	}
}

// links writes the targets of the links to purposes, which would make the
// tables hard to read.
func (m *markdown) links() {
	slices.Sort(m.purposes)
	for i, p := range slices.Compact(m.purposes) {
		if i == 0 {
			m.printf("\n")
		}
		m.printf("[%s]: %s\n", p, diag.PurposeURL("", p))
	}
}

// keyLink is the title of a key as a link to its section.
func (m *markdown) keyLink(k *Key) string {
	if a := m.anchors[k.Identity]; a != "" {
		return "[" + text(k.Title) + "](#" + a + ")"
	}
	return text(k.Title)
}

// purposeLink is a title as a link to the page of a purpose.
func (m *markdown) purposeLink(id, title string) string {
	if catalog.LookupPurpose(id) == nil {
		return text(title)
	}
	m.purposes = append(m.purposes, id)
	return "[" + text(title) + "][" + id + "]"
}

// prose writes a sentence. The places in it that the reference knows are links.
func (m *markdown) prose(s string) string {
	words := strings.Split(oneLine(s), " ")
	var b strings.Builder
	rest := 0 // the first word that is not yet written
	flush := func(to int) {
		if rest < to {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(text(strings.Join(words[rest:to], " ")))
		}
		rest = to
	}
	for i, w := range words {
		core := strings.TrimRight(strings.TrimLeft(w, "("), "),.;:?!")
		at, ok := m.places[core]
		if !ok {
			continue
		}
		flush(i)
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		pre, post, _ := strings.Cut(w, core)
		b.WriteString(pre + link(at.file, at.line) + post)
		rest = i + 1
	}
	flush(len(words))
	return b.String()
}

// quoted is what a step tells to write or to look for, in backquotes: a name of Go, a
// comment.
const quoted = "([\\w./:-]+(?: ID)?)"

var quotedText = regexp.MustCompile("\\\\`" + quoted + "\\\\`")

// step writes a step of a rotation.
func (m *markdown) step(s string) string { return quotedText.ReplaceAllString(m.prose(s), "`$1`") }

// loud marks what is lost for good.
func loud(class, s string) string {
	if class >= "T4" {
		return "**" + s + "**"
	}
	return s
}

// lossCell is the class of loss of a purpose, which is the worst that there is where
// the code does not show the purpose.
func lossCell(purpose, class string) string {
	if unknownPurpose(purpose) {
		return "unknown, " + text(class) + " at worst"
	}
	return loud(class, text(class))
}

// before puts something behind a string that is not empty.
func before(s, sep string) string {
	if s == "" {
		return ""
	}
	return s + sep
}

// A table is written without the columns in which no row has anything.
type table struct {
	head []string
	rows [][]string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

func (m *markdown) table(t *table) {
	var columns []int
	for i := range t.head {
		if slices.ContainsFunc(t.rows, func(row []string) bool { return row[i] != "" }) {
			columns = append(columns, i)
		}
	}
	line := func(cell func(int) string) {
		m.printf("|")
		for _, i := range columns {
			m.printf(" %s |", cell(i))
		}
		m.printf("\n")
	}
	line(func(i int) string { return t.head[i] })
	line(func(int) string { return "---" })
	for _, row := range t.rows {
		line(func(i int) string { return row[i] })
	}
}

// link is a place as a link to its line, "" without a file. Files of other
// modules are not in the repository, nor are absolute ones.
func link(file string, line int) string {
	if file == "" {
		return ""
	}
	shown := text(place(file, line))
	if strings.Contains(file, "@v") || path.IsAbs(file) {
		return shown
	}
	u := url.URL{Path: file}
	if line > 0 {
		u.Fragment = "L" + strconv.Itoa(line)
	}
	return "[" + shown + "](" + strings.ReplaceAll(u.String(), "&", "%26") + ")"
}

// anchor makes the name of a section of an identity.
func anchor(identity string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(identity), func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
}

// code writes a name as a code span, in which nothing is special but its own
// end, and the pipe that ends a cell: a name with one is an element instead.
func code(s string) string {
	s = oneLine(s)
	if s == "" {
		return ""
	}
	if strings.Contains(s, "|") {
		return "<code>" + text(s) + "</code>"
	}
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// text writes plain text: what could mean something to Markdown or HTML gets a
// backslash. An underscore within a word means nothing.
func text(s string) string {
	s = oneLine(s)
	var b strings.Builder
	for i, r := range s {
		special := strings.ContainsRune("\\`*[]<>|~&$#", r)
		switch r {
		case '_':
			prev, _ := utf8.DecodeLastRuneInString(s[:i])
			next, _ := utf8.DecodeRuneInString(s[i+1:])
			special = !wordRune(prev) || !wordRune(next)
		case '+', '-', '=':
			special = i == 0
		case '.', ')':
			// "1. " begins a list.
			special = i > 0 && i < 10 && strings.Trim(s[:i], "0123456789") == ""
		}
		if special {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
