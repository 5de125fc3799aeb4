// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// Duration says a number of seconds in words: "30 days", "15 minutes", "100 years".
func Duration(seconds int64) string {
	const year = 365 * 86400
	if seconds >= 2*year && seconds%year == 0 {
		return fmt.Sprintf("%d years", seconds/year)
	}
	for _, u := range []struct {
		n    int64
		name string
	}{{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}} {
		if seconds >= u.n && seconds%u.n == 0 {
			if n := seconds / u.n; n != 1 {
				return fmt.Sprintf("%d %ss", n, u.name)
			}
			return "1 " + u.name
		}
	}
	return "no time"
}

// lasting says for how long what a use makes is valid, where that is known.
func lasting(u *Use) string {
	if u.LifetimeDefault {
		return Duration(u.Lifetime) + " by default"
	}
	return Duration(u.Lifetime)
}

// tell writes the sentences about a key.
func tell(k *Key, below []*Key, dead bool) {
	if len(k.Affected) == 0 && len(below) == 0 && dead {
		k.Headline = fmt.Sprintf("Nothing in the code looks at %s, which is read: rotating it changes nothing, unless a library reads it.", k.Title)
		k.Planned = "Nothing that the code shows changes; what reads it may be a library that is given it by name or as part of a struct."
		k.Compromise = "Nothing is seen that depends on it."
		k.Keep = Keep{Sentence: "Nothing is seen for which the old key has to stay."}
		k.Steps = []string{"See that no library reads it; then stop reading it, and take it out of the configuration."}
		return
	}
	if len(k.Affected) == 0 && len(below) == 0 {
		k.Headline = fmt.Sprintf("No use of %s as a key is seen; what reads it may be a library.", k.Title)
		k.Planned = "What rotating it does is not seen from here."
		k.Compromise = "Replace it, after looking for where it goes."
		k.Keep = Keep{Sentence: "Nothing that this program makes with it is seen."}
		k.Steps = []string{"Find out where it goes: " + places(k.Origins) + "."}
		return
	}
	ss := shares(k, below)
	k.Headline = headline(k, ss)
	k.Planned, k.Compromise = planned(ss), compromise(ss)
	k.Keep = keep(ss)
	k.Steps = steps(ss, k.Keep)
}

// headline says what rotating a key does, the worst first, and what of it is not
// known.
func headline(k *Key, ss []share) string {
	var breaks, unknown, derives []string
	// Whether people are logged out is what is asked first, after what is lost for good.
	ss = slices.Clone(ss)
	slices.SortStableFunc(ss, func(x, y share) int {
		rank := func(s share) int {
			switch {
			case s.loss() >= "T4":
				return 0
			case s.purpose.ID == "client-session" || s.purpose.ID == "session-id":
				return 1
			}
			return 2
		}
		return cmp.Compare(rank(x), rank(y))
	})
	for _, s := range ss {
		if s.purpose.Loss == "T0" {
			continue
		}
		if unknownPurpose(s.purpose.ID) && s.purpose.ID != "client-key" {
			for _, u := range s.uses {
				to := &unknown
				if u.Operation == "derive" { // of what that is for nothing is seen
					to = &derives
				}
				if w := where(u); !slices.Contains(*to, w) {
					*to = append(*to, w)
				}
			}
			continue
		}
		b := s.purpose.Breaks
		if s.loss() == "T4" && strings.HasSuffix(b, "unreadable") {
			b += " for good"
		}
		if !slices.Contains(breaks, b) {
			breaks = append(breaks, b)
		}
	}
	breaks = fewBreaks(breaks)
	switch {
	case len(breaks) == 0 && len(unknown) > 0:
		b := ss[0].purpose.Breaks
		return fmt.Sprintf("Rotating %s %s; what that is the code does not show (%s).", k.Title, b, list(short(unknown)))
	case len(breaks) == 0 && len(derives) > 0:
		return fmt.Sprintf("Rotating %s %s; what these are for the code does not show (%s).", k.Title, catalog.LookupPurpose("derived-key").Breaks, list(short(derives)))
	case len(breaks) == 0:
		return fmt.Sprintf("Rotating %s changes nothing.", k.Title)
	case len(unknown) > 0:
		return fmt.Sprintf("Rotating %s %s. What else it breaks is not known (%s).", k.Title, list(breaks), list(short(unknown)))
	}
	return fmt.Sprintf("Rotating %s %s.", k.Title, list(breaks))
}

// fewBreaks cuts a list of what rotating a key does.
func fewBreaks(breaks []string) []string {
	const most = 4
	if len(breaks) > most {
		return append(breaks[:most-1:most-1], fmt.Sprintf("does %d things more", len(breaks)-most+1))
	}
	return breaks
}

// short cuts a list of places.
func short(places []string) []string {
	const most = 3
	if len(places) > most {
		return append(places[:most-1:most-1], fmt.Sprintf("%d places more", len(places)-most+1))
	}
	return places
}

// A share is what belongs to one purpose of a key, or of those that are derived
// from it.
type share struct {
	purpose *catalog.Purpose
	uses    []*Use
}

// shares returns the shares of a key, the worst loss first. That other keys are
// computed of it is told by what these are for.
func shares(k *Key, below []*Key) (out []share) {
	for _, k := range append([]*Key{k}, below...) {
		for _, u := range k.Uses {
			if u.Operation == "derive" && len(below) > 0 && slices.ContainsFunc(below, func(d *Key) bool {
				return slices.ContainsFunc(d.Uses, func(v *Use) bool { return v.derivedFile == u.File && v.derivedLine == u.Line })
			}) {
				continue
			}
			i := slices.IndexFunc(out, func(s share) bool { return s.purpose.ID == u.Purpose })
			if i < 0 {
				i = len(out)
				out = append(out, share{purpose: catalog.LookupPurpose(u.Purpose)})
			}
			out[i].uses = append(out[i].uses, u)
		}
	}
	slices.SortStableFunc(out, func(x, y share) int {
		return cmp.Or(cmp.Compare(y.loss(), x.loss()), cmp.Compare(x.purpose.ID, y.purpose.ID))
	})
	return out
}

// loss is the worst class of the uses.
func (s *share) loss() string { return worst(s.uses) }

// single returns a use of a share that accepts one key only, nil when all that
// check take older ones too.
func (s *share) single() *Use {
	for _, u := range s.uses {
		if u.Fallback == "none" || u.Fallback == "ignored" {
			return u
		}
	}
	return nil
}

// singles are the places of such uses.
func (s *share) singles() (out []string) {
	for _, u := range s.uses {
		if w := where(u); (u.Fallback == "none" || u.Fallback == "ignored") && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// checked reports whether the program itself checks or decrypts what it made.
func (s *share) checked() bool {
	return slices.ContainsFunc(s.uses, func(u *Use) bool { return u.Fallback != "" })
}

// accepts reports whether a use of the share takes older keys.
func (s *share) accepts() bool {
	return slices.ContainsFunc(s.uses, func(u *Use) bool { return u.Fallback == "honoured" })
}

// unsure reports whether a use checks or decrypts, and the code does not show
// whether it takes older keys.
func (s *share) unsure() bool {
	return slices.ContainsFunc(s.uses, func(u *Use) bool { return checks(u.Operation) && u.Fallback == "" })
}

// stored reports whether what the key protects is kept, so that waiting does not
// help.
func (s *share) stored() bool {
	return s.purpose.Loss == "T4" && s.purpose.ID != "audit-signature" && s.unknown() == ""
}

// unknown says what is done with a key for a purpose that the code does not show,
// "" where it does.
func (s *share) unknown() string {
	switch s.purpose.ID {
	case "keyed-mac":
		return "signed"
	case "cipher":
		return "encrypted"
	case "derived-key":
		return "derived"
	}
	return ""
}

// object is what the key acts on, in a sentence: what that is may not be known.
func (s *share) object() string {
	if done := s.unknown(); done != "" {
		return "what is " + done + " with it"
	}
	return s.purpose.Object
}

// places are those of the uses.
func (s *share) places() (out []string) {
	for _, u := range s.uses {
		if w := where(u); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// takeOne says of places that they accept one key only.
func takeOne(places []string) string {
	if len(places) == 1 {
		return places[0] + " takes one key"
	}
	return list(short(places)) + " take one key each"
}

// planned says what a planned rotation does: what is lost, what has to be made
// anew, what ends at once and what nothing happens to.
func planned(ss []share) string {
	var out, once, ends, stays, unhurt []string
	for _, s := range ss {
		one := s.single()
		object := s.object()
		switch {
		case s.purpose.Loss == "T0":
			unhurt = append(unhurt, object)
		case s.accepts() && one != nil && !s.stored():
			out = append(out, fmt.Sprintf("Of %s those of %s are lost at once, which takes one key; nothing happens to the others while the old key is accepted.", object, list(short(s.singles()))))
		case s.unknown() != "" && !(s.accepts() && one == nil):
			out = append(out, fmt.Sprintf("What is %s at %s the code does not show: it counts no longer without the old key, and is lost where it cannot be made anew.", s.unknown(), list(short(s.places()))))
		case one != nil && strings.Contains(s.purpose.Breaks, " unless "):
			out = append(out, fmt.Sprintf("It %s: %s.", s.purpose.Breaks, takeOne(s.singles())))
		case s.stored() && one != nil:
			out = append(out, fmt.Sprintf("It %s unless all of it is made anew with both keys at hand: %s.", s.purpose.Breaks, takeOne(s.singles())))
		case one == nil && s.unsure():
			out = append(out, fmt.Sprintf("It %s, unless the old key is accepted beside the new one, which the code does not show.", s.purpose.Breaks))
		case s.stored() && s.checked():
			stays = append(stays, object)
		case one != nil:
			once = append(once, fmt.Sprintf("%s (%s)", s.purpose.Breaks, list(short(s.singles()))))
		case s.checked():
			ends = append(ends, object)
		default:
			out = append(out, fmt.Sprintf("It %s.", s.purpose.Breaks))
		}
	}
	if len(stays) > 0 {
		out = append(out, fmt.Sprintf("What is there of %s can be read while the old key is kept, and has to be made anew before it goes.", list(stays)))
	}
	switch len(once) {
	case 0:
	case 1:
		out = append(out, fmt.Sprintf("At once it %s, which takes one key.", once[0]))
	default:
		out = append(out, fmt.Sprintf("At once, as one key is taken there, it %s.", list(once)))
	}
	if len(ends) > 0 {
		out = append(out, fmt.Sprintf("Nothing happens to %s while the old key is accepted.", list(ends)))
	}
	if len(unhurt) > 0 {
		out = append(out, upper(list(unhurt))+" are not affected.")
	}
	return strings.Join(out, " ")
}

// compromise says what a key in wrong hands means, and what that asks for.
func compromise(ss []share) string {
	var forge, read, guess, call []string
	past := false
	for _, s := range ss {
		object := s.object()
		switch {
		case s.loss() <= "T1" || s.purpose.ID == "derived-key":
		case s.purpose.ID == "api-credential" || s.purpose.ID == "oauth-client-secret":
			call = append(call, object)
		case s.purpose.ID == "audit-signature":
			past = true
		case s.purpose.ID == "blind-index":
			guess = append(guess, "the indexed values")
		case s.purpose.ID == "api-key-hash":
			guess = append(guess, object)
		case s.purpose.ID == "password-pepper":
			guess = append(guess, "passwords")
		case s.purpose.Verb == "encrypts":
			read = append(read, object)
		default:
			forge = append(forge, object)
		}
	}
	var out []string
	if len(forge) > 0 {
		out = append(out, fmt.Sprintf("Whoever has it can forge %s: replace it, and do not accept the old one any longer.", list(forge)))
	}
	if past {
		out = append(out, "Whoever has it can forge records, those of the past too: begin anew with another key, and compare what is there with copies kept elsewhere.")
	}
	if len(read) > 0 {
		out = append(out, fmt.Sprintf("Whoever has it can read %s, in all copies and for ever: replace the credentials that are among it, and destroy the old key when everything is encrypted anew.", list(read)))
	}
	if len(guess) > 0 {
		tries := fmt.Sprintf("with a copy of the stored hashes guesses of %s can be tried out, which fails where they are long and random.", list(guess))
		if len(out) == 0 {
			tries = "By itself it opens nothing; " + tries
		}
		out = append(out, upper(tries))
	}
	if len(call) > 0 {
		out = append(out, "Revoke it at the other side, which gives out the new one.")
	}
	if len(out) == 0 {
		out = []string{"Replace it, and all that is derived from it."}
	}
	return strings.Join(out, " ")
}

// keep says how long the old key has to stay: as long as what it made is
// valid, where the old key is accepted. For what looks at one key only no time
// helps, unless none is accepted anywhere: then it is the time for which the old key
// would have to stay if the program accepted two.
func keep(ss []share) Keep {
	var out Keep
	var anew, times, unknown []string
	out.Accepted = slices.ContainsFunc(ss, func(s share) bool { return s.accepts() })
	usual, proves, derives, some, unsure := false, false, false, false, false
	for _, s := range ss {
		switch {
		case s.stored():
			what := s.purpose.Object
			if s.purpose.Verb != "encrypts" { // hashes of what may be gone
				what += fmt.Sprintf(" (%s)", s.purpose.Retention)
			}
			anew = append(anew, what)
			continue
		case s.purpose.ID == "audit-signature":
			proves = true
			continue
		case s.purpose.ID == "derived-key":
			derives = true
			continue
		case out.Accepted && !s.accepts() && s.single() != nil:
			continue
		}
		some = some || s.single() != nil
		unsure = unsure || s.single() == nil && s.unsure()
		known := false
		for _, u := range s.uses {
			if u.Lifetime > 0 && ends(u.Purpose) && !(out.Accepted && (u.Fallback == "ignored" || u.Fallback == "none")) {
				known = true
				if u.Lifetime > out.Seconds {
					out.Seconds, out.File, out.Line, usual = u.Lifetime, u.LifetimeFile, u.LifetimeLine, u.LifetimeDefault
				}
			}
		}
		switch {
		case known || s.loss() <= "T1":
		case s.unknown() != "":
			if what := "until it is known what is " + s.unknown() + " at " + list(short(s.places())); !slices.Contains(unknown, what) {
				unknown = append(unknown, what)
			}
		case s.checked() || s.unsure() || waits(s.purpose.ID): // tokens that are only signed here are checked somewhere
			times = append(times, fmt.Sprintf("for %s %s", s.purpose.Object, retention(s.purpose, s.uses)))
		}
	}
	var stays []string
	if out.Seconds > 0 {
		shows := "the longest lifetime that the code shows"
		if usual {
			shows += ", unless it is configured otherwise"
		}
		stays = append(stays, fmt.Sprintf("at least %s, %s (%s:%d), counted from the last instance that used the old key", Duration(out.Seconds), shows, out.File, out.Line))
	}
	if len(times) > 0 {
		stays = append(stays, list(times)+", which the code does not show")
	}
	var says []string
	if len(stays) > 0 {
		what := strings.Join(stays, "; ")
		switch {
		case some && !out.Accepted:
			says = append(says, "One key is taken, so that the old one cannot stay beside it. If two were, it would have to: "+what+".")
		case unsure:
			says = append(says, "If it is accepted beside the new one: "+what+".")
		default:
			says = append(says, upper(what)+".")
		}
	}
	if len(unknown) > 0 {
		says = append(says, upper(list(unknown))+".")
	}
	if len(anew) > 0 {
		out.Seconds = -1
		says = append([]string{fmt.Sprintf("Waiting is not enough: %s have to be made anew first, and backups kept in mind.", list(anew))}, says...)
	}
	if proves {
		says = append(says, "It stays, to verify only, for as long as what is signed with it has to be proved.")
	}
	if derives {
		says = append(says, "As long as what is derived from it, of which the code does not show what it is for.")
	}
	if len(says) == 0 {
		says = []string{"The old key can go as soon as all sides have the new one."}
	}
	out.Sentence = strings.Join(says, " ")
	return out
}

// steps are those of a planned rotation.
func steps(ss []share, keep Keep) []string {
	any := func(f func(*share) bool) bool {
		return slices.ContainsFunc(ss, func(s share) bool { return f(&s) })
	}
	accepts := any((*share).accepts)
	single := any(func(s *share) bool { return s.single() != nil })
	stored := any((*share).stored)
	outside := any(func(s *share) bool {
		return s.purpose.Artefact == "third-party" && !waits(s.purpose.ID) || s.purpose.Loss == "T5" || s.purpose.ID == "webhook-inbound" || s.purpose.ID == "webhook-outbound"
	})
	if len(ss) == 1 && outside && !stored {
		return ofPage(ss[0].purpose) // how others take it is no matter of this code
	}
	if len(ss) == 1 && !accepts {
		switch ss[0].purpose.ID {
		case "audit-signature", "blind-index", "api-key-hash", "password-pepper", "csrf-token", "licence-key", "keyed-mac", "cipher":
			return ofPage(ss[0].purpose) // what is to be done is not the usual
		}
	}
	var out []string
	for _, s := range ss {
		if done := s.unknown(); done != "" {
			out = append(out, fmt.Sprintf("Find out what is %s at %s, and keep the old key until then: the code does not show it, and the steps below depend on it.", done, list(short(s.places()))))
		}
	}
	if single && (stored || accepts) {
		var kept, at []string
		for _, s := range ss {
			switch {
			case s.loss() <= "T1":
			case s.stored():
				kept = append(kept, s.singles()...)
			default:
				at = append(at, s.singles()...)
			}
		}
		if len(kept) > 0 {
			out = append(out, "Let "+list(kept)+" accept two keys first: without that, what is stored is lost.")
		}
		if len(at) > 0 {
			out = append(out, "Let "+list(at)+" accept two keys too, or choose a time at which what it breaks does no harm.")
		}
	}
	if outside {
		out = append(out, "Agree with the other side on when the new key counts.")
	}
	if accepts || stored {
		out = append(out,
			"Make every instance accept the new key beside the old one, without using it yet.",
			"Make every instance use the new key.")
	} else {
		out = append(out, "Replace the key on all instances at the same time.")
	}
	if stored {
		out = append(out, "Make what is stored anew with the new key, count what is left under the old one, and verify all of it with the new key alone.")
	}
	switch {
	case accepts && keep.Seconds > 0:
		out = append(out, fmt.Sprintf("Wait %s, counted from the last instance that used the old key.", Duration(keep.Seconds)))
	case any(func(s *share) bool { return s.accepts() && !s.stored() }):
		out = append(out, "Wait until what was made with the old key has expired.")
	}
	if accepts || stored {
		out = append(out, "Remove the old key"+map[bool]string{true: ", and destroy it when the last backup that needs it has expired", false: ""}[stored]+".")
	}
	return out
}

// ofPage returns the steps of a planned rotation that the page of a purpose has.
func ofPage(p *catalog.Purpose) (out []string) {
	for line := range strings.Lines(p.Section("Planned rotation")) {
		if text := strings.TrimSpace(line); text != "" {
			if rest, ok := strings.CutPrefix(text, fmt.Sprintf("%d. ", len(out)+1)); ok {
				out = append(out, rest)
			} else if len(out) > 0 {
				out[len(out)-1] += " " + text
			}
		}
	}
	return out
}

func where(u *Use) string { return fmt.Sprintf("%s:%d", u.File, u.Line) }

func places(os []Origin) string {
	var out []string
	for _, o := range os {
		out = append(out, fmt.Sprintf("%s:%d", o.File, o.Line))
	}
	return list(out)
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// list joins things as a sentence does: a, b and c.
func list(ss []string) string {
	switch len(ss) {
	case 0:
		return "nothing"
	case 1:
		return ss[0]
	}
	return strings.Join(ss[:len(ss)-1], ", ") + " and " + ss[len(ss)-1]
}

// notAffected lists what readers may fear for: what works without a key, and
// for each key what other keys protect, by name.
func (b *builder) notAffected(r *Reference) {
	r.NotAffected = b.keyless(r)
	for _, k := range r.Keys {
		k.NotAffected = append(withoutKey(r, k), ofOthers(r, k)...)
	}
}

// withoutKey returns what works without a key and that this one has no part in
// either: a program may have sessions of two kinds.
func withoutKey(r *Reference, k *Key) []Evidence {
	const most = 4
	out := slices.DeleteFunc(slices.Clone(r.NotAffected), func(e Evidence) bool {
		return slices.ContainsFunc(k.Affected, func(a Affected) bool {
			p := catalog.LookupPurpose(a.Purpose)
			return p != nil && upper(p.Object) == e.What
		})
	})
	return append([]Evidence{}, out[:min(len(out), most)]...)
}

// ofOthers returns what other keys protect, and this one does not, the worst to
// lose first. Keys that are derived from each other or accepted beside each other
// are no others.
func ofOthers(r *Reference, k *Key) (out []Evidence) {
	const most = 4
	if len(k.Affected) == 0 || !known(k) {
		return nil // of a key whose use is not seen, nothing can be said
	}
	own := make(map[string]bool)
	for _, o := range r.Keys {
		for _, u := range o.Uses {
			own[u.Purpose] = own[u.Purpose] || o == k || kin(r, o, k)
		}
	}
	for _, o := range r.Keys {
		if o == k || kin(r, o, k) || !known(o) {
			continue
		}
		for _, u := range o.Uses {
			p := catalog.LookupPurpose(u.Purpose)
			if p == nil || p.Loss == "T0" || unknownPurpose(u.Purpose) || own[u.Purpose] || u.Operation == "derive" {
				continue
			}
			own[u.Purpose] = true // said once
			verb := p.Verb
			if !slices.ContainsFunc(o.Uses, func(v *Use) bool { return v.Purpose == u.Purpose && v.Operation != "verify" }) {
				verb = "verifies"
			}
			out = append(out, Evidence{What: upper(p.Object), Why: fmt.Sprintf("%s %s these, which is another key", o.Title, verb), File: u.File, Line: u.Line})
		}
	}
	return out[:min(len(out), most)]
}

// known reports whether it is seen where a key comes from. One of which it is not
// may be the same as another.
func known(k *Key) bool { return len(k.Origins) > 0 || k.DerivedFrom != "" }

// kin reports whether two keys change together, or are accepted for each other.
func kin(r *Reference, x, y *Key) bool {
	root := func(k *Key) string {
		for range r.Keys {
			i := slices.IndexFunc(r.Keys, func(o *Key) bool { return k.DerivedFrom != "" && o.Identity == k.DerivedFrom })
			if i < 0 {
				break
			}
			k = r.Keys[i]
		}
		return cmp.Or(k.DerivedFrom, k.Identity)
	}
	return root(x) == root(y) || slices.Contains(x.Fallbacks, y.Identity) || slices.Contains(y.Fallbacks, x.Identity)
}

// keyless returns what works without any key of the program.
func (b *builder) keyless(r *Reference) []Evidence {
	out := []Evidence{}
	peppered := slices.ContainsFunc(r.Keys, func(k *Key) bool {
		return slices.ContainsFunc(k.Uses, func(u *Use) bool { return u.Purpose == "password-pepper" })
	})
	for _, k := range b.p.Inventory.Keyless {
		var e Evidence
		switch p := catalog.LookupPurpose(k.Purpose); {
		case k.Passwords:
			lib, _, _ := strings.Cut(k.API, ".")
			if peppered || b.keyed(k.Place) {
				continue
			}
			e = Evidence{What: "Passwords of users", Why: lib + " hashes them without a key"}
		case p != nil:
			e = Evidence{What: upper(p.Object), Why: k.API + " needs no key"}
		default:
			continue
		}
		if slices.ContainsFunc(out, func(o Evidence) bool { return o.What == e.What && (!k.Passwords || o.Why == e.Why) }) {
			continue
		}
		e.File, e.Line = b.p.Position(k.Place)
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(x, y Evidence) int {
		return cmp.Or(cmp.Compare(x.What, y.What), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
	return out
}

// keyed reports whether a key takes part in what hashes passwords at a place, or
// a key comes of it: scrypt makes keys of passphrases too.
func (b *builder) keyed(at keyflow.Place) bool {
	same := func(p keyflow.Place) bool { return p.Package == at.Package && p.File == at.File && p.Line == at.Line }
	for _, r := range b.p.Results {
		for _, fl := range r.Flows {
			if fl.Origin.Kind == catalog.OriginRandom {
				continue // a salt
			}
			for _, u := range fl.Uses {
				if same(u.Sink.Place) {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(b.p.Inventory.Sites, func(s *keyflow.Site) bool {
		return slices.ContainsFunc(s.Derivations, func(d *keyflow.Derivation) bool { return same(d.Place) })
	})
}

// questions asks what the code does not tell.
func questions(r *Reference) {
	for _, k := range r.Keys {
		for _, u := range k.Uses {
			if !unknownPurpose(u.Purpose) || u.Operation == "derive" || u.Purpose == "client-key" || strings.Contains(u.File, "@v") {
				continue
			}
			does := "sign"
			if u.Purpose == "cipher" {
				does = "encrypt"
			}
			r.Questions = append(r.Questions, Question{Key: k.Identity, File: u.File, Line: u.Line, Directive: "//keyvet:purpose ID",
				Text: fmt.Sprintf("What does %s %s with %s at %s?", u.API, does, k.Title, where(u))})
		}
		for _, u := range k.Uses {
			if u.site != nil && u.site.Sides && u.Purpose == "tls-key" {
				r.Questions = append(r.Questions, Question{Key: k.Identity, File: u.File, Line: u.Line,
					Text: fmt.Sprintf("Is %s for a server or a client? What reads it at %s serves both.", k.Title, where(u))})
				break
			}
		}
		kind, _, _ := strings.Cut(k.Identity, ":")
		if len(k.Origins) == 0 && len(k.Uses) > 0 && (kind == "unknown" || kind == "parameter" || kind == "field" || kind == "var") {
			u := k.Uses[0]
			r.Questions = append(r.Questions, Question{Key: k.Identity, File: u.File, Line: u.Line, Directive: "//keyvet:secret name=NAME",
				Text: fmt.Sprintf("Where does %s come from, which is used at %s?", k.Title, where(u))})
		}
		for _, a := range k.Affected {
			if !waits(a.Purpose) {
				continue
			}
			for _, u := range k.Uses {
				if u.Purpose == a.Purpose && u.Lifetime == 0 && u.Operation != "derive" { // that of what the derived key makes is told there
					r.Questions = append(r.Questions, Question{Key: k.Identity, File: u.File, Line: u.Line,
						Text: fmt.Sprintf("How long do the %s last that %s %s at %s?", catalog.LookupPurpose(u.Purpose).Object, k.Title, thirdPerson(u.Operation), where(u))})
					break
				}
			}
		}
	}
}

// thirdPerson is an operation as a verb: "signs".
func thirdPerson(operation string) string {
	first, _, _ := strings.Cut(operation, " ")
	switch first {
	case "verify":
		return "verifies"
	case "lookup":
		return "hashes"
	case "hold", "present":
		return "is for"
	}
	return first + "s"
}

// ends reports whether the old key of a purpose can go when what was made with it is
// no longer valid: the age that a webhook or request may have says nothing of when
// the other side has the new key.
func ends(purpose string) bool {
	return purpose != "webhook-inbound" && purpose != "service-request"
}

// waits reports whether the old key of a purpose can go when what was made with
// it has expired.
func waits(purpose string) bool {
	switch purpose {
	case "client-session", "session-id", "signed-cookie", "remember-me", "access-token", "refresh-token", "mail-link", "signed-url":
		return true
	}
	return false
}
