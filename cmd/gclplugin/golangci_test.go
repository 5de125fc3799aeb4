// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gclplugin_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/cmd/internal/drivertest"
)

var update = flag.Bool("update", false, "write what the commands of docs/golangci-lint.md print into it, and testdata/drivers/golangci.json")

// TestGolangciLint runs the real golangci-lint with the plugin, built in both ways.
func TestGolangciLint(t *testing.T) {
	if testing.Short() {
		t.Skip("builds golangci-lint")
	}
	exe := nested(t)
	t.Run("Version", func(t *testing.T) { version(t, exe) })
	t.Run("Corpus", func(t *testing.T) { corpus(t, exe) })
	t.Run("Changes", func(t *testing.T) { changes(t, exe) })
	t.Run("Stale", func(t *testing.T) { stale(t, exe) })
	t.Run("Fix", func(t *testing.T) { fix(t, exe) })
	t.Run("Hidden", func(t *testing.T) { hidden(t, exe) })
	t.Run("Mistakes", func(t *testing.T) { mistakes(t, exe) })
	t.Run("Published", func(t *testing.T) { published(t) })
	t.Run("Page", func(t *testing.T) { page(t, exe) })
	drivertest.Record(t, "golangci", drivertest.Row{
		Driver:   "[golangci-lint](golangci-lint.md)",
		Findings: "those of go vet",
		Except: []string{
			"it hides findings, and prints the line of one, and so a hardcoded key, unless its settings say otherwise, as `.golangci.example.yml` does",
			"it has no related places",
		},
		Link:     "the address at the end of the message",
		Fixes:    "`golangci-lint run --fix`",
		Settings: "at once: its cache goes by them",
		Tests:    []string{"go test ./cmd/gclplugin -run TestGolangciLint"},
		Programs: []string{lintVersion(t, exe), drivertest.GoVersion(t)},
	}, *update)
}

// lintVersion names the golangci-lint that an executable is made of.
func lintVersion(t testing.TB, exe string) string {
	t.Helper()
	out, err := exec.Command(exe, "version").Output()
	m := regexp.MustCompile(` from (golangci-lint 2\.\d+\.\d+) `).FindSubmatch(out)
	if err != nil || m == nil {
		t.Fatalf("golangci-lint version: %v\n%s", err, out)
	}
	return string(m[1])
}

// nested builds the golangci-lint of the nested module.
func nested(t testing.TB) string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "golangci-lint")
	if runtime.GOOS == "windows" {
		exe += ".exe"
	}
	cmd := exec.Command("go", "build", "-C", "../golangci-lint-keyvet", "-o", exe, ".")
	cmd.Env = append(os.Environ(), buildEnv...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return exe
}

// buildEnv is that of all builds. They are made in the same way, so that what
// golangci-lint requires is compiled once; go tool would not know -trimpath.
var buildEnv = []string{"GOFLAGS=", "GOWORK="}

// version wants both versions to be told, and another build to be another version:
// golangci-lint's cache takes it for what the executable contains.
func version(t *testing.T, exe string) {
	say := func(exe string, args ...string) string {
		t.Helper()
		out, err := exec.Command(exe, append([]string{"version"}, args...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	form := regexp.MustCompile(`^golangci-lint has version (2\.\d+\.\d+\+keyvet\.[0-9a-f]{16}) built with go1\.\S+ from golangci-lint 2\.\d+\.\d+ and keyvet \(devel\) on \(unknown\)$`)
	m := form.FindStringSubmatch(say(exe))
	if m == nil {
		t.Fatalf("it says %s", say(exe))
	}
	if short := say(exe, "--short"); short != m[1] {
		t.Errorf("version %s or %s", short, m[1])
	}
	text, err := os.ReadFile(exe)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), filepath.Base(exe))
	if err := os.WriteFile(other, append(text, "another"...), 0o777); err != nil {
		t.Fatal(err)
	}
	if say(other, "--short") == m[1] {
		t.Error("another executable has the same version")
	}
}

// A project is a module that golangci-lint is run on.
type project struct {
	t        testing.TB
	exe, dir string
	cache    string
}

func newProject(t testing.TB, exe, dir string) *project {
	return &project{t: t, exe: exe, dir: dir, cache: t.TempDir()}
}

func (p *project) write(name, text string) {
	p.t.Helper()
	drivertest.Write(p.t, filepath.Join(p.dir, filepath.FromSlash(name)), text)
}

// configure writes .golangci.yml: .golangci.example.yml, with other settings of
// keyvet and what edit changes.
func (p *project) configure(settings map[string]any, edit func(conf map[string]any)) {
	p.t.Helper()
	text, err := os.ReadFile("../../.golangci.example.yml")
	if err != nil {
		p.t.Fatal(err)
	}
	var conf map[string]any
	if err := yaml.Unmarshal(text, &conf); err != nil {
		p.t.Fatal(err)
	}
	linters := conf["linters"].(map[string]any)
	linters["default"] = "none"
	keyvet := linters["settings"].(map[string]any)["custom"].(map[string]any)["keyvet"].(map[string]any)
	keyvet["settings"] = settings
	if edit != nil {
		edit(conf)
	}
	if text, err = yaml.Marshal(conf); err != nil {
		p.t.Fatal(err)
	}
	p.write(".golangci.yml", string(text))
}

func (p *project) command(args ...string) *exec.Cmd {
	cmd := drivertest.Command(p.dir, p.exe, args...)
	cmd.Env = append(cmd.Env, "GOLANGCI_LINT_CACHE="+p.cache, "GL_DEBUG=goanalysis/issues/cache", "NO_COLOR=1")
	return cmd
}

var (
	issueLine = regexp.MustCompile(`^([^:\s][^:]*):(\d+):(\d+): ((\w+): .*) \(keyvet\)$`)
	analyzing = regexp.MustCompile(`analyzing (\d+)/(\d+) packages`)
)

// run runs golangci-lint, which says nothing on standard output but findings. It
// returns these, as Lines has them, and how many packages were analysed rather
// than taken from the cache.
func (p *project) run(args ...string) (found []drivertest.Finding, analysed int, output []byte) {
	p.t.Helper()
	cmd := p.command(append([]string{"run", "--show-stats=false"}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != 1 {
		p.t.Fatalf("golangci-lint: %v\n%s%s", err, stdout.Bytes(), stderr.Bytes())
	}
	for line := range strings.Lines(stdout.String()) {
		m := issueLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			p.t.Fatalf("golangci-lint: %s", line)
		}
		line, _ := strconv.Atoi(m[2])
		column, _ := strconv.Atoi(m[3])
		// golangci-lint puts the name of the analyzer in front, which is that of a rule
		// also where the rule speaks of a directive.
		message, _ := strings.CutPrefix(m[4], m[5]+": ")
		if !strings.HasPrefix(message, "directive: ") {
			message = m[4]
		}
		found = append(found, drivertest.Finding{File: filepath.ToSlash(m[1]), Line: line, Column: column, Message: message, Rule: m[5]})
	}
	if code := cmd.ProcessState.ExitCode(); (code == 1) != (len(found) > 0) {
		p.t.Errorf("exit code %d with %d findings", code, len(found))
	}
	m := analyzing.FindSubmatch(stderr.Bytes())
	if m == nil {
		p.t.Fatalf("it does not tell what it takes from its cache:\n%s", stderr.Bytes())
	}
	analysed, _ = strconv.Atoi(string(m[1]))
	return found, analysed, stdout.Bytes()
}

// places returns where findings are, and of which rule: "web/web.go:7 secretread".
func places(found []drivertest.Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprintf("%s:%d %s", f.File, f.Line, f.Rule))
	}
	slices.Sort(out)
	return out
}

// corpus compares what golangci-lint finds in the corpora with the // want comments
// there and with what the command finds, word by word; with an empty cache and with
// a full one.
func corpus(t *testing.T, exe string) {
	dir := drivertest.Corpus(t)
	command := drivertest.Reported(t, dir)
	for i, f := range command {
		command[i].Message += " " + f.URL
	}

	p := newProject(t, exe, dir)
	p.configure(map[string]any{"version": 1}, nil)
	found, analysed, output := p.run()
	if analysed == 0 {
		t.Error("an empty cache had something")
	}
	drivertest.SameLines(t, "golangci-lint", found, "the command", command)
	if len(found) != len(drivertest.Lines(found)) {
		t.Errorf("%d findings, %d different ones", len(found), len(drivertest.Lines(found)))
	}
	for _, r := range analyzer.Rules {
		if !r.Whole {
			drivertest.CheckWants(t, dir, r.Analyzer.Name, found)
		}
	}
	drivertest.CheckSilence(t, dir, [][]byte{output})

	again, analysed, output := p.run()
	if analysed != 0 {
		t.Errorf("%d packages were analysed again", analysed)
	}
	drivertest.SameLines(t, "the second run", again, "the first", found)
	drivertest.CheckSilence(t, dir, [][]byte{output})
}

// app is a small program: a wrapper of a key use in another package than its caller,
// a direct read, and two keys in one line.
const app = `
-- go.mod --
module example.com/app

go 1.26
-- sign/sign.go --
package sign

import (
	"crypto/hmac"
	"crypto/sha256"
)

func Sum(key, data []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(data)
	return m.Sum(nil)
}
-- web/far.go --
package web

import "example.com/app/sign"

func Far(data []byte) []byte {
	return sign.Sum([]byte("7f1c0de5b2483960"), data)
}
-- web/read.go --
package web

import (
	"os"

	"example.com/app/sign"
)

func Read(data []byte) []byte {
	return sign.Sum([]byte(os.Getenv("APP_SECRET_KEY")), data)
}
`

// extract writes the files of an archive to a module of its own.
func extract(t testing.TB, exe, archive string) *project {
	t.Helper()
	p := newProject(t, exe, t.TempDir())
	for _, f := range txtar.Parse([]byte(archive)).Files {
		p.write(f.Name, string(f.Data))
	}
	return p
}

// changes edits code and settings, one after the other with one cache, and wants
// the findings to follow.
func changes(t *testing.T, exe string) {
	p := extract(t, exe, app)
	// replace edits a file.
	replace := func(name, old, new string) func() {
		return func() {
			t.Helper()
			text := drivertest.Read(t, filepath.Join(p.dir, filepath.FromSlash(name)))
			if !strings.Contains(text, old) {
				t.Fatalf("%s has no %q", name, old)
			}
			p.write(name, strings.Replace(text, old, new, 1))
		}
	}
	settings := func(s map[string]any) func() { return func() { t.Helper(); p.configure(s, nil) } }

	const far, read = "web/far.go:6 hardcodedkey", "web/read.go:10 secretread"
	const generated = "// Code generated by hand. DO NOT EDIT.\n\n"
	for _, c := range []struct {
		name  string
		edit  func()
		want  []string
		fresh bool // something is analysed
		link  string
	}{
		{"nothing in the cache", settings(nil), []string{far, read}, true, ""},
		{"nothing changed", func() {}, []string{far, read}, false, ""},

		{"the key is none", replace("web/far.go", `[]byte("7f1c0de5b2483960")`, "data"), []string{read}, true, ""},
		{"it is one again", replace("web/far.go", "Sum(data", `Sum([]byte("0639842b5ed0c1f7")`), []string{far, read}, true, ""},
		{"the wrapper uses no key", replace("sign/sign.go", "sha256.New, key", "sha256.New, nil"), []string{read}, true, ""},
		{"the wrapper uses it", replace("sign/sign.go", "sha256.New, nil", "sha256.New, key"), []string{far, read}, false, ""},

		{"golangci-lint's directive", replace("web/far.go", "data)\n}", "data) //nolint:keyvet // fixed by the protocol\n}"), []string{read}, true, ""},
		{"for another linter", replace("web/far.go", "nolint:keyvet", "nolint:gosec"), []string{far, read}, true, ""},
		{"our directive", replace("web/far.go", "//nolint:gosec //", "//keyvet:ignore hardcodedkey --"), []string{read}, true, ""},
		{"for another rule", replace("web/far.go", "ignore hardcodedkey", "ignore passwordkey"), []string{far, read}, true, ""},
		{"none", replace("web/far.go", " //keyvet:ignore passwordkey -- fixed by the protocol", ""), []string{far, read}, false, ""},

		{"another link", settings(map[string]any{"docs": "https://wiki.example.com/keys"}), []string{far, read}, true, "https://wiki.example.com/keys#"},
		{"the first settings", settings(nil), []string{far, read}, false, ""},

		{"a generated file", replace("web/far.go", "package web", generated+"package web"), []string{read}, true, ""},
		{"tests and generated files too", settings(map[string]any{"tests": true}), []string{read}, true, ""},
		{"of which golangci-lint drops nothing", func() {
			p.configure(map[string]any{"tests": true}, func(conf map[string]any) {
				conf["linters"].(map[string]any)["exclusions"] = map[string]any{"generated": "disable"}
			})
		}, []string{"web/far.go:8 hardcodedkey", read}, false, ""},
	} {
		c.edit()
		found, analysed, _ := p.run()
		if got := places(found); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if (analysed > 0) != c.fresh {
			t.Errorf("%s: %d packages were analysed", c.name, analysed)
		}
		for _, f := range found {
			if !strings.Contains(f.Message, " https://") || !strings.Contains(f.Message, c.link) {
				t.Errorf("%s: link to elsewhere: %s", c.name, f.Message)
			}
		}
	}
}

// stale edits settings alone, with one cache.
func stale(t *testing.T, exe string) {
	cache := t.TempDir()
	drivertest.Stale(t, func(t *testing.T, dir, settings string) []drivertest.Finding {
		var conf map[string]any
		if err := yaml.Unmarshal([]byte("version: 1\n"+settings), &conf); err != nil {
			t.Fatal(err)
		}
		p := &project{t: t, exe: exe, dir: dir, cache: cache}
		p.configure(conf, nil)
		found, _, _ := p.run()
		return found
	})
}

// fix makes the changes of the corpora, from the cache, and wants the same files as of
// the other drivers.
func fix(t *testing.T, exe string) {
	for _, rule := range drivertest.FixedRules {
		t.Run(rule, func(t *testing.T) {
			p := newProject(t, exe, drivertest.Corpus(t))
			if out, err := drivertest.Command(p.dir, "go", "list", "./...").CombinedOutput(); err != nil { // writes go.mod
				t.Fatalf("go list: %v\n%s", err, out)
			}
			var off []any
			for _, r := range analyzer.Rules {
				if r.Analyzer.Name != rule {
					off = append(off, map[string]any{"name": r.Analyzer.Name, "enabled": false})
				}
			}
			p.configure(map[string]any{"rules": off}, nil)
			p.run("./" + rule + "/...")
			if _, analysed, _ := p.run("--fix", "./"+rule+"/..."); analysed != 0 {
				t.Errorf("%d packages were analysed again", analysed)
			}
			drivertest.CheckFixed(t, p.dir, rule)
		})
	}
}

// hidden counts what golangci-lint hides when nothing is said about it, and what it
// prints of a key, as docs/golangci-lint.md has it.
func hidden(t *testing.T, exe string) {
	p := extract(t, exe, app)
	var many strings.Builder
	many.WriteString("package web\n\nimport \"example.com/app/sign\"\n\nfunc Many(data []byte) {\n")
	for i := range 60 {
		fmt.Fprintf(&many, "\tsign.Sum([]byte(%q), data)\n", strings.Repeat("k", 16+i/5))
	}
	many.WriteString("}\n\nfunc Two(data []byte) [2][]byte {\n\treturn [2][]byte{sign.Sum([]byte(\"5384960b2e71c0df\"), data), sign.Sum([]byte(\"5384960b2e71c0df0\"), data)}\n}\n")
	p.write("web/many.go", many.String())

	count := func(edit func(issues map[string]any)) int {
		t.Helper()
		p.configure(nil, func(conf map[string]any) { edit(conf["issues"].(map[string]any)) })
		found, _, output := p.run("./web")
		if bytes.Contains(output, []byte("5384960b2e71c0df")) {
			t.Error("it prints the text of a key")
		}
		return len(found)
	}
	if n := count(func(map[string]any) {}); n != 64 {
		t.Errorf("%d findings, want 64: .golangci.example.yml hides some", n)
	}
	for _, c := range []struct {
		setting string
		want    int
	}{
		{"max-issues-per-linter", 50},
		{"max-same-issues", 37}, // twelve texts three times each, and that of web/read.go
		{"uniq-by-line", 63},
	} {
		if n := count(func(issues map[string]any) { delete(issues, c.setting) }); n != c.want {
			t.Errorf("without %s %d findings, want %d", c.setting, n, c.want)
		}
	}

	p.configure(nil, func(conf map[string]any) { delete(conf, "output") })
	out, _ := p.command("run", "./web").Output()
	if !bytes.Contains(out, []byte("5384960b2e71c0df")) {
		t.Error("golangci-lint prints no lines any more: say so in .golangci.example.yml")
	}
}

// mistakes wants settings that are wrong to end golangci-lint with a word about what
// is wrong, and the two files that we ship to be right.
func mistakes(t *testing.T, exe string) {
	p := extract(t, exe, app)
	for _, c := range []struct {
		settings map[string]any
		want     string
	}{
		{map[string]any{"aproved": []any{"x"}}, `settings in .golangci.yml: decoding settings: json: unknown field "aproved"`},
		{map[string]any{"secrets": []any{map[string]any{"nmae": "X"}}}, `settings in .golangci.yml: decoding settings: json: unknown field "nmae"`},
		{map[string]any{"rules": []any{map[string]any{"name": "nosuchrule"}}}, `settings in .golangci.yml: rules[0].name: unknown rule "nosuchrule": known are `},
	} {
		p.configure(c.settings, nil)
		cmd := p.command("run")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		_, err := cmd.Output()
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() < 2 || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("%v: %v, want %q:\n%s", c.settings, err, c.want, stderr.Bytes())
		}
	}
	for _, file := range []string{".golangci.example.yml", ".golangci.yml"} {
		if out, err := exec.Command(exe, "config", "verify", "-c", drivertest.Repository(t, file)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
	p.write(".golangci.yml", "version: \"2\"\nisues: {}\n")
	if out, err := p.command("config", "verify").CombinedOutput(); err == nil || !bytes.Contains(out, []byte("isues")) {
		t.Errorf("golangci-lint config verify passes over mistakes: %v\n%s", err, out)
	}
}

// published takes the nested module from a module proxy, as its users will, and the
// keyvet that its go.mod names.
func published(t *testing.T) {
	const module = "github.com/keyvet/keyvet"
	nested := drivertest.Repository(t, "cmd", "golangci-lint-keyvet")
	m := regexp.MustCompile(`(?m)^\t` + module + ` (v\S+)`).FindStringSubmatch(drivertest.Read(t, filepath.Join(nested, "go.mod")))
	if m == nil {
		t.Fatal("the nested module does not require keyvet")
	}
	env := drivertest.Publish(t, drivertest.Module{Path: module, Version: m[1], Dir: drivertest.Repository(t)},
		drivertest.Module{Path: module + "/cmd/golangci-lint-keyvet", Version: "v0.1.0", Dir: nested})
	dir := drivertest.Demo(t)
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), env...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", args[0], err, drivertest.Stderr(err))
		}
		return string(out)
	}
	run("mod", "init", "-modfile=tools.mod", "example.com/notes/tools")
	run("get", "-tool", "-modfile=tools.mod", module+"/cmd/golangci-lint-keyvet")
	// Building it from a module cache of its own would compile all of it anew.
	if out := run("list", "-modfile=tools.mod", "-deps", "-f", "{{.ImportPath}} {{with .Module}}{{.Version}}{{end}}", "tool"); !strings.Contains(out, module+"/cmd/gclplugin "+m[1]+"\n") || !strings.Contains(out, module+"/cmd/golangci-lint-keyvet v0.1.0\n") {
		t.Errorf("it is made of\n%s", out)
	}
	// go install and go run with a version refuse this.
	if strings.Contains(drivertest.Read(t, filepath.Join(nested, "go.mod")), "replace") {
		t.Error("the nested module's go.mod replaces something: go.work is for that")
	}
}

// TestNestedTidy wants go.mod and go.sum of the nested module to be what go mod tidy
// makes of them with the keyvet here. go mod tidy knows no go.work, and asks for the
// version that go.mod names, so it gets files with a replacement.
func TestNestedTidy(t *testing.T) {
	if testing.Short() {
		t.Skip("looks at the modules of all linters")
	}
	nested := drivertest.Repository(t, "cmd", "golangci-lint-keyvet")
	mod := filepath.Join(t.TempDir(), "tidy.mod")
	sum := strings.TrimSuffix(mod, "mod") + "sum"
	drivertest.CopyFile(t, filepath.Join(nested, "go.mod"), mod)
	drivertest.CopyFile(t, filepath.Join(nested, "go.sum"), sum)
	run := func(hint string, args ...string) {
		t.Helper()
		cmd := exec.Command("go", args...)
		cmd.Dir = nested
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go mod %s: %v%s\n%s", args[1], err, hint, out)
		}
	}
	run("", "mod", "edit", "-replace=github.com/keyvet/keyvet=../..", mod)
	if !*update {
		run(": go test ./cmd/gclplugin -run TestNestedTidy -update changes this", "mod", "tidy", "-diff", "-modfile="+mod)
		return
	}
	run("", "mod", "tidy", "-modfile="+mod)
	run("", "mod", "edit", "-dropreplace=github.com/keyvet/keyvet", mod)
	drivertest.CopyFile(t, mod, filepath.Join(nested, "go.mod"))
	drivertest.CopyFile(t, sum, filepath.Join(nested, "go.sum"))
}

// page runs the commands of docs/golangci-lint.md on a copy of the demo: both ways
// in, with a clone of keyvet, as golangci-lint custom follows no symbolic link. The
// clone that golangci-lint custom makes is one
// of golangci-lint's module, in a repository of its own.
func page(t *testing.T, exe string) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("golangci-lint custom needs git")
	}
	home, dir := t.TempDir(), drivertest.Demo(t)
	copyRepository(t, filepath.Join(home, "src", "keyvet"))
	release(t, home)
	env := append([]string{
		"HOME=" + home, "GOLANGCI_LINT_CACHE=" + t.TempDir(), "NO_COLOR=1", "XDG_CONFIG_HOME=", "GIT_CONFIG_NOSYSTEM=1",
		drivertest.Path(exe),
	}, buildEnv...)
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOPROXY", "GONOSUMDB", "GOSUMDB"} { // some lie below HOME
		env = append(env, name+"="+drivertest.GoEnv(t, name))
	}
	_, commands := drivertest.Page{
		File: "../../docs/golangci-lint.md", Dir: dir, Settings: ".golangci.yml", Env: env, Update: *update,
	}.Run(t)
	if commands < 9 {
		t.Errorf("%d commands ran", commands)
	}

	custom := filepath.Join(dir, "bin", "golangci-lint-keyvet")
	if out, err := exec.Command(custom, "version", "--short").Output(); err != nil || !bytes.Contains(out, []byte("-custom-gcl-")) {
		t.Errorf("golangci-lint custom built %q, %v", out, err)
	}
	p := extract(t, custom, app)
	p.configure(nil, nil)
	found, _, _ := p.run()
	if got, want := places(found), []string{"web/far.go:6 hardcodedkey", "web/read.go:10 secretread"}; !slices.Equal(got, want) {
		t.Errorf("the one of golangci-lint custom finds %q, want %q", got, want)
	}
}

// copyRepository copies what git would clone, and perhaps more.
func copyRepository(t testing.TB, to string) {
	t.Helper()
	entries, err := os.ReadDir(drivertest.Repository(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(to, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		from, to := drivertest.Repository(t, e.Name()), filepath.Join(to, e.Name())
		if e.IsDir() && e.Name() != ".git" {
			err = os.CopyFS(to, os.DirFS(from))
		} else if e.Type().IsRegular() {
			drivertest.CopyFile(t, from, to)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// output returns what a command prints.
func output(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	cmd.Env = append(os.Environ(), buildEnv...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	return strings.TrimSpace(string(out))
}

// release makes a repository below home of the golangci-lint that the nested module
// requires, and makes git take it for the one on GitHub.
func release(t testing.TB, home string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Version}} {{.Dir}}", "github.com/golangci/golangci-lint/v2")
	cmd.Dir = "../golangci-lint-keyvet"
	version, source, _ := strings.Cut(output(t, cmd), " ")
	if !strings.Contains(drivertest.Read(t, "../../.custom-gcl.yml"), "\nversion: "+version+"\n") {
		t.Errorf(".custom-gcl.yml is not for %s, which the nested module takes", version)
	}
	repo := filepath.Join(home, "golangci", "golangci-lint.git")
	if err := os.CopyFS(repo, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf("[user]\n\tname = test\n\temail = test@example.com\n[url \"file://%s/golangci/\"]\n\tinsteadOf = https://github.com/golangci/\n", filepath.ToSlash(home))
	drivertest.Write(t, filepath.Join(home, ".gitconfig"), config)
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "-A", "-f"}, {"commit", "-q", "-m", version}, {"tag", version},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = repo
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME=", "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
}
