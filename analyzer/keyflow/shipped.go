// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"cmp"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Files are the configuration files of the repository that a program is in. No
// analyzer may read files: a driver without a cache gives them to [Join].
type Files interface {
	// Values returns the places at which files give a value that the program
	// uses as it is.
	Values(FileQuery) []FileValue
}

// A FileQuery asks for the value under a name.
type FileQuery struct {
	// Kind is that of the origin: config or env, where a library finds the
	// file, file or embed where the code names it.
	Kind catalog.OriginKind
	// Path are the names under which the value stands in the file; of env the
	// name of the variable.
	Path []string
	// File is the name of a file, or the pattern of embedded ones, "" where it
	// is computed or a library's own.
	File string
	// Package is the import path of the package that reads.
	Package string
}

// A FileValue is a value in a file.
type FileValue struct {
	File                    string // as it is shown
	Line, Column, EndColumn int    // from 1
	Size                    int    // in bytes
}

// ship adds the values that the repository ships for names under which keys
// are read. A key that is published in a configuration file is as fixed as a
// literal.
func (j *joiner) ship(files Files) {
	type wanted struct {
		l    *linkage
		q    FileQuery
		name string
		uses []*Use
	}
	var all []wanted
	for _, l := range j.links {
		r := j.results[l]
		pkg := packagePath(l.a.pass.Pkg.Path())
		for _, fl := range r.Flows {
			o := &fl.Origin
			if o.Name == "" || o.Kind != catalog.OriginEnv && o.Kind != catalog.OriginConfig {
				continue
			}
			all = append(all, wanted{l, FileQuery{Kind: o.Kind, Path: []string{o.Name}, Package: pkg}, o.Name, fl.Uses})
		}
		for _, d := range r.Documents {
			if d.Origin.Name == "" && !slices.ContainsFunc(d.Path, keyishName) {
				continue // metadata.name of whatever lies where configuration is
			}
			in := pkg
			if d.Origin.Place.Package != "" {
				in = d.Origin.Place.Package
			}
			all = append(all, wanted{l, FileQuery{Kind: d.Origin.Kind, Path: d.Path, File: d.Origin.Name, Package: in}, strings.Join(d.Path, "."), d.Uses})
		}
	}
	flows := make(map[FileValue]*Flow)
	for _, w := range all {
		for _, v := range files.Values(w.q) {
			fl := flows[v]
			if fl == nil {
				at := Place{File: v.File, Line: v.Line, Column: v.Column, EndColumn: v.EndColumn}
				fl = &Flow{Origin: Origin{Kind: catalog.OriginShipped, Name: w.name, Size: v.Size, Place: at}, Meets: at}
				flows[v] = fl
				r := j.results[w.l]
				r.Flows = append(r.Flows, fl)
			}
			for _, u := range w.uses {
				u := *u
				u.Meets = fl.Meets
				if u.Sink.Place.Package == "" {
					u.Sink.Place.Package = packagePath(w.l.a.pass.Pkg.Path())
				}
				if !slices.ContainsFunc(fl.Uses, func(x *Use) bool { return compareUse(x, &u) == 0 }) {
					fl.Uses = append(fl.Uses, &u)
				}
			}
		}
	}
	for _, fl := range flows {
		slices.SortStableFunc(fl.Uses, compareUse)
	}
	for _, l := range j.links {
		slices.SortStableFunc(j.results[l].Flows, func(x, y *Flow) int {
			return cmp.Or(comparePlace(x.Meets, y.Meets), cmp.Compare(x.Origin.Kind, y.Origin.Kind), cmp.Compare(x.Origin.Name, y.Origin.Name))
		})
	}
}
