// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A Result is what keyflow found out about one package. All slices are sorted
// by position and then by content, so that the same source gives the same
// result.
type Result struct {
	// Flows are the origins whose value meets a use in this package, each with
	// all its uses. Flows that an imported package has within itself are its
	// own and not repeated.
	Flows []*Flow

	// Reads are the places of this package at which a secret is read from
	// outside the program, or from a variable or field declared to be secret.
	Reads []*Read

	// Documents are the values in files that the program reads into structs
	// and then uses: which file, and where in it. What stands there is not
	// known to an analyzer, which reads no files.
	Documents []*Document

	// Comparisons are the places at which a MAC is compared in a time that tells
	// how much of what it is compared with is right.
	Comparisons []*Comparison

	// Directives are the //keyvet: comments of the package.
	Directives []*Directive

	// Joined says that the packages of the program have been joined, so that
	// nothing more is to be found.
	Joined bool

	// Packages are those of the program, where they have been joined.
	Packages []*types.Package

	// Remarks are what a driver that sees the whole program has to say of the
	// package. The engine makes none.
	Remarks []*Remark

	// Settings are those the package was analyzed with.
	Settings *Settings

	link *linkage
}

// Judged returns the result without the uses that are there for the inventory only.
func (r *Result) Judged() *Result {
	out := *r
	out.Flows, out.Reads = nil, nil
	for _, fl := range r.Flows {
		if us := judged(fl.Uses); len(us) == len(fl.Uses) {
			out.Flows = append(out.Flows, fl)
		} else if len(us) > 0 {
			less := *fl
			less.Uses = us
			out.Flows = append(out.Flows, &less)
		}
	}
	for _, rd := range r.Reads {
		if us := judged(rd.Uses); len(us) < len(rd.Uses) {
			less := *rd
			less.Uses = us
			rd = &less
		}
		if len(rd.Uses) > 0 || rd.Declared != "" || !rd.publicHalf {
			out.Reads = append(out.Reads, rd)
		}
	}
	return &out
}

// judged returns the uses that rules judge.
func judged(us []*Use) []*Use {
	if !slices.ContainsFunc(us, func(u *Use) bool { return u.Sink.Inventory != "" }) {
		return us
	}
	return slices.DeleteFunc(slices.Clone(us), func(u *Use) bool { return u.Sink.Inventory != "" })
}

// A Remark is what only the whole program shows of a place.
type Remark struct {
	Rule    string // that judges so
	Place   Place
	Origin  Origin // of the key
	Purpose string
	Message string // without the rule's name and the purpose
	Related []Step
}

// A Flow is one origin and what its value is used for.
type Flow struct {
	Origin Origin
	// Meets is where the flow is told: the origin if that is in this package,
	// else the expression that brings it in.
	Meets Place
	Uses  []*Use
}

// A Use says that the value of one origin is the key of one sink.
type Use struct {
	Sink  Sink
	Meets Place  // where this use is told: as in Flow, for the way to this sink
	Steps []Step // from the origin to the sink, both left out

	// Partial says that the origin is only a part of what reaches the sink:
	// something else that is no constant was mixed in.
	Partial bool
	// Derived says that what reaches the sink was computed from the origin by
	// a hash, a MAC or a key derivation function.
	Derived bool
	// Keyed says that on the way the origin was the key of a MAC, and MAC is
	// the name of its API, where it is in this package.
	Keyed bool
	MAC   string
	// Holders are the fields and package variables on the way, from the origin on.
	Holders []Holder
	// Several says that on the way the key is taken out of several.
	Several bool
	// First says that on the way the key is taken out of several at a place that
	// is fixed: keys[0].
	First bool
	// Derivation is where another key is computed of it, nil where that is not
	// seen.
	Derivation *Derivation
	deriver    *types.Func // of another package that does, until [TakeInventory] has looked
	// Password says that a user's password is mixed into or authenticated by
	// the same computation.
	Password bool
	// Handed is where the key is given to another module that has the sink, nil for
	// a sink of the same module.
	Handed *Handover
	// Outer are the names of the fields that have the struct out of which the key is
	// taken, from the inside out: google, auth of s.auth.google.secret.
	Outer []string
}

// A Handover is the place at which a key is given to another module, which
// does what it likes with it.
type Handover struct {
	Place       Place
	API, Symbol string // of the function that is called, or the field that is set
}

// A Document is a value in a file that is used as a key.
type Document struct {
	// Origin has the kind (embed or file) and the name of the file, "" when
	// it is computed.
	Origin Origin
	// Path are the names under which the value stands in the file.
	Path []string
	Uses []*Use
}

// A Read is a place at which a secret comes into the program.
type Read struct {
	Origin Origin
	// Uses are those that the read reaches and that this package can see.
	Uses []*Use
	// Declared is the name of a secret of the settings or of a directive, or
	// empty when the read is known by its name or its uses only.
	Declared string
	// Approved says that the package is allowed to read it.
	Approved bool
	// Accessor is the symbol by which the settings say that others get it, "" when
	// they say none.
	Accessor string

	publicHalf bool // of a pair of which the other is secret
}

// An Origin is where a value comes from.
type Origin struct {
	Kind catalog.OriginKind
	// Name is the name by which the value is known outside the program (of the
	// variable, key, flag, file), or that of the constant, variable or field
	// that holds a literal. It is empty when there is none, and never the
	// value itself.
	Name string
	// Size is the number of bytes of a literal, -1 when unknown.
	Size int
	// Public says that the literal is not secret by its own format: a PEM
	// block or JWK without private parts.
	Public bool
	// Told says that another package of the module has the literal and a use of
	// it, and so reports it itself.
	Told bool
	// Glue says that a literal reads like what stands between values: it is
	// short, or has spaces or format verbs.
	Glue bool
	// Given says that a literal is only known to be given to what has the name
	// of a secret. Its flow has no uses.
	Given bool
	// Tests says that it stands in a file that is there for tests, although it
	// is none by its name.
	Tests bool
	// Fallback says that the value stands in when a configured one, which
	// flows to the same place, is missing. Configured is that one's kind and name.
	Fallback   bool
	Configured string
	Place      Place
	// Recorded says that a record which says where a secret is has the path of the file,
	// or is the setting itself: of two records each has its own.
	Recorded bool

	// Paths are the names by which the name of a file is configured, with their
	// kinds: "env:KEY_FILE". [TakeInventory] fills them in.
	Paths []string

	at      ssa.Instruction // where it enters, for a local one
	called  *fileName       // of a file whose name is not in the source
	text    string          // of a literal; never leaves the engine
	list    bool            // a literal that is a list: each of its elements is one too
	mark    mark            // what happened to it in the packages it came through
	foreign bool            // known by a fact
	helped  bool            // read by a function of another package on our behalf
	located bool
	noKey   bool // by what is said of it, such as the path of a file

	document *Origin  // of a value that stands in a document: that
	offset   int      // and where in its text
	path     []string // the names under which it stands there
}

// A fileName is the value that is the name of a file.
type fileName struct {
	g *graph
	n node
}

// Fixed reports whether the origin is a value that comes with the program.
func (o *Origin) Fixed() bool {
	return o.Kind == catalog.OriginLiteral || o.Kind == catalog.OriginEmbed || o.Kind == catalog.OriginShipped
}

// identity tells literals apart within one search.
func (o *Origin) identity() string {
	if o.text != "" {
		return o.text
	}
	return fmt.Sprintf("%s %s %d %p", o.Place.Package, o.Place.File, o.Place.Line, o.at)
}

// inFile reports whether the origin is a value in a file that is a document.
// configured reports whether people give the value from outside the program,
// under a name.
func (o *Origin) configured() bool {
	switch o.Kind {
	case catalog.OriginEnv, catalog.OriginConfig, catalog.OriginFlag, catalog.OriginStore:
		return true
	}
	return false
}

func (o *Origin) inFile() bool { return o.path != nil && o.Kind != catalog.OriginLiteral }

// A Sink is where a value is used as a key.
type Sink struct {
	API       string // short name: last element of the import path, and the function, method or field
	Symbol    string // symbol of the catalog entry
	Operation string // facet use
	Role      string // "key", "password" or "salt"
	Purpose   string // id of the catalog's purpose
	Entry     *catalog.Entry
	// Inventory is the kind of key of a use that rules do not judge, and that is
	// there for the inventory only; "" for all others.
	Inventory string
	Place     Place
}

// A Step is one place that a value goes through.
type Step struct {
	What  string // "parameter key of Sign", "field Config.Secret", …
	Place Place
}

// A Place is a position in this package, or a line of a package it imports.
type Place struct {
	Pos, End token.Pos // of this package; token.NoPos when foreign
	Package  string    // import path
	File     string    // base name; the whole name where there is no package
	Line     int

	// Column and EndColumn are set for a file that is not of a package: one
	// with configuration. Both count bytes from 1.
	Column, EndColumn int
}
