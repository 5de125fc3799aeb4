// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// A ChangeKind says what a change means for those who rotate keys.
type ChangeKind string

// The kinds of changes, the gravest first.
const (
	// Worse: rotating the key costs more than it did.
	Worse ChangeKind = "worse"
	// Weaker: it costs the same, but goes less smoothly, or the key is less of a
	// secret: older keys are refused, a literal stands in.
	Weaker ChangeKind = "weaker"
	// Added: a new key, or a new use that costs no more than the others.
	Added ChangeKind = "added"
	// Changed: neither good nor bad.
	Changed ChangeKind = "changed"
	// Gone: a key, or a use of one.
	Gone ChangeKind = "gone"
	// Better: rotating the key costs less than it did, or goes more smoothly.
	Better ChangeKind = "better"
)

var changeKinds = []ChangeKind{Worse, Weaker, Added, Changed, Gone, Better}

// A Change is one difference between two references.
type Change struct {
	Kind ChangeKind
	Key  string // identity of the key, the old one where it is gone; "" for what is about no key
	Loss string // class of the loss that it is about, "" for none
	// File and Line are where it shows: in the old program for what is gone, in
	// the new one for all else; "" and 0 where there is no place.
	File string
	Line int
	Text string // a sentence, which names the place
}

// Changes are the differences between two references of a program.
type Changes struct {
	// List is sorted by kind, then by loss, the gravest first, then by key.
	List []Change
	// Moved is how many origins and uses are on other lines or in other files,
	// and are otherwise as they were.
	Moved int
	// Reworded is how many keys of which List says nothing have other sentences
	// or come by another way to their uses. Another keyvet may put things in
	// other words.
	Reworded int
}

// Empty reports whether the two references say the same of keys and uses. What
// moved or was put in other words is no difference; [Changes.Moved] and
// [Changes.Reworded] tell of it.
func (c *Changes) Empty() bool { return len(c.List) == 0 }

// Write writes the changes, a sentence a line; nothing where there are none.
func (c *Changes) Write(w io.Writer) error {
	var b strings.Builder
	for _, ch := range c.List {
		b.WriteString(ch.Text + "\n")
	}
	if c.Moved > 0 {
		b.WriteString(count(c.Moved, "place has moved.", "places have moved.") + "\n")
	}
	if c.Reworded > 0 {
		b.WriteString(count(c.Reworded, "key is told of in other words.", "keys are told of in other words.") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// LineDiff writes how a file differs from what it should be, line by line, as a
// unified diff; nothing where it does not. It is for formats that cannot be read
// back; the name is that of the file.
func LineDiff(w io.Writer, name string, old, new []byte) error {
	_, err := w.Write(diff.Diff(name, old, name+" (now)", new))
	return err
}

// Diff returns what is different in a new reference of the program of which there
// is an old one. It changes neither.
//
// A key is the same by its identity, or else by a name that both have. A use is
// the same by its purpose, function, API and operation, wherever it stands.
func Diff(old, new *Reference) *Changes {
	d := &differ{Changes: &Changes{}, pairs: matchKeys(old.Keys, new.Keys), identities: make(map[string]string)}
	var names []string
	for _, p := range d.pairs {
		if p.old != nil && p.new != nil {
			d.identities[p.old.Identity] = p.new.Identity
			if p.old.Identity != p.new.Identity && p.old.Identity != "" && p.old.Title != "" {
				names = append(names, p.old.Identity, p.new.Identity, p.old.Title, p.new.Title)
			}
		}
	}
	d.newNames = strings.NewReplacer(names...)
	for _, p := range d.pairs {
		d.key(p)
	}
	d.program(old, new)
	slices.SortStableFunc(d.List, func(x, y Change) int {
		return cmp.Or(
			cmp.Compare(slices.Index(changeKinds, x.Kind), slices.Index(changeKinds, y.Kind)),
			cmp.Compare(y.Loss, x.Loss), cmp.Compare(x.Key, y.Key), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Text, y.Text))
	})
	d.List = slices.CompactFunc(d.List, func(x, y Change) bool { return x.Text == y.Text })
	return d.Changes
}

// A keyPair is a key in both references; one is nil where there is no such key.
type keyPair struct{ old, new *Key }

var position = regexp.MustCompile(`(\.\w+):\d+`)

// still is a text without the lines of the places in it.
func still(s string) string { return position.ReplaceAllString(s, "$1") }

// matchKeys returns the keys that are the same, then those that are gone, then
// those that are new, each in their order.
func matchKeys(olds, news []*Key) []keyPair {
	same := make(map[*Key]*Key) // old to new
	taken := make(map[*Key]bool)
	// match makes each old key that has no new one yet that for which the score
	// is highest; 0 is none.
	match := func(score func(x, y *Key) int) {
		for _, x := range olds {
			var best *Key
			most := 0
			for _, y := range news {
				if same[x] == nil && !taken[y] {
					if n := score(x, y); n > most {
						best, most = y, n
					}
				}
			}
			if best != nil {
				same[x], taken[best] = best, true
			}
		}
	}
	// The parent of a derived key may have been renamed: parents come first.
	parents := make(map[string]string)
	for _, derived := range []bool{false, true} {
		only := func(is func(x, y *Key) bool) func(x, y *Key) int {
			return func(x, y *Key) int {
				if (x.DerivedFrom != "") == derived && (y.DerivedFrom != "") == derived && is(x, y) {
					return 1
				}
				return 0
			}
		}
		identity := func(x *Key) string {
			if p := parents[x.DerivedFrom]; derived && p != "" {
				return strings.Replace(x.Identity, x.DerivedFrom, p, 1)
			}
			return x.Identity
		}
		match(only(func(x, y *Key) bool {
			return identity(x) == y.Identity && still(y.Identity) == y.Identity
		}))
		// An identity that is a position says nothing once lines have moved.
		match(only(func(x, y *Key) bool { return still(identity(x)) == still(y.Identity) && sameSites(x, y) }))
		match(only(func(x, y *Key) bool { return still(identity(x)) == still(y.Identity) }))
		match(func(x, y *Key) int {
			if x.DerivedFrom != "" || y.DerivedFrom != "" || derived {
				return 0
			}
			n := 0
			for _, name := range names(x) {
				if slices.Contains(names(y), name) {
					n++
				}
			}
			return n
		})
		// A literal that was put elsewhere, a derivation with another label.
		match(only(func(x, y *Key) bool {
			may := derived && parents[x.DerivedFrom] == y.DerivedFrom || still(x.Identity) != x.Identity && still(y.Identity) != y.Identity
			return may && len(x.Uses) > 0 && sameSites(x, y)
		}))
		// Another variable, in all the places of one that is gone and of no other.
		var left, fresh []*Key
		for _, x := range olds {
			if same[x] == nil {
				left = append(left, x)
			}
		}
		for _, y := range news {
			if !taken[y] {
				fresh = append(fresh, y)
			}
		}
		sole := func(k *Key, in []*Key) bool {
			return !slices.ContainsFunc(in, func(o *Key) bool { return o != k && sameSites(o, k) })
		}
		match(only(func(x, y *Key) bool {
			return !derived && kindOf(x) == kindOf(y) && len(x.Uses) > 0 && sameSites(x, y) && sole(x, left) && sole(y, fresh)
		}))
		for x, y := range same {
			parents[x.Identity] = y.Identity
		}
	}
	var out []keyPair
	for _, x := range olds {
		if y := same[x]; y != nil {
			out = append(out, keyPair{x, y})
		}
	}
	for _, x := range olds {
		if same[x] == nil {
			out = append(out, keyPair{x, nil})
		}
	}
	for _, y := range news {
		if !taken[y] {
			out = append(out, keyPair{nil, y})
		}
	}
	return out
}

// kindOf is the kind of the identity of a key.
func kindOf(k *Key) string {
	kind, _, _ := strings.Cut(k.Identity, ":")
	return kind
}

// names are all identities of a key that are no positions.
func names(k *Key) []string {
	return slices.DeleteFunc(append([]string{k.Identity}, k.Names...), func(n string) bool { return still(n) != n })
}

// siteOf is what makes a use the same, wherever it stands.
func siteOf(u *Use) [5]string {
	return [5]string{u.Purpose, u.Package, u.Function, u.API, u.Operation}
}

func sameSites(x, y *Key) bool {
	sites := func(k *Key) (out []string) {
		for _, u := range k.Uses {
			out = append(out, fmt.Sprintf("%q", siteOf(u)))
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(sites(x), sites(y))
}

// A differ gathers changes.
type differ struct {
	*Changes
	pairs      []keyPair
	identities map[string]string // of keys that are in both, old to new
	newNames   *strings.Replacer // of those that were renamed
	causes     []int             // indexes of changes that may bring about another loss of the key at hand
}

// add notes a change of a key.
func (d *differ) add(kind ChangeKind, k *Key, loss, file string, line int, format string, args ...any) {
	c := Change{Kind: kind, Loss: loss, File: file, Line: line, Text: fmt.Sprintf(format, args...)}
	if strings.HasPrefix(c.Text, "the ") { // a title: the literal at a.go:1
		c.Text = upper(c.Text)
	}
	if k != nil {
		c.Key = k.Identity
	}
	d.List = append(d.List, c)
}

// becomes is what rotating a key is, in the words of a change of it.
var becomes = map[string]string{
	"T0": "no loss", "T1": "a loss that heals by itself", "T2": "a passing loss", "T3": "a loss until copies elsewhere are issued anew",
	"T4": "a permanent loss", "T5": "a break of trust",
}

// mannerSays is what a program does with old values. Those of badManners are
// worse than to refuse them.
var mannerSays = map[string]string{
	"F0": "accepts old values", "F1": "treats old values as absent", "F2": "refuses old values", "F3": "fails on old values again and again",
	"F4": "stops at a fallback that is bad", "F5": "fails on what is stored", "F6": "swallows the error of old values", "F7": "fails on old values with another error",
	"F8": "does not start with old values", "F9": "destroys old values", "F10": "takes no notice of a new key",
}

var badManners = []string{"F3", "F4", "F6", "F9", "F10"}

// key compares a key.
func (d *differ) key(p keyPair) {
	switch k := cmp.Or(p.new, p.old); {
	case p.old == nil:
		d.newKey(k)
	case p.new == nil:
		d.add(Gone, k, k.WorstLoss, "", 0, "%s is gone%s.", k.Title, which("and no longer "+saysOf(k.Uses), len(k.Uses) > 0))
	default:
		before := len(d.List)
		d.renamed(p)
		d.origins(p)
		d.derivation(p)
		d.causes = nil
		d.uses(p)
		d.loss(p)
		d.keyFindings(p)
		if len(d.List) == before && d.bare(p.old) != d.bare(p.new) {
			d.Reworded++
		}
	}
}

// which is a clause behind a comma, where there is one.
func which(clause string, is bool) string {
	if !is {
		return ""
	}
	return ", " + clause
}

func (d *differ) newKey(k *Key) {
	file, line := "", 0
	if len(k.Uses) > 0 {
		file, line = k.Uses[0].File, k.Uses[0].Line
	} else if len(k.Origins) > 0 {
		file, line = k.Origins[0].File, k.Origins[0].Line
	}
	if len(k.Uses) == 0 {
		d.add(Added, k, k.WorstLoss, file, line, "%s is a new key of which no use is seen%s.", k.Title, at(file, line))
	} else {
		costs := fmt.Sprintf("rotating it is %s (%s)", becomes[k.WorstLoss], k.WorstLoss)
		if unsure(k) {
			costs = fmt.Sprintf("what rotating it loses is unknown, and %s at worst (%s)", becomes[k.WorstLoss], k.WorstLoss)
		}
		d.add(Added, k, k.WorstLoss, file, line, "%s is a new key, which %s%s: %s.", k.Title, saysOf(k.Uses), at(file, line), costs)
	}
	kind := kindOf(k)
	for _, o := range k.Origins {
		if o.Fixed && o.Kind != kind { // its title does not say it: the literal at a.go:1
			d.fixed(k, o)
		}
	}
	for _, f := range k.Findings {
		d.finding(k, f)
	}
}

// saysOf is what uses do, in at most a few words.
func saysOf(us []*Use) string {
	const most = 3
	var out []string
	for _, u := range us {
		if !slices.Contains(out, u.Says) {
			out = append(out, u.Says)
		}
	}
	if n := len(out) - most; n > 0 {
		out = append(out[:most:most], count(n, "thing more", "things more"))
	}
	return list(out)
}

// at is a place in parentheses, "" for none.
func at(file string, line int) string {
	if file == "" {
		return ""
	}
	return " (" + spot(file, line) + ")"
}

func spot(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// renamed tells what a key is called otherwise than before.
func (d *differ) renamed(p keyPair) {
	old, new := p.old, p.new
	identity := still(old.Identity)
	if parent := d.identities[old.DerivedFrom]; parent != "" {
		identity = still(strings.Replace(old.Identity, old.DerivedFrom, parent, 1))
	}
	if identity != still(new.Identity) {
		d.add(Changed, new, "", "", 0, "%s (%s) is %s (%s) now.", old.Title, old.Identity, new.Title, new.Identity)
	}
	was, is := names(old), names(new)
	for _, n := range is {
		if !slices.Contains(was, n) && n != new.Identity {
			d.add(Changed, new, "", "", 0, "%s is also called %s now.", new.Title, n)
		}
	}
	for _, n := range was {
		if !slices.Contains(is, n) && n != old.Identity {
			d.add(Changed, new, "", "", 0, "%s is no longer called %s.", new.Title, n)
		}
	}
	was = nil
	for _, id := range old.Fallbacks {
		was = append(was, cmp.Or(d.identities[id], id))
	}
	for _, id := range new.Fallbacks {
		if !slices.Contains(was, id) {
			d.add(Better, new, "", "", 0, "What was made with %s is accepted beside %s now.", id, new.Title)
		}
	}
	for _, id := range was {
		if !slices.Contains(new.Fallbacks, id) {
			d.add(Weaker, new, "", "", 0, "What was made with %s is no longer accepted beside %s.", id, new.Title)
		}
	}
}

// origins compares where a key comes from.
func (d *differ) origins(p keyPair) {
	called := func(o Origin) string { return strings.TrimSpace(o.Kind + " " + o.Name) }
	same := func(x, y Origin) bool {
		if x.Kind+":"+x.Name == p.old.Identity && y.Kind+":"+y.Name == p.new.Identity {
			return true // renamed has told it
		}
		return x.Kind == y.Kind && x.Fixed == y.Fixed && (x.Kind == "derived" || x.Name == y.Name)
	}
	d.matched(len(p.old.Origins), len(p.new.Origins), []func(i, j int) bool{
		func(i, j int) bool {
			x, y := p.old.Origins[i], p.new.Origins[j]
			return same(x, y) && x.File == y.File && x.Line == y.Line
		},
		func(i, j int) bool { return same(p.old.Origins[i], p.new.Origins[j]) },
	}, func(i, j int) {
		switch {
		case i < 0:
			if o := p.new.Origins[j]; o.Fixed {
				d.fixed(p.new, o)
			} else if slices.ContainsFunc(p.old.Origins, func(x Origin) bool { return same(x, o) }) {
				d.add(Changed, p.new, "", o.File, o.Line, "%s comes from %s in one place more%s.", p.new.Title, called(o), at(o.File, o.Line))
			} else {
				d.add(Changed, p.new, "", o.File, o.Line, "%s can come from %s now%s.", p.new.Title, called(o), at(o.File, o.Line))
			}
		case j < 0:
			if o := p.old.Origins[i]; o.Fixed {
				d.add(Better, p.new, "", o.File, o.Line, "%s no longer has a fixed value (%s at %s).", p.new.Title, o.Kind, spot(o.File, o.Line))
			} else if slices.ContainsFunc(p.new.Origins, func(y Origin) bool { return same(o, y) }) {
				d.add(Changed, p.new, "", o.File, o.Line, "%s comes from %s in one place fewer%s.", p.new.Title, called(o), at(o.File, o.Line))
			} else {
				d.add(Changed, p.new, "", o.File, o.Line, "%s no longer comes from %s%s.", p.new.Title, called(o), at(o.File, o.Line))
			}
		default:
			x, y := p.old.Origins[i], p.new.Origins[j]
			if x.File != y.File || x.Line != y.Line {
				d.Moved++
			}
			switch {
			case x.StandsIn == y.StandsIn:
			case y.StandsIn:
				d.add(Changed, p.new, "", y.File, y.Line, "%s comes from %s only where nothing else is set now%s.", p.new.Title, called(y), at(y.File, y.Line))
			case y.Fixed:
				d.fixed(p.new, y)
			default:
				d.add(Changed, p.new, "", y.File, y.Line, "%s comes from %s first now%s.", p.new.Title, called(y), at(y.File, y.Line))
			}
		}
	})
}

// fixed tells of a value that comes with the program.
func (d *differ) fixed(k *Key, o Origin) {
	if o.StandsIn {
		d.add(Weaker, k, "", o.File, o.Line, "A fixed value (%s) stands in where %s is missing%s.", o.Kind, k.Title, at(o.File, o.Line))
		return
	}
	d.add(Weaker, k, "", o.File, o.Line, "%s has a fixed value (%s)%s.", k.Title, o.Kind, at(o.File, o.Line))
}

// derivation compares how a key is computed. Who changes that rotates the key.
func (d *differ) derivation(p keyPair) {
	old, new := p.old, p.new
	_, was, _ := strings.Cut(old.Identity, old.DerivedFrom)
	_, is, _ := strings.Cut(new.Identity, new.DerivedFrom)
	relabelled := old.DerivedFrom != "" && new.DerivedFrom != "" && still(was) != still(is)
	if parent := cmp.Or(d.identities[old.DerivedFrom], old.DerivedFrom); still(parent) != still(new.DerivedFrom) || old.Derivation != new.Derivation || relabelled {
		d.add(Weaker, new, new.WorstLoss, "", 0, "%s is computed otherwise than before: that alone rotates it (%s).", new.Title, new.WorstLoss)
	}
}

// loss tells when rotating a key costs another class than before: with what
// brought it about, or by itself.
func (d *differ) loss(p keyPair) {
	was, is := p.old.WorstLoss, p.new.WorstLoss
	if was == is {
		return
	}
	switch {
	case is < was && unsure(p.old) && !unsure(p.new):
		d.add(Better, p.new, was, "", 0, "What rotating %s loses was unknown, and is %s (%s at worst → %s).", p.new.Title, becomes[is], was, is)
		return
	case is < was:
		d.add(Better, p.new, was, "", 0, "Rotating %s is no longer %s, but %s (%s → %s).", p.new.Title, becomes[was], becomes[is], was, is)
		return
	}
	became := fmt.Sprintf("becomes %s (%s → %s)", becomes[is], was, is)
	if unsure(p.new) {
		became = fmt.Sprintf("becomes %s at worst (%s → %s)", becomes[is], was, is)
	}
	for _, i := range d.causes {
		if c := &d.List[i]; c.Loss == is {
			c.Kind = Worse
			c.Text = strings.TrimSuffix(c.Text, ".") + ": rotating it " + became + "."
			return
		}
	}
	through := ""
	for _, q := range d.pairs {
		if q.new != nil && q.new.DerivedFrom == p.new.Identity && q.new.WorstLoss == is {
			through = q.new.Title
			break
		}
	}
	d.add(Worse, p.new, is, "", 0, "Rotating %s %s%s.", p.new.Title, became, which("by way of "+through, through != ""))
}

// uses compares the uses of a key.
func (d *differ) uses(p keyPair) {
	olds, news := p.old.Uses, p.new.Uses
	d.matched(len(olds), len(news), []func(i, j int) bool{
		func(i, j int) bool {
			return siteOf(olds[i]) == siteOf(news[j]) && olds[i].File == news[j].File && olds[i].Line == news[j].Line
		},
		func(i, j int) bool { return siteOf(olds[i]) == siteOf(news[j]) },
		func(i, j int) bool { // it is for something else
			x, y := olds[i], news[j]
			return x.Package == y.Package && x.Function == y.Function && x.API == y.API
		},
		func(i, j int) bool { // it went to another function
			x, y := olds[i], news[j]
			return x.Purpose == y.Purpose && x.API == y.API && x.Operation == y.Operation
		},
	}, func(i, j int) {
		switch {
		case i < 0:
			d.newUse(p, news[j])
		case j < 0:
			u := olds[i]
			if slices.ContainsFunc(news, func(v *Use) bool { return v.Says == u.Says }) {
				d.add(Gone, p.new, u.Loss, u.File, u.Line, "%s %s in one place fewer (%s).", p.new.Title, u.Says, function(u))
			} else {
				d.add(Gone, p.new, u.Loss, u.File, u.Line, "%s no longer %s (in %s).", p.new.Title, u.Says, function(u))
			}
		default:
			d.use(p, olds[i], news[j])
		}
	})
}

// matched calls f for the pairs of old and new things by their indexes, with -1
// for what is gone or new. Each way to match is tried for all before the next.
func (d *differ) matched(olds, news int, ways []func(i, j int) bool, f func(i, j int)) {
	ofOld, ofNew := make([]int, olds), make([]int, news)
	for i := range ofOld {
		ofOld[i] = -1
	}
	for j := range ofNew {
		ofNew[j] = -1
	}
	for _, way := range ways {
		for i := range ofOld {
			for j := 0; j < news && ofOld[i] < 0; j++ {
				if ofNew[j] < 0 && way(i, j) {
					ofOld[i], ofNew[j] = j, i
				}
			}
		}
	}
	for j, i := range ofNew {
		f(i, j)
	}
	for i, j := range ofOld {
		if j < 0 {
			f(i, -1)
		}
	}
}

// function is where a use stands, without a line: totp.seal.
func function(u *Use) string {
	name := u.Package[strings.LastIndexByte(u.Package, '/')+1:]
	return strings.Trim(name+"."+u.Function, ".")
}

func (d *differ) newUse(p keyPair, u *Use) {
	d.causes = append(d.causes, len(d.List))
	switch says := func(v *Use) bool { return v.Says == u.Says }; {
	case slices.ContainsFunc(p.old.Uses, says):
		d.add(Added, p.new, u.Loss, u.File, u.Line, "%s now %s in one place more, %s%s.", p.new.Title, u.Says, function(u), at(u.File, u.Line))
	case len(p.old.Uses) > 0:
		d.add(Added, p.new, u.Loss, u.File, u.Line, "%s now also %s%s.", p.new.Title, u.Says, at(u.File, u.Line))
	default:
		d.add(Added, p.new, u.Loss, u.File, u.Line, "%s now %s%s.", p.new.Title, u.Says, at(u.File, u.Line))
	}
}

// use compares a use.
func (d *differ) use(p keyPair, x, y *Use) {
	k := p.new
	place := spot(y.File, y.Line)
	say := func(kind ChangeKind, loss, format string, args ...any) {
		d.add(kind, k, loss, y.File, y.Line, format, args...)
	}
	moved := x.Package != y.Package || x.Function != y.Function
	if !moved && (x.File != y.File || x.Line != y.Line) {
		d.Moved++
	}
	if moved {
		say(Changed, "", "%s %s in %s now, no longer in %s%s.", k.Title, y.Says, function(y), function(x), at(y.File, y.Line))
	}
	switch {
	case x.Purpose != y.Purpose:
		d.causes = append(d.causes, len(d.List))
		say(Changed, y.Loss, "%s now %s and no longer %s%s.", k.Title, y.Says, x.Says, at(y.File, y.Line))
	case x.Operation != y.Operation:
		say(Changed, y.Loss, "The use of %s at %s is to %s now, not to %s.", k.Title, place, y.Operation, x.Operation)
	}
	if x.Purpose == y.Purpose && x.Loss != y.Loss {
		kind := Better
		if y.Loss > x.Loss {
			kind = Worse
		}
		say(kind, y.Loss, "What %s does for %s (%s) is %s now, and was %s (%s → %s).", place, k.Title, y.Says, becomes[y.Loss], becomes[x.Loss], x.Loss, y.Loss)
	}
	if x.Fallback != y.Fallback && x.Fallback != "" && y.Fallback != "" {
		switch {
		case y.Fallback == "honoured":
			say(Better, "", "%s accepts older keys beside %s now.", place, k.Title)
		case x.Fallback == "honoured":
			say(Weaker, y.Loss, "%s no longer accepts older keys beside %s.", place, k.Title)
		case y.Fallback == "ignored":
			say(Weaker, y.Loss, "%s takes one key only, where %s has older ones now.", place, k.Title)
		default:
			say(Changed, "", "%s takes one key only, as all uses of %s do now.", place, k.Title)
		}
	}
	if x.Manner != y.Manner {
		kind := Changed
		switch was, is := slices.Contains(badManners, x.Manner), slices.Contains(badManners, y.Manner); {
		case is && !was:
			kind = Weaker
		case was && !is && y.Manner != "":
			kind = Better
		}
		file, line := y.MannerFile, y.MannerLine
		if file == "" {
			file, line = y.File, y.Line
		}
		switch {
		case y.Manner == "":
			say(kind, "", "What %s does when %s is rotated no longer shows: it was that it %s (%s).", place, k.Title, mannerSays[x.Manner], x.Manner)
		case x.Manner == "":
			d.add(kind, k, "", file, line, "When %s is rotated, %s %s now (%s).", k.Title, spot(file, line), mannerSays[y.Manner], y.Manner)
		default:
			d.add(kind, k, "", file, line, "When %s is rotated, %s %s now (%s → %s).", k.Title, spot(file, line), mannerSays[y.Manner], x.Manner, y.Manner)
		}
	}
	if x.Lifetime != y.Lifetime {
		kind := Changed
		if y.Lifetime == -1 || x.Lifetime > 0 && y.Lifetime > x.Lifetime {
			kind = Weaker
		}
		_, object, _ := strings.Cut(y.Says, " ") // signs client-side sessions
		d.add(kind, k, "", y.LifetimeFile, y.LifetimeLine, "%s made with %s last %s now, %s before%s.", upper(object), k.Title, lasts(y.Lifetime), lasts(x.Lifetime), at(y.LifetimeFile, y.LifetimeLine))
	}
	switch {
	case x.Separation == y.Separation:
		if x.Label != y.Label {
			say(Weaker, y.Loss, "%s is used under another label at %s: that alone rotates it there.", k.Title, place)
		}
	case x.Separation == "derived" || y.Separation == "derived":
		say(Weaker, y.Loss, "The key that %s uses is computed from %s otherwise than before: that alone rotates it there.", place, k.Title)
	case y.Separation == "shared":
		d.add(Weaker, k, "", "", 0, "The same bytes of %s serve several purposes now.", k.Title)
	case x.Separation == "shared":
		d.add(Better, k, "", "", 0, "%s serves one purpose only now.", k.Title)
	}
	switch is, was := artefactPlace(y), artefactPlace(x); {
	case is == was || x.Purpose != y.Purpose && !y.ArtefactSeen: // another purpose has another place, as a rule
	case was == nowhere:
		say(Changed, "", "What %s makes at %s is in %s now.", k.Title, place, is)
	case is == nowhere:
		say(Changed, "", "What %s makes at %s is in %s now, and was in %s.", k.Title, place, is, was)
	default:
		say(Changed, "", "What %s makes at %s is in %s now, not in %s.", k.Title, place, is, was)
	}
	switch {
	case x.KeyID && !y.KeyID:
		say(Weaker, "", "What %s makes at %s no longer tells its key.", k.Title, place)
	case y.KeyID && !x.KeyID:
		say(Better, "", "What %s makes at %s tells its key now.", k.Title, place)
	}
	if x.Order != y.Order {
		say(Changed, "", "%s is %s at %s now, and was %s.", k.Title, nth(y.Order), place, nth(x.Order))
	}
}

func lasts(seconds int64) string {
	switch seconds {
	case 0:
		return "for a time that the code does not show"
	case -1:
		return "for ever"
	}
	return Duration(seconds)
}

func nth(order int) string {
	if order == 0 {
		return "the only key"
	}
	return fmt.Sprintf("key number %d", order)
}

const nowhere = "no place that is known"

// artefactPlace is where what a use makes lives, with an article.
func artefactPlace(u *Use) string {
	switch u.Artefact {
	case "none", "":
		return nowhere
	case "url":
		return strings.TrimSpace("a URL " + u.ArtefactName)
	}
	return strings.TrimSpace("a " + u.Artefact + " " + u.ArtefactName)
}

// finding tells of what is wrong about a key now.
func (d *differ) finding(k *Key, f Finding) {
	d.add(Weaker, k, "", f.File, f.Line, "New finding: %s: %s%s.", f.Rule, strings.TrimSuffix(f.Message, "."), at(f.File, f.Line))
}

// keyFindings compares what is wrong about a key.
func (d *differ) keyFindings(p keyPair) {
	olds, news := p.old.Findings, p.new.Findings
	bare := func(k *Key, s string) string { return still(strings.ReplaceAll(s, k.Title, "")) }
	d.matched(len(olds), len(news), []func(i, j int) bool{func(i, j int) bool {
		return olds[i].Rule == news[j].Rule && bare(p.old, olds[i].Message) == bare(p.new, news[j].Message)
	}}, func(i, j int) {
		switch {
		case i < 0:
			d.finding(p.new, news[j])
		case j < 0:
			f := olds[i]
			d.add(Better, p.new, "", f.File, f.Line, "No longer found: %s: %s%s.", f.Rule, strings.TrimSuffix(f.Message, "."), at(f.File, f.Line))
		}
	})
}

// program compares what is about no key.
func (d *differ) program(old, new *Reference) {
	titles := make(map[string]string) // by identity
	for _, r := range []*Reference{old, new} {
		for _, k := range r.Keys {
			titles[k.Identity] = k.Title
		}
	}
	keys := make(map[string]*Key)
	for _, k := range new.Keys {
		keys[k.Identity] = k
	}
	question := func(q Question, key string) [3]string {
		return [3]string{still(key), q.Directive, still(strings.ReplaceAll(q.Text, titles[q.Key], ""))}
	}
	elsewhere := func(q Question) Question {
		if q.File != "" {
			q.Text = strings.ReplaceAll(q.Text, q.File, "")
		}
		return q
	}
	d.matched(len(old.Questions), len(new.Questions), []func(i, j int) bool{func(i, j int) bool {
		x, y := old.Questions[i], new.Questions[j]
		return question(x, cmp.Or(d.identities[x.Key], x.Key)) == question(y, y.Key)
	}, func(i, j int) bool { // its file was renamed
		x, y := old.Questions[i], new.Questions[j]
		return x.File != y.File && question(elsewhere(x), cmp.Or(d.identities[x.Key], x.Key)) == question(elsewhere(y), y.Key)
	}}, func(i, j int) {
		switch {
		case i < 0:
			q := new.Questions[j]
			d.add(Changed, keys[q.Key], "", q.File, q.Line, "New question: %s", q.Text)
		case j < 0:
			if q := old.Questions[i]; d.identities[q.Key] != "" { // one of a key that is gone needs no answer
				d.add(Better, keys[d.identities[q.Key]], "", q.File, q.Line, "No longer a question: %s", q.Text)
			}
		}
	})
	d.matched(len(old.NotAffected), len(new.NotAffected), []func(i, j int) bool{func(i, j int) bool {
		x, y := old.NotAffected[i], new.NotAffected[j]
		return x.What == y.What && x.Why == y.Why
	}}, func(i, j int) {
		switch {
		case i < 0:
			e := new.NotAffected[j]
			d.add(Changed, nil, "", e.File, e.Line, "Not affected by any key: %s (%s)%s.", e.What, e.Why, at(e.File, e.Line))
		case j < 0:
			e := old.NotAffected[i]
			d.add(Changed, nil, "", e.File, e.Line, "No longer listed as not affected: %s (%s).", e.What, e.Why)
		}
	})
	d.matched(len(old.Errors), len(new.Errors), []func(i, j int) bool{func(i, j int) bool {
		return old.Errors[i].Package == new.Errors[j].Package && still(old.Errors[i].Message) == still(new.Errors[j].Message)
	}}, func(i, j int) {
		switch {
		case i < 0:
			e := new.Errors[j]
			d.add(Weaker, nil, "", e.File, e.Line, "%s cannot be read, and what it does with keys is not known: %s%s.", e.Package, e.Message, at(e.File, e.Line))
		case j < 0:
			e := old.Errors[i]
			d.add(Better, nil, "", e.File, e.Line, "%s has one error less: %s%s.", e.Package, e.Message, at(e.File, e.Line))
		}
	})
}

var placeField = regexp.MustCompile(`"(?:file|line|mannerFile|mannerLine|lifetimeFile|lifetimeLine)":(?:"[^"]*"|\d+)`)

// bare is all that a reference says of a key, but for places, and with keys
// called as in the new reference.
func (d *differ) bare(k *Key) string {
	text, err := json.Marshal(k)
	if err != nil {
		return err.Error() // a Key has nothing that JSON has not
	}
	return placeField.ReplaceAllString(still(d.newNames.Replace(string(text))), "")
}
