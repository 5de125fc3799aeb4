// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// A Signal is something in the code around a use of a general API (hmac.New,
// aes.NewCipher) that speaks for a purpose.
type Signal struct {
	Kind     SignalKind
	Patterns []string // names that speak for it; of an At signal the place
	Classes  []string // uses it speaks of: ClassMAC …, perhaps with ":" and one of SignalDoing
	Purpose  string
	Strength Strength
}

// SignalKind says what a signal is found in.
type SignalKind string

// The kinds of signals.
const (
	AtSignal    SignalKind = "at"    // where the output goes, or what it is compared with comes from
	NameSignal  SignalKind = "name"  // the names of function, receiver, results, file and package
	KeySignal   SignalKind = "key"   // the name of what holds the key
	LabelSignal SignalKind = "label" // the name of the header, cookie or parameter at a place
	TypeSignal  SignalKind = "type"  // the name of the type that is encrypted, and of its package
	PathSignal  SignalKind = "path"  // a segment of the path of an address that the output is put into
	DataSignal  SignalKind = "data"  // the names of what is encrypted, and of what is given beside it
)

// Strength says how much a signal decides.
type Strength int

// The strengths. Two weak signals of different kinds are worth a strong one,
// which decides unless another speaks for something else.
const (
	Weak   Strength = 1
	Strong Strength = 2
	Topic  Strength = 3 // strong, also as the name of a file or package
)

// The classes of uses that signals speak of.
const (
	ClassMAC    = "mac"
	ClassCipher = "cipher"
	ClassDerive = "derive"
	ClassKey    = "key"
	ClassShared = "shared" // of a secret that others present as it is
	ClassToken  = "token"  // of an API for tokens, which are access tokens unless the code shows others
)

// SignalDoing are the restrictions that a class of a signal may have: only
// where the output is compared with something, only where it is not, only
// where it is sent.
var SignalDoing = []string{"verify", "other", "send"}

// Signals is the table of signals, signals.txt:
//
//	doing WHAT WORD...                      words that say what a function does
//	to PLACE SYMBOL...                      what is given to this goes to PLACE
//	from PLACE SYMBOL...                    what this returns comes from PLACE
//	at PLACE CLASS,... PURPOSE STRENGTH
//	name|key|label|path|data|type PATTERN|... CLASS,... PURPOSE STRENGTH
//	under PURPOSE GENERAL                   the first is a kind of the second
//	fields PATTERN|... PURPOSE OTHER        PURPOSE is OTHER, if a type of its name has such fields
//
// A pattern is words joined by "-", which follow one another in a name, or by
// "+", which are all in it, or both. A symbol that ends in ".*" is every method
// of its type.
type Signals struct {
	All    []Signal
	doing  map[string]string
	to     map[symbolKey]string
	from   map[symbolKey]string
	under  map[string]string
	fields []fieldSignal
}

// A fieldSignal says that what seems to have one purpose has another one where a
// type that is called after it has certain fields.
type fieldSignal struct {
	names          Signal
	purpose, other string
}

// Kind returns the purpose of what seems to have the given one, where a type that
// is called after it has fields of these names, each cut into words.
func (s *Signals) Kind(purpose string, fields [][]string) string {
	for i := range s.fields {
		if f := &s.fields[i]; f.purpose == purpose && slices.ContainsFunc(fields, f.names.Matches) {
			return f.other
		}
	}
	return purpose
}

// HasKinds reports whether Kind may return another purpose than the given one.
func (s *Signals) HasKinds(purpose string) bool {
	return slices.ContainsFunc(s.fields, func(f fieldSignal) bool { return f.purpose == purpose })
}

// Names reports whether a name, cut into words, tells of a purpose.
func (s *Signals) Names(purpose string, words []string) bool {
	return slices.ContainsFunc(s.All, func(g Signal) bool {
		return g.Kind == NameSignal && g.Purpose == purpose && g.Matches(words)
	})
}

//go:embed signals.txt
var signalText string

// BuiltinSignals returns the table of signals.
var BuiltinSignals = sync.OnceValue(func() *Signals {
	s, _ := parseSignals(signalText) // TestSignals sees the error
	return s
})

// Doing returns what a function does that has this word in its name: "verify",
// "send", "sign", "encrypt", "decrypt", or "".
func (s *Signals) Doing(word string) string { return s.doing[word] }

// To returns the place to which something goes that is given to a function or
// stored into a field, "" when the table has none.
func (s *Signals) To(symbol string) string { return lookUpPlace(s.to, symbol) }

// From returns the place from which something comes that a function returns or
// a field holds, "" when the table has none.
func (s *Signals) From(symbol string) string { return lookUpPlace(s.from, symbol) }

// General returns the purpose of which another is a kind, "" for none.
func (s *Signals) General(purpose string) string { return s.under[purpose] }

// IsGeneral reports whether others are kinds of a purpose.
func (s *Signals) IsGeneral(purpose string) bool {
	for _, g := range s.under {
		if g == purpose {
			return true
		}
	}
	return false
}

func lookUpPlace(m map[symbolKey]string, symbol string) string {
	k := keyOf(symbol)
	if p, ok := m[k]; ok {
		return p
	}
	k.name = "*"
	return m[k]
}

// Speaks reports whether the signal is one of a use of that class that does
// that: "verify" where the output is compared, "send", or anything else.
func (s *Signal) Speaks(class, doing string) bool {
	return slices.ContainsFunc(s.Classes, func(c string) bool {
		name, only, _ := strings.Cut(c, ":")
		if name != class {
			return false
		}
		return only == "" || only == doing || only == "other" && doing != "verify"
	})
}

// Matches reports whether one of the signal's patterns is in a name, which is
// given by its words in lower case.
func (s *Signal) Matches(name []string) bool {
	return slices.ContainsFunc(s.Patterns, func(p string) bool {
		for part := range strings.SplitSeq(p, "+") {
			if !hasRun(name, strings.Split(part, "-")) {
				return false
			}
		}
		return true
	})
}

func hasRun(name, run []string) bool {
	for i := 0; i+len(run) <= len(name); i++ {
		ok := true
		for j, w := range run {
			if n := name[i+j]; n != w && n != w+"s" {
				ok = false
				break
			}
		}
		if ok {
			return true
		}
	}
	return false
}

func parseSignals(text string) (*Signals, error) {
	s := &Signals{
		doing: make(map[string]string), to: make(map[symbolKey]string),
		from: make(map[symbolKey]string), under: make(map[string]string),
	}
	strengths := map[string]Strength{"weak": Weak, "strong": Strong, "topic": Topic}
	for i, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0][0] == '#' {
			continue
		}
		bad := func(format string, args ...any) error {
			return fmt.Errorf("signals.txt:%d: %s", i+1, fmt.Sprintf(format, args...))
		}
		if len(fields) < 3 {
			return nil, bad("too few words")
		}
		switch verb := fields[0]; verb {
		case "doing":
			for _, w := range fields[2:] {
				s.doing[w] = fields[1]
			}
		case "to", "from":
			m := s.to
			if verb == "from" {
				m = s.from
			}
			for _, sym := range fields[2:] {
				m[keyOf(sym)] = fields[1]
			}
		case "under":
			for _, id := range fields[1:] {
				if LookupPurpose(id) == nil {
					return nil, bad("unknown purpose %s", id)
				}
			}
			s.under[fields[1]] = fields[2]
		case "fields":
			for _, id := range fields[2:] {
				if LookupPurpose(id) == nil {
					return nil, bad("unknown purpose %s", id)
				}
			}
			if len(fields) != 4 {
				return nil, bad("fields wants three words")
			}
			s.fields = append(s.fields, fieldSignal{Signal{Patterns: strings.Split(fields[1], "|")}, fields[2], fields[3]})
		case "at", "name", "key", "label", "path", "data", "type":
			if len(fields) != 5 {
				return nil, bad("%s wants four words", verb)
			}
			g := Signal{Kind: SignalKind(verb), Patterns: strings.Split(fields[1], "|"),
				Classes: strings.Split(fields[2], ","), Purpose: fields[3], Strength: strengths[fields[4]]}
			for _, c := range g.Classes {
				name, only, restricted := strings.Cut(c, ":")
				if !slices.Contains([]string{ClassMAC, ClassCipher, ClassDerive, ClassKey, ClassShared, ClassToken}, name) || restricted && !slices.Contains(SignalDoing, only) {
					return nil, bad("unknown class %s", c)
				}
			}
			if LookupPurpose(g.Purpose) == nil {
				return nil, bad("unknown purpose %s", g.Purpose)
			}
			if g.Strength == 0 {
				return nil, bad("unknown strength %s", fields[4])
			}
			s.All = append(s.All, g)
		default:
			return nil, bad("unknown verb %s", verb)
		}
	}
	return s, nil
}
