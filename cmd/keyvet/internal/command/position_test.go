// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestDeclaration names the declaration of each place that is marked by its name
// between angle quotes.
func TestDeclaration(t *testing.T) {
	const text = `package p

//keyvet:ignore x «»

import "fmt"

// Load «Load»
func Load() { f := func() { fmt.Print("«Load»") }; f() }

func (s *Server) Run() { fmt.Print("«(*Server).Run»") }

func (s Server) Stop() { fmt.Print("«Server.Stop»") }

func (s *List[K]) Add() { fmt.Print("«(*List).Add»") }

func (Map[K, V]) Get() { fmt.Print("«Map.Get»") }

// «store»
var store = "«store»"

var (
	// «a»
	a, b = "«a»", "«b»"
	c, d = pair("«c, d»")
	_ = "«_»"
)

const Default = "«Default»"

type Config struct {
	Key string // «Config»
}
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	pkg := &packages.Package{Syntax: []*ast.File{f}}
	marks := 0
	for rest := text; ; marks++ {
		_, after, ok := strings.Cut(rest, "«")
		if !ok {
			break
		}
		want, _, _ := strings.Cut(after, "»")
		if want == "a" && strings.HasPrefix(after, "a»\n") {
			want = "a, b" // the comment is of both
		}
		if got := declaration(pkg, f.FileStart+token.Pos(len(text)-len(after))); got != want {
			t.Errorf("at %q it is %q", strings.SplitN(after, "\n", 2)[0], got)
		}
		rest = after
	}
	if marks < 14 {
		t.Errorf("%d marks", marks)
	}
}

func TestUTF16Column(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f.go")
	if err := os.WriteFile(file, []byte("é🔑x\r\n\xff\xfez\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	p := &program{texts: make(map[string][][]byte)}
	for _, test := range []struct{ line, column, want int }{
		{1, 1, 1}, {1, 3, 2}, {1, 7, 4}, {1, 8, 5}, // é has 2 bytes and 1 unit, the key 4 and 2
		{2, 3, 3},
		{1, 99, 99}, {9, 5, 5}, {0, 0, 0}, {1, 0, 0}, // not in the file
	} {
		if got := p.utf16Column(file, test.line, test.column); got != test.want {
			t.Errorf("%d:%d is %d, want %d", test.line, test.column, got, test.want)
		}
	}
	if got := p.utf16Column(file+".gone", 1, 3); got != 3 {
		t.Errorf("without a file: %d", got)
	}
}
