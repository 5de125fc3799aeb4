// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
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
	Call    Verb = "call"
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
	Fields                  // the fields of the struct that is pointed to, each by its name
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
	OriginColumn   OriginKind = "column"  // a column of a database
	OriginShipped  OriginKind = "shipped" // a value in a configuration file of the repository

	// OriginContext is no origin: it joins what is kept under a key by the
	// program itself with what is asked for under that key.
	OriginContext OriginKind = "context"
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
	Purpose string     // of Sink: a purpose's id; of Keyless: that of what needs no key, or ""; of Call: that of the call, or ""
	Of      string     // of Call: the symbol of the sink by which the key came in
	Role    string     // of Hash: "password" or "salt"
	Origin  OriginSpec // of Source and Default
	Tags    []string   // of Tag: the tag that names ("" for none), that which holds the default ("" for none), and that which prefixes names

	Use     string // facets, "" when the line leaves them out and there is no default
	Key     string
	Literal string
	Overlap string
	Empty   string
	Fails   string
	How     string
	Under   string
	Only    string
	Lasts   time.Duration // 0 where the line does not say
	At      string
	Also    []string // of Sink: further purposes that the API serves with the same key

	File string // where the line stands: file name, or the origin given to With
	Line int    // from 1
}

// Asks reports whether the entry is one of a method by which a library asks the
// program for a key: what the program's implementations return is used.
func (e *Entry) Asks() bool { return e.Verb == Sink && e.Port.Kind == Result }

// Fits reports whether the entry is for a call whose argument in front of the port
// is a text, "" where that is not constant.
func (e *Entry) Fits(text string) bool {
	under, others := strings.CutPrefix(e.Under, "!")
	for one := range strings.SplitSeq(under, "|") {
		if strings.EqualFold(one, text) {
			return !others
		}
	}
	return others || under == ""
}

// A Package holds the entries of one import path.
type Package struct {
	Path     string // the path that was looked up
	Verified string // the version the lines were checked against; "" when unknown
	Borrowed bool   // the lines are those of another major version
	Entries  []*Entry

	bySymbol map[symbolKey][]*Entry
}

// Lookup returns the entries for a symbol, in the order of their lines.
func (p *Package) Lookup(symbol string) []*Entry {
	if p == nil {
		return nil
	}
	return p.bySymbol[keyOf(symbol)]
}

func (p *Package) index() {
	p.bySymbol = make(map[symbolKey][]*Entry, len(p.Entries))
	for _, e := range p.Entries {
		if e.Verb != Tag && e.Verb != Label {
			k := keyOf(e.Symbol)
			p.bySymbol[k] = append(p.bySymbol[k], e)
		}
	}
}

// data holds std/<path>.txt for packages of the standard library, <path>.txt
// for all others, and labels.txt.
//
//go:embed data
var data embed.FS

// A Catalog answers what is known about a package. It is safe for concurrent
// use.
type Catalog struct {
	base   *Catalog // what the user's lines are added to; nil for the built-in one
	user   map[string][]*Entry
	labels map[string]bool // the user's

	packages sync.Map // import path → *Package, nil when there is none

	judged     bool // without what is there for the inventory only
	judgedOnce sync.Once
	judgedView *Catalog

	builtinLabels func() map[string]bool
}

var builtin = &Catalog{builtinLabels: sync.OnceValue(readLabels)}

// Builtin returns the catalog that comes with keyvet.
func Builtin() *Catalog { return builtin }

// With returns the catalog c with lines of the user's added to it. Its errors
// say where:N for the N-th line, counted from 1.
func (c *Catalog) With(lines []string, where string) (*Catalog, error) {
	if len(lines) == 0 {
		return c, nil
	}
	w := &Catalog{base: c, user: make(map[string][]*Entry), labels: make(map[string]bool)}
	var errs []error
	for i, line := range lines {
		e, err := ParseLine(line)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s:%d: %w", where, i+1, err))
		case e == nil:
		case e.Verb == Label:
			w.labels[e.Symbol] = true
		default:
			e.File, e.Line = where, i+1
			p := e.pkgPath()
			w.user[p] = append(w.user[p], e)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return w, nil
}

// pkgPath returns the import path of the package that the entry is about.
func (e *Entry) pkgPath() string {
	if e.Verb == Tag {
		return e.Symbol
	}
	return SymbolPackage(e.Symbol)
}

// Judged returns the catalog without the entries that are there for the inventory
// only.
func (c *Catalog) Judged() *Catalog {
	c.judgedOnce.Do(func() { c.judgedView = &Catalog{base: c, judged: true} })
	return c.judgedView
}

// Package returns what is known about the package of that import path, or nil.
// Nothing but that package's file is read, and that once: an analyzer is
// started anew for every package, and asks for each of its imports.
func (c *Catalog) Package(path string) *Package {
	if p, ok := c.packages.Load(path); ok {
		return p.(*Package)
	}
	var p *Package
	if c.base == nil {
		p = readPackage(path)
	} else {
		p = c.base.Package(path)
		if mine := c.user[path]; len(mine) > 0 {
			q := &Package{Path: path}
			if p != nil {
				*q = *p
			}
			q.Entries = append(slices.Clip(q.Entries), mine...)
			q.index()
			p = q
		}
		if c.judged && p != nil {
			q := *p
			q.Entries = slices.DeleteFunc(slices.Clone(q.Entries), func(e *Entry) bool { return e.Only != "" })
			if len(q.Entries) < len(p.Entries) {
				q.index()
				p = &q
			}
		}
	}
	q, _ := c.packages.LoadOrStore(path, p)
	return q.(*Package)
}

// Has reports whether Package would return something, without reading it.
func (c *Catalog) Has(path string) bool {
	for ; c.base != nil; c = c.base {
		if len(c.user[path]) > 0 {
			return true
		}
	}
	_, from := findFile(path)
	return from != ""
}

// IsLabel reports whether text is a published constant of some protocol, and
// so no secret.
func (c *Catalog) IsLabel(text string) bool {
	for ; c.base != nil; c = c.base {
		if c.labels[text] {
			return true
		}
	}
	return c.builtinLabels()[text]
}

// All returns all packages that the catalog has lines of its own for, by path.
func (c *Catalog) All() []*Package {
	paths := make(map[string]bool)
	for d := c; d.base != nil; d = d.base {
		for p := range d.user {
			paths[p] = true
		}
	}
	_ = fs.WalkDir(data, "data", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && name != labelsFile {
			paths[pathOfFile(name)] = true
		}
		return err
	})
	var all []*Package
	for p := range paths {
		if q := c.Package(p); q != nil {
			all = append(all, q)
		}
	}
	slices.SortFunc(all, func(a, b *Package) int { return cmp.Compare(a.Path, b.Path) })
	return all
}

// tagPackages are the packages that have lines of the verb tag. TestTags holds
// them to the files.
var tagPackages = []string{
	"github.com/Netflix/go-env",
	"github.com/alecthomas/kong",
	"github.com/alexflint/go-arg",
	"github.com/ardanlabs/conf/v3",
	"github.com/caarlos0/env/v11",
	"github.com/creasty/defaults",
	"github.com/ilyakaznacheev/cleanenv",
	"github.com/jessevdk/go-flags",
	"github.com/joeshaw/envdecode",
	"github.com/kelseyhightower/envconfig",
	"github.com/mcuadros/go-defaults",
	"github.com/sethvargo/go-envconfig",
}

// Tags returns the lines of the verb tag. A struct is often declared far from
// where its library is called, so they hold whatever a package imports.
func (c *Catalog) Tags() []*Entry {
	var all []*Entry
	add := func(es []*Entry) {
		for _, e := range es {
			if e.Verb == Tag {
				all = append(all, e)
			}
		}
	}
	for _, p := range tagPackages {
		add(c.Package(p).Entries)
	}
	for ; c.base != nil; c = c.base {
		for _, p := range slices.Sorted(maps.Keys(c.user)) {
			if !slices.Contains(tagPackages, p) {
				add(c.user[p])
			}
		}
	}
	return all
}

const labelsFile = "data/labels.txt"

func readLabels() map[string]bool {
	text, _ := data.ReadFile(labelsFile)
	entries, _, _ := parseFile(labelsFile, string(text)) // TestData sees the error
	labels := make(map[string]bool, len(entries))
	for _, e := range entries {
		labels[e.Symbol] = true
	}
	return labels
}

// fileOfPath returns the name of the file of an import path, which may not
// exist; "" for a path that can have none.
func fileOfPath(p string) string {
	if IsStd(p) {
		return "data/std/" + p + ".txt"
	}
	if first, _, _ := strings.Cut(p, "/"); !strings.Contains(first, ".") {
		return "" // a main module with a name of its own, such as "std" or "labels"
	}
	return "data/" + p + ".txt"
}

func pathOfFile(name string) string {
	p := strings.TrimSuffix(strings.TrimPrefix(name, "data/"), ".txt")
	return strings.TrimPrefix(p, "std/")
}

func exists(name string) bool {
	f, err := data.Open(name)
	if err != nil {
		return false
	}
	_ = f.Close()
	return true
}

func readPackage(path string) *Package {
	file, from := findFile(path)
	if from == "" {
		return nil
	}
	text, err := data.ReadFile(file)
	if err != nil {
		return nil
	}
	p := &Package{Path: path, Borrowed: from != path}
	p.Entries, p.Verified, _ = parseFile(file, string(text)) // TestData sees the error
	if p.Borrowed {
		for _, e := range p.Entries {
			e.Symbol = strings.Replace(e.Symbol, from, path, 1)
		}
	}
	p.index()
	return p
}

// findFile returns the file whose lines serve an import path, and the import
// path that file was written for: the same one, or that of the nearest major
// version; "" when there is none.
func findFile(p string) (file, from string) {
	file = fileOfPath(p)
	if file == "" {
		return "", ""
	}
	if exists(file) {
		return file, p
	}
	if IsStd(p) {
		return "", ""
	}

	// The other versions of p are those whose paths differ in one element:
	// x/v2/y, x/y or gopkg.in/x.v2/y.
	elems := strings.Split(p, "/")
	have := 1
	best, bestDist := "", 0
	try := func(q string, version int) {
		dist := max(version-have, have-version)
		// Of two versions as near, the later one.
		if best != "" && (dist > bestDist || dist == bestDist && version < have) {
			return
		}
		if f := fileOfPath(q); exists(f) {
			file, best, bestDist = f, q, dist
		}
	}
	for i := 1; i < len(elems); i++ {
		prefix, suffix := strings.Join(elems[:i], "/"), strings.Join(elems[i+1:], "/")
		if n := majorVersion(elems[i]); n > 0 {
			have = n
			tryVersions(prefix, suffix, try)
			try(path.Join(prefix, suffix), 1)
			break
		}
		if elems[0] == "gopkg.in" {
			if name, n := dottedVersion(elems[i]); n > 0 {
				have = n
				tryDotted(prefix, name, suffix, try)
				break
			}
		}
	}
	if best == "" && have == 1 {
		for i := 2; i <= len(elems); i++ {
			prefix := strings.Join(elems[:i], "/")
			if i < len(elems) && !exists("data/"+prefix) {
				break // nothing below it either
			}
			tryVersions(prefix, strings.Join(elems[i:], "/"), try)
		}
	}
	return file, best
}

// tryVersions tries the paths prefix/vN/suffix of which there may be files.
func tryVersions(prefix, suffix string, try func(string, int)) {
	files, err := data.ReadDir("data/" + prefix)
	if err != nil {
		return
	}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".txt")
		if n := majorVersion(name); n > 1 && f.IsDir() == (suffix != "") {
			try(path.Join(prefix, name, suffix), n)
		}
	}
}

// tryDotted tries the paths prefix/name.vN/suffix of which there may be files.
func tryDotted(prefix, name, suffix string, try func(string, int)) {
	files, err := data.ReadDir("data/" + prefix)
	if err != nil {
		return
	}
	for _, f := range files {
		elem := strings.TrimSuffix(f.Name(), ".txt")
		if base, n := dottedVersion(elem); n > 0 && base == name && f.IsDir() == (suffix != "") {
			try(path.Join(prefix, elem, suffix), n)
		}
	}
}

// majorVersion returns the number in an element such as v2, or 0.
func majorVersion(elem string) int {
	digits, ok := strings.CutPrefix(elem, "v")
	if !ok || digits == "" || digits[0] == '0' {
		return 0
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

// dottedVersion cuts an element such as yaml.v3.
func dottedVersion(elem string) (name string, version int) {
	i := strings.LastIndexByte(elem, '.')
	if i < 0 {
		return elem, 0
	}
	return elem[:i], majorVersion(elem[i+1:])
}
