// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gclplugin_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	_ "github.com/keyvet/keyvet/cmd/gclplugin"
)

// build makes the analyzers the way golangci-lint does.
func build(t *testing.T, conf any) ([]*analysis.Analyzer, error) {
	t.Helper()
	newPlugin, err := register.GetPlugin("keyvet")
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlugin(conf)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if _, err := newPlugin(nil); err != nil {
			t.Error(err)
		}
	})
	if m := p.GetLoadMode(); m != register.LoadModeTypesInfo {
		t.Errorf("load mode %s", m)
	}
	as, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	return as, analysis.Validate(as)
}

func testdata(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// printed puts the analyzer's name in front of messages, as golangci-lint does
// with those of a linter that has several analyzers.
func printed(a *analysis.Analyzer) *analysis.Analyzer {
	b := *a
	b.Run = func(pass *analysis.Pass) (any, error) {
		q := *pass
		q.Report = func(d analysis.Diagnostic) {
			d.Message = a.Name + ": " + d.Message
			pass.Report(d)
		}
		return a.Run(&q)
	}
	return &b
}

// TestCorpus runs every rule over its corpus: the plugin finds what the rule
// finds.
func TestCorpus(t *testing.T) {
	as, err := build(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range analyzer.Rules {
		there := slices.ContainsFunc(as, func(a *analysis.Analyzer) bool { return a.Name == r.Analyzer.Name })
		if there == r.Whole {
			t.Errorf("the plugin has %s: %t", r.Analyzer.Name, there)
		}
	}
	for _, a := range as {
		for _, r := range analysistest.Run(t, testdata(t), printed(a), "corpus/"+a.Name+"/...") {
			for _, d := range r.Diagnostics {
				if strings.HasPrefix(d.Message, a.Name+": "+a.Name+":") || !strings.Contains(d.Message, " https://") || d.Related != nil {
					t.Errorf("message of another form: %s", d.Message)
				}
			}
		}
	}
}

// TestSettings sees that settings come through.
func TestSettings(t *testing.T) {
	as, err := build(t, map[string]any{
		"version":  1,
		"approved": []any{"corpus/secretread/handlers"},
		"docs":     "https://wiki.example.com/keys",
		"secrets":  []any{map[string]any{"name": "X", "env": []any{"X"}}},
		"entries":  []any{"sink example.com/app.Seal arg0:key data-at-rest"},
		"rules": []any{
			map[string]any{"name": "passwordkey", "enabled": false},
			map[string]any{"name": "hardcodedkey"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(as, func(a *analysis.Analyzer) bool { return a.Name == "passwordkey" }) {
		t.Error("passwordkey is there though it is not enabled")
	}
	i := slices.IndexFunc(as, func(a *analysis.Analyzer) bool { return a.Name == "hardcodedkey" })
	if i < 0 {
		t.Fatal("hardcodedkey is missing")
	}
	found := 0
	for _, r := range analysistest.Run(t, testdata(t), printed(as[i]), "corpus/hardcodedkey/bytes") {
		for _, d := range r.Diagnostics {
			found++
			if !strings.Contains(d.Message, " https://wiki.example.com/keys#") {
				t.Errorf("link to elsewhere: %s", d.Message)
			}
		}
	}
	if found == 0 {
		t.Error("no findings")
	}
}

// TestExample builds the plugin with the settings of .golangci.example.yml.
func TestExample(t *testing.T) {
	text, err := os.ReadFile("../../.golangci.example.yml")
	if err != nil {
		t.Fatal(err)
	}
	var conf struct {
		Linters struct {
			Settings struct {
				Custom map[string]struct{ Settings map[string]any }
			}
		}
	}
	if err := yaml.Unmarshal(text, &conf); err != nil {
		t.Fatal(err)
	}
	settings := conf.Linters.Settings.Custom["keyvet"].Settings
	if _, err := build(t, settings); err != nil {
		t.Error(err)
	}
	for f := range reflect.TypeFor[keyflow.Settings]().Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && settings[name] == nil {
			t.Errorf("the example does not show %s", name)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for _, c := range []struct {
		conf map[string]any
		want string
	}{
		{map[string]any{"aproved": []any{"x"}}, `unknown field "aproved"`},
		{map[string]any{"approved": "x"}, "approved"},
		{map[string]any{"approved": []any{"a b"}}, `approved[0]: package pattern "a b"`},
		{map[string]any{"entries": []any{"sink a.F arg0 cipher", "sink foo"}}, "entries[1]: "},
		{map[string]any{"entries": []any{""}}, "entries[0]: is empty"},
		{map[string]any{"exclude": []any{"["}}, "exclude[0]: "},
		{map[string]any{"secrets": []any{map[string]any{"nmae": "X"}}}, `unknown field "nmae"`},
		{map[string]any{"secrets": []any{map[string]any{"env": []any{"X"}}}}, `secrets[0]: a secret needs a "name"`},
		{map[string]any{"rules": []any{map[string]any{"name": "nosuchrule"}}}, `rules[0].name: unknown rule "nosuchrule": known are `},
		{map[string]any{"secrets": []any{map[string]any{"name": "X", "purposes": []any{"sesion"}}}}, `secrets[0].purposes[0]: unknown purpose "sesion": known are signed-cookie, `},
		{map[string]any{"version": 2}, "version 2"},
	} {
		_, err := build(t, c.conf)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "keyvet: settings in .golangci.yml: ") {
			t.Errorf("%v: error %v, want %q", c.conf, err, c.want)
		}
	}
}
