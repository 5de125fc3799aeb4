// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var shots = flag.String("shots", "", "write pictures of the HTML page, as the browser shows it, to `DIR`")

// page writes a reference as HTML.
func page(t *testing.T, r *Reference) string {
	t.Helper()
	var b bytes.Buffer
	if err := writeHTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostile returns the sample with s in front of every text.
func hostile(t *testing.T, s string) *Reference {
	t.Helper()
	r := sample(t)
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			walk(v.Elem())
		case reflect.Struct:
			for typ, f := range v.Fields() {
				if typ.IsExported() {
					walk(f)
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.String:
			v.SetString(s + v.String())
		}
	}
	walk(reflect.ValueOf(r))
	return r
}

var hostileTexts = []string{
	`<script>document.title='broken'</script>`,
	`"><img src=x onerror="document.title='broken'">`,
	`'--></style></title></svg><svg onload="document.title='broken'">`,
	"javascript:document.title='broken'//",
	"{{.Module}}</textarea>\u2028\x00",
}

// TestHTMLHostile writes texts that want to be more than text.
func TestHTMLHostile(t *testing.T) {
	plain := page(t, sample(t))
	tags := regexp.MustCompile(`<[a-zA-Z]+`)
	for _, s := range hostileTexts {
		text := page(t, hostile(t, s))
		if strings.Contains(text, "ZgotmplZ") {
			t.Errorf("%q: a value stands where none may stand", s)
		}
		// A text adds links to nothing, and takes away those to files.
		count := func(text string) map[string]int {
			n := make(map[string]int)
			for _, tag := range tags.FindAllString(text, -1) {
				n[tag]++
			}
			return n
		}
		got, want := count(text), count(plain)
		for tag := range got {
			if want[tag] == 0 || tag == "<script" && got[tag] != 1 || tag == "<svg" && got[tag] > want[tag]+20 {
				t.Errorf("%q: %d of %s, %d in a plain page", s, got[tag], tag, want[tag])
			}
		}
		if regexp.MustCompile(`(?i)href="?'?javascript`).MatchString(text) {
			t.Errorf("%q: a link that runs", s)
		}
	}
}

// TestHTMLWhole reads the page as a text: it asks for nothing, and its links end
// somewhere.
func TestHTMLWhole(t *testing.T) {
	text := page(t, sample(t))
	ids := make(map[string]int)
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if ids[m[1]]++; ids[m[1]] > 1 {
			t.Errorf("id %s is there twice", m[1])
		}
	}
	sources := 0
	for _, m := range regexp.MustCompile(`\s(?:href|src)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		switch to := m[1]; {
		case to == "data:,":
		case strings.HasPrefix(to, "#"):
			if ids[to[1:]] == 0 {
				t.Errorf("%s leads nowhere", to)
			}
		case regexp.MustCompile(`^[a-z]+/[a-z]+(/[a-z]+)?\.go#L[0-9]+$`).MatchString(to):
			sources++
		default:
			t.Errorf("link to %s", to)
		}
	}
	if sources < 20 {
		t.Errorf("%d links to the source", sources)
	}
	for _, bad := range []string{"http:", "@import", "url(\"", "style=\"", " onclick"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s in the page", bad)
		}
	}
	for _, want := range []string{
		`locks every user out of the second factor for good`, `href="web/web.go#L29"`, `users.totp_secret`,
		`not honoured at <a class="at" href="mail/mail.go#L70">mail/mail.go:70</a>.`, "env:SECRET_KEY_FALLBACKS", "what does hmac.New sign here?", "undefined: x",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in the page", want)
		}
	}
}

func TestHTMLHref(t *testing.T) {
	for _, test := range []struct {
		file string
		line int
		want string
	}{
		{"web/web.go", 29, "web/web.go#L29"},
		{"a-b/_c+d.go", 1, "a-b/_c+d.go#L1"},
		{"web/web.go", 0, ""},
		{"", 3, ""},
		{"/etc/passwd", 1, ""},
		{"../up.go", 1, ""},
		{"a/../../up.go", 1, ""},
		{"//host/x.go", 1, ""},
		{"javascript:x", 1, ""},
		{"github.com/gorilla/sessions@v1.4.0/store.go", 3, ""},
		{"a b.go", 1, ""},
	} {
		if got := htmlHref(test.file, test.line); got != test.want {
			t.Errorf("%s:%d: %q, want %q", test.file, test.line, got, test.want)
		}
	}
}

// TestHTMLPicture places many keys, some derived and one of itself, and sees
// whether boxes lie on each other.
func TestHTMLPicture(t *testing.T) {
	r := &Reference{Module: "example.com/app"}
	for i := range 24 {
		k := &Key{Identity: fmt.Sprintf("env:KEY_%d", i), Title: strings.Repeat("K", 1+i*3), WorstLoss: fmt.Sprintf("T%d", i%6)}
		if i%4 != 0 {
			k.DerivedFrom = fmt.Sprintf("env:KEY_%d", i-1)
		}
		for j := range i % 5 {
			k.Uses = append(k.Uses, &Use{Purpose: fmt.Sprint("p", j%3), Package: fmt.Sprintf("example.com/app/p%d", i*j%7), Function: strings.Repeat("f", i), Loss: fmt.Sprintf("T%d", j)})
		}
		r.Keys = append(r.Keys, k)
	}
	r.Keys[0].DerivedFrom = "env:KEY_3"
	p := newHTMLPage(withLists(r)).Picture
	type box struct {
		name         string
		x, y, dx, dy int
	}
	var boxes, inner []box
	for _, k := range p.Keys {
		boxes = append(boxes, box{k.Title, k.X, k.Y, k.Wide, svgKeyHigh})
	}
	for _, g := range p.Groups {
		boxes = append(boxes, box{g.Title, g.X, g.Y, g.Wide, g.High})
		for _, u := range g.Uses {
			inner = append(inner, box{g.Title + " " + u.Title, u.X, u.Y, u.Wide, svgUseHigh})
			if u.X < g.X || u.Y < g.Y+svgHead || u.X+u.Wide > g.X+g.Wide || u.Y+svgUseHigh > g.Y+g.High {
				t.Errorf("%s: %s is not in it", g.Title, u.Title)
			}
		}
	}
	for _, bs := range [][]box{boxes, inner} {
		for i, a := range bs {
			if a.x < 0 || a.y < 0 || a.x+a.dx > p.Width || a.y+a.dy > p.Height {
				t.Errorf("%v is not in the picture of %d×%d", a, p.Width, p.Height)
			}
			for _, b := range bs[:i] {
				if a.x < b.x+b.dx && b.x < a.x+a.dx && a.y < b.y+b.dy && b.y < a.y+a.dy {
					t.Errorf("%v lies on %v", a, b)
				}
			}
		}
	}
	if len(p.Elbows) != 18 {
		t.Errorf("%d derived keys hang below theirs, want 18", len(p.Elbows))
	}
	if newHTMLPage(&Reference{Keys: []*Key{{Identity: "env:A"}}}).Picture != nil {
		t.Error("a picture without uses")
	}
}

// A browser is a Chromium that is driven over a pipe.
type browser struct {
	t       *testing.T
	to      *os.File
	from    *bufio.Reader
	id      int
	session string
	log     []string // errors, and what was asked of the network
}

// newBrowser starts the browser that is installed, and skips without one.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	i := slices.IndexFunc(names, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if i < 0 {
		t.Skipf("none of %s is installed (Debian: apt-get install chromium): how the page looks is not tested", strings.Join(names, ", "))
	}
	theirIn, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// Not the context of the test, which ends before the browser is told to go:
	// one that is killed leaves children behind that still write.
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	profile, err := os.MkdirTemp("", "keyvet-browser-")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, names[i], "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--hide-scrollbars", "--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirIn.Close()
	theirOut.Close()
	b := &browser{t: t, to: to, from: bufio.NewReader(from)}
	t.Cleanup(func() {
		fmt.Fprint(to, `{"id":0,"method":"Browser.close"}`+"\x00")
		to.Close()
		_ = cmd.Wait() // it was told to go, and is killed at the latest with its context
		cancel()
		from.Close()
		_ = os.RemoveAll(profile) // a straggler of the browser is no failure of the page
	})
	target := b.call("Target.createTarget", map[string]any{"url": "about:blank"})["targetId"]
	b.session = b.call("Target.attachToTarget", map[string]any{"targetId": target, "flatten": true})["sessionId"].(string)
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil)
	}
	return b
}

// call calls a method of the browser, and notes the events that come before the
// answer.
func (b *browser) call(method string, params map[string]any) map[string]any {
	b.t.Helper()
	b.id++
	call := map[string]any{"id": b.id, "method": method}
	if params != nil {
		call["params"] = params
	}
	if b.session != "" {
		call["sessionId"] = b.session
	}
	text, err := json.Marshal(call)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	for {
		answer := b.read(method)
		if answer.ID != b.id {
			continue
		}
		if answer.Error != nil {
			b.t.Fatalf("%s: %s", method, answer.Error)
		}
		return answer.Result
	}
}

type browserMessage struct {
	ID             int
	Method         string
	Params, Result map[string]any
	Error          json.RawMessage
}

func (b *browser) read(waitsFor string) (m browserMessage) {
	b.t.Helper()
	text, err := b.from.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("%s: %v", waitsFor, err)
	}
	if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
		b.t.Fatalf("%s: %v", waitsFor, err)
	}
	switch m.Method {
	case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled":
		b.log = append(b.log, fmt.Sprint(m.Method, " ", m.Params))
	case "Network.requestWillBeSent":
		if to := fmt.Sprint(m.Params["request"].(map[string]any)["url"]); !strings.HasPrefix(to, "file:") && !strings.HasPrefix(to, "data:") {
			b.log = append(b.log, "asks for "+to)
		}
	}
	return m
}

// open shows a file, at a fragment, as a screen of that size does.
func (b *browser) open(file, fragment string, wide, high int, dark, scripts bool) {
	b.t.Helper()
	b.log = nil
	scheme := map[bool]string{true: "dark", false: "light"}[dark]
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": "", "features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}})
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": wide, "height": high, "deviceScaleFactor": 1, "mobile": wide < 600})
	b.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": !scripts})
	b.call("Page.navigate", map[string]any{"url": "about:blank"})
	b.call("Page.navigate", map[string]any{"url": (&url.URL{Scheme: "file", Path: file, Fragment: fragment}).String()})
	for b.read("load").Method != "Page.loadEventFired" || b.eval("location.protocol") != "file:" {
	}
}

// eval returns the value of an expression in the page.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	out := b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true})
	if wrong := out["exceptionDetails"]; wrong != nil {
		b.t.Fatalf("%s: %v", expression, wrong)
	}
	return out["result"].(map[string]any)["value"]
}

// shot writes what the browser shows, all of it, where pictures are asked for.
func (b *browser) shot(name string) {
	b.t.Helper()
	if *shots == "" {
		return
	}
	size := b.call("Page.getLayoutMetrics", nil)["cssContentSize"].(map[string]any)
	const high = 1500 // of one file, so that it can be looked at
	for i := 0; float64(i*high) < size["height"].(float64); i++ {
		out := b.call("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true, "clip": map[string]any{
			"x": 0, "y": i * high, "width": size["width"], "height": min(high, size["height"].(float64)-float64(i*high)), "scale": 1,
		}})
		b.save(fmt.Sprintf("%s-%d.png", name, i+1), out["data"])
	}
}

func (b *browser) save(name string, data any) {
	b.t.Helper()
	text, err := base64.StdEncoding.DecodeString(fmt.Sprint(data))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name), text, 0o666); err != nil {
		b.t.Fatal(err)
	}
}

// keysShown are the keys whose rows and parts are to be seen.
const keysShown = `JSON.stringify([['tr', '#keys tr[data-key]'], ['article', 'article']].map(([n, s]) =>
	Array.from(document.querySelectorAll(s)).filter(e => e.offsetParent !== null || e.getClientRects().length).map(e => e.dataset.key)))`

func TestHTMLBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	b := newBrowser(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return file
	}
	file := write("reference.html", page(t, sample(t)))
	const secret, peer, old = "key-env-SECRET_KEY", "key-field-example.com-app-config.Config.Peer-x", "key-env-OLD_TOKEN"

	shows := func(t *testing.T, want ...string) {
		t.Helper()
		b.t = t
		both, _ := json.Marshal([][]string{want, want})
		if got := b.eval(keysShown); got != string(both) {
			t.Errorf("shows %v, want %s", got, both)
		}
	}
	// quiet is what holds for every page: no error, no request, nothing wider
	// than the screen, and nothing that stands out of its card.
	quiet := func(t *testing.T) {
		t.Helper()
		b.t = t
		if got := b.eval(`document.documentElement.scrollWidth - innerWidth`); got != 0.0 {
			t.Errorf("the page is %v pixels wider than the screen", got)
		}
		if got := b.eval(`Array.from(document.querySelectorAll('main *')).filter(e => !e.closest('svg, .scroll, thead, [hidden]') && e.getClientRects().length &&
			e.getBoundingClientRect().right > document.documentElement.clientWidth + .5).map(e => e.outerHTML.slice(0, 80)).join('\n')`); got != "" {
			t.Errorf("stands out:\n%v", got)
		}
		if len(b.log) > 0 {
			t.Errorf("the browser says:\n%s", strings.Join(b.log, "\n"))
		}
	}

	for _, screen := range []struct {
		name       string
		wide, high int
		dark       bool
	}{{"phone", 360, 780, false}, {"phone-dark", 390, 844, true}, {"tablet", 820, 1180, false}, {"desktop", 1280, 900, false}, {"desktop-dark", 1280, 900, true}} {
		t.Run(screen.name, func(t *testing.T) {
			b.t = t
			b.open(file, "", screen.wide, screen.high, screen.dark, true)
			shows(t, secret, peer, old)
			quiet(t)
			b.shot(screen.name)
			if got, want := b.eval(`getComputedStyle(document.body).colorScheme + getComputedStyle(document.body).backgroundColor`), map[bool]string{false: "light darkrgb(246, 247, 248)", true: "light darkrgb(20, 23, 26)"}[screen.dark]; got != want {
				t.Errorf("colours %v, want %s", got, want)
			}
			scrolls := b.eval(`(s => s.scrollWidth > s.clientWidth)(document.querySelector('.scroll'))`)
			if want := screen.wide < 600; scrolls != want {
				t.Errorf("the picture scrolls: %v, want %v", scrolls, want)
			}
		})
	}

	t.Run("filter", func(t *testing.T) {
		b.t = t
		for _, test := range []struct {
			fragment string
			want     []string
		}{
			{"loss=T4", []string{secret}},
			{"loss=T3", []string{peer}},
			{"purpose=client-session", []string{secret}},
			{"key=old_TOKEN", []string{old}},
			{"key=mail.go", []string{secret}},
			{"loss=T3&key=secret_key", []string{}},
			{old, []string{secret, peer, old}},
		} {
			b.open(file, test.fragment, 1280, 900, false, true)
			shows(t, test.want...)
			quiet(t)
		}
		b.open(file, "loss=T4", 1280, 900, false, true)
		if got, want := b.eval(`document.getElementById('shown').textContent`), "Only 1 of 3 keys are shown."; got != want {
			t.Errorf("says %q, want %q", got, want)
		}
		if got := b.eval(`Array.from(document.querySelectorAll('.pic a.dim')).length`); got != 2.0 {
			t.Errorf("%v keys of the picture are dimmed, want 2", got)
		}
		b.shot("filter")
		// A link to a key that is hidden brings all back.
		b.eval(`location.hash = '` + old + `'`)
		b.eval(`dispatchEvent(new HashChangeEvent('hashchange'))`)
		shows(t, secret, peer, old)
		// What is chosen stands in the address.
		b.eval(`(f => { f.value = 'T0'; f.dispatchEvent(new Event('input', {bubbles: true})) })(document.getElementById('f-loss'))`)
		shows(t, old)
		if got := b.eval("location.hash"); got != "#loss=T0" {
			t.Errorf("address %v", got)
		}
	})

	t.Run("without scripts", func(t *testing.T) {
		b.t = t
		b.open(file, "loss=T4", 360, 780, false, false)
		shows(t, secret, peer, old)
		if got := b.eval(`getComputedStyle(document.getElementById('filter')).display`); got != "none" {
			t.Errorf("the filter is shown: %v", got)
		}
		quiet(t)
	})

	t.Run("paper", func(t *testing.T) {
		b.t = t
		b.open(file, "", 794, 1123, true, true)
		if *shots != "" {
			b.save("paper.pdf", b.call("Page.printToPDF", map[string]any{"preferCSSPageSize": true, "paperWidth": 8.27, "paperHeight": 11.69})["data"])
		}
		b.call("Emulation.setEmulatedMedia", map[string]any{"media": "print", "features": []map[string]string{{"name": "prefers-color-scheme", "value": "dark"}}})
		if got, want := b.eval(`getComputedStyle(document.body).backgroundColor + getComputedStyle(document.getElementById('filter')).display`), "rgb(255, 255, 255)none"; got != want {
			t.Errorf("paper and filter %v, want %v", got, want)
		}
		if got, want := b.eval(`getComputedStyle(document.querySelector('#keys a'), '::after').content`), `" (no. " attr(data-no) ")"`; got != want && got != `" (no. 1)"` {
			t.Errorf("a link on paper ends in %v, want %s", got, want)
		}
		quiet(t)
	})

	t.Run("hostile", func(t *testing.T) {
		b.t = t
		for i, s := range hostileTexts {
			b.open(write(fmt.Sprintf("hostile%d.html", i), page(t, hostile(t, s))), "", 360, 780, false, true)
			quiet(t)
			if got := fmt.Sprint(b.eval("document.title")); !strings.HasPrefix(got, "Rotation impact") {
				t.Errorf("%q ran: the title is %s", s, got)
			}
			if got := b.eval("document.querySelectorAll('img, textarea, script:not(:last-child)').length"); got != 0.0 {
				t.Errorf("%q: %v elements that are not ours", s, got)
			}
		}
	})

	if *shots != "" {
		b.t = t
		for _, extra := range flag.Args() { // references to look at
			text, err := os.ReadFile(extra)
			if err != nil {
				t.Fatal(err)
			}
			r, err := ReadJSON(text)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(extra), ".json")
			for _, wide := range []int{360, 1280} {
				b.open(write(name+".html", page(t, r)), "", wide, 900, false, true)
				quiet(t)
				b.shot(fmt.Sprintf("%s-%d", name, wide))
			}
		}
	}
}
