// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package shipped

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected output")

// TestScripts asks the trees of testdata what they publish. The comment of an
// archive has, one a line, what is asked, and indented what is answered:
//
//	find config jwt.secret files=a.yaml,b.yaml dirs=server format=ini anywhere
//		published config.yaml:2:11-19 usual literal 8
//	embedded jwt.secret dir=conf patterns=*.yaml
//	problems
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, script := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(script), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(script)
			if err != nil {
				t.Fatal(err)
			}
			fsys, err := txtar.FS(a)
			if err != nil {
				t.Fatal(err)
			}
			tree, err := OpenFS(fsys)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for line := range strings.Lines(string(a.Comment)) {
				if strings.HasPrefix(line, "\t") {
					continue
				}
				got.WriteString(line)
				if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
					answer(t, &got, tree, words)
				}
			}
			if *update {
				a.Comment = []byte(got.String())
				if err := os.WriteFile(script, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got.String() != string(a.Comment) {
				t.Errorf("got:\n%s\nwant:\n%s", got.String(), a.Comment)
			}
		})
	}
}

func answer(t *testing.T, w *strings.Builder, tree *Tree, words []string) {
	if words[0] == "problems" {
		for _, p := range tree.Problems() {
			fmt.Fprintf(w, "\t%s\n", p)
		}
		return
	}
	var q Query
	var dir string
	var patterns []string
	if words[0] == "find" {
		q.Kind, words = words[1], words[1:]
	}
	q.Path = strings.Split(words[1], "/")
	for _, word := range words[2:] {
		name, value, _ := strings.Cut(word, "=")
		list := strings.Split(value, ",")
		switch name {
		case "files":
			q.Files = list
		case "dirs":
			q.Dirs = list
		case "format":
			q.Format = value
		case "anywhere":
			q.Anywhere = true
		case "dir":
			dir = value
		case "patterns":
			patterns = list
		default:
			t.Fatalf("unknown word %q", word)
		}
	}
	values := tree.Find(q)
	if patterns != nil {
		values = tree.Embedded(q, dir, patterns...)
	}
	for _, v := range values {
		published := "quiet"
		if v.Published() {
			published = "published"
		}
		fmt.Fprintf(w, "\t%s %s:%d:%d-%d %s %s %d\n", published, v.File, v.Line, v.Column, v.EndColumn, v.Role, v.Kind, v.Size)
	}
}
