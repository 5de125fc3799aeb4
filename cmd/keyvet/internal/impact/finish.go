// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// fallbackWords are those by which people call older keys.
var fallbackWords = []string{"fallback", "previous", "prev", "old", "older", "retired", "rotated", "legacy", "former"}

// isFallback reports whether a name is that of older keys.
func isFallback(identity string) bool {
	_, name, _ := strings.Cut(identity, ":")
	return slices.ContainsFunc(keyflow.Words(name), func(w string) bool {
		return slices.Contains(fallbackWords, strings.TrimSuffix(w, "s")) || slices.ContainsFunc(fallbackWords[:2], func(f string) bool {
			return strings.HasPrefix(w, f) || strings.HasSuffix(w, f) || strings.HasSuffix(w, f+"s")
		})
	})
}

// fallbacks finds the keys that only stand beside another one, where what was
// made with them is still accepted, and makes them its fallbacks.
func (b *builder) fallbacks(r *Reference) {
	for _, old := range r.Keys {
		named := isFallback(old.Identity) || slices.ContainsFunc(old.Names, isFallback)
		if len(old.Uses) == 0 || !named && !slices.ContainsFunc(old.Uses, func(u *Use) bool { return u.site != nil && u.site.After != keyflow.Place{} }) {
			continue
		}
		var main *Key
		for _, k := range r.Keys {
			if k != old && !isFallback(k.Identity) && covers(k, old) && (named || numbered(k.Identity, old.Identity) && triedAfter(k, old)) && (main == nil || len(k.Uses) < len(main.Uses)) {
				main = k
			}
		}
		if main == nil {
			continue
		}
		main.Fallbacks = append(main.Fallbacks, old.Identity)
		for _, u := range main.Uses {
			if u.Fallback == "none" && (!u.helped || u.sole) && slices.ContainsFunc(old.Uses, func(v *Use) bool {
				return inOneList(u, v) || retries(v, u) || sameSite(u, v) && (v.Fallback == "honoured" || !v.first)
			}) {
				u.Fallback = "honoured"
			}
			for _, v := range old.Uses {
				if retries(v, u) { // what is done when this one fails too
					u.Manner, u.MannerFile, u.MannerLine = v.Manner, v.MannerFile, v.MannerLine
				}
			}
		}
		b.addOld(main, old)
		old.Origins, old.Uses = nil, nil // told as a fallback
	}
}

// addOld notes an older key that stands beside main. A variable and a setting that
// are called the same are one.
func (b *builder) addOld(main, old *Key) {
	for _, o := range b.olds[main.Identity] {
		if !calledLike(o.Identity, old.Identity) && !calledLike(old.Identity, o.Identity) {
			continue
		}
		if better(old.Identity, o.Identity) {
			o.Identity, old.Identity = old.Identity, o.Identity
		}
		o.Names = slices.Concat(o.Names, []string{old.Identity}, old.Names)
		slices.Sort(o.Names)
		o.Origins, o.Uses = slices.Concat(o.Origins, old.Origins), slices.Concat(o.Uses, old.Uses)
		main.Fallbacks = slices.DeleteFunc(main.Fallbacks, func(id string) bool { return id == old.Identity })
		if !slices.Contains(main.Fallbacks, o.Identity) {
			main.Fallbacks = append(main.Fallbacks, o.Identity)
		}
		return
	}
	b.olds[main.Identity] = append(b.olds[main.Identity], &Key{Identity: old.Identity, Names: old.Names, Origins: old.Origins, Uses: old.Uses})
}

// older says of each key which older ones are accepted beside it, and where. They
// check there, and nothing else: what they reach besides makes new values, with the
// key that comes first.
func (b *builder) older(r *Reference) {
	for _, k := range r.Keys {
		for _, old := range b.olds[k.Identity] {
			o := &Older{Identity: old.Identity, Title: title(old.Identity), Names: old.Names, Origins: old.Origins}
			sortOrigins(o.Origins)
			for _, m := range r.Keys { // the key, and those that are derived from it
				if m != k && m.DerivedFrom != k.Identity {
					continue
				}
				for _, u := range m.Uses {
					at := func(v *Use) bool { return sameSite(u, v) || inOneList(u, v) || retries(v, u) }
					if u.Fallback != "honoured" && u.Operation != "derive" || !slices.ContainsFunc(old.Uses, at) {
						continue
					}
					v := *u
					v.Operation = checking(u.Operation)
					o.Uses = append(o.Uses, &v)
				}
			}
			if len(o.Uses) == 0 {
				continue
			}
			if one := o.Uses[0].Purpose; !slices.ContainsFunc(o.Uses, func(u *Use) bool { return u.Purpose != one }) {
				for _, u := range o.Uses {
					if u.Separation == "shared" { // as that of the key is
						u.Separation = "own"
					}
				}
			}
			sortUses(o.Uses)
			o.WorstLoss = worst(o.Uses)
			o.Sentence = withoutOlder(o)
			k.Older = append(k.Older, o)
		}
		slices.SortFunc(k.Older, func(x, y *Older) int { return strings.Compare(x.Identity, y.Identity) })
	}
}

// checking is the part of an operation that older keys take in.
func checking(operation string) string {
	switch operation {
	case "sign and verify":
		return "verify"
	case "encrypt and decrypt":
		return "decrypt"
	case keyflow.OperationPair:
		return "verify and decrypt"
	}
	return operation
}

// withoutOlder says what it does to take an older key away.
func withoutOlder(o *Older) string {
	var made []string
	for _, u := range o.Uses {
		if u.Operation == "derive" {
			continue
		}
		m := fmt.Sprintf("%s (%s)", catalog.LookupPurpose(u.Purpose).Object, u.Loss)
		if !slices.Contains(made, m) {
			made = append(made, m)
		}
	}
	return fmt.Sprintf("Without it, what it made counts no longer: %s.", list(made))
}

// covers reports whether all uses of an older key are uses of k too.
func covers(k, old *Key) bool {
	for _, u := range old.Uses {
		if !slices.ContainsFunc(k.Uses, func(v *Use) bool { return sameSite(u, v) || inOneList(u, v) || retries(u, v) }) {
			return false
		}
	}
	return true
}

// retries reports whether a use is made with the same data when another one has failed.
func retries(u, failed *Use) bool {
	return u.site != nil && failed.site != nil && u.site.After != keyflow.Place{} && slices.Contains(failed.site.Checked, u.site.After)
}

// numbered reports whether one name is another with a number or letter: LINK_KEY_2 beside
// LINK_KEY. A key that is called otherwise may be somebody else's: that of readers is
// tried where that of administrators fails.
func numbered(of, name string) bool {
	x, y := keyflow.Words(of), keyflow.Words(name)
	return len(y) == len(x)+1 && len(y[len(x)]) == 1 && slices.Equal(x, y[:len(x)])
}

// triedAfter reports whether all that checks with a key is tried where k has failed.
func triedAfter(k, old *Key) bool {
	for _, u := range old.Uses {
		if checks(u.Operation) && !slices.ContainsFunc(k.Uses, func(v *Use) bool { return retries(u, v) }) {
			return false
		}
	}
	return true
}

// inOneList reports whether two uses make objects that stand in one list, of which each
// is tried:
//
//	codecs := []securecookie.Codec{securecookie.New(hashKey, nil)}
//	codecs = append(codecs, securecookie.New(oldHashKey, nil))
func inOneList(u, v *Use) bool {
	return u.site != nil && v.site != nil && u.site.Listed && v.site.Listed &&
		u.Package == v.Package && u.File == v.File && u.Function == v.Function && u.Symbol == v.Symbol && u.Purpose == v.Purpose && u.Operation == v.Operation
}

// parses reports whether a use only reads a private key, which is then used
// elsewhere.
func parses(u *Use) bool { return u.site != nil && u.site.Sink.Operation == "parse" }

// parsed gives what only parses a private key the purpose that the key has where
// it is used then, in the same package: a host key is not a login. Where that is
// seen of what is parsed there, another use of the key says nothing.
func parsed(k *Key) {
	for _, u := range k.Uses {
		if !parses(u) || u.site.Goes {
			continue
		}
		for _, v := range k.Uses {
			if !parses(v) && v.Package == u.Package && !unknownPurpose(v.Purpose) {
				u.Purpose, u.Says, u.Breaks, u.Loss, u.Artefact = v.Purpose, v.Says, v.Breaks, v.Loss, v.Artefact
				break
			}
		}
	}
}

func sameSite(u, v *Use) bool { return u.File == v.File && u.Line == v.Line && u.Symbol == v.Symbol }

// finish completes what is known of a key's origins and uses.
func (b *builder) finish(k *Key) {
	named := slices.ContainsFunc(k.Origins, func(o Origin) bool {
		return o.Name != "" && !o.Fixed && o.Kind != string(catalog.OriginRandom)
	})
	for i := range k.Origins {
		o := &k.Origins[i]
		if named && (o.Fixed || o.Kind == string(catalog.OriginRandom)) {
			o.StandsIn = true
		}
	}
	sortOrigins(k.Origins)
	k.Title = title(k.Identity)
	if i := slices.IndexFunc(k.Origins, func(o Origin) bool { return o.Kind == string(catalog.OriginEmbed) && o.Name != "" }); i >= 0 && strings.HasPrefix(k.Identity, "embed:") {
		k.Title = "the embedded file " + k.Origins[i].Name // its identity has the place of the variable
	}
	slices.Sort(k.Fallbacks)

	// What is sent under a name is what is checked under it.
	for _, u := range k.Uses {
		i := slices.IndexFunc(k.Uses, func(v *Use) bool {
			return unknownPurpose(u.Purpose) && u.Operation == "verify" && v.Operation == "sign" && !unknownPurpose(v.Purpose) && v.Package == u.Package &&
				u.Artefact == "header" && v.Artefact == u.Artefact && u.ArtefactName != "" && v.ArtefactName == u.ArtefactName
		})
		if i >= 0 {
			p := catalog.LookupPurpose(k.Uses[i].Purpose)
			u.Purpose, u.Says, u.Breaks, u.Loss = p.ID, p.Says("verify"), p.Breaks, p.Loss
			if u.site != nil {
				b.lasts(u, u.site.ValidFor(p.ID))
			}
		}
	}
	// A session cookie is made in one place and read in another, which does not show
	// what is in it.
	const session, id = "client-session", "session-id"
	makes := func(pkg, purpose string) bool {
		return slices.ContainsFunc(k.Uses, func(v *Use) bool {
			return v.Package == pkg && v.Purpose == purpose && (v.Operation == "sign" || v.Operation == "encrypt")
		})
	}
	for _, u := range k.Uses {
		if u.Purpose == session && (u.Operation == "verify" || u.Operation == "decrypt") && makes(u.Package, id) && !makes(u.Package, session) {
			p := catalog.LookupPurpose(id)
			u.Purpose, u.Says, u.Breaks, u.Loss = p.ID, p.Says(u.Operation), p.Breaks, p.Loss
		}
	}
	// What one origin shows of the purpose of a use holds for the others.
	k.Uses = slices.DeleteFunc(k.Uses, func(u *Use) bool {
		return unknownPurpose(u.Purpose) && slices.ContainsFunc(k.Uses, func(v *Use) bool { return sameSite(u, v) && !unknownPurpose(v.Purpose) })
	})
	// What a library does inside is told where the program calls it.
	inside := func(u *Use) bool { return strings.Contains(u.File, "@v") }
	k.Uses = slices.DeleteFunc(k.Uses, func(u *Use) bool {
		return inside(u) && slices.ContainsFunc(k.Uses, func(v *Use) bool { return !inside(v) && v.Purpose == u.Purpose })
	})
	parsed(k)
	sortUses(k.Uses)
	honoured := len(k.Fallbacks) > 0 || slices.ContainsFunc(k.Uses, func(u *Use) bool { return u.Fallback == "honoured" })
	// What one call of helpers does not show of older keys, another does not either.
	unsure := slices.ContainsFunc(k.Uses, func(u *Use) bool { return u.helped && u.Fallback == "" })
	purposes := make(map[string]bool)
	for _, u := range k.Uses {
		if u.Separation != "derived" && u.Operation != "derive" {
			purposes[u.Purpose] = true
		}
	}
	for _, u := range k.Uses {
		if m := lastsAs(k.Uses, u); u.Lifetime == 0 && m != nil {
			u.Lifetime, u.LifetimeDefault, u.LifetimeFile, u.LifetimeLine = m.Lifetime, m.LifetimeDefault, m.LifetimeFile, m.LifetimeLine
		}
		switch {
		case (honoured || unsure) && u.Fallback == "none" && u.helped:
			u.Fallback = ""
		case honoured && u.Fallback == "none":
			u.Fallback = "ignored"
		}
		if u.Separation == "" {
			u.Separation = "own"
			if len(purposes) > 1 {
				u.Separation = "shared"
			}
		}
		p := catalog.LookupPurpose(u.Purpose)
		u.Loss = p.LossWithin(u.Lifetime)
		u.Retention = retention(p, []*Use{u})
		if u.Lifetime > 0 && ends(u.Purpose) {
			u.Retention = lasting(u)
		}
	}
}

// sortOrigins sorts origins as they are tried: what is configured, what stands in
// for it, random bytes, what comes with the program.
func sortOrigins(os []Origin) {
	slices.SortFunc(os, func(x, y Origin) int {
		rank := func(o Origin) int {
			switch {
			case o.Fixed:
				return 3
			case o.Kind == string(catalog.OriginRandom):
				return 2
			case o.StandsIn:
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Name, y.Name))
	})
}

// ofLibrary is what a purpose says of a library that has it: "(30 days by default
// in gorilla/sessions)".
var ofLibrary = regexp.MustCompile(` \([^()]* by default in ([\w/.-]+)[^()]*\)`)

// retention is how long an old key has to stay for a purpose: what holds by default
// in a library is said of uses of that library only.
func retention(p *catalog.Purpose, us []*Use) string {
	return ofLibrary.ReplaceAllStringFunc(p.Retention, func(s string) string {
		library := ofLibrary.FindStringSubmatch(s)[1]
		if slices.ContainsFunc(us, func(u *Use) bool { return strings.Contains(u.Symbol, library) }) {
			return s
		}
		return ""
	})
}

// lastsAs returns a use of the same purpose in the same package, or through the
// same API, that shows how long what is made lasts; nil where there is none, or
// several that differ. What is signed in one function is verified in another, and
// in another package where there is nothing else that is signed.
func lastsAs(us []*Use, u *Use) (found *Use) {
	for _, v := range us {
		if v.Purpose != u.Purpose || v.Lifetime == 0 || v.Package != u.Package || v.Label != u.Label {
			continue
		}
		if checks(u.Operation) && u.Operation != "verify" && u.Operation != "decrypt" && u.Symbol != v.Symbol {
			continue // a library that makes and checks tokens of its own
		}
		if found != nil && found.Lifetime != v.Lifetime {
			return nil
		}
		found = v
	}
	if found != nil || !checks(u.Operation) {
		return found
	}
	for _, v := range us { // what is made in other packages, if all of it lasts as long
		if v.Purpose != u.Purpose || v.Operation != "sign" || v.Label != u.Label {
			continue
		}
		if v.Lifetime == 0 || found != nil && found.Lifetime != v.Lifetime {
			return nil
		}
		found = v
	}
	return found
}

func sortUses(us []*Use) {
	slices.SortStableFunc(us, func(x, y *Use) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Purpose, y.Purpose), cmp.Compare(x.Symbol, y.Symbol), cmp.Compare(x.Label, y.Label))
	})
}

// title is what people call the key of an identity.
func title(identity string) string {
	kind, name, _ := strings.Cut(identity, ":")
	switch kind {
	case "field", "var":
		name = name[strings.LastIndexByte(name, '/')+1:]
		if _, rest, ok := strings.Cut(name, "."); ok {
			name = rest
		}
		return name
	case "parameter": // (*example.com/app/web.Server).Sign.key
		name = strings.NewReplacer("(", "", ")", "", "*", "").Replace(name)
		name = name[strings.LastIndexByte(name, '/')+1:]
		dot := strings.LastIndexByte(name, '.')
		return fmt.Sprintf("what callers of %s pass for %s", name[:max(dot, 0)], name[dot+1:])
	case "literal":
		return "the literal at " + name
	case "generated":
		return "the key generated at " + name
	case "embed", "shipped":
		return "the file at " + name
	case "unknown":
		return "the key at " + name
	case "env", "config", "flag", "store", "file", "column":
		if of, path, ok := strings.Cut(name, ":"); ok && kind == "file" && (of == "env" || of == "config" || of == "flag") {
			return "the file at " + path
		} else if ok && kind == "file" && (of == "field" || of == "var") {
			return "the file at " + title(name)
		}
		if strings.Contains(name, ".go:") {
			return map[string]string{"env": "the environment variable", "config": "the setting", "flag": "the flag", "store": "the secret", "file": "the file"}[kind] + " read at " + name
		}
	}
	return name
}

// derived gives the uses of a key that is computed from another one a key of
// their own, which stands below it.
func derived(r *Reference) {
	var out []*Key
	for _, k := range r.Keys {
		out = append(out, k)
		below := make(map[string]*Key)
		var labels []string
		var own []*Use
		for _, u := range k.Uses {
			if u.Separation != "derived" {
				own = append(own, u)
				continue
			}
			c := below[u.Label]
			if c == nil {
				c = &Key{Identity: "derived:" + k.Identity, DerivedFrom: k.Identity, Title: k.Title + ", derived"}
				if u.Label != "" {
					c.Identity += "/" + u.Label
					c.Title = k.Title + ", derived for " + u.Label
				}
				if u.derivation != nil {
					c.Derivation = u.derivation.API
				}
				if u.Label != "" && c.Derivation == u.Label {
					c.Title = k.Title + ", derived by " + u.Label
				}
				if u.derivedFile != "" {
					c.Origins = []Origin{{Kind: "derived", Name: k.Title, File: u.derivedFile, Line: u.derivedLine}}
				}
				below[u.Label] = c
				labels = append(labels, u.Label)
			}
			c.Uses = append(c.Uses, u)
		}
		k.Uses = deriving(own, k.Uses)
		slices.Sort(labels)
		if len(labels) == 2 && labels[0] == "" {
			// Where only one key is computed of it, that is the one which comes
			// by a way on which the computation is not seen.
			one := below[labels[1]]
			for _, u := range below[""].Uses {
				if !slices.ContainsFunc(one.Uses, func(v *Use) bool { return sameSite(u, v) && u.Purpose == v.Purpose }) {
					one.Uses = append(one.Uses, u)
				}
			}
			labels = labels[1:]
		}
		for _, l := range labels {
			out = append(out, below[l])
		}
	}
	r.Keys = out
	for _, k := range r.Keys {
		k.WorstLoss = worst(k.Uses)
		k.Affected = affected(k)
	}
	for _, k := range r.Keys {
		if k.DerivedFrom == "" {
			continue
		}
		for _, p := range r.Keys {
			if p.Identity == k.DerivedFrom {
				p.WorstLoss = max(p.WorstLoss, k.WorstLoss)
			}
		}
	}
}

// deriving adds the computations of other keys to the uses of a key, of which
// some are there already, and tells them by what is done with the results: a use
// that derives the keys of sessions is one for sessions.
func deriving(own, all []*Use) []*Use {
	type site struct {
		file string
		line int
	}
	for _, u := range all {
		d := u.derivation
		if u.Separation != "derived" || d == nil || u.derivedFile == "" {
			continue
		}
		i := slices.IndexFunc(own, func(v *Use) bool {
			return v.Operation == "derive" && v.File == u.derivedFile && v.Line == u.derivedLine
		})
		if i < 0 {
			i = len(own)
			own = append(own, &Use{Operation: "derive", API: d.API, Symbol: d.Symbol, Package: d.Place.Package, Function: d.Function,
				File: u.derivedFile, Line: u.derivedLine, Artefact: "none", Through: []Place{}})
		}
		v := own[i]
		// What one store makes for several ends is told by what the store is for.
		p := catalog.LookupPurpose(u.Purpose)
		breaks, loss, retention := u.Breaks, u.Loss, u.Retention
		if s := u.site; s != nil && s.OfLibrary && s.Sink.Entry != nil && s.Sink.Entry.Purpose != u.Purpose {
			p = catalog.LookupPurpose(s.Sink.Entry.Purpose)
			breaks, loss, retention = p.Breaks, p.Loss, p.Retention
		}
		switch {
		case v.Label == "" || v.Purpose == "": // the first
			v.Purpose, v.Breaks, v.Loss, v.Retention = p.ID, breaks, loss, retention
			v.Manner, v.MannerFile, v.MannerLine = u.Manner, u.MannerFile, u.MannerLine
		case v.Purpose != p.ID:
			p = catalog.LookupPurpose("derived-key")
			v.Purpose, v.Breaks, v.Loss, v.Retention = p.ID, p.Breaks, max(v.Loss, u.Loss), p.Retention
			v.Manner, v.MannerFile, v.MannerLine = "", "", 0
		default:
			v.Loss = max(v.Loss, u.Loss)
		}
		v.Says = p.Says("derive")
		v.Separation, v.Label = "derived", u.Label
	}
	sortUses(own)
	return own
}

// worst returns the worst class of loss of uses; T0 for none. What is signed for
// a purpose that is not known may be anything, and counts only where there is
// nothing else.
func worst(us []*Use) string {
	w, unknown := "T0", "T0"
	for _, u := range us {
		if u.Purpose == "keyed-mac" {
			unknown = max(unknown, u.Loss)
		} else {
			w = max(w, u.Loss)
		}
	}
	if w == "T0" {
		return unknown
	}
	return w
}

// affected returns the purposes of a key, the worst loss first.
func affected(k *Key) []Affected {
	var out []Affected
	for _, u := range k.Uses {
		i := slices.IndexFunc(out, func(a Affected) bool { return a.Purpose == u.Purpose })
		if i < 0 {
			p := catalog.LookupPurpose(u.Purpose)
			i = len(out)
			out = append(out, Affected{Purpose: u.Purpose, Title: p.Title, Breaks: p.Breaks, Loss: u.Loss, Until: u.Retention})
		}
		out[i].Loss = max(out[i].Loss, u.Loss)
		out[i].Uses++
	}
	slices.SortStableFunc(out, func(x, y Affected) int {
		return cmp.Or(cmp.Compare(y.Loss, x.Loss), cmp.Compare(x.Purpose, y.Purpose))
	})
	return out
}

// order sorts the keys: the worst loss first, those that are derived below
// the one that they are derived from.
func order(r *Reference) {
	parents := make(map[string]*Key)
	for _, k := range r.Keys {
		parents[k.Identity] = k
	}
	top := func(k *Key) *Key {
		if p := parents[k.DerivedFrom]; p != nil {
			return p
		}
		return k
	}
	// What may be permanent, as the code does not show it, comes after what is
	// known to be so.
	rank := func(k *Key) string {
		if k.WorstLoss == "T5" && !slices.ContainsFunc(k.Uses, func(u *Use) bool { return u.Purpose != "tls-key" }) {
			return "T2, or worse" // for few
		}
		if unsure(k) && k.WorstLoss > "T2" {
			return "T2, or worse"
		}
		return k.WorstLoss
	}
	slices.SortStableFunc(r.Keys, func(x, y *Key) int {
		p, q := top(x), top(y)
		return cmp.Or(
			cmp.Compare(rank(q), rank(p)), cmp.Compare(p.Identity, q.Identity),
			cmp.Compare(x.DerivedFrom, y.DerivedFrom), cmp.Compare(x.Identity, y.Identity))
	})
}

// Complete adds what the rules found to the keys that it is about, and what could
// not be read. A finding is about the key that comes from where its value does;
// where none does, about those that come from its place or are used there. A call
// may take the keys of two.
func (r *Reference) Complete(fs []Finding, errs []Error) {
	r.Errors = append(r.Errors, errs...)
	from := func(k *Key, file string, line int) bool {
		return file != "" && slices.ContainsFunc(k.Origins, func(o Origin) bool { return o.Kind != "derived" && o.File == file && o.Line == line })
	}
	called := func(k *Key, name string) bool {
		return name != "" && slices.ContainsFunc(k.Origins, func(o Origin) bool { return strings.EqualFold(o.Name, name) })
	}
	owners := make([][]string, len(fs)) // identities
	for i, f := range fs {
		for _, k := range r.Keys {
			if from(k, f.FromFile, f.FromLine) || from(k, f.File, f.Line) && called(k, f.Name) {
				owners[i] = append(owners[i], k.Identity)
			}
		}
		// One tag is read under the names of all instances.
		named := slices.DeleteFunc(slices.Clone(owners[i]), func(id string) bool {
			return !slices.ContainsFunc(r.Keys, func(k *Key) bool { return k.Identity == id && called(k, f.Name) })
		})
		if len(named) > 0 {
			owners[i] = named
		}
	}
	for _, k := range r.Keys {
		for i, f := range fs {
			at := func(file string, line int) bool { return file == f.File && line == f.Line }
			switch {
			case f.Key != "" && f.Key != k.Title:
			case len(owners[i]) > 0 && !slices.Contains(owners[i], k.Identity) && !slices.Contains(owners[i], k.DerivedFrom):
			case f.Key != "", slices.Contains(owners[i], k.Identity), from(k, f.File, f.Line),
				slices.ContainsFunc(k.Uses, func(u *Use) bool { return at(u.File, u.Line) }):
				k.Findings = append(k.Findings, f)
			}
		}
		slices.SortStableFunc(k.Findings, func(x, y Finding) int {
			return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Message, y.Message))
		})
		k.Findings = slices.Compact(k.Findings)
	}
}

// remarks returns what only the whole of a key shows.
func (b *builder) remarks(r *Reference) (out []*keyflow.Remark) {
	for _, k := range r.Keys {
		if len(k.Origins) == 0 && !strings.HasPrefix(k.Identity, "field:") {
			continue // what callers give: who knows whether it is one key
		}
		for _, m := range []*keyflow.Remark{b.deadKey(k), mixedLoss(k), fallbackGap(k, r.Keys)} {
			if m == nil {
				continue
			}
			if m.Origin = (keyflow.Origin{Name: k.Title, Kind: catalog.OriginUnknown}); len(k.Origins) > 0 {
				m.Origin.Kind = catalog.OriginKind(k.Origins[0].Kind)
			}
			out = append(out, m)
		}
	}
	return out
}

// deadOrigin returns where a key is read for nothing, nil for one that is used, or
// that may be used in a package that was not read.
func (b *builder) deadOrigin(k *Key) *keyflow.Dead {
	if len(k.Uses) > 0 {
		return nil
	}
	for _, d := range b.p.Inventory.Dead {
		if id, _ := b.identity(&d.Origin); b.find(id) == b.find(k.Identity) && b.p.complete() {
			return d
		}
	}
	return nil
}

// deadKey finds keys that are read for nothing: people keep and rotate them all
// the same.
func (b *builder) deadKey(k *Key) *keyflow.Remark {
	d := b.deadOrigin(k)
	if d == nil {
		return nil
	}
	return &keyflow.Remark{Rule: "deadkey", Place: d.Origin.Place,
		Message: fmt.Sprintf("%s is put into %s, and nothing looks at it there; rotating it changes nothing", k.Title, title(holderID(&d.Holder)))}
}

// unjudged reports whether a use is there for the reference only: of what goes by a
// name, and of calls of a helper that several keys come to, the rules say nothing;
// and passwordkey is the one that tells of passwords.
func (u *Use) unjudged() bool {
	return u.Operation == hashing || u.site != nil && (u.site.Sink.Inventory != "" || !u.sole)
}

// mixedLoss finds keys of which the same bytes protect what comes back by itself
// and what is lost for ever, so that nobody dares to rotate them.
func mixedLoss(k *Key) *keyflow.Remark {
	var mild, grave *Use
	for _, u := range k.Uses {
		if u.Operation == "derive" || unknownPurpose(u.Purpose) || u.unjudged() {
			continue
		}
		switch u.Loss {
		case "T2", "T3": // what heals by itself is no reason to rotate
			if mild == nil || u.Loss < mild.Loss {
				mild = u
			}
		case "T4":
			if grave == nil {
				grave = u
			}
		}
	}
	if mild == nil || grave == nil {
		return nil
	}
	return &keyflow.Remark{Rule: "mixedloss", Place: grave.place, Purpose: grave.Purpose, Related: []keyflow.Step{{What: mild.Says + " here", Place: mild.place}},
		Message: fmt.Sprintf("%s %s here and %s at %s:%d; rotating it %s, which is permanent, to end what is not", k.Title, grave.Says, mild.Says, mild.File, mild.Line, grave.Breaks)}
}

// fallbackGap finds the uses that ignore the older keys which another use of the
// same key accepts.
func fallbackGap(k *Key, all []*Key) *keyflow.Remark {
	if isFallback(k.Identity) {
		return nil // an older key itself
	}
	var honoured *Use
	for _, o := range all { // the key, or one that is derived from it
		if o != k && o.DerivedFrom != k.Identity {
			continue
		}
		for _, u := range o.Uses {
			if u.Fallback == "honoured" && honoured == nil && !u.unjudged() {
				honoured = u
			}
		}
	}
	if honoured == nil {
		return nil
	}
	elsewhere := func(purpose string) bool { // of which some do accept older keys
		return slices.ContainsFunc(all, func(o *Key) bool {
			return (o == k || o.DerivedFrom == k.Identity) && slices.ContainsFunc(o.Uses, func(u *Use) bool { return u.Purpose == purpose && u.Fallback == "honoured" })
		})
	}
	var first *Use
	var where, breaks []string
	var others []keyflow.Step
	for _, u := range k.Uses {
		if u.Fallback != "ignored" || u.Loss <= "T1" || u.unjudged() {
			continue
		}
		at := fmt.Sprintf("%s:%d", u.File, u.Line)
		if first == nil {
			first = u
		} else if at != fmt.Sprintf("%s:%d", first.File, first.Line) && !slices.Contains(where, at) { // a helper may have two ciphers
			where = append(where, at)
			others = append(others, keyflow.Step{What: "nor are they here", Place: u.place})
		}
		b := u.Breaks
		if elsewhere(u.Purpose) {
			b = "loses the " + catalog.LookupPurpose(u.Purpose).Object + " that go there"
		}
		if !slices.Contains(breaks, b) {
			breaks = append(breaks, b)
		}
	}
	if first == nil {
		return nil
	}
	also := ""
	if len(where) > 0 {
		also = ", nor at " + list(short(where))
	}
	return &keyflow.Remark{Rule: "fallbackgap", Place: first.place, Purpose: first.Purpose,
		Related: append([]keyflow.Step{{What: "older keys are accepted here", Place: honoured.place}}, others...),
		Message: fmt.Sprintf("older keys of %s are accepted at %s:%d and not here%s; rotating it %s all the same", k.Title, honoured.File, honoured.Line, also, list(fewBreaks(breaks)))}
}

// unknownPurpose reports whether a purpose only says what is done.
func unknownPurpose(id string) bool {
	switch id {
	case "keyed-mac", "cipher", "derived-key", "client-key":
		return true
	}
	return false
}
