// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"go/types"
	"slices"
	"strings"
)

// FuncSymbol spells a function or method as catalog lines do.
func FuncSymbol(fn *types.Func) string {
	s := fn.Origin().FullName()
	// A method of a generic type: (*sync/atomic.Pointer[T]).Store
	if i := strings.IndexByte(s, '['); i > 0 && s[0] == '(' {
		if j := strings.LastIndexByte(s, ']'); j > i {
			s = s[:i] + s[j+1:]
		}
	}
	return s
}

// FieldSymbol spells a field of a named struct type as catalog lines do.
func FieldSymbol(named *types.TypeName, field string) string {
	return VarSymbol(named) + "." + field
}

// VarSymbol spells a package-level variable or constant as catalog lines do.
func VarSymbol(obj types.Object) string {
	if obj.Pkg() == nil {
		return obj.Name()
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

// A symbolKey is what look-ups compare: a symbol without the parentheses and
// the star of its receiver. Both parts are substrings of the symbol, so that
// making one costs nothing.
type symbolKey struct{ owner, name string }

func keyOf(symbol string) symbolKey {
	dot := strings.LastIndexByte(symbol, '.')
	if dot < 0 {
		return symbolKey{name: symbol}
	}
	owner, name := symbol[:dot], symbol[dot+1:]
	if strings.HasPrefix(owner, "(") && strings.HasSuffix(owner, ")") {
		owner = strings.TrimPrefix(owner[1:len(owner)-1], "*")
	}
	return symbolKey{owner, name}
}

// SymbolPackage returns the import path in a symbol, "" when there is none.
//
// A dot may be part of the path's last element (gopkg.in/ini.v1.Empty), and a
// field has two names after the path (…/oauth2.Config.ClientSecret). The second
// last name is a type's, not the path's, unless it looks like the end of a
// path: a version, "go", a domain, or no identifier at all.
func SymbolPackage(symbol string) string {
	k := keyOf(symbol)
	if k.owner == "" || !isIdent(k.name) {
		return ""
	}
	last := strings.LastIndexByte(k.owner, '/') + 1
	if last == len(k.owner) {
		return ""
	}
	dot := strings.LastIndexByte(k.owner[last:], '.')
	if strings.HasPrefix(symbol, "(") {
		if dot <= 0 {
			return ""
		}
		return k.owner[:last+dot]
	}
	if dot > 0 && isTypeName(k.owner[last+dot+1:]) {
		return k.owner[:last+dot]
	}
	return k.owner
}

func isTypeName(s string) bool {
	if !isIdent(s) || majorVersion(s) > 0 || s == "v0" {
		return false
	}
	switch s {
	case "go", "golang", "js", "com", "dev", "io", "net", "org":
		return false
	}
	return true
}

// isIdent reports whether s is a Go identifier. Letters beyond ASCII are not
// looked at closely.
func isIdent(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80:
		case '0' <= c && c <= '9' && i > 0:
		default:
			return false
		}
	}
	return s != ""
}

// IsStd reports whether an import path is of the standard library. A path
// without a dot alone does not say so: a main module may be called myapp.
func IsStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	_, ok := slices.BinarySearch(stdTop, first)
	return ok
}

// Described reports whether a package is described by the catalog alone and
// never analyzed: the standard library and golang.org/x.
func Described(path string) bool {
	return strings.HasPrefix(path, "golang.org/x/") || IsStd(path)
}

// stdTop are the first elements of the import paths of the standard library, in
// order. Package "C" is cgo's.
var stdTop = []string{
	"C", "archive", "bufio", "builtin", "bytes", "cmd", "cmp", "compress", "container", "context", "crypto", "database",
	"debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image", "index", "internal",
	"io", "iter", "log", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect", "regexp", "runtime", "simd",
	"slices", "sort", "strconv", "strings", "structs", "sync", "syscall", "testing", "text", "time", "unicode", "unique",
	"unsafe", "uuid", "vendor", "weak",
}

// Unversioned returns a symbol without the major version in its import path, which
// is the same for one library in all of its versions.
func Unversioned(symbol string) string {
	elems := strings.Split(symbol, "/")
	out := elems[:0]
	for i, e := range elems {
		if v, rest, dotted := strings.Cut(e, "."); i > 0 && majorVersion(v) > 0 {
			if !dotted || len(out) == 0 {
				continue
			}
			out[len(out)-1] += "." + rest
			continue
		}
		out = append(out, e)
	}
	return strings.Join(out, "/")
}
