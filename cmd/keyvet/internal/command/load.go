// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/token"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/finding"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/nearest"
)

// A program is what the patterns of the command line mean: the packages, and
// the syntax and types of all that they import.
type program struct {
	dir    string
	fset   *token.FileSet
	roots  []*packages.Package          // that the patterns name: to be checked
	own    []*packages.Package          // these, and what they import of the main modules: what makes up the program
	byPath map[string]*packages.Package // all, by import path; of the variants of a package the one without tests
	broken []*packages.Package          // with errors of their own, in the order of their paths
	texts  map[string][][]byte          // lines of files that were needed

	settings *settingsText
	// complete reports whether own is all of the main modules.
	complete func() bool
}

// load loads the packages that match the patterns. A package with errors is no
// error here. A file that the overlay has by its name is read as that says.
func (t *tool) load(ctx context.Context, patterns []string, tests bool, overlay map[string][]byte) (*program, error) {
	p := &program{dir: t.dir, fset: token.NewFileSet(), byPath: make(map[string]*packages.Package), texts: make(map[string][][]byte)}
	for file, text := range overlay {
		p.texts[file] = bytes.Split(text, []byte("\n"))
	}
	pkgs, err := packages.Load(&packages.Config{
		Context: ctx,
		Dir:     t.dir,
		Fset:    p.fset,
		Mode:    packages.LoadAllSyntax | packages.NeedModule,
		Tests:   tests,
		Overlay: overlay,
	}, patterns...)
	if err != nil {
		return nil, t.loadError(ctx, patterns, err)
	}
	for _, pkg := range pkgs {
		if msg := listError(pkg); msg != "" {
			return nil, t.loadError(ctx, patterns, errors.New(msg))
		}
	}
	p.roots = withoutDuplicates(pkgs)
	if len(p.roots) == 0 {
		return nil, fmt.Errorf("%s: no packages match: name packages as for the go command, such as ./...", strings.Join(patterns, " "))
	}
	packages.Visit(pkgs, nil, func(pkg *packages.Package) {
		if old := p.byPath[pkg.PkgPath]; old == nil || old.ID > pkg.ID {
			p.byPath[pkg.PkgPath] = pkg
		}
		if len(pkg.Errors) > 0 {
			p.broken = append(p.broken, pkg)
		}
	})
	slices.SortStableFunc(p.broken, func(x, y *packages.Package) int { return strings.Compare(x.ID, y.ID) })
	p.own = p.withOwnImports()
	p.settings = &t.settingsFile
	p.complete = sync.OnceValue(func() bool { return p.isComplete(ctx) })
	return p, nil
}

// isComplete reports whether all packages that the main modules have, which the go
// command is asked for, could be read: what one of the others does is not known.
func (p *program) isComplete(ctx context.Context) bool {
	if len(p.broken) > 0 {
		return false
	}
	var patterns []string
	for _, pkg := range p.own {
		if m := pkg.Module; m != nil && m.Main && !slices.Contains(patterns, m.Path+"/...") {
			patterns = append(patterns, m.Path+"/...")
		}
	}
	if len(patterns) == 0 {
		return false
	}
	all, err := packages.Load(&packages.Config{Context: ctx, Dir: p.dir, Mode: packages.NeedName | packages.NeedCompiledGoFiles}, patterns...)
	if err != nil {
		return false
	}
	return !slices.ContainsFunc(all, func(pkg *packages.Package) bool {
		return len(pkg.CompiledGoFiles) > 0 && !slices.ContainsFunc(p.own, func(o *packages.Package) bool { return o.PkgPath == pkg.PkgPath })
	})
}

// withOwnImports returns the roots and, behind them by path, the packages of the
// main modules that they import and that are no roots: "keyvet ./cmd/server" is
// about a program whose keys are read and used in packages beside it.
func (p *program) withOwnImports() []*packages.Package {
	named := make(map[string]bool)
	for _, pkg := range p.roots {
		named[pkg.PkgPath] = true
	}
	var more []*packages.Package
	for path, pkg := range p.byPath {
		if !named[path] && pkg.Module != nil && pkg.Module.Main && len(pkg.CompiledGoFiles) > 0 && !strings.Contains(pkg.ID, " [") {
			more = append(more, pkg)
		}
	}
	slices.SortFunc(more, func(x, y *packages.Package) int { return strings.Compare(x.PkgPath, y.PkgPath) })
	return slices.Concat(p.roots, more)
}

// listError returns the error of something that is no package at all: a
// pattern, or an import path of the command line that does not exist.
func listError(pkg *packages.Package) string {
	if len(pkg.GoFiles)+len(pkg.CompiledGoFiles)+len(pkg.IgnoredFiles) > 0 {
		return ""
	}
	for _, e := range pkg.Errors {
		if e.Kind == packages.ListError || e.Kind == packages.UnknownError {
			return e.Msg
		}
	}
	return ""
}

// loadError says what to do about an error of the go command.
func (t *tool) loadError(ctx context.Context, patterns []string, err error) error {
	msg := oneLine(err.Error())
	msg = strings.TrimPrefix(msg, "err: exit status 1: stderr: ")
	msg = strings.TrimPrefix(msg, "go: ")
	remedy := "go list " + strings.Join(patterns, " ") + " must succeed first"
	switch {
	case strings.Contains(msg, "directory not found"), strings.Contains(msg, "no such file or directory"),
		strings.Contains(msg, "is not in std"), strings.Contains(msg, "malformed import path"), strings.Contains(msg, "matched no packages"):
		remedy = "name packages as for the go command, such as ./..."
	case errors.Is(err, exec.ErrNotFound):
		return errors.New("the go command is not in PATH: keyvet needs it to find packages; see https://go.dev/doc/install")
	case strings.Contains(msg, "go.mod file not found"), strings.Contains(msg, "does not contain main module"),
		strings.Contains(msg, "cannot find main module"), strings.Contains(msg, "outside main module"), strings.Contains(msg, "outside available modules"):
		if !t.hasModule(ctx) {
			return fmt.Errorf("%s: no go.mod here or above: run keyvet inside a module, name its directory with -C, or make one with go mod init", filepath.ToSlash(t.dir))
		}
		remedy = "run keyvet inside the module that has the package, or name its directory with -C"
	case strings.Contains(msg, "errors parsing"), strings.Contains(msg, "go.sum"), strings.Contains(msg, "updates to go.mod"), strings.Contains(msg, "-mod="):
		remedy = "mend go.mod first, go mod tidy may do"
	}
	if stale := outdatedFor(ctx, t.dir); stale != "" {
		return errors.New(stale)
	}
	if len(patterns) == 1 && !strings.ContainsAny(patterns[0], "./") {
		for _, c := range subcommands() {
			if c.run != nil && nearest.Distance(patterns[0], c.name) <= 2 {
				return fmt.Errorf("no package and no command is called %s: did you mean keyvet %s?", patterns[0], c.name)
			}
		}
	}
	if !slices.ContainsFunc(patterns, func(p string) bool { return strings.Contains(msg, p) }) {
		msg = strings.Join(patterns, " ") + ": " + msg
	}
	if strings.Contains(msg, "go get ") || strings.Contains(msg, "go mod ") { // says itself what to do
		return errors.New(msg)
	}
	return fmt.Errorf("%s: %s", msg, remedy)
}

// hasModule reports whether the go command sees a main module or a workspace
// from the working directory.
func (t *tool) hasModule(ctx context.Context) bool {
	work := goEnv(ctx, t.dir, "GOWORK")
	return filepath.Base(goEnv(ctx, t.dir, "GOMOD")) == "go.mod" || work != "" && work != "off"
}

// outdatedFor is [Outdated] for the go command of a directory.
func outdatedFor(ctx context.Context, dir string) string {
	return Outdated(runtime.Version(), goEnv(ctx, dir, "GOVERSION"))
}

// goEnv returns a variable of go env, "" when it cannot be had.
func goEnv(ctx context.Context, dir, name string) string {
	cmd := exec.CommandContext(ctx, "go", "env", name)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// withoutDuplicates drops the packages that are there as another variant with
// more files, and the mains that go test makes.
func withoutDuplicates(pkgs []*packages.Package) []*packages.Package {
	augmented := make(map[string]bool)
	for _, p := range pkgs {
		if strings.HasSuffix(p.ID, ".test]") {
			augmented[p.PkgPath] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(pkgs), func(p *packages.Package) bool {
		return strings.HasSuffix(p.ID, ".test") || p.ID == p.PkgPath && augmented[p.PkgPath] ||
			len(p.CompiledGoFiles) == 0 && len(p.Errors) == 0 // all files are for other systems
	})
}

// errors returns the errors of the packages, each with its place.
func (p *program) errors() []finding.Error {
	var out []finding.Error
	for _, pkg := range p.broken {
		for _, e := range pkg.Errors {
			file, line, column := p.splitPos(e.Pos)
			out = append(out, finding.Error{Message: errorText(e), Package: pkg.PkgPath, File: file, Line: line, Column: column})
		}
	}
	return out
}

// errorText is the message of an error without paths of the machine, and
// without the texts of constants, which the compiler quotes: one may be a key.
func errorText(e packages.Error) string {
	if e.Kind != packages.TypeError && e.Kind != packages.ParseError {
		return gorootDir.ReplaceAllString(e.Msg, "is not in std")
	}
	if strings.HasSuffix(e.Msg, "imported and not used") {
		return e.Msg
	}
	return quoted.ReplaceAllString(e.Msg, `"…"`)
}

// quoted matches a string as Go writes it.
var quoted = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`")

// gorootDir is where the go command looked for a package, a path of the machine.
var gorootDir = regexp.MustCompile(`is not in std \([^)]*\)`)

var posPattern = regexp.MustCompile(`^(.*?)(?::(\d+))?(?::(\d+))?$`)

// splitPos takes "file:line:column" apart; the last two may be missing, and
// "-" stands for nothing.
func (p *program) splitPos(pos string) (file string, line, column int) {
	if pos == "" || pos == "-" {
		return "", 0, 0
	}
	m := posPattern.FindStringSubmatch(pos)
	line, _ = strconv.Atoi(m[2])
	column, _ = strconv.Atoi(m[3])
	if !filepath.IsAbs(m[1]) {
		return filepath.ToSlash(m[1]), line, column
	}
	return p.fileName(m[1]), line, column
}

// fileName spells a file as the manual says: relative to the working directory
// where it lies below that or in the same main module, else beginning with its
// module.
func (p *program) fileName(file string) string {
	if rel, err := filepath.Rel(p.dir, file); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	for _, pkg := range p.byPath {
		m := pkg.Module
		if m == nil || m.Dir == "" {
			continue
		}
		rel, err := filepath.Rel(m.Dir, file)
		if err != nil || !filepath.IsLocal(rel) {
			continue
		}
		if m.Main || m.Version == "" {
			if rel, err := filepath.Rel(p.dir, file); err == nil {
				return filepath.ToSlash(rel)
			}
		}
		return m.Path + "@" + m.Version + "/" + filepath.ToSlash(rel)
	}
	if root := runtime.GOROOT(); root != "" {
		if rel, err := filepath.Rel(filepath.Join(root, "src"), file); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(filepath.Base(file))
}

// placeFile spells the file of a place, which may be in any package.
func (p *program) placeFile(at keyflow.Place) string {
	if at.Pos.IsValid() {
		return p.fileName(p.fset.Position(at.Pos).Filename)
	}
	if pkg := p.byPath[at.Package]; pkg != nil {
		for _, f := range slices.Concat(pkg.GoFiles, pkg.CompiledGoFiles) {
			if filepath.Base(f) == at.File {
				return p.fileName(f)
			}
		}
	}
	return path.Join(at.Package, at.File)
}
