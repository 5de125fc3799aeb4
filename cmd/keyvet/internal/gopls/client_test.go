// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gopls

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/keyvet/keyvet/analyzer"
)

// patience is how long an answer may take: on a slow machine gopls has to look at
// the standard library first. Nothing waits so long that comes.
const patience = 4 * time.Minute

// A client is an editor: the part of the language server protocol that the tests
// need, over the standard streams of a gopls.
type client struct {
	t      testing.TB
	dir    string
	in     io.WriteCloser
	stderr *bytes.Buffer

	mu      sync.Mutex
	changed chan struct{} // closed, and another made, when something comes in
	nextID  int
	answers map[int]answer
	shown   map[string]published // by file, relative to dir
	ended   error
	version map[string]int
}

type answer struct {
	Result json.RawMessage
	Error  *struct{ Message string }
}

// A published is what gopls has said last of a file.
type published struct {
	Version     int
	Diagnostics []diagnostic
}

type position struct{ Line, Character int }

type span struct{ Start, End position }

type location struct {
	URI   string
	Range span
}

type diagnostic struct {
	Range           span   `json:"range"`
	Severity        int    `json:"severity"`
	Code            string `json:"code"`
	CodeDescription struct {
		Href string `json:"href"`
	} `json:"codeDescription"`
	Source             string `json:"source"`
	Message            string `json:"message"`
	RelatedInformation []struct {
		Location location
		Message  string
	} `json:"relatedInformation,omitempty"`
	Data json.RawMessage `json:"data,omitempty"`
}

// start starts a gopls on the module in dir, with settings as an editor has them.
// What it learns it keeps in cache, where others find it.
func start(t testing.TB, gopls, cache, dir string, settings map[string]any) *client {
	t.Helper()
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{
		t: t, dir: dir, stderr: new(bytes.Buffer), changed: make(chan struct{}),
		answers: make(map[int]answer), shown: make(map[string]published), version: make(map[string]int),
	}
	cmd := exec.Command(gopls, "serve")
	cmd.Dir = dir
	cmd.Stderr = c.stderr
	cmd.Env = append(os.Environ(), "GOPLSCACHE="+cache, "GOWORK=off", "GOPROXY=off", "GOFLAGS=")
	if c.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := c.read(bufio.NewReader(out))
		c.did(func() { c.ended = fmt.Errorf("gopls ended: %w", err) })
	}()
	t.Cleanup(func() {
		c.call("shutdown", nil, nil)
		c.notify("exit", nil)
		c.in.Close()
		timer := time.AfterFunc(patience, func() { cmd.Process.Kill() })
		defer timer.Stop()
		<-done
		if err := cmd.Wait(); err != nil {
			t.Errorf("gopls: %v\n%s", err, c.stderr)
		}
	})
	c.call("initialize", map[string]any{
		"processId":             os.Getpid(),
		"rootUri":               uri(dir),
		"initializationOptions": settings,
		"capabilities": map[string]any{
			"textDocument": map[string]any{
				"publishDiagnostics": map[string]any{"relatedInformation": true, "codeDescriptionSupport": true, "versionSupport": true, "dataSupport": true},
				"codeAction": map[string]any{
					"dataSupport":              true,
					"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}}},
				},
			},
		},
	}, nil)
	c.notify("initialized", map[string]any{})
	return c
}

// uri returns the URI of a file.
func uri(file string) string {
	file = filepath.ToSlash(file)
	if !strings.HasPrefix(file, "/") {
		file = "/" + file
	}
	return (&url.URL{Scheme: "file", Path: file}).String()
}

func (c *client) uri(file string) string { return uri(filepath.Join(c.dir, filepath.FromSlash(file))) }

// did changes the state and wakes who waits for that.
func (c *client) did(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
	close(c.changed)
	c.changed = make(chan struct{})
}

// read takes messages until there are no more.
func (c *client) read(r *bufio.Reader) error {
	for {
		size := 0
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return err
			}
			line = strings.TrimSpace(line)
			if line == "" {
				break
			}
			if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				if size, err = strconv.Atoi(n); err != nil {
					return err
				}
			}
		}
		text := make([]byte, size)
		if _, err := io.ReadFull(r, text); err != nil {
			return err
		}
		var m struct {
			ID     json.RawMessage
			Method string
			Params json.RawMessage
			answer
		}
		if err := json.Unmarshal(text, &m); err != nil {
			return err
		}
		switch {
		case m.Method == "":
			id, err := strconv.Atoi(string(m.ID))
			if err != nil {
				return err
			}
			c.did(func() { c.answers[id] = m.answer })
		case m.Method == "textDocument/publishDiagnostics":
			var p struct {
				URI string
				published
			}
			if err := json.Unmarshal(m.Params, &p); err != nil {
				return err
			}
			file := strings.TrimPrefix(p.URI, c.uri("")+"/")
			c.did(func() { c.shown[file] = p.published })
		case m.ID != nil:
			// gopls asks for what an editor may refuse: progress, registrations.
			c.send(map[string]any{"id": m.ID, "result": nil})
		}
	}
}

func (c *client) send(m map[string]any) {
	m["jsonrpc"] = "2.0"
	text, err := json.Marshal(m)
	if err != nil {
		c.t.Error(err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(text), text) // read tells that gopls has ended
}

func (c *client) notify(method string, params any) {
	c.send(map[string]any{"method": method, "params": params})
}

// call asks gopls and waits for the answer.
func (c *client) call(method string, params, result any) {
	c.t.Helper()
	c.mu.Lock()
	c.nextID++
	id := c.nextID
	c.mu.Unlock()
	m := map[string]any{"id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	c.send(m)
	var a answer
	if err := c.until(func() (ok bool) { a, ok = c.answers[id]; return ok }); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	if a.Error != nil {
		c.t.Fatalf("%s: %s", method, a.Error.Message)
	}
	if result != nil {
		if err := json.Unmarshal(a.Result, result); err != nil {
			c.t.Fatalf("%s: %v", method, err)
		}
	}
}

// until waits for a state.
func (c *client) until(state func() bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		c.mu.Lock()
		ok, ended, changed := state(), c.ended, c.changed
		c.mu.Unlock()
		switch {
		case ok:
			return nil
		case ended != nil:
			return ended
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return errors.New("nothing came in time")
		}
	}
}

// open opens a file of the module.
func (c *client) open(file, text string) {
	c.version[file] = 1
	c.notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": c.uri(file), "languageId": "go", "version": 1, "text": text},
	})
}

// edit replaces the text of an open file.
func (c *client) edit(file, text string) {
	c.version[file]++
	c.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": c.uri(file), "version": c.version[file]},
		"contentChanges": []any{map[string]any{"text": text}},
	})
}

// save writes a text to a file that is open with it, and says so.
func (c *client) save(file, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, filepath.FromSlash(file)), []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
	c.notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": c.uri(file)}})
}

// wait waits until gopls has shown, for the present text of a file, diagnostics
// of the given sources at the given pieces of the text, in order of position, and
// no other of these sources. Each is "source: piece".
func (c *client) wait(file, text string, want ...string) []diagnostic {
	c.t.Helper()
	return c.waitFor(file, fmt.Sprintf("%q", want), func(_ published, found []diagnostic) bool { return slices.Equal(pieces(text, found), want) })
}

// waitFor waits until what gopls has shown last, for the present text of a file,
// is as it should be, and returns the watched diagnostics in order of position.
func (c *client) waitFor(file, should string, is func(p published, found []diagnostic) bool) []diagnostic {
	c.t.Helper()
	var last published
	var found []diagnostic
	err := c.until(func() bool {
		last, found = c.shown[file], nil
		for _, d := range last.Diagnostics {
			if slices.Contains(watched, d.Source) {
				found = append(found, d)
			}
		}
		slices.SortStableFunc(found, func(x, y diagnostic) int { return x.Range.Start.compare(y.Range.Start) })
		return last.Version == c.version[file] && is(last, found)
	})
	if err != nil {
		c.t.Fatalf("%s, version %d: want %s: %v; the last shown, of version %d: %+v\n%s", file, c.version[file], should, err, last.Version, last.Diagnostics, c.stderr)
	}
	return found
}

// errors returns the diagnostics that say that a file does not compile.
func (p published) errors() (errors []diagnostic) {
	for _, d := range p.Diagnostics {
		if d.Severity == 1 {
			errors = append(errors, d)
		}
	}
	return errors
}

// last returns what was shown last of a file.
func (c *client) last(file string) published {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shown[file]
}

// fix asks for the quick fixes of a diagnostic, and returns the edits of the only
// one, to its file; nil when there is none.
func (c *client) fix(file string, d diagnostic) []edit {
	c.t.Helper()
	var actions []struct {
		Title, Kind string
		Diagnostics []diagnostic
		Edit        struct {
			DocumentChanges []struct {
				TextDocument struct {
					URI     string
					Version int
				}
				Edits []edit
			}
		}
	}
	c.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": c.uri(file)},
		"range":        d.Range,
		"context":      map[string]any{"diagnostics": []diagnostic{d}, "only": []string{"quickfix"}},
	}, &actions)
	if len(actions) == 0 {
		return nil
	}
	a := actions[0]
	if len(actions) != 1 || a.Kind != "quickfix" || a.Title == "" || len(a.Diagnostics) != 1 || a.Diagnostics[0].Range != d.Range ||
		len(a.Edit.DocumentChanges) != 1 || a.Edit.DocumentChanges[0].TextDocument.URI != c.uri(file) ||
		a.Edit.DocumentChanges[0].TextDocument.Version != c.version[file] {
		c.t.Fatalf("%s: code actions %+v", file, actions)
	}
	return a.Edit.DocumentChanges[0].Edits
}

// An edit replaces what is in a range.
type edit struct {
	Range   span
	NewText string
}

// apply makes edits, which do not overlap.
func apply(text string, edits []edit) string {
	edits = slices.Clone(edits)
	slices.Reverse(edits)
	slices.SortStableFunc(edits, func(x, y edit) int {
		return cmp.Or(y.Range.Start.compare(x.Range.Start), y.Range.End.compare(x.Range.End))
	})
	for _, e := range edits { // the last one first; what is inserted comes before what is replaced there
		text = text[:offset(text, e.Range.Start)] + e.NewText + text[offset(text, e.Range.End):]
	}
	return text
}

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Character, q.Character))
}

// watched are the sources that the tests look at: the rules, and one of gopls'
// own to compare with.
var watched = func() []string {
	names := []string{"printf"}
	for _, r := range analyzer.Rules {
		if !r.Whole {
			names = append(names, r.Analyzer.Name)
		}
	}
	return names
}()

// pieces returns diagnostics as "source: piece".
func pieces(text string, ds []diagnostic) []string {
	var out []string
	for _, d := range ds {
		out = append(out, d.Source+": "+piece(text, d.Range))
	}
	return out
}

// piece returns what a text has in a range.
func piece(text string, r span) string {
	start, end := offset(text, r.Start), offset(text, r.End)
	if start > end {
		return fmt.Sprintf("from byte %d to %d", start, end)
	}
	return text[start:end]
}

// offset returns where a position is in a text. Columns count UTF-16 units. What is
// behind the end of a line is at its end.
func offset(text string, p position) int {
	at := 0
	for range p.Line {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			return len(text)
		}
		at += n + 1
	}
	units := 0
	for i, r := range text[at:] {
		if units >= p.Character || r == '\n' {
			return at + i
		}
		units += utf16.RuneLen(r)
	}
	return len(text)
}
