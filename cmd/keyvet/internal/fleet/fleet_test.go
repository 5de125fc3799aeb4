// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package fleet

import (
	"context"
	"fmt"
	"go/version"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	// What drivertest builds, so that a result is not taken for that of another command.
	_ "github.com/keyvet/keyvet/cmd/keyvet/internal/command"
)

// The cache server of the tests, and its client.
const (
	cacheTool    = "github.com/bradfitz/go-tool-cache"
	cacheToolTag = "v0.0.0-20260722201841-0bb331e19f64"
	cacheToolSum = "h1:4FMo2ozvaa8GQNXf66C+jXzLh6gNudUtT84uuHGm09k="
)

const fleetModule = `
-- go.mod --
module example.com/app

go 1.26
-- mac/mac.go --
package mac

import (
	"crypto/hmac"
	"crypto/sha256"
)

func MAC(key []byte) []byte { return hmac.New(sha256.New, key).Sum(nil) }
-- store/store.go --
package store

import "example.com/app/mac"

func Put() []byte { return mac.MAC([]byte("key-of-the-store")) }
-- web/web.go --
package web

import (
	"example.com/app/mac"
	"example.com/app/store"
)

func Page() []byte { return append(store.Put(), mac.MAC([]byte("key-of-the-page"))...) }
`

// A fleet is machines that have nothing in common but a cache server.
type fleet struct {
	bin    string // has go-cacher, and keyvet that keeps a record of what it is called for
	server string // address
	caches string // directories of the machines
	calls  string // the record
}

// newFleet starts the server, on an address that only this machine reaches. It
// ends with the test, and after ten minutes in any case.
func newFleet(t *testing.T) *fleet {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	f := &fleet{bin: t.TempDir(), caches: t.TempDir(), calls: filepath.Join(t.TempDir(), "calls")}
	drivertest.Download(t, cacheTool, cacheToolTag, cacheToolSum)
	cmd := exec.Command("go", "install", cacheTool+"/cmd/go-cacher@"+cacheToolTag, cacheTool+"/cmd/go-cacher-server@"+cacheToolTag)
	cmd.Env = append(os.Environ(), "GOBIN="+f.bin, "GOFLAGS=")
	cmd.Dir = t.TempDir()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	// The identity of a tool is what it says itself, so that the record makes no
	// difference.
	drivertest.Write(t, filepath.Join(f.bin, "keyvet"), fmt.Sprintf("#!%s\necho \"$@\" >>'%s'\nexec '%s' \"$@\"\n", sh, f.calls, drivertest.Keyvet(t)))
	if err := os.Chmod(filepath.Join(f.bin, "keyvet"), 0o777); err != nil {
		t.Fatal(err)
	}

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	f.server = "http://" + address
	args := []string{filepath.Join(f.bin, "go-cacher-server"), "-listen", address, "-cache-dir", filepath.Join(f.caches, "server")}
	if timeout, err := exec.LookPath("timeout"); err == nil {
		args = append([]string{timeout, "600"}, args...) // even where the test is killed
	}
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Minute)
	server := exec.CommandContext(ctx, args[0], args[1:]...)
	server.Cancel = func() error { return server.Process.Signal(os.Interrupt) } // timeout hands it on
	server.WaitDelay = 10 * time.Second
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); server.Wait() })
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(f.server)
		if err == nil {
			resp.Body.Close()
			return f
		}
		if time.Now().After(end) {
			t.Fatalf("the cache server: %v", err)
		}
	}
}

// vet runs go vet on a machine, and returns what it prints and for how many
// packages it started keyvet.
func (f *fleet) vet(t *testing.T, machine, dir string, args ...string) (out string, analysed int) {
	t.Helper()
	if err := os.RemoveAll(f.calls); err != nil {
		t.Fatal(err)
	}
	cmd := drivertest.Command(dir, "go", append([]string{"vet", "-vettool=" + filepath.Join(f.bin, "keyvet")}, args...)...)
	cmd.Env = append(cmd.Env, "GOFLAGS=", "GOCACHE="+filepath.Join(f.caches, machine+"-go"),
		"GOCACHEPROG="+filepath.Join(f.bin, "go-cacher")+" -cache-dir "+filepath.Join(f.caches, machine)+" -cache-server "+f.server)
	text, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	for line := range strings.Lines(drivertest.Read(t, f.calls)) {
		if strings.HasSuffix(line, ".cfg\n") {
			analysed++
		}
	}
	return string(text), analysed
}

// checkout writes the module to a directory.
func checkout(t *testing.T, dir string) string {
	t.Helper()
	for _, f := range txtar.Parse([]byte(fleetModule)).Files {
		drivertest.Write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
	}
	return dir
}

// TestFleet shares what go vet has in its cache between machines by a real cache
// server.
func TestFleet(t *testing.T) {
	if testing.Short() {
		t.Skip("builds, and compiles the standard library")
	}
	f := newFleet(t)
	top := t.TempDir()
	app := checkout(t, filepath.Join(top, "app"))
	web := filepath.Join(app, "web", "web.go")
	const stored, page = "store/store.go:5:43: hardcodedkey: literal of 16 bytes", "web/web.go:8:64: hardcodedkey: literal of "

	// want runs go vet, and wants the findings of both packages.
	want := func(machine, dir, bytes string, atLeast, atMost int, args ...string) string {
		t.Helper()
		out, n := f.vet(t, machine, dir, append(args, "./...")...)
		if !strings.Contains(out, stored) || !strings.Contains(out, page+bytes) {
			t.Errorf("%s: go vet says\n%s", machine, out)
		}
		if n < atLeast || n > atMost {
			t.Errorf("%s: keyvet was started for %d packages, want %d to %d", machine, n, atLeast, atMost)
		}
		return out
	}
	first := want("one", app, "15 bytes", 4, 1000) // with the standard library
	if second := want("two", app, "15 bytes", 0, 0); second != first {
		t.Errorf("the second machine says\n%s\nand the first said\n%s", second, first)
	}

	// An edit on one machine is not analysed again on another, nor more than it.
	drivertest.Write(t, web, strings.Replace(drivertest.Read(t, web), "key-of-the-page", "key-of-the-pages", 1))
	want("two", app, "16 bytes", 1, 1)
	want("one", app, "16 bytes", 0, 0)

	// Nor are settings.
	const exclude = "-keyflow.exclude=web.go"
	for i, machine := range []string{"one", "two"} {
		out, n := f.vet(t, machine, app, exclude, "./...")
		if strings.Contains(out, "web/web.go") || !strings.Contains(out, stored) || (n > 0) != (i == 0) {
			t.Errorf("%s, after %d packages, with %s:\n%s", machine, n, exclude, out)
		}
	}
	want("two", app, "16 bytes", 0, 0)

	// Another directory has its own packages analysed, and shares the others.
	other := checkout(t, filepath.Join(top, "other"))
	want("three", other, "15 bytes", 3, 3)

	// With -trimpath it shares these too, and gets the paths of the first.
	want("one", app, "16 bytes", 3, 1000, "-trimpath")
	drivertest.CopyFile(t, web, filepath.Join(other, "web", "web.go"))
	if out := want("three", other, "16 bytes", 0, 0, "-trimpath"); !strings.Contains(out, "../app/"+page) {
		t.Errorf("with -trimpath another directory says\n%s", out)
	}

	// Releases of Go with a fault spread it: what one machine has met as a
	// dependency is silent on all.
	fresh := checkout(t, filepath.Join(top, "fresh"))
	f.vet(t, "one", fresh, "./web")
	out, _ := f.vet(t, "two", fresh, "./...")
	goVersion, err := exec.Command("go", "env", "GOVERSION").Output()
	if err != nil {
		t.Fatal(err)
	}
	v := strings.TrimSpace(string(goVersion))
	if lost := !strings.Contains(out, stored); lost != losesFindings(v) || !strings.Contains(out, page) {
		t.Errorf("%s: after go vet ./web on another machine, go vet says\n%s", v, out)
	}
}

// losesFindings reports whether a release of Go prints nothing for a package that
// was vetted as a dependency before: https://go.dev/doc/devel/release says which
// were mended.
func losesFindings(v string) bool {
	return version.Compare(v, "go1.26") >= 0 && version.Compare(v, "go1.26.9") < 0 ||
		version.Compare(v, "go1.27") >= 0 && version.Compare(v, "go1.27.2") < 0
}
