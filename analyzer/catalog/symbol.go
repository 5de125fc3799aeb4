// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"go/types"
	"strings"
)

// FuncSymbol returns the symbol of a function or method.
func FuncSymbol(fn *types.Func) string { return fn.Origin().FullName() }

// FieldSymbol returns the symbol of a field of a named struct type.
func FieldSymbol(owner *types.TypeName, field string) string {
	if owner.Pkg() == nil {
		return owner.Name() + "." + field
	}
	return owner.Pkg().Path() + "." + owner.Name() + "." + field
}

// VarSymbol returns the symbol of a package-level variable.
func VarSymbol(v *types.Var) string {
	if v.Pkg() == nil {
		return v.Name()
	}
	return v.Pkg().Path() + "." + v.Name()
}

// SymbolPackage returns the import path in a symbol, "" when it has none.
func SymbolPackage(symbol string) string {
	if s, ok := strings.CutPrefix(symbol, "("); ok {
		recv, _, ok := strings.Cut(s, ")")
		if !ok {
			return ""
		}
		recv = strings.TrimPrefix(recv, "*")
		i := strings.LastIndexByte(recv, '.')
		if i <= 0 {
			return ""
		}
		return recv[:i]
	}
	slash := strings.LastIndexByte(symbol, '/') + 1
	first, rest, ok := strings.Cut(symbol[slash:], ".")
	if !ok || first == "" || rest == "" {
		return ""
	}
	end := slash + len(first)
	// The version of gopkg.in paths is part of the path: gopkg.in/ini.v1.Empty.
	for strings.HasPrefix(symbol, "gopkg.in/") || isVersion(first) || dottedElement(symbol[slash:]) {
		next, more, ok := strings.Cut(rest, ".")
		if !ok || !isVersion(next) {
			break
		}
		end += 1 + len(next)
		rest = more
	}
	return symbol[:end]
}

// dottedElement reports whether the last path element goes on behind a dot with
// a version, as in go-jose.v2.
func dottedElement(s string) bool {
	_, rest, _ := strings.Cut(s, ".")
	next, _, _ := strings.Cut(rest, ".")
	return isVersion(next)
}

func isVersion(s string) bool {
	if len(s) < 2 || s[0] != 'v' {
		return false
	}
	for _, c := range s[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// symbolKey is what entries are looked up by: a symbol whose receiver, if it
// has one, is without its star.
type symbolKey struct {
	method bool
	text   string
}

func keyOf(symbol string) symbolKey {
	if rest, ok := strings.CutPrefix(symbol, "("); ok {
		return symbolKey{true, strings.TrimPrefix(rest, "*")}
	}
	return symbolKey{false, symbol}
}

// stdTop are the first elements of the import paths of the standard library.
var stdTop = map[string]bool{
	"archive": true, "bufio": true, "builtin": true, "bytes": true, "cmd": true, "cmp": true, "compress": true, "container": true, "context": true,
	"crypto": true, "database": true, "debug": true, "embed": true, "encoding": true, "errors": true, "expvar": true, "flag": true, "fmt": true,
	"go": true, "hash": true, "html": true, "image": true, "index": true, "internal": true, "io": true, "iter": true, "log": true, "maps": true,
	"math": true, "mime": true, "net": true, "os": true, "path": true, "plugin": true, "reflect": true, "regexp": true, "runtime": true,
	"slices": true, "sort": true, "strconv": true, "strings": true, "structs": true, "sync": true, "syscall": true, "testing": true, "text": true,
	"time": true, "unicode": true, "unique": true, "unsafe": true, "uuid": true, "vendor": true, "weak": true, "simd": true, "C": true,
}

// IsStd reports whether an import path is one of the standard library's, going
// by its first element: testing/x is, corpus/x and example.com/x are not.
func IsStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return stdTop[first]
}

// Described reports whether a package is described by the catalog alone and
// never analyzed: the standard library and golang.org/x.
func Described(path string) bool {
	return strings.HasPrefix(path, "golang.org/x/") || IsStd(path)
}
