// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"embed"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
)

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

	bySymbol map[symbolKey][]*Entry
}

// A Catalog looks entries up. It is safe for use by several goroutines.
type Catalog struct {
	mu    sync.Mutex
	cache map[string]*Package

	extra map[string][]*Entry // the user's, by import path

	labelsOnce sync.Once
	labels     map[string]bool
}

//go:embed data
var data embed.FS

var builtin = &Catalog{cache: make(map[string]*Package)}

// Builtin returns the catalog that keyvet brings along.
func Builtin() *Catalog { return builtin }

// With returns the catalog with lines of the user's added. An error begins with
// "where:N: ", N being the number of the line from 1.
func (c *Catalog) With(lines []string, where string) (*Catalog, error) {
	if len(lines) == 0 {
		return c, nil
	}
	out := &Catalog{cache: make(map[string]*Package), extra: make(map[string][]*Entry)}
	for path, es := range c.extra {
		out.extra[path] = es
	}
	entries, _, err := parseFile(where, strings.Join(lines, "\n"))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		switch e.Verb {
		case Label:
			out.extra[""] = append(out.extra[""], e)
		case Tag:
			out.extra[e.Symbol] = append(out.extra[e.Symbol], e)
		default:
			path := SymbolPackage(e.Symbol)
			out.extra[path] = append(slices.Clip(out.extra[path]), e)
		}
	}
	return out, nil
}

// Package returns the entries for an import path, nil when there are none.
func (c *Catalog) Package(path string) *Package {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.cache[path]; ok {
		return p
	}
	p := readPackage(path)
	if es := c.extra[path]; len(es) > 0 {
		if p == nil {
			p = &Package{Path: path, bySymbol: make(map[symbolKey][]*Entry)}
		}
		for _, e := range es {
			p.add(e)
		}
	}
	c.cache[path] = p
	return p
}

// Lookup returns the entries of a symbol, in the order of their lines.
func (p *Package) Lookup(symbol string) []*Entry { return p.bySymbol[keyOf(symbol)] }

func (p *Package) add(e *Entry) {
	p.Entries = append(p.Entries, e)
	s := keyOf(e.Symbol)
	p.bySymbol[s] = append(p.bySymbol[s], e)
}

// dataFile is the name of the file of an import path.
func dataFile(path string) string {
	if IsStd(path) {
		return "data/std/" + path + ".txt"
	}
	return "data/" + path + ".txt"
}

func readPackage(path string) *Package {
	p := parsePackage(path, path)
	if p == nil {
		if other := otherMajor(path); other != "" {
			p = parsePackage(path, other)
		}
	}
	return p
}

// parsePackage reads the entries of the import path from, spelled for path.
func parsePackage(path, from string) *Package {
	name := dataFile(from)
	text, err := data.ReadFile(name)
	if err != nil {
		return nil
	}
	entries, verified, err := parseFile(name, string(text))
	if err != nil {
		// Impossible: a test parses every file that is embedded.
		panic(err)
	}
	p := &Package{Path: path, Verified: verified, Borrowed: path != from, bySymbol: make(map[symbolKey][]*Entry)}
	for _, e := range entries {
		if p.Borrowed {
			e.Symbol = strings.Replace(e.Symbol, from, path, 1)
		}
		p.add(e)
	}
	return p
}

// otherMajor returns the import path, among those that the catalog has, that
// differs from path only in its major version and is nearest to it; "" when
// there is none.
func otherMajor(path string) string {
	if IsStd(path) {
		return ""
	}
	els := strings.Split(path, "/")
	at, want := -1, 1
	for i, el := range els {
		if i >= 2 && isVersion(el) {
			at = i
			want, _ = strconv.Atoi(el[1:])
			break
		}
	}
	best, bestAway := "", -1
	try := func(prefix, suffix []string) {
		dir := "data/" + strings.Join(prefix, "/")
		list, err := data.ReadDir(dir)
		if err != nil {
			return
		}
		consider := func(cand string, major int) {
			if _, err := fs.Stat(data, dataFile(cand)); err != nil || cand == path {
				return
			}
			away := max(major-want, want-major)
			if bestAway < 0 || away < bestAway {
				best, bestAway = cand, away
			}
		}
		for _, e := range list {
			v := strings.TrimSuffix(e.Name(), ".txt")
			if isVersion(v) {
				major, _ := strconv.Atoi(v[1:])
				consider(strings.Join(append(append(slices.Clone(prefix), v), suffix...), "/"), major)
			}
		}
		if at >= 0 {
			consider(strings.Join(append(slices.Clone(prefix), suffix...), "/"), 1)
		}
	}
	if at >= 0 {
		try(els[:at], els[at+1:])
		return best
	}
	for i := 2; i <= len(els); i++ {
		try(els[:i], els[i:])
	}
	return best
}

// IsLabel reports whether a text is a published constant that is no secret.
func (c *Catalog) IsLabel(text string) bool {
	c.labelsOnce.Do(func() {
		c.labels = make(map[string]bool)
		text, err := data.ReadFile(labelsFile)
		if err != nil {
			panic(err) // impossible: it is embedded
		}
		entries, _, err := parseFile(labelsFile, string(text))
		if err != nil {
			panic(err) // impossible: a test parses it
		}
		for _, e := range append(entries, c.extra[""]...) {
			c.labels[e.Symbol] = true
		}
	})
	return c.labels[text]
}

const labelsFile = "data/labels.txt"

// All returns the packages of the built-in catalog in the order of their paths.
func (c *Catalog) All() []*Package {
	var out []*Package
	err := fs.WalkDir(data, "data", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == labelsFile {
			return err
		}
		path := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(name, "data/"), "std/"), ".txt")
		if p := c.Package(path); p != nil {
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		panic(err) // impossible: the files are embedded
	}
	slices.SortFunc(out, func(x, y *Package) int { return strings.Compare(x.Path, y.Path) })
	return out
}
