// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

// Verb is the first word of a catalog line: what kind of statement it makes.
type Verb string

// The verbs; package documentation says what each means.
const (
	Sink    Verb = "sink"
	Public  Verb = "public"
	Hash    Verb = "hash"
	Source  Verb = "source"
	Default Verb = "default"
	Pass    Verb = "pass"
	Random  Verb = "random"
	Leak    Verb = "leak"
	Keyless Verb = "keyless"
	Tag     Verb = "tag"
	Label   Verb = "label"
)

// PortKind tells arguments, receivers, results and values apart.
type PortKind uint8

// The kinds of port.
const (
	NoPort PortKind = iota
	Arg             // the Index-th argument, receiver not counted
	Recv            // the receiver
	Result          // the Index-th result
	Value           // the field, variable or constant itself
)

// PortMode says which part of what goes through a port is meant.
type PortMode uint8

// The modes of a port.
const (
	Whole   PortMode = iota // the value itself
	Each                    // each element of a slice or variadic argument
	Pairs                   // elements in pairs: authentication key, encryption key
	Returns                 // what the function passed here returns
	Values                  // the values of a map
	Path                    // the file at this path
)

// A Port is a way into or out of a symbol.
type Port struct {
	Kind  PortKind
	Index int
	Mode  PortMode
	Name  string // parameter name, for readers and for borrowed entries; may be empty
}

// OriginKind says where a value comes from.
type OriginKind string

// The kinds of origin.
const (
	OriginLiteral  OriginKind = "literal"  // a literal or constant in the source
	OriginEmbed    OriginKind = "embed"    // a file embedded into the program
	OriginEnv      OriginKind = "env"      // an environment variable
	OriginConfig   OriginKind = "config"   // a key of a configuration library
	OriginFlag     OriginKind = "flag"     // a command-line flag
	OriginFile     OriginKind = "file"     // a file read at run time
	OriginStore    OriginKind = "store"    // a secret manager or KMS
	OriginRandom   OriginKind = "random"   // generated at run time
	OriginDeclared OriginKind = "declared" // a name declared secret by directive or settings
	OriginUnknown  OriginKind = "unknown"
)

// An OriginSpec is the ORIGIN word of a source or default line.
type OriginSpec struct {
	Kind OriginKind
	Name Port // the port that holds the name; Kind NoPort when there is none
}

// An Entry is one line of the catalog.
type Entry struct {
	Verb    Verb
	Symbol  string     // as spelled; for Tag the package, for Label the text
	Port    Port       // the port the line speaks of; for Pass where the value enters
	To      Port       // of Pass: where it leaves; of Default: see facet to
	Purpose string     // of Sink: a purpose's id
	Role    string     // of Hash: "password" or "salt"
	Origin  OriginSpec // of Source and Default
	Tags    []string   // of Tag: the tag that names, and the tag that holds the default

	Use     string // facets, "" when the line leaves them out and there is no default
	Key     string
	Literal string
	Overlap string
	Empty   string
	How     string

	File string // where the line stands: file name, or the origin given to With
	Line int    // from 1
}

// A Package holds the entries of one import path.
type Package struct {
	Path     string // the path that was looked up
	Verified string // the version the lines were checked against; "" when unknown
	Borrowed bool   // the lines are those of another major version
	Entries  []*Entry

	bySymbol map[string][]*Entry
}
