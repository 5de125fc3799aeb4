// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package gopls builds a gopls that contains keyvet's analyzers.
//
// gopls has no plug-ins: its analyzers are a table in a package of its own. So
// its source is copied, two files are added to the copy (one by which the table can
// be added to, one that does this and applies the settings), and the copy is built.
package gopls

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// Module is the path of keyvet's module.
const Module = "github.com/keyvet/keyvet"

// Options say what to build.
type Options struct {
	// Dir is where the go command is run to learn which Go is in use: what go.mod
	// says there may choose another than the one in PATH.
	Dir string
	// Cache is the directory below which the builds are kept.
	Cache string
	// Version is that of gopls, or "" for the newest that the Go in use can build.
	Version string
	// KeyvetVersion is the version of keyvet's module, KeyvetDir the directory it
	// stands in. The directory wins.
	KeyvetVersion, KeyvetDir string
	// Settings are those of the analyzers. They cannot be changed in the result:
	// gopls does not know them, and so would not analyse anew.
	Settings keyflow.Settings
	// Off are the names of the rules that are off until the editor turns them on.
	Off []string
	// Progress is told what is begun that may take a while; nil is none.
	Progress func(what string)
}

// A Build is a gopls that is there.
type Build struct {
	File    string // absolute
	Version string // of gopls
	Keyvet  string // version or directory of keyvet
	New     bool   // it was not there before
	// Newer is the version that would have been taken if the Go in use could build
	// it, and NewerGo the Go it needs. Both are "" when there is none.
	Newer, NewerGo string
}

// Make builds a gopls, or finds the one that was built of the same parts.
// Nothing is left of a build that fails.
func Make(ctx context.Context, o Options) (*Build, error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	// Wrong settings are to be told here, not by a gopls that ends as it starts.
	if err := keyflow.Apply(o.Settings); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	g, err := goCommand(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	src, err := g.source(ctx, o.Version, o.Progress)
	if err != nil {
		return nil, err
	}
	kv, err := g.keyvet(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := check(src.Dir); err != nil {
		return nil, fmt.Errorf("gopls %s registers its analyzers in a way that this keyvet does not know (%w): nothing was built; -version takes another release", src.Version, err)
	}
	files, err := additions(o.Settings, o.Off)
	if err != nil {
		return nil, err
	}

	b := &Build{Version: src.Version, Keyvet: kv.name, Newer: src.newer, NewerGo: src.newerGo}
	home := filepath.Join(o.Cache, key(g, src, kv, files))
	b.File = filepath.Join(home, executable("gopls"))
	if fi, err := os.Stat(b.File); err == nil && fi.Mode().IsRegular() {
		return b, nil
	}
	b.New = true

	if err := os.MkdirAll(o.Cache, 0o755); err != nil {
		return nil, err
	}
	sweep(o.Cache)
	work, err := os.MkdirTemp(o.Cache, workPrefix)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	tree, done := filepath.Join(work, "src"), filepath.Join(work, "done")
	if err := copyTree(tree, src.Dir); err != nil {
		return nil, fmt.Errorf("copying the source of gopls: %w", err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(tree, filepath.FromSlash(f.name)), f.text, 0o644); err != nil {
			return nil, err
		}
	}
	o.Progress("building gopls " + src.Version + " (a first time takes minutes)")
	out := filepath.Join(done, executable("gopls"))
	if err := g.build(ctx, tree, out, kv); err != nil {
		return nil, fmt.Errorf("building gopls %s with keyvet %s (-version takes another release): %w", src.Version, kv.name, err)
	}
	// It has to start, or the editor would be left without any gopls.
	if err := starts(ctx, out); err != nil {
		return nil, fmt.Errorf("gopls %s with keyvet %s was built, but does not start: %w", src.Version, kv.name, err)
	}
	if err := os.Rename(done, home); err != nil {
		// Somebody else was quicker.
		if _, statErr := os.Stat(b.File); statErr != nil {
			return nil, err
		}
	}
	return b, nil
}

// workPrefix begins the names of directories in which something is being built.
const workPrefix = "build-"

// sweep removes what builds have left that were killed.
func sweep(cache string) {
	entries, err := os.ReadDir(cache)
	if err != nil {
		return
	}
	for _, e := range entries {
		if fi, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), workPrefix) && time.Since(fi.ModTime()) > 24*time.Hour {
			os.RemoveAll(filepath.Join(cache, e.Name()))
		}
	}
}

// executable returns the name of an executable's file.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

// key returns a name for what a build is made of.
func key(g *goTool, src *source, kv *keyvetModule, files []file) string {
	h := sha256.New()
	part := func(s string) { fmt.Fprintf(h, "%d:%s\n", len(s), s) }
	for _, s := range []string{g.Version, runtime.GOOS, runtime.GOARCH, src.Version, src.Sum, kv.name, kv.sum} {
		part(s)
	}
	for _, f := range files {
		part(f.name)
		part(string(f.text))
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// copyTree copies what a build needs of a directory, which may be read-only, to
// one that can be written.
func copyTree(to, from string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "testdata" {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		if !d.Type().IsRegular() || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), text, 0o644)
	})
}

// Install copies a build to a file of the user's choice. A file that is replaced
// is replaced as a whole, so that a gopls that runs goes on.
func Install(b *Build, file string) (err error) {
	in, err := os.Open(b.File)
	if err != nil {
		return err
	}
	defer in.Close()
	if fi, err := os.Stat(file); err == nil && !fi.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file", file)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(file), ".gopls-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			out.Close()
			os.Remove(out.Name())
		}
	}()
	if _, err = io.Copy(out, in); err != nil {
		return err
	}
	if err = out.Chmod(0o755); err != nil {
		return err
	}
	if err = out.Close(); err != nil {
		return err
	}
	return os.Rename(out.Name(), file)
}

// hashTree returns a hash of what a build may take of keyvet's directory.
func hashTree(dir string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); rel != "." && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %x\n", filepath.ToSlash(rel), sha256.Sum256(text))
		return nil
	})
	return hex.EncodeToString(h.Sum(nil)), err
}

// decode reads what the go command prints with -json.
func decode(text []byte, v any) error {
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("reading what the go command says: %w", err)
	}
	return nil
}

var errNoGo = errors.New("the go command is not in PATH: it is needed to build gopls")
