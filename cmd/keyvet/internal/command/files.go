// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"go/ast"
	"go/constant"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/shipped"
)

// configFiles answers for the configuration files of the modules that are
// checked. It implements [keyflow.Files].
type configFiles struct {
	prog    *program
	modules map[string]*moduleFiles // by directory
}

// moduleFiles are the configuration files of one module.
type moduleFiles struct {
	dir    string
	tree   *shipped.Tree // nil when the directory cannot be read
	named  []string      // files that the code names
	dirs   []string      // in which it may look for them
	dotenv bool          // something reads .env files
}

// Values implements [keyflow.Files].
func (c *configFiles) Values(q keyflow.FileQuery) []keyflow.FileValue {
	pkg := c.prog.byPath[q.Package]
	if pkg == nil || pkg.Module == nil || pkg.Module.Dir == "" || !pkg.Module.Main {
		return nil
	}
	m := c.module(pkg.Module)
	if m.tree == nil {
		return nil
	}
	ask := shipped.Query{Kind: shipped.Config, Path: q.Path, Dirs: slices.Concat(m.dirs, m.dirOf(pkg))}
	var found []shipped.Value
	switch q.Kind {
	case catalog.OriginEnv:
		if m.dotenv {
			ask.Kind = shipped.Env
			found = m.tree.Find(ask)
		}
	case catalog.OriginEmbed:
		if dirs := m.dirOf(pkg); len(dirs) == 1 {
			found = m.tree.Embedded(ask, dirs[0], strings.Fields(q.File)...)
		}
	default:
		if q.File != "" {
			ask.Files = []string{q.File}
			found = m.tree.Find(ask)
			break
		}
		// The files that the code names somewhere, and those where libraries
		// look.
		if ask.Files = m.named; len(m.named) > 0 {
			found = m.tree.Find(ask)
		}
		ask.Files = nil
		found = append(found, m.tree.Find(ask)...)
	}
	var out []keyflow.FileValue
	for _, v := range found {
		if !v.Published() {
			continue
		}
		fv := keyflow.FileValue{
			File: c.prog.fileName(filepath.Join(m.dir, filepath.FromSlash(v.File))),
			Line: v.Line, Column: v.Column, EndColumn: v.EndColumn, Size: v.Size,
		}
		if !slices.Contains(out, fv) {
			out = append(out, fv)
		}
	}
	return out
}

// module returns what is known of a module's files.
func (c *configFiles) module(mod *packages.Module) *moduleFiles {
	if m := c.modules[mod.Dir]; m != nil {
		return m
	}
	m := &moduleFiles{dir: mod.Dir}
	if tree, err := shipped.Open(mod.Dir); err == nil {
		m.tree = tree
	}
	for _, pkg := range c.prog.own {
		if pkg.Module == nil || pkg.Module.Dir != mod.Dir {
			continue
		}
		if pkg.Name == "main" {
			m.dirs = append(m.dirs, m.dirOf(pkg)...)
		}
		for imp := range pkg.Imports {
			m.dotenv = m.dotenv || strings.Contains(imp, "dotenv")
		}
		m.names(pkg)
	}
	slices.Sort(m.named)
	m.named = slices.Compact(m.named)
	slices.Sort(m.dirs)
	m.dirs = slices.Compact(m.dirs)
	if c.modules == nil {
		c.modules = make(map[string]*moduleFiles)
	}
	c.modules[mod.Dir] = m
	return m
}

// dirOf returns the directory of a package, relative to the module.
func (m *moduleFiles) dirOf(pkg *packages.Package) []string {
	for _, f := range pkg.GoFiles {
		if rel, err := filepath.Rel(m.dir, filepath.Dir(f)); err == nil && filepath.IsLocal(rel) {
			return []string{filepath.ToSlash(rel)}
		}
	}
	return nil
}

// configExtensions are those of files that hold configuration.
var configExtensions = []string{".yaml", ".yml", ".toml", ".ini", ".conf", ".cfg", ".json", ".env", ".properties"}

// names notes the constants of a package that name configuration files, and
// the directories in which viper is told to look for them.
func (m *moduleFiles) names(pkg *packages.Package) {
	for _, f := range pkg.Syntax {
		if strings.HasSuffix(pkg.Fset.Position(f.FileStart).Filename, "_test.go") {
			continue
		}
		for _, g := range f.Comments {
			for _, c := range g.List {
				patterns, ok := strings.CutPrefix(c.Text, "//go:embed ")
				if !ok {
					continue
				}
				for _, p := range strings.Fields(patterns) {
					if slices.Contains(configExtensions, path.Ext(p)) {
						m.named = append(m.named, strings.Trim(p, "\"`"))
					}
				}
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || len(n.Args) != 1 {
					return true
				}
				text, ok := constText(pkg, n.Args[0])
				switch {
				case !ok || text == "":
				case sel.Sel.Name == "SetConfigName":
					m.named = append(m.named, fileText(text))
				case sel.Sel.Name == "AddConfigPath" && !strings.Contains(text, "$"):
					m.dirs = append(m.dirs, path.Clean(filepath.ToSlash(text)))
				}
			case ast.Expr:
				text, ok := constText(pkg, n)
				if ok && len(text) < 100 && !strings.ContainsAny(text, " \n\t,:;=<>{}\"") && slices.Contains(configExtensions, path.Ext(text)) && path.Base(text) != path.Ext(text) {
					m.named = append(m.named, fileText(text))
				}
			}
			return true
		})
	}
}

// fileText makes a pattern of the format of a file's name.
func fileText(s string) string {
	return strings.NewReplacer("%s", "*", "%v", "*").Replace(strings.TrimLeft(strings.TrimPrefix(filepath.ToSlash(s), "./"), "/"))
}

func constText(pkg *packages.Package, e ast.Expr) (string, bool) {
	v := pkg.TypesInfo.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}
