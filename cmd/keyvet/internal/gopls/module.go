// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gopls

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

const (
	goplsPath = "golang.org/x/tools/gopls"
	toolsPath = "golang.org/x/tools"
)

// A goTool is the go command of one release.
type goTool struct {
	Version  string `json:"GOVERSION"`
	Root     string `json:"GOROOT"`
	ModCache string `json:"GOMODCACHE"`

	proxy string // GOPROXY instead of the user's
	temp  string // a directory outside of all modules
}

// goCommand returns the go command that is in use in dir.
func goCommand(ctx context.Context, dir string) (*goTool, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return nil, errNoGo
	}
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOVERSION", "GOROOT", "GOMODCACHE")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", withStderr(err))
	}
	g := &goTool{temp: os.TempDir()}
	if err := decode(out, g); err != nil {
		return nil, err
	}
	return g, nil
}

// run runs the go command. It is the very one that is in use in the user's
// directory, and does not go looking for another.
func (g *goTool) run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(g.Root, "bin", executable("go")), args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=local", "GOWORK=off", "GO111MODULE=on", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	if g.proxy != "" {
		cmd.Env = append(cmd.Env, "GOPROXY="+g.proxy)
	}
	out, err := cmd.Output()
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		return out, fmt.Errorf("go %s: %w", args[0], withStderr(err))
	}
	return out, nil
}

// withStderr adds to the error of a command what it said last.
func withStderr(err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err
	}
	text := strings.TrimSpace(string(exit.Stderr))
	if lines := strings.Split(text, "\n"); len(lines) > 12 {
		text = strings.Join(lines[len(lines)-12:], "\n")
	}
	if text == "" {
		return err
	}
	return fmt.Errorf("%w: %s", err, text)
}

// A source is a release of gopls.
type source struct {
	Version string
	Sum     string
	Dir     string
	GoMod   string
	Error   string

	newer, newerGo string // see [Build]
}

// source returns the source of a version of gopls, or of the newest that g can
// build. Without a network it takes what the module cache has.
func (g *goTool) source(ctx context.Context, want string, progress func(string)) (*source, error) {
	if want != "" {
		progress("looking for gopls " + want)
		m, err := g.lookup(ctx, want)
		if err != nil {
			return nil, fmt.Errorf("looking for gopls %s: %w", want, err)
		}
		need, err := goOf(m.GoMod)
		if err != nil {
			return nil, err
		}
		if !g.canBuild(need) {
			return nil, fmt.Errorf("gopls %s needs %s, and the Go in use is %s: take an older gopls, or a newer Go", m.Version, need, g.Version)
		}
		return g.download(ctx, goplsPath, m.Version)
	}

	progress("looking for the newest gopls")
	versions, err := g.versions(ctx)
	if err != nil {
		// The module cache has the form of a proxy.
		offline := *g
		offline.proxy = "file://" + filepath.ToSlash(filepath.Join(g.ModCache, "cache", "download"))
		var err2 error
		if versions, err2 = offline.versions(ctx); err2 != nil || len(versions) == 0 {
			return nil, fmt.Errorf("which versions of gopls are there: %w", err)
		}
		s, err2 := offline.newest(ctx, versions, true)
		if err2 != nil {
			return nil, fmt.Errorf("which versions of gopls are there: %w; in the module cache: %w", err, err2)
		}
		return s, nil
	}
	return g.newest(ctx, versions, false)
}

// newest returns the newest of versions, which are sorted downwards, that g can
// build. Missing ones are passed over if some may be.
func (g *goTool) newest(ctx context.Context, versions []string, someMissing bool) (*source, error) {
	var newer, newerGo string
	var missing error
	for _, v := range versions {
		m, err := g.lookup(ctx, v)
		if err != nil {
			if someMissing && ctx.Err() == nil {
				missing = cmp.Or(missing, err)
				continue
			}
			return nil, err
		}
		need, err := goOf(m.GoMod)
		if err != nil {
			return nil, err
		}
		if !g.canBuild(need) {
			if newer == "" {
				newer, newerGo = v, need
			}
			continue
		}
		s, err := g.download(ctx, goplsPath, v)
		if err != nil {
			if someMissing && ctx.Err() == nil {
				missing = cmp.Or(missing, err)
				continue
			}
			return nil, err
		}
		s.newer, s.newerGo = newer, newerGo
		return s, nil
	}
	if missing != nil {
		return nil, missing
	}
	return nil, fmt.Errorf("there is no gopls that the Go in use (%s) can build: %s needs %s", g.Version, newer, newerGo)
}

// versions returns the releases of gopls, the newest first.
func (g *goTool) versions(ctx context.Context) ([]string, error) {
	out, err := g.run(ctx, g.temp, "list", "-m", "-versions", "-json", goplsPath)
	if err != nil {
		return nil, err
	}
	var m struct{ Versions []string }
	if err := decode(out, &m); err != nil {
		return nil, err
	}
	vs := slices.DeleteFunc(m.Versions, func(v string) bool { return strings.ContainsAny(v, "-+") })
	slices.Reverse(vs) // the go command sorts them upwards
	return vs, nil
}

// lookup returns what is known of a version of gopls without its source: the
// version, which may be asked for as "latest", and its go.mod.
func (g *goTool) lookup(ctx context.Context, want string) (*source, error) {
	out, err := g.run(ctx, g.temp, "list", "-m", "-json", goplsPath+"@"+want)
	if err != nil {
		return nil, err
	}
	var s source
	if err := decode(out, &s); err != nil {
		return nil, err
	}
	if s.GoMod == "" {
		return nil, fmt.Errorf("no go.mod of gopls %s", want)
	}
	return &s, nil
}

// download brings a version of a module into the module cache.
func (g *goTool) download(ctx context.Context, path, version string) (*source, error) {
	out, err := g.run(ctx, g.temp, "mod", "download", "-json", path+"@"+version)
	var s source
	if len(bytes.TrimSpace(out)) > 0 {
		if err := decode(out, &s); err != nil {
			return nil, err
		}
		if s.Error != "" {
			return nil, fmt.Errorf("downloading %s@%s: %s", path, version, s.Error)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("downloading %s@%s: %w", path, version, err)
	}
	return &s, nil
}

var (
	goLine    = regexp.MustCompile(`(?m)^go[ \t]+(\d\S*)`)
	toolsLine = regexp.MustCompile(`(?m)^(?:require)?[ \t]+golang\.org/x/tools[ \t]+(v\S+)`)
)

// goOf returns the Go that a go.mod asks for, as in "go1.27.0".
func goOf(gomod string) (string, error) {
	text, err := os.ReadFile(gomod)
	if err != nil {
		return "", err
	}
	m := goLine.FindSubmatch(text)
	if m == nil {
		return "", fmt.Errorf("no line \"go\" in the go.mod of gopls")
	}
	return "go" + string(m[1]), nil
}

// canBuild reports whether g is as new as need. A Go that is still in the making
// is taken to be new enough.
func (g *goTool) canBuild(need string) bool {
	v, _, _ := strings.Cut(g.Version, " ") // go1.26.8 X:...
	return !version.IsValid(v) || version.Compare(v, need) >= 0
}

// A keyvetModule is keyvet's own.
type keyvetModule struct {
	name    string // version or directory
	version string // "" when there is only a directory
	dir     string
	sum     string
}

// keyvet finds the keyvet that is to be built in.
func (g *goTool) keyvet(ctx context.Context, o Options) (*keyvetModule, error) {
	if o.KeyvetDir == "" {
		s, err := g.download(ctx, Module, o.KeyvetVersion)
		if err != nil {
			return nil, fmt.Errorf("%w (-keyvet names a directory with keyvet's source)", err)
		}
		return &keyvetModule{name: s.Version, version: s.Version, dir: s.Dir, sum: s.Sum}, nil
	}
	text, err := os.ReadFile(filepath.Join(o.KeyvetDir, "go.mod"))
	if err != nil {
		return nil, fmt.Errorf("the directory of keyvet's source: %w", err)
	}
	if !regexp.MustCompile(`(?m)^module[ \t]+` + regexp.QuoteMeta(Module) + `[ \t]*$`).Match(bytes.ReplaceAll(text, []byte("\r"), nil)) {
		return nil, fmt.Errorf("%s has no source of keyvet: its go.mod is that of another module", o.KeyvetDir)
	}
	sum, err := hashTree(o.KeyvetDir)
	if err != nil {
		return nil, fmt.Errorf("the directory of keyvet's source: %w", err)
	}
	return &keyvetModule{name: o.KeyvetDir, dir: o.KeyvetDir, sum: sum}, nil
}

// build builds the gopls in tree, a copy of its module, with keyvet. It takes the
// golang.org/x/tools that gopls was released with, and not the newer one that
// keyvet asks for: gopls uses internal packages of that module, and does not
// compile with another release of them. keyvet uses what is public, and fails
// only where it uses something newer.
func (g *goTool) build(ctx context.Context, tree, out string, kv *keyvetModule) error {
	text, err := os.ReadFile(filepath.Join(tree, "go.mod"))
	if err != nil {
		return err
	}
	m := toolsLine.FindSubmatch(text)
	if m == nil {
		return fmt.Errorf("its go.mod names no %s", toolsPath)
	}
	args := []string{"mod", "edit", "-replace=" + toolsPath + "=" + toolsPath + "@" + string(m[1])}
	if kv.version != "" {
		args = append(args, "-require="+Module+"@"+kv.version)
	} else {
		args = append(args, "-require="+Module+"@v0.0.0", "-replace="+Module+"="+kv.dir)
	}
	if _, err := g.run(ctx, tree, args...); err != nil {
		return err
	}
	// With the sums of both modules the build needs nobody to ask for them.
	theirs, err := os.ReadFile(filepath.Join(tree, "go.sum"))
	if err != nil {
		return err
	}
	ours, err := os.ReadFile(filepath.Join(kv.dir, "go.sum"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(tree, "go.sum"), slices.Concat(theirs, ours), 0o644); err != nil {
		return err
	}
	_, err = g.run(ctx, tree, "build", "-mod=mod", "-trimpath", "-buildvcs=false", "-o", out, ".")
	return err
}

// starts reports how a gopls fails that is asked for its version.
func starts(ctx context.Context, file string) error {
	cmd := exec.CommandContext(ctx, file, "version")
	cmd.Dir = filepath.Dir(file)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}
