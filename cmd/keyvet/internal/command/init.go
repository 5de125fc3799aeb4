// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/impact"
)

// init writes a file of settings, with the secrets that the program uses, and
// prints what else is to be done.
func (t *tool) init(ctx context.Context, args []string) error {
	f := newInitFlags()
	if err := f.parse(t, args); errors.Is(err, flag.ErrHelp) {
		return t.help(ctx, []string{"init"})
	} else if err != nil {
		return err
	}
	mod, work := t.moduleFiles(ctx)
	if mod == "" {
		mod = work
	}
	if mod == "" {
		return fmt.Errorf("%s: no go.mod here or above: run keyvet init inside a module, or name its directory with -C", filepath.ToSlash(t.dir))
	}
	file := filepath.Join(filepath.Dir(mod), config.Name)
	shown := t.shown(file)
	exists := fmt.Errorf("%s is there already, and keyvet init overwrites nothing: change it, or remove it first", shown)
	if _, err := os.Lstat(file); err == nil {
		return exists
	}
	// Not those of a workspace, whose settings the new file replaces here.
	if err := new(analyzer.Settings).Apply(); err != nil {
		return err
	}
	t.dir = filepath.Dir(mod) // the secrets are those of the whole module
	secrets, why := t.secrets(ctx)
	text := settingsFile(secrets)
	if _, err := config.Parse(shown, []byte(text)); err != nil {
		return internalError("init", err)
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, os.ErrExist) {
		return exists
	}
	if err != nil {
		return fmt.Errorf("%s: %w", shown, rootError(err))
	}
	_, err = io.WriteString(out, text)
	if err := errors.Join(err, out.Close()); err != nil {
		os.Remove(file)
		return fmt.Errorf("%s: %w", shown, err)
	}
	if why != nil {
		fmt.Fprintf(t.stderr, "keyvet: the secrets of the program are not in %s: %s\n", shown, oneLine(why.Error()))
	}
	var names []string
	for _, s := range secrets {
		names = append(names, s.name)
	}
	fmt.Fprintf(t.stdout, "wrote %s", shown)
	if len(names) > 0 {
		fmt.Fprintf(t.stdout, " with the secrets that the program uses: %s", strings.Join(names, ", "))
	}
	fmt.Fprint(t.stdout, "\n\n"+nextSteps(secrets))
	return nil
}

// A usedSecret is a key that the program uses.
type usedSecret struct {
	name        string
	env, config []string
	purposes    []string
}

// secrets returns the keys of the program that have a name outside of it, or
// why they are not known.
func (t *tool) secrets(ctx context.Context) ([]usedSecret, error) {
	t.progress("reading packages")
	defer t.progress("")
	prog, err := t.load(ctx, []string{"./..."}, false, nil)
	if err != nil {
		return nil, err
	}
	t.progress(fmt.Sprintf("following keys through %d packages", len(prog.byPath)))
	an, err := prog.analyze()
	if err != nil {
		return nil, err
	}
	return usedSecrets(prog.build(an)), nil
}

// usedSecrets returns the keys of a reference that have a name in the
// environment or the configuration, in its order. Flags are read where they are
// declared: as secrets they would be findings that nobody has asked for.
func usedSecrets(ref *impact.Reference) []usedSecret {
	var out []usedSecret
	taken := make(map[string]bool)
	for _, k := range ref.Keys {
		s := usedSecret{name: k.Title}
		for _, id := range append([]string{k.Identity}, k.Names...) {
			kind, name, _ := strings.Cut(id, ":")
			if name == "" || strings.ContainsAny(name, " \t\r\n") || taken[id] {
				continue
			}
			switch kind {
			case "env":
				s.env = append(s.env, name)
			case "config":
				s.config = append(s.config, name)
			default:
				continue
			}
			taken[id] = true
		}
		if len(s.env)+len(s.config) == 0 || taken["name:"+s.name] || strings.TrimSpace(s.name) == "" {
			continue
		}
		taken["name:"+s.name] = true
		for _, a := range k.Affected {
			s.purposes = append(s.purposes, a.Purpose)
		}
		out = append(out, s)
	}
	return out
}

// settingsFile returns the text of a file of settings.
func settingsFile(secrets []usedSecret) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# yaml-language-server: $schema=%s\n", config.Schema)
	b.WriteString(`# Settings of keyvet: https://github.com/keyvet/keyvet/blob/main/docs/settings.md
version: 1

# Each key that the program knows by name. Everything but the name may be left
# out.
secrets:
`)
	for _, s := range secrets {
		b.WriteString(s.yaml("  ", "    # "))
	}
	if len(secrets) == 0 {
		b.WriteString(`#  - name: SECRET_KEY
#    env: [SECRET_KEY, APP_SECRET_KEY]
#    config: [security.secret_key] # keys of viper, koanf, ini, …, and flags
#    symbols: [example.com/app/settings.Config.SecretKey] # variables, fields
#    approved: [example.com/app/internal/keys] # packages that may read this one
#    accessor: example.com/app/internal/keys.SecretKey # how others get it: keyvet -fix
#    purposes: [client-session, mail-link] # what it is for, as you claim it
`)
	} else {
		b.WriteString(`#    symbols: [example.com/app/settings.Config.SecretKey] # variables, fields
#    approved: [example.com/app/internal/keys] # packages that may read this one
#    accessor: example.com/app/internal/keys.SecretKey # how others get it: keyvet -fix
`)
	}
	b.WriteString(`
# Packages that may read any secret, beside package main and those called
# config, settings, secrets, keys and the like.
approved:
#  - example.com/app/platform/...

# Catalog lines for code of your own; docs/catalog.md of keyvet has the grammar.
entries:
#  - sink example.com/app/crypt.Seal arg0:key data-at-rest

# Rules are enabled unless they are disabled here.
rules:
`)
	for _, r := range analyzer.Rules {
		title, _, _ := strings.Cut(r.Analyzer.Doc, "\n")
		fmt.Fprintf(&b, "#  - name: %s # %s\n#    enabled: false\n", r.Analyzer.Name, strings.TrimPrefix(title, r.Analyzer.Name+": "))
	}
	b.WriteString(`
# Where the links of findings point: your own rotation-impact reference.
# docs: https://wiki.example.com/rotation-impact

# Files on which nothing is reported.
exclude:
#  - "**/mocks/**"

# Report on test files, testdata, examples and generated files too.
tests: false
`)
	return b.String()
}

// yaml returns an element of the list of secrets. What the key is for is a claim
// that only people can make, so it begins with comment, or is left out.
func (s usedSecret) yaml(indent, comment string) string {
	lines := []string{"- name: " + plainScalar(s.name)}
	for _, l := range []struct {
		field  string
		values []string
	}{{"env", s.env}, {"config", s.config}} {
		if len(l.values) > 0 {
			lines = append(lines, "  "+l.field+": "+flowList(l.values))
		}
	}
	text := indent + strings.Join(lines, "\n"+indent) + "\n"
	if comment != "" && len(s.purposes) > 0 {
		text += comment + "purposes: " + flowList(s.purposes) + " # what the code shows: claim it, or less\n"
	}
	return text
}

func flowList(values []string) string {
	var out []string
	for _, v := range values {
		out = append(out, plainScalar(v))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// unquoted matches text that YAML takes as such without quotes.
var unquoted = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_./-]*$`)

// plainScalar writes text as YAML, with quotes where it needs them.
func plainScalar(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
	default:
		if unquoted.MatchString(s) {
			return s
		}
	}
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // text
	}
	return string(text)
}

// nextSteps says how the settings get into the drivers.
func nextSteps(secrets []usedSecret) string {
	var b strings.Builder
	b.WriteString(`In CI, with keyvet as a tool of the module (go get -tool github.com/keyvet/keyvet/cmd/keyvet):

    go tool keyvet ./...
    go vet -vettool=$(go tool -n keyvet) $(go tool keyvet flags) ./...

The first sees the whole program; the second is fast when little has changed.
With -format sarif, github or gitlab the first writes for code scanning and
reviews; workflows and hooks are in ` + diag.Site + `ci.md.
Where there are findings of long ago, begin with a list of them, and report others:

    go tool keyvet -baseline keyvet-baseline.json -baseline-update accept ./...
    go tool keyvet -baseline keyvet-baseline.json ./...

golangci-lint v2 does not read .keyvet.yml. Build one with the plugin by
golangci-lint custom and a .custom-gcl.yml that has

    plugins:
      - module: github.com/keyvet/keyvet
        import: github.com/keyvet/keyvet/cmd/gclplugin
        version: latest

and repeat the settings in .golangci.yml:

    linters:
      enable: [keyvet]
      settings:
        custom:
          keyvet:
            type: module
            settings:
              version: 1
`)
	if len(secrets) > 0 {
		b.WriteString("              secrets:\n")
		for _, s := range secrets {
			b.WriteString(s.yaml("                ", ""))
		}
	}
	b.WriteString(`
In editors that run go vet, with the flags that keyvet flags prints; for VS Code:

    "go.vetOnSave": "workspace",
    "go.vetFlags": ["-vettool=/path/to/keyvet"]

Editors with the YAML language server complete and check .keyvet.yml itself.
`)
	return b.String()
}
