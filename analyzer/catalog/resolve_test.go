// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// librariesDirs are the modules that pin the libraries. The second is for what
// cannot stand beside a later version of itself.
var librariesDirs = []string{"../../testdata/libraries", "../../testdata/libraries/old"}

const unresolvedFile = "../../testdata/libraries/unresolved.txt"

// TestResolve looks every symbol and port of the catalog up in the real
// library: the spelling of the symbol and its receiver, the number and name of
// parameters, the number of results, fields.
//
// A package is parsed and its declarations are type-checked, without what it
// imports: this takes seconds, where type-checking some hundred libraries with
// all that they depend on takes the better part of an hour. What is lost is
// the types that come from other packages, which lines do not speak of.
func TestResolve(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the libraries, from the module cache or the network")
	}
	reasons := readUnresolved(t)
	versions := make([]map[string]string, len(librariesDirs))
	for i, dir := range librariesDirs {
		versions[i] = requirements(t, dir)
	}

	// One go list for each module.
	listed := make([][]string, len(librariesDirs))
	all := make(map[string]*Package)
	for _, p := range Builtin().All() {
		all[p.Path] = p
		dir := 0
		if !IsStd(p.Path) {
			mod, version := module(versions[0], p.Path)
			if m, v := module(versions[1], p.Path); m != "" && v == p.Verified {
				dir, mod, version = 1, m, v
			}
			_, unresolved := reasons[p.Path]
			switch {
			case mod == "" && !unresolved:
				t.Errorf("%s: no module in %s provides it, and %s does not say why", p.Path, librariesDirs[0], unresolvedFile)
			case mod != "" && unresolved:
				t.Errorf("%s: %s provides it, but %s lists it", p.Path, mod, unresolvedFile)
			}
			if mod == "" {
				delete(reasons, p.Path)
				continue
			}
			if p.Verified != version {
				t.Errorf("%s: verified %s, but %s requires %s", p.Path, p.Verified, librariesDirs[dir], version)
			}
		}
		listed[dir] = append(listed[dir], p.Path)
	}

	symbols, lines := 0, 0
	for i, dir := range librariesDirs {
		for _, l := range goList(t, dir, listed[i]) {
			if l.Error != nil {
				t.Errorf("%s: %s", l.ImportPath, l.Error.Err)
				continue
			}
			pkg := declarations(t, l)
			seen := make(map[string]bool)
			for _, e := range all[l.ImportPath].Entries {
				lines++
				if !seen[e.Symbol] {
					seen[e.Symbol] = true
					symbols++
				}
				err := resolve(pkg, e)
				_, unresolved := reasons[e.Symbol]
				switch {
				case err != nil && !unresolved:
					t.Errorf("%s:%d: %v", e.File, e.Line, err)
				case err == nil && unresolved:
					t.Errorf("%s:%d: %s resolves, but %s lists it", e.File, e.Line, e.Symbol, unresolvedFile)
				}
				if unresolved {
					delete(reasons, e.Symbol)
				}
			}
		}
	}
	for what := range reasons {
		t.Errorf("%s: the catalog has no line for %s", unresolvedFile, what)
	}
	t.Logf("%d lines of %d symbols resolve", lines, symbols)
}

// readUnresolved reads the packages and symbols that cannot be resolved; what
// follows the first word is the reason.
func readUnresolved(t *testing.T) map[string]string {
	text, err := os.ReadFile(unresolvedFile)
	if err != nil {
		t.Fatal(err)
	}
	reasons := make(map[string]string)
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		what, reason, _ := strings.Cut(line, " ")
		if strings.TrimSpace(reason) == "" {
			t.Errorf("%s:%d: no reason", unresolvedFile, n)
		}
		if reasons[what] != "" {
			t.Errorf("%s:%d: a second line for %s", unresolvedFile, n, what)
		}
		reasons[what] = reason
	}
	return reasons
}

// requirements returns the modules that a go.mod requires, and their versions.
func requirements(t *testing.T, dir string) map[string]string {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	m := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "require ")
		if f := strings.Fields(line); len(f) == 2 && strings.HasPrefix(f[1], "v") {
			m[f[0]] = f[1]
		}
	}
	if len(m) == 0 {
		t.Fatalf("%s requires nothing", dir)
	}
	return m
}

// module returns the module that provides a package: the one with the longest
// path that is a prefix of the package's.
func module(versions map[string]string, pkg string) (mod, version string) {
	for p := pkg; p != "."; p = path.Dir(p) {
		if v, ok := versions[p]; ok {
			return p, v
		}
	}
	return "", ""
}

type listedPackage struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	CgoFiles   []string
	Error      *struct{ Err string }
}

func goList(t *testing.T, dir string, paths []string) []listedPackage {
	cmd := exec.Command("go", append([]string{"list", "-find", "-e", "-mod=readonly", "-json=ImportPath,Dir,GoFiles,CgoFiles,Error", "--"}, paths...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-buildvcs=false", "PWD="+dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list in %s: %v\n%s", dir, err, stderr.Bytes())
	}
	var list []listedPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listedPackage
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, l)
	}
	if len(list) != len(paths) {
		t.Errorf("go list in %s: %d packages, want %d", dir, len(list), len(paths))
	}
	return list
}

// declarations type-checks a package without function bodies and imports.
func declarations(t *testing.T, l listedPackage) *types.Package {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range slices.Concat(l.GoFiles, l.CgoFiles) {
		f, err := parser.ParseFile(fset, filepath.Join(l.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			continue
		}
		files = append(files, f)
	}
	conf := types.Config{
		Importer:         emptyImporter{},
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Error:            func(error) {}, // what comes from imported packages is not known
	}
	pkg, _ := conf.Check(l.ImportPath, fset, files, nil)
	return pkg
}

// emptyImporter imports packages without anything in them.
type emptyImporter struct{}

func (emptyImporter) Import(p string) (*types.Package, error) {
	if p == "unsafe" {
		return types.Unsafe, nil
	}
	pkg := types.NewPackage(p, path.Base(p))
	pkg.MarkComplete()
	return pkg, nil
}

// resolve looks the symbol and the ports of an entry up in a package.
func resolve(pkg *types.Package, e *Entry) error {
	if e.Verb == Tag {
		return nil
	}
	k := keyOf(e.Symbol)
	typeName := strings.TrimPrefix(strings.TrimPrefix(k.owner, pkg.Path()), ".")
	if typeName == "" {
		switch obj := pkg.Scope().Lookup(k.name).(type) {
		case *types.Func:
			return resolveFunc(obj, e)
		case *types.Var, *types.Const:
			return resolveValue(obj.Type(), e)
		case *types.TypeName:
			if e.Verb == Keyless {
				return nil
			}
			return fmt.Errorf("%s is a type", e.Symbol)
		}
		return fmt.Errorf("%s does not exist", e.Symbol)
	}

	tn, ok := pkg.Scope().Lookup(typeName).(*types.TypeName)
	if !ok {
		return fmt.Errorf("type %s.%s does not exist", pkg.Path(), typeName)
	}
	named, ok := tn.Type().(*types.Named)
	if !ok {
		return fmt.Errorf("%s.%s is an alias; spell the symbol by the type it stands for", pkg.Path(), typeName)
	}
	if strings.HasPrefix(e.Symbol, "(") {
		for m := range named.Methods() {
			if m.Name() == k.name {
				return resolveFunc(m, e)
			}
		}
		if iface, ok := named.Underlying().(*types.Interface); ok {
			for m := range iface.ExplicitMethods() {
				if m.Name() == k.name {
					return resolveFunc(m, e)
				}
			}
		}
		return fmt.Errorf("%s.%s declares no method %s (one of an embedded type is spelled by that type)", pkg.Path(), typeName, k.name)
	}
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return fmt.Errorf("%s.%s is no struct", pkg.Path(), typeName)
	}
	for f := range st.Fields() {
		if f.Name() == k.name {
			return resolveValue(f.Type(), e)
		}
	}
	return fmt.Errorf("%s.%s declares no field %s (one of an embedded struct is spelled by that struct)", pkg.Path(), typeName, k.name)
}

func resolveFunc(fn *types.Func, e *Entry) error {
	if s := FuncSymbol(fn); s != e.Symbol {
		return fmt.Errorf("%s is spelled %s", e.Symbol, s)
	}
	sig := fn.Signature()
	for _, p := range []Port{e.Port, e.To, e.Origin.Name} {
		switch p.Kind {
		case Value:
			return fmt.Errorf("%s is a function, and has no port value", e.Symbol)
		case Arg:
			if p.Index >= sig.Params().Len() {
				return fmt.Errorf("%s has %d parameters, no %v", e.Symbol, sig.Params().Len(), p)
			}
			param := sig.Params().At(p.Index)
			if p.Name != "" && p.Name != param.Name() {
				return fmt.Errorf("%s: parameter %d is called %q, not %q", e.Symbol, p.Index, param.Name(), p.Name)
			}
			if !modeFits(param.Type(), p.Mode) {
				return fmt.Errorf("%s: %v does not fit a parameter of type %v", e.Symbol, p, param.Type())
			}
		case Result:
			if p.Index >= sig.Results().Len() {
				return fmt.Errorf("%s has %d results, no %v", e.Symbol, sig.Results().Len(), p)
			}
			if !modeFits(sig.Results().At(p.Index).Type(), p.Mode) {
				return fmt.Errorf("%s: %v does not fit a result of type %v", e.Symbol, p, sig.Results().At(p.Index).Type())
			}
		}
	}
	return nil
}

func resolveValue(typ types.Type, e *Entry) error {
	for _, p := range []Port{e.Port, e.To, e.Origin.Name} {
		if p.Kind == NoPort || p.Kind == Recv && e.Verb == Pass {
			continue
		}
		if p.Kind != Value {
			return fmt.Errorf("%s is a field, variable or constant, and has no %v", e.Symbol, p)
		}
		if !modeFits(typ, p.Mode) {
			return fmt.Errorf("%s: %v does not fit type %v", e.Symbol, p, typ)
		}
	}
	return nil
}

// modeFits reports whether a value of a type has the part that a mode names.
// Of a type from another package nothing is known.
func modeFits(typ types.Type, mode PortMode) bool {
	u := typ.Underlying()
	if u == types.Typ[types.Invalid] {
		return true
	}
	ok := false
	switch mode {
	case Whole:
		ok = true
	case Each, Pairs:
		switch u.(type) {
		case *types.Slice, *types.Array:
			ok = true
		}
	case Values:
		_, ok = u.(*types.Map)
	case Returns:
		switch u.(type) {
		case *types.Signature, *types.Interface:
			ok = true
		}
	case Fields:
		switch u.(type) {
		case *types.Pointer, *types.Interface:
			ok = true
		}
	case Path:
		b, isBasic := u.(*types.Basic)
		_, isInterface := u.(*types.Interface) // that takes the contents too
		ok = isBasic && b.Kind() == types.String || isInterface
	}
	return ok
}
