// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package impact holds the rotation-impact reference of a program: each of its
// keys, where it comes from, everything that it is used for, and what stops
// working when it is rotated. [Build] makes it of what the engine found; the
// formats write it.
//
// A reference is complete in itself: the formats know nothing but it, so that
// one that was written as JSON can be rendered later, elsewhere.
package impact

import "github.com/keyvet/keyvet/analyzer/keyflow"

// Version is that of the reference in JSON. It grows when a field is taken away
// or means something else.
const Version = 1

// A Reference is the rotation-impact reference of one program. All lists are
// sorted and none is nil, so that the same program gives the same bytes. Files
// are "/"-separated and relative to the directory that the command ran in;
// those of a dependency begin with its module and version.
type Reference struct {
	Version int `json:"version"`
	// Module is the path of the main module, "" where there is none.
	Module string `json:"module"`
	// Keys are in the order in which they are to be read: the worst loss first,
	// then by identity. A key that is derived from another follows it.
	Keys []*Key `json:"keys"`
	// NotAffected is what no key of the program has to do with, and readers
	// may fear for: password hashes, sessions on the server.
	NotAffected []Evidence `json:"notAffected"`
	// Questions are what the code does not tell.
	Questions []Question `json:"questions"`
	// Errors are the packages that could not be read; what they do with a key
	// is not in the reference.
	Errors []Error `json:"errors"`
}

// A Key is one secret of the program.
type Key struct {
	// Identity is the name by which the key is known, with its kind before a
	// colon: env:SECRET_KEY, config:security.secret_key, flag:secret,
	// secret:SECRET_KEY (declared), field:example.com/app/config.Config.Key,
	// var:example.com/app/web.key, file:key.pem, store:app/key, literal:… (the
	// position), generated:… (likewise), unknown:… (the position of the use).
	Identity string `json:"identity"`
	// Title is what people call it: SECRET_KEY.
	Title string `json:"title"`
	// Names are its other identities, sorted.
	Names []string `json:"names"`
	// Origins are where its value comes from, in the order in which they are
	// tried: what stands in for another comes behind it.
	Origins []Origin `json:"origins"`
	// Uses are sorted by file and line: each site, never one for a function.
	Uses []*Use `json:"uses"`
	// WorstLoss is the worst class of loss of its uses, T0 … T5, and of the
	// keys that are derived from it.
	WorstLoss string `json:"worstLoss"`
	// DerivedFrom is the identity of the key of which this one is computed, ""
	// for a key of its own, and Derivation how: "HKDF", "SHA-256".
	DerivedFrom string `json:"derivedFrom"`
	Derivation  string `json:"derivation"`
	// Fallbacks are the identities of the keys that are accepted beside it.
	Fallbacks []string `json:"fallbacks"`
	// Older are these keys, where they are accepted.
	Older []*Older `json:"older"`

	// Headline says in one sentence what rotating the key does at its worst.
	Headline string `json:"headline"`
	// Planned and Compromise are the consequences of the two kinds of rotation,
	// one or a few sentences each.
	Planned    string `json:"planned"`
	Compromise string `json:"compromise"`
	// Keep is how long the old key has to stay.
	Keep Keep `json:"keep"`
	// Steps are those of a planned rotation, in order, without numbers.
	Steps []string `json:"steps"`
	// Affected is what the key is used for, one entry for each purpose, in the
	// order of the summary: the worst loss first.
	Affected []Affected `json:"affected"`
	// NotAffected is what readers may fear for when they rotate this key.
	NotAffected []Evidence `json:"notAffected"`
	// Findings are what is wrong about the key.
	Findings []Finding `json:"findings"`
}

// An Older is a key that is accepted beside another one, so that what it made
// before a rotation still counts. It makes nothing new.
type Older struct {
	Identity string   `json:"identity"`
	Title    string   `json:"title"`
	Names    []string `json:"names"`
	Origins  []Origin `json:"origins"`
	// Uses are where it is accepted, with the part of the operation that checks.
	Uses      []*Use `json:"uses"`
	WorstLoss string `json:"worstLoss"`
	// Sentence says what it does to take a value of it away.
	Sentence string `json:"sentence"`
}

// An Origin is a place where the value of a key comes from.
type Origin struct {
	Kind string `json:"kind"` // env, config, flag, file, store, literal, embed, shipped, random, default …
	Name string `json:"name"` // what it is called there; "" for a literal
	File string `json:"file"`
	Line int    `json:"line"`
	// StandsIn says that the value counts only when those before it are missing.
	StandsIn bool `json:"standsIn"`
	// Fixed says that the value comes with the program, and is no secret.
	Fixed bool `json:"fixed"`
}

// A Use is one place at which a key is used.
type Use struct {
	Purpose   string `json:"purpose"`   // id of the purpose
	Operation string `json:"operation"` // sign, verify, sign and verify, encrypt, decrypt, encrypt and decrypt, sign and verify and encrypt and decrypt, verify and decrypt, derive, lookup hash, password hash, entropy, present, hold
	API       string `json:"api"`       // short name: hmac.New
	Symbol    string `json:"symbol"`    // full name: crypto/hmac.New
	Package   string `json:"package"`
	Function  string `json:"function"` // in which the use stands, with its receiver: (*Server).login
	File      string `json:"file"`
	Line      int    `json:"line"`
	Says      string `json:"says"`   // "signs client-side sessions"
	Breaks    string `json:"breaks"` // "logs every user out"
	Loss      string `json:"loss"`   // T0 … T5

	// Artefact is where what the key protects lives: cookie, header, url, mail,
	// column, file, cache, third-party, handshake or none. ArtefactName is its
	// name there, where the code shows it, and ArtefactSeen says that the code
	// shows the place, and not only the purpose.
	Artefact     string `json:"artefact"`
	ArtefactName string `json:"artefactName"`
	ArtefactSeen bool   `json:"artefactSeen"`

	// Lifetime is for how many seconds what the key protects is valid, where the
	// code shows it; 0 where it does not, -1 where it has no end. LifetimeFile
	// and LifetimeLine are where. LifetimeDefault says that it can be configured,
	// and that this holds when it is not.
	Lifetime        int64  `json:"lifetime"`
	LifetimeDefault bool   `json:"lifetimeDefault"`
	LifetimeFile    string `json:"lifetimeFile"`
	LifetimeLine    int    `json:"lifetimeLine"`
	// Retention says how long the old key has to stay for this use.
	Retention string `json:"retention"`

	// Fallback is none (one key only), honoured (older keys are accepted here)
	// or ignored (the key has older ones, but not here); "" for a use that
	// checks nothing, such as one that only signs, and where it is not known.
	Fallback string `json:"fallback"`
	// Order is the place of the key among those of the use, from 1; 0 where
	// there is one key only.
	Order int `json:"order"`
	// KeyID says that what is made has the identifier of the key.
	KeyID bool `json:"keyId"`
	// Manner is what the program does when an old value no longer verifies, F0
	// … F10, "" where the code does not show it. MannerFile and MannerLine are where.
	Manner     string `json:"manner"`
	MannerFile string `json:"mannerFile"`
	MannerLine int    `json:"mannerLine"`
	// Separation is own (the key has no other purpose), derived (a key of its
	// own is computed with a label) or shared (the same bytes serve several
	// purposes). Label is that of the derivation.
	Separation string `json:"separation"`
	Label      string `json:"label"`
	// Through are the fields, parameters and functions that the key passes on
	// its way here.
	Through []Place `json:"through"`

	place       keyflow.Place
	site        *keyflow.Site
	first       bool // of several keys, as at a constant index
	helped      bool // a call of a helper, whose keys are not known apart
	sole        bool // no other key comes there but older ones of it, or which is known
	derivation  *keyflow.Derivation
	derivedFile string
	derivedLine int
}

// A Place is a line of the source, with what is there.
type Place struct {
	What string `json:"what"`
	File string `json:"file"`
	Line int    `json:"line"`
}

// An Affected is one purpose of a key.
type Affected struct {
	Purpose string `json:"purpose"`
	Title   string `json:"title"`
	Breaks  string `json:"breaks"`
	Loss    string `json:"loss"`
	Uses    int    `json:"uses"`
	// Until is how long the old key has to stay for this purpose, in words.
	Until string `json:"until"`
}

// A Keep says how long an old key has to be accepted after the last instance
// stopped using it.
type Keep struct {
	// Seconds is the longest lifetime that the code shows; 0 where it shows
	// none, -1 where waiting is never enough.
	Seconds int64 `json:"seconds"`
	// Accepted says that the program accepts an older key beside the new one,
	// somewhere at least: otherwise none can be kept, and Seconds is for how long
	// one would have to be.
	Accepted bool `json:"accepted"`
	// Sentence says it, with what is not known.
	Sentence string `json:"sentence"`
	File     string `json:"file"` // of the lifetime
	Line     int    `json:"line"`
}

// An Evidence is something that is not affected, and why.
type Evidence struct {
	What string `json:"what"`
	Why  string `json:"why"`
	File string `json:"file"`
	Line int    `json:"line"`
}

// A Question is what the code does not tell, and how to answer it there.
type Question struct {
	Key  string `json:"key"` // identity of the key
	Text string `json:"text"`
	// Directive is the comment that answers it, on the line of File.
	Directive string `json:"directive"`
	File      string `json:"file"`
	Line      int    `json:"line"`
}

// A Finding is what is wrong about a key.
type Finding struct {
	Rule    string `json:"rule"`
	Message string `json:"message"` // without the rule's name
	File    string `json:"file"`
	Line    int    `json:"line"`
	// Key is the title of the key, where the rule is about it and not about the
	// place.
	Key string `json:"-"`
	// Name is what the value is called there that the finding is about: one tag may
	// be read under several names.
	Name string `json:"-"`
	// FromFile and FromLine are where the value comes from that the finding is
	// about, which may be given to the program far from the place of the finding.
	FromFile string `json:"-"`
	FromLine int    `json:"-"`
}

// An Error is a package that could not be read.
type Error struct {
	Package string `json:"package"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}
