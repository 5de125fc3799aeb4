// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"testing"
)

func TestSymbolPackage(t *testing.T) {
	for symbol, want := range map[string]string{
		"os.Getenv":                                 "os",
		"crypto/hmac.New":                           "crypto/hmac",
		"(*net/http.Request).SetBasicAuth":          "net/http",
		"(crypto/cipher.AEAD).Seal":                 "crypto/cipher",
		"golang.org/x/oauth2.Config.ClientSecret":   "golang.org/x/oauth2",
		"gopkg.in/ini.v1.Empty":                     "gopkg.in/ini.v1",
		"gopkg.in/ini.v1.LoadOptions.Loose":         "gopkg.in/ini.v1",
		"(*gopkg.in/ini.v1.Key).String":             "gopkg.in/ini.v1",
		"gopkg.in/macaron.v1.Macaron.secret":        "gopkg.in/macaron.v1",
		"gopkg.in/square/go-jose.v2.SigningKey.Key": "gopkg.in/square/go-jose.v2",
		"gopkg.in/square/go-jose.v2/jwt.Signed":     "gopkg.in/square/go-jose.v2/jwt",
		"github.com/nats-io/nats.go.UserInfo":       "github.com/nats-io/nats.go",
		"github.com/golang-jwt/jwt/v5.NewParser":    "github.com/golang-jwt/jwt/v5",
		"example.com/a/b.c-d.Key":                   "example.com/a/b.c-d",
		"example.com.Key":                           "example.com",
		"example.com/app.secretKey":                 "example.com/app",
		"example.com/app.config.secretKey":          "example.com/app",
		"myapp/config.Config.SecretKey":             "myapp/config",
		"main.config.key":                           "main",
		"(*sync/atomic.Pointer).Load":               "sync/atomic",
		"(*T).M":                                    "",
		"New":                                       "",
		"":                                          "",
		"a/b.":                                      "",
		"a/b.C-D":                                   "",
	} {
		if got := SymbolPackage(symbol); got != want {
			t.Errorf("SymbolPackage(%q) = %q, want %q", symbol, got, want)
		}
	}
}

// TestSpelling checks that the symbols of real objects are found under the
// spelling that lines have, whatever the receiver.
func TestSpelling(t *testing.T) {
	const src = `package p

import "io"

type T struct{ Key []byte }
func (T) Value()    {}
func (*T) Pointer() {}

type G[K comparable, V any] struct{}
func (*G[K, V]) Store(V) {}

type I interface { io.Reader; Seal() }

func F[E any](E) {}
var V, Use = "", (&G[string, int]{}).Store
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Uses: make(map[*ast.Ident]types.Object)}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("example.com/p", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, name := range []string{"T", "G", "I"} {
		named := pkg.Scope().Lookup(name).Type().(*types.Named)
		for m := range named.Methods() {
			got = append(got, FuncSymbol(m))
		}
		if in, ok := named.Underlying().(*types.Interface); ok {
			for m := range in.Methods() {
				got = append(got, FuncSymbol(m))
			}
		}
	}
	for id, obj := range info.Uses {
		if fn, ok := obj.(*types.Func); ok && id.Name == "Store" {
			got = append(got, "used: "+FuncSymbol(fn))
		}
	}
	got = append(got,
		FuncSymbol(pkg.Scope().Lookup("F").(*types.Func)),
		VarSymbol(pkg.Scope().Lookup("V")),
		FieldSymbol(pkg.Scope().Lookup("T").(*types.TypeName), "Key"))
	want := []string{
		"(example.com/p.T).Value", "(*example.com/p.T).Pointer", "(*example.com/p.G).Store",
		"(io.Reader).Read", "(example.com/p.I).Seal", "used: (*example.com/p.G).Store",
		"example.com/p.F", "example.com/p.V", "example.com/p.T.Key",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("symbols:\n got %q\nwant %q", got, want)
	}

	if keyOf("(*a/b.T).M") != keyOf("(a/b.T).M") {
		t.Error("the star of a receiver makes a difference")
	}
	if keyOf("a/b.M") == keyOf("(a/b.T).M") {
		t.Error("a method and a function are the same")
	}
}

func TestIsStd(t *testing.T) {
	if !slices.IsSorted(stdTop) {
		t.Error("stdTop is out of order")
	}
	for path, want := range map[string]bool{
		"os": true, "crypto/hmac": true, "net/http": true, "unsafe": true, "testing/quick": true,
		"corpus/x": false, "myapp": false, "github.com/os": false, "": false, "osx/os": false,
	} {
		if got := IsStd(path); got != want {
			t.Errorf("IsStd(%q) = %v", path, got)
		}
		if got := Described(path); got != want {
			t.Errorf("Described(%q) = %v", path, got)
		}
	}
	if !Described("golang.org/x/crypto/ssh") || IsStd("golang.org/x/crypto/ssh") || Described("golang.org/xyz") {
		t.Error("golang.org/x")
	}
}
