// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/go/packages"
)

// declaration names the declaration of a package that a position is in, or whose
// comment: "Load", "(*Server).Run", "store", "a, b"; "" when it is in none.
func declaration(pkg *packages.Package, pos token.Pos) string {
	for _, f := range pkg.Syntax {
		if pos < f.FileStart || f.FileEnd < pos {
			continue
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if within(d, d.Doc, pos) {
					return funcName(d)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						if within(s, s.Doc, pos) {
							return s.Name.Name
						}
					case *ast.ValueSpec:
						if within(s, s.Doc, pos) {
							return valueName(s, pos)
						}
					}
				}
				// The comment of "var store = …" is that of the declaration.
				if len(d.Specs) == 1 && within(d, d.Doc, pos) {
					switch s := d.Specs[0].(type) {
					case *ast.TypeSpec:
						return s.Name.Name
					case *ast.ValueSpec:
						return valueName(s, pos)
					}
				}
			}
		}
	}
	return ""
}

func within(n ast.Node, doc *ast.CommentGroup, pos token.Pos) bool {
	return n.Pos() <= pos && pos < n.End() || doc != nil && doc.Pos() <= pos && pos < doc.End()
}

func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) != 1 {
		return d.Name.Name
	}
	recv, pointer := d.Recv.List[0].Type, false
	for {
		switch t := recv.(type) {
		case *ast.StarExpr:
			recv, pointer = t.X, true
			continue
		case *ast.ParenExpr:
			recv = t.X
			continue
		case *ast.IndexExpr:
			recv = t.X
			continue
		case *ast.IndexListExpr:
			recv = t.X
			continue
		case *ast.Ident:
			if pointer {
				return "(*" + t.Name + ")." + d.Name.Name
			}
			return t.Name + "." + d.Name.Name
		}
		return d.Name.Name
	}
}

// valueName is the name of the variable or constant whose value a position is
// in, or those of all that are declared together.
func valueName(s *ast.ValueSpec, pos token.Pos) string {
	var names []string
	for i, n := range s.Names {
		if len(s.Values) == len(s.Names) && s.Values[i].Pos() <= pos && pos < s.Values[i].End() {
			return n.Name
		}
		names = append(names, n.Name)
	}
	return strings.Join(names, ", ")
}

// moduleFile spells a file that is no package's: beginning with the module of a
// package that tells of it, wherever that is, as other packages may do so next time.
func moduleFile(pkg *packages.Package, file string) string {
	if m := pkg.Module; m != nil && m.Dir != "" {
		if rel, err := filepath.Rel(m.Dir, file); err == nil && filepath.IsLocal(rel) {
			return path.Join(m.Path, filepath.ToSlash(rel))
		}
	}
	return filepath.Base(file)
}

// utf16Column converts a column that counts bytes. Where the file cannot be read
// any more, it takes them for characters of ASCII.
func (p *program) utf16Column(file string, line, column int) int {
	lines, ok := p.texts[file]
	if !ok {
		if text, err := os.ReadFile(file); err == nil {
			lines = bytes.Split(text, []byte("\n"))
		}
		p.texts[file] = lines
	}
	if line < 1 || len(lines) < line || column < 1 || len(lines[line-1]) < column-1 {
		return column
	}
	return utf16Len(lines[line-1][:column-1]) + 1
}

// utf16Len is how many units of UTF-16 a text has.
func utf16Len(text []byte) int {
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		n++
		if r > 0xffff {
			n++
		}
		text = text[size:]
	}
	return n
}

// belowRoot returns the working directory as seen from the root of the
// repository, which is where other programs look for files: that of version
// control or, where there is none, of the workspace or module. It is "" for the
// root itself.
func (t *tool) belowRoot(ctx context.Context) string {
	root := t.repository()
	if root == "" {
		mod, work := t.moduleFiles(ctx)
		if work != "" {
			mod = work
		}
		if mod == "" {
			return ""
		}
		root = filepath.Dir(mod)
	}
	rel, err := filepath.Rel(root, t.dir)
	if err != nil || rel == "." || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// repository returns the directory with the .git that is nearest to the working
// directory, "" when there is none.
func (t *tool) repository() string {
	for dir := t.dir; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}
