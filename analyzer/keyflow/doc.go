// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package keyflow defines the engine of keyvet: an Analyzer that follows key
// material from its origins to its uses.
//
// The package's API follows the needs of the suite and promises nothing to
// others.
//
// # How it works
//
// A first sweep over imports, facts, names and directives decides whether a
// package can have anything to find; most have not, and cost no more than
// that. For the others the engine builds the SSA form and from it a graph of
// values: registers (flow-sensitive), parameters and results, and one node for
// each field of the program's own struct types and each package variable
// (field-based). It then searches backward from every use that the catalog
// names, and from every field, variable and exported function of the package
// whose origins importers may want to know.
//
// A path may leave functions and then enter others, but never come out of a
// call at another call: a helper that is called with keys and with other
// things does not mix them. What leaves a function by a result is summarized.
//
// # Across packages
//
// Facts carry the summaries: of functions (this parameter is a key for that
// purpose, this parameter leaves by that result, this result has that origin)
// and of exported fields and variables (their origins, their uses). They are
// sorted, hold no maps and no machine paths, and are left out when empty. The
// standard library and golang.org/x are never analyzed: the catalog describes
// them. A missing fact means that nothing is known, never a finding.
//
// An origin and a use are told where they meet: in the package that has both,
// or whose code brings together what two others export.
//
// A driver that has the whole program at hand runs [Whole] instead, and joins
// the results ([Join]): what one package stores into a field and another reads,
// a default and the read of the same name, a method and its call through an
// interface, although no package sees both. There a package that did not seem
// worth a closer look is opened when another asks for what it mentions.
//
// # What is followed
//
// Conversions, constants, package variables, concatenation and formatting,
// slices, arrays and copies into them, maps and local arrays (elements under
// constant keys apart), channels, closures and captured variables, function
// values in variables, fields and tables, functions given as arguments,
// sequences, key functions, composite literals, fields, variadic pairs, generic
// functions, methods called through an interface of which this package has or
// brings in the implementation, written-to parameters, results of any number.
//
// Names join what libraries keep apart: the default of a configuration key, flag
// or variable and its read, the fields of a struct that a library fills from
// configuration (by their tags), the values of a context. A document in the
// source (JSON, YAML, TOML, lines of names and values) gives the fields of a
// struct the values that stand in it.
//
// A plain digest of data and what has the name of a secret is a use of the secret
// as the key of a MAC, and what a method returns to a library that asks for a key
// by an interface is a use of that.
//
// The value of a record that keeps things of all sorts under names ({Key,
// Value string}), or of a cache's item ({Value any; Expires int64}), is followed
// in one instance only, and so are the fields of the standard library's structs.
//
// # What is no key
//
// A value that code compares with and does not accept, so that the way ends
// (log.Fatal, os.Exit, panic, the return of an error) or another value takes its
// place; a value that is replaced before it can have been read, in a field, a
// variable or a buffer; what is returned beside an error. Texts that say that a
// value is redacted, and records that are made only to be shown.
//
// # What is not followed
//
// Reflection, cgo and assembly; a value between packages that do not import
// one another, but by [Join]; an implementation of an interface that neither
// this package nor the value's own shows; the instances of a generic type, and
// those of an interface, apart. docs/matrix.md has what is tried.
package keyflow
