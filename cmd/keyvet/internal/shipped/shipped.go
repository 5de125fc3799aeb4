// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package shipped

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// The kinds of names.
const (
	Config = "config" // a path of keys in a configuration file
	Env    = "env"    // an environment variable
)

// A Query is one name under which a program reads a key.
type Query struct {
	// Kind is Config or Env.
	Kind string
	// Path is the path of keys, from the top of the file, or the name of the
	// environment variable alone. An element may hold several, joined by "."
	// or "::"; the first may be a section. Case, "-" and "_" make no difference
	// in a path; the name of a variable is compared as it is.
	Path []string
	// Anywhere says that the path may begin below any key of the file, as that
	// of a field does where nobody knows what its struct is part of. It must
	// have two elements at least.
	Anywhere bool
	// Files are the names, paths or path.Match patterns of files that the code
	// names, slash-separated. A name without an extension stands for those with
	// any known one. Paths that lead out of the repository are no use.
	Files []string
	// Format is that of named files that have none in their names: yaml, toml,
	// ini, json, env or properties.
	Format string
	// Dirs are the directories, relative to the root, in which the program or a
	// library may look: those of main packages, of viper's AddConfigPath.
	Dirs []string
}

// A Kind says what a file gives for a name.
type Kind int

// The kinds of what is given.
const (
	Literal   Kind = iota // a text that the program uses as it is
	Empty                 // nothing, null, or a boolean
	Reference             // the name of a place where the value is
	Prompt                // a text in angle brackets that asks for a value
)

// String returns the kind as a word.
func (k Kind) String() string {
	return [...]string{"literal", "empty", "reference", "prompt"}[k]
}

// A Role says how a file comes to be used.
type Role int

// The roles of files.
const (
	Named    Role = iota // the code names it
	Embedded             // the code embeds it
	Usual                // it is where libraries look
	Sample               // it is there to be copied
	Compose              // it describes containers
)

// String returns the role as a word.
func (r Role) String() string {
	return [...]string{"named", "embedded", "usual", "sample", "compose"}[r]
}

// A Value is a place where a file gives a value for a name.
type Value struct {
	File      string // slash-separated, relative to the root
	Line      int    // from 1
	Column    int    // of the value's first byte or quotation mark, from 1
	EndColumn int    // behind the last byte on this line
	Size      int    // bytes of the value, quotation marks not counted
	Kind      Kind
	Role      Role
}

// Published reports whether a program that nobody configures uses the value.
func (v Value) Published() bool {
	return v.Kind == Literal && v.Role != Sample && v.Role != Compose
}

// A Problem is a file that could not be searched.
type Problem struct {
	File    string
	Line    int    // from 1, or 0 where the problem is not one of a line
	Message string // shows nothing of the file
}

// String returns the problem on one line.
func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// Limits that no repository with configuration files in it should meet.
const (
	maxSize      = 1 << 20 // of a file
	maxFiles     = 5000    // that are listed
	maxVisited   = 500_000 // files and directories that are looked at
	maxValues    = 50_000  // of a file
	maxDepth     = 200     // of a file
	maxPath      = 1000    // bytes of a value's path
	maxReference = 4096    // bytes of a text that may be a reference
)

// A Tree holds the configuration files of a repository. It is not safe for
// concurrent use.
type Tree struct {
	fsys     fs.FS
	tracked  map[string]bool // what git tracks; nil where everything counts
	list     []string        // the candidates, sorted
	parsed   map[string]*file
	problems map[string]Problem
}

// Open lists the configuration files below the directory root. It reads none.
func Open(root string) (*Tree, error) {
	return open(os.DirFS(root), tracked(root))
}

// OpenFS is like Open for a file system, all files of which count.
func OpenFS(fsys fs.FS) (*Tree, error) { return open(fsys, nil) }

func open(fsys fs.FS, tracked map[string]bool) (*Tree, error) {
	t := &Tree{fsys: fsys, tracked: tracked, parsed: make(map[string]*file), problems: make(map[string]Problem)}
	visited := 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == "." {
				return err
			}
			t.problems[name] = Problem{File: name, Message: "could not be read"}
			return fs.SkipDir
		}
		if visited++; visited > maxVisited || len(t.list) == maxFiles {
			t.problems["."] = Problem{File: ".", Message: "too many files; not all are searched"}
			return fs.SkipAll
		}
		switch {
		case d.IsDir():
			if name != "." && skipDir(d.Name()) {
				return fs.SkipDir
			}
		case d.Type().IsRegular() && candidate(d.Name()) && t.ships(name):
			t.list = append(t.list, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing configuration files: %w", err)
	}
	slices.Sort(t.list)
	return t, nil
}

// ships reports whether the file is part of the repository.
func (t *Tree) ships(name string) bool { return t.tracked == nil || t.tracked[name] }

// exists reports whether there is a regular file of that name that is part of
// the repository. No element of its path may be a symbolic link.
func (t *Tree) exists(name string) bool {
	if !fs.ValidPath(name) || !t.ships(name) {
		return false
	}
	for dir := name; dir != "."; dir = path.Dir(dir) {
		info, err := fs.Lstat(t.fsys, dir)
		if err != nil || dir == name && !info.Mode().IsRegular() || dir != name && !info.IsDir() {
			return false
		}
	}
	return true
}

// Find returns the places where the files of the repository give a value for
// the name, sorted, whether it is a published one or not.
func (t *Tree) Find(q Query) []Value { return t.look(q, t.files(q)) }

// Embedded returns the places where the files that a package embeds give a
// value for the name: dir is the package's directory, relative to the root, and
// patterns are those of its go:embed directives. The query's Files and
// Dirs make no difference.
func (t *Tree) Embedded(q Query, dir string, patterns ...string) []Value {
	return t.look(q, t.embedded(q, dir, patterns))
}

func (t *Tree) look(q Query, files map[string]place) []Value {
	var found []Value
	for name, p := range files {
		f := t.parse(name, p)
		if f == nil || f.foreign && p.role != Named && p.role != Embedded {
			continue
		}
		for _, v := range f.values {
			if !v.answers(q) {
				continue
			}
			found = append(found, Value{
				File: name, Line: v.line, Column: v.column, EndColumn: v.end,
				Size: v.size, Kind: v.kind, Role: p.role,
			})
		}
	}
	slices.SortFunc(found, func(a, b Value) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	// An anchor that is used several times is one place.
	return slices.Compact(found)
}

// Problems returns the files that were to be searched and could not, sorted.
// Samples are not among them: they may be templates of anything.
func (t *Tree) Problems() []Problem {
	var list []Problem
	for _, p := range t.problems {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Problem) int { return cmp.Compare(a.File, b.File) })
	return list
}

// parse returns the values of a file, or nil where it has none to tell.
func (t *Tree) parse(name string, p place) *file {
	id := p.format + ":" + name
	if f, ok := t.parsed[id]; ok {
		return f
	}
	f, problem := t.load(name, p.format)
	if problem != nil {
		f = nil
		if p.role != Sample {
			problem.File = name
			t.problems[name] = *problem
		}
	}
	t.parsed[id] = f
	return f
}

// load reads and parses a file.
func (t *Tree) load(name, format string) (f *file, problem *Problem) {
	r, err := t.fsys.Open(name)
	if err != nil {
		return nil, &Problem{Message: "could not be read"}
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	switch {
	case err != nil:
		return nil, &Problem{Message: "could not be read"}
	case len(data) > maxSize:
		return nil, &Problem{Message: "too large to be a configuration file"}
	}
	// The parsers are others' work, and a file that they stumble over must not
	// end the check.
	defer func() {
		if recover() != nil {
			f, problem = nil, &Problem{Message: "could not be parsed as " + strings.ToUpper(format)}
		}
	}()
	return parseFile(format, data)
}
