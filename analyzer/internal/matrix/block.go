// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package matrix makes programs out of building blocks, one for each origin of
// a key, each way it travels and each use of it, and runs the suite over all
// combinations. It shows how far the engine follows a key, and that it stays
// silent on the twins of these programs that have no fixed key, or no use.
//
// # Blocks
//
// A block is a txtar file below testdata/matrix. Its first line describes it;
// lines "name: value" follow, and then the sections.
//
//	origins/NAME.txt   how a key comes into being
//	    type: string | bytes      what the block yields
//	    -- bad --                 statements that define the variable @k; a comment HERE marks each
//	                              line on which the finding may stand
//	    -- bad.decl --            declarations that go with them
//	    -- good --                the same shape with nothing fixed; "good 2", "good 3" are further
//	    -- good.decl --           twins, which the cells take in turn
//	travels/NAME.txt   how it gets from there to the use
//	    -- PACKAGE/FILE.go --     a file, without imports, with one line "@origin NAME", which defines
//	                              NAME, and one line "@use EXPR" (@use:string, @use:bytes where the
//	                              type is no more that of the origin); @T is that type. A comment
//	                              HERE marks where a finding belongs that is not at the origin.
//	uses/NAME.txt      where it ends
//	    -- use --                 statements that use the key, @b as []byte or @s as a string
//	    -- nonuse --              statements that take the same value to a harmless place
//	    -- use.decl --, -- nonuse.decl --
//
// A line "skip NAME: reason" leaves out the combinations with another block.
// Imports are added by the names that a file uses, from the lines "name path" of
// testdata/matrix/imports.txt; packages of the program itself come first.
package matrix

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// A Block is one origin, travel or use.
type Block struct {
	Name  string
	What  string            // one line that describes it
	Type  string            // of an origin: "string" or "[]byte"
	Skip  map[string]string // reasons, by the name of the other block
	Parts map[string]string // sections by name
	Files []txtar.File      // sections in order
}

// Twins returns the names of the sections of an origin that have no fixed key.
func (b *Block) Twins() []string {
	var names []string
	for _, f := range b.Files {
		if (f.Name == "good" || strings.HasPrefix(f.Name, "good ")) && !strings.HasSuffix(f.Name, ".decl") {
			names = append(names, f.Name)
		}
	}
	return names
}

// kind says what the blocks of one directory look like.
type kind struct {
	dir      string
	sections []string // that each has to have
}

var kinds = []kind{
	{"origins", []string{"bad", "good"}},
	{"travels", nil},
	{"uses", []string{"use", "nonuse"}},
}

// readBlocks returns the blocks of a directory, by name.
func readBlocks(dir string, k kind) ([]*Block, error) {
	files, err := filepath.Glob(filepath.Join(dir, k.dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	var blocks []*Block
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		b, err := parseBlock(strings.TrimSuffix(filepath.Base(file), ".txt"), data)
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", k.dir, filepath.Base(file), err)
		}
		for _, s := range k.sections {
			if b.Parts[s] == "" {
				return nil, fmt.Errorf("%s/%s: no section %q", k.dir, filepath.Base(file), s)
			}
		}
		if (b.Type == "") != (k.dir != "origins") {
			return nil, fmt.Errorf("%s/%s: origins alone have a type", k.dir, filepath.Base(file))
		}
		blocks = append(blocks, b)
	}
	slices.SortFunc(blocks, func(x, y *Block) int { return strings.Compare(x.Name, y.Name) })
	return blocks, nil
}

func parseBlock(name string, data []byte) (*Block, error) {
	ar := txtar.Parse(data)
	b := &Block{Name: name, Skip: make(map[string]string), Parts: make(map[string]string), Files: ar.Files}
	what, rest, _ := strings.Cut(string(bytes.TrimSpace(ar.Comment)), "\n")
	b.What = what
	for _, line := range strings.Split(rest, "\n") {
		key, value, ok := strings.Cut(line, ": ")
		switch {
		case strings.TrimSpace(line) == "":
		case ok && key == "type" && value == "string":
			b.Type = "string"
		case ok && key == "type" && value == "bytes":
			b.Type = "[]byte"
		case ok && strings.HasPrefix(key, "skip "):
			b.Skip[strings.TrimPrefix(key, "skip ")] = value
		default:
			return nil, fmt.Errorf("header line %q", line)
		}
	}
	if b.What == "" || len(ar.Files) == 0 {
		return nil, fmt.Errorf("no description, or no sections")
	}
	for _, f := range ar.Files {
		b.Parts[f.Name] = string(f.Data)
	}
	return b, nil
}
