// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package shipped

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// places returns what Find says, in short.
func places(values []Value) []string {
	var list []string
	for _, v := range values {
		list = append(list, v.File)
	}
	return list
}

// TestBytes is about what text files cannot show.
func TestBytes(t *testing.T) {
	lines := "[a]\r\nk = text\r\n\r\n[b]\r\nk = `x`\r\n"
	for _, test := range []struct {
		name, file, path, data string
		want                   Value // of a literal; the zero value: none
		problem                string
	}{
		{"BOM", "config.ini", "k", "\ufeffk = text", Value{Line: 1, Column: 5, EndColumn: 9, Size: 4}, ""},
		{"BOM in YAML", "config.yaml", "k", "\ufeffk: text\n", Value{Line: 1, Column: 4, EndColumn: 8, Size: 4}, ""},
		{"CRLF in ini", "config.ini", "a.k", lines, Value{Line: 2, Column: 5, EndColumn: 9, Size: 4}, ""},
		{"CRLF after a quote", "config.ini", "b.k", lines, Value{Line: 5, Column: 5, EndColumn: 8, Size: 1}, ""},
		{"CRLF in YAML", "config.yaml", "a.k", "a:\r\n  k: text\r\n", Value{Line: 2, Column: 6, EndColumn: 10, Size: 4}, ""},
		{"CRLF in TOML", "config.toml", "a.k", "[a]\r\nk = 'text'\r\n", Value{Line: 2, Column: 5, EndColumn: 11, Size: 4}, ""},
		{"CRLF in properties", "config.properties", "k", "a=b\\\r\n  c\r\nk=text\r\n", Value{Line: 3, Column: 3, EndColumn: 7, Size: 4}, ""},
		{"tabs in JSON", "config.json", "k", "{\n\t\"k\":\t\"text\"\n}", Value{Line: 2, Column: 7, EndColumn: 13, Size: 4}, ""},
		{"no end of line", "config.properties", "k", `k=text\`, Value{Line: 1, Column: 3, EndColumn: 8, Size: 4}, ""},
		{"binary", "config.ini", "k", "k = a\x00b", Value{}, "config.ini: is no UTF-8 text"},
		{"not UTF-8", "config.ini", "k", "k = a\xff", Value{}, "config.ini: is no UTF-8 text"},
		{"large", "config.ini", "k", "k = text\n" + strings.Repeat("#", maxSize), Value{}, "config.ini: too large to be a configuration file"},
		{"deep JSON", "config.json", "k", strings.Repeat(`{"k":`, 300), Value{}, "config.json: has too many values, or too deep ones, to be a configuration file"},
		{"deep YAML", "config.yaml", "k", strings.Repeat(`{k: `, 300) + "x" + strings.Repeat("}", 300), Value{}, "config.yaml: has too many values, or too deep ones, to be a configuration file"},
		{"deep TOML", "config.toml", "k", "k = " + strings.Repeat(`[`, 300) + strings.Repeat("]", 300), Value{}, "config.toml: has too many values, or too deep ones, to be a configuration file"},
		{"many values", "config.ini", "k", strings.Repeat("k = x\n", maxValues+1), Value{}, "config.ini: has too many values, or too deep ones, to be a configuration file"},
		{"long path", "config.toml", strings.Repeat("x", maxPath) + ".y", "[" + strings.Repeat("x", maxPath) + "]\ny = 1", Value{}, ""},
		{"long text", "config.ini", "k", "k = ${" + strings.Repeat("x", maxReference) + "}", Value{Line: 1, Column: 5, EndColumn: 5 + maxReference + 3, Size: maxReference + 3}, ""},
		{"one line", "config.yaml", "k", "{" + strings.Repeat("ä: x, ", 40000) + "k: x}", Value{Line: 1, Column: 280005, EndColumn: 280006, Size: 1}, ""},
		{"continued", "config.properties", "k", "k = " + strings.Repeat("x\\\n", 300_000), Value{Line: 1, Column: 5, EndColumn: 7, Size: 300_000}, ""},
		{"aliases of nothing", "config.yaml", "k", strings.Replace(bomb(), "x, x, x, x, x, x, x, x, x, x", "", 1), Value{}, "config.yaml: has too many values, or too deep ones, to be a configuration file"},
		{"aliases", "config.yaml", "k", bomb(), Value{}, "config.yaml: has too many values, or too deep ones, to be a configuration file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree, err := OpenFS(fstest.MapFS{test.file: {Data: []byte(test.data)}})
			if err != nil {
				t.Fatal(err)
			}
			var want []Value
			if test.want != (Value{}) {
				test.want.File, test.want.Role = test.file, Usual
				want = []Value{test.want}
			}
			if got := tree.Find(Query{Kind: Config, Path: []string{test.path}}); !slices.Equal(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
			var problems []string
			for _, p := range tree.Problems() {
				problems = append(problems, p.String())
			}
			if got := strings.Join(problems, "\n"); got != test.problem {
				t.Errorf("problems %q, want %q", got, test.problem)
			}
		})
	}
}

// bomb returns a YAML text in which aliases stand for very many values.
func bomb() string {
	s := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 9 {
		a, b := string(rune('0'+i)), string(rune('1'+i))
		s += "a" + b + ": &a" + b + " [" + strings.Repeat("*a"+a+", ", 10) + "]\n"
	}
	return s
}

// TestLimits checks that a tree with very many files is not searched to its end.
func TestLimits(t *testing.T) {
	fsys := make(fstest.MapFS)
	for i := range maxFiles + 1 {
		fsys[strings.Repeat("a/", i%7)+"f"+strings.Repeat("x", i/7)+".yaml"] = &fstest.MapFile{}
	}
	tree, err := OpenFS(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if p := tree.Problems(); len(tree.list) > maxFiles || len(p) != 1 || p[0].File != "." {
		t.Errorf("%d files, problems %v", len(tree.list), p)
	}
}

// TestLinks checks that symbolic links are not followed.
func TestLinks(t *testing.T) {
	outside, root := t.TempDir(), t.TempDir()
	write(t, outside, "config.yaml", "k: outside")
	write(t, root, "server/config.yaml", "k: inside")
	for link, target := range map[string]string{"config.yaml": filepath.Join(outside, "config.yaml"), "conf": outside} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Skip(err)
		}
	}
	tree, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	q := Query{Kind: Config, Path: []string{"k"}, Dirs: []string{"server"}}
	got := places(tree.Find(q))
	q.Files = []string{"config.yaml", "conf/config.yaml"}
	got = append(got, places(tree.Find(q))...)
	got = append(got, places(tree.Embedded(q, ".", "config.yaml", "conf", "conf/*"))...)
	if want := []string{"server/config.yaml", "server/config.yaml"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestGit checks that only what git tracks counts, from any directory, in a
// hook as well.
func TestGit(t *testing.T) {
	root := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	write(t, root, "config.yaml", "k: x")
	write(t, root, "server/config.yaml", "k: x")
	write(t, root, "server/config/local.yaml", "k: x")
	write(t, root, "server/.env", "K=x")
	find := func(dir string) []string {
		t.Helper()
		tree, err := Open(filepath.Join(root, dir))
		if err != nil {
			t.Fatal(err)
		}
		found := places(tree.Find(Query{Kind: Env, Path: []string{"K"}, Dirs: []string{"server"}}))
		found = append(found, places(tree.Find(Query{Kind: Config, Path: []string{"k"}, Dirs: []string{"server"}}))...)
		found = append(found, places(tree.Find(Query{Kind: Config, Path: []string{"k"}, Files: []string{"config/local.yaml"}}))...)
		return append(found, places(tree.Embedded(Query{Path: []string{"k"}}, ".", "config/local.yaml"))...)
	}
	// Nothing is tracked: the tree lies in a work tree that is not its own.
	if got, want := find("server"), []string{".env", "config.yaml", "config/local.yaml", "config/local.yaml"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	git("add", "config.yaml", "server/config.yaml")
	t.Setenv("GIT_DIR", "elsewhere")
	if got, want := find("."), []string{"config.yaml", "server/config.yaml"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := find("server"), []string{"config.yaml"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func write(t *testing.T, root, name, data string) {
	t.Helper()
	name = filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
		t.Fatal(err)
	}
}

var formats = []string{yamlFormat, composeFormat, jsonFormat, tomlFormat, iniFormat, envFormat, propertiesFormat}

// FuzzParse checks that no text makes a parser panic, and that values are where
// the text is.
func FuzzParse(f *testing.F) {
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(scripts) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, script := range scripts {
		a, err := txtar.ParseFile(script)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			for i := range formats {
				f.Add(uint8(i), file.Data)
			}
		}
	}
	for i := range formats {
		for _, seed := range []string{"", "\ufeff", "\x00", "k", "k=", "k:", "=", ":", "[", "]", "[[", "{", "}", `"`, "'", "`", `"""`, "\\", "k=\\", "k='", "k=\"\\",
			"k = '''\n", "- &a [*a]", "a: &a {b: *a}", "<<: *x", "? [k]\n: v", "[k]: v", "k: !\n", "k: !t", "k: &a", "k: |\n", "k: >-\n\n", "{\"k\"", "{\"k\":", "[1,", "k = [\n1,", "\r", "\r\n", "#", "k= #"} {
			f.Add(uint8(i), []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		if len(data) > maxSize {
			return
		}
		parsed, problem := parseFile(formats[int(n)%len(formats)], data)
		lines := bytes.Split(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\n"))
		if (parsed == nil) == (problem == nil) {
			t.Fatal("neither values nor a problem, or both")
		}
		if problem != nil {
			if problem.Line < 0 || problem.Line > len(lines) {
				t.Errorf("problem in line %d of %d", problem.Line, len(lines))
			}
			return
		}
		for _, v := range parsed.values {
			if v.line < 1 || v.line > len(lines) || v.column < 1 || v.end < v.column || v.end > len(lines[v.line-1])+1 {
				t.Errorf("value at %d:%d-%d", v.line, v.column, v.end)
			}
		}
	})
}

// FuzzFind checks that no name makes the search panic or leave the tree.
func FuzzFind(f *testing.F) {
	fsys := fstest.MapFS{
		"config.yaml": {Data: []byte("k: x")}, "conf/app.ini": {Data: []byte("k = x")},
		".env": {Data: []byte("k=x")}, "other/nps.conf": {Data: []byte("k=x")},
	}
	for _, seed := range []string{"", ".", "..", "/", "config", "config.yaml", "conf/*", "[", "conf/[", `conf\app.ini`, "*/*", "**", "./conf/", "nps.conf", "a\x00b", "~/x", "...", ".env"} {
		f.Add("k", seed, seed)
	}
	f.Fuzz(func(t *testing.T, key, file, dir string) {
		tree, err := OpenFS(fsys)
		if err != nil {
			t.Fatal(err)
		}
		q := Query{Kind: Config, Path: []string{key}, Files: []string{file}, Dirs: []string{dir}, Format: file, Anywhere: true}
		found := append(tree.Find(q), tree.Embedded(q, dir, file)...)
		q.Kind = Env
		found = append(found, tree.Find(q)...)
		q.Files = nil
		found = append(found, tree.Find(q)...)
		for _, v := range found {
			if fsys[v.File] == nil {
				t.Errorf("found %q", v.File)
			}
		}
	})
}
