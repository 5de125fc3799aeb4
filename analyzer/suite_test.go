// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package analyzer_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/diag"
	"github.com/keyvet/keyvet/analyzer/directive"
)

const module = "github.com/keyvet/keyvet/"

func TestSuite(t *testing.T) {
	if err := analysis.Validate(analyzer.Suite); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range analyzer.Rules {
		a := r.Analyzer
		names = append(names, a.Name)
		title, _, _ := strings.Cut(a.Doc, "\n")
		if len(title) > 90 || strings.HasSuffix(title, ".") || title == "" {
			t.Errorf("%s: the title %q is not one short clause", a.Name, title)
		}
		if a.URL != diag.RuleURL(a.Name) {
			t.Errorf("%s: URL is %s", a.Name, a.URL)
		}
		if !slices.Contains([]string{"error", "warning", "note"}, r.Level) || !slices.Contains([]string{"very-high", "high", "medium", "low"}, r.Precision) {
			t.Errorf("%s: level %q, precision %q", a.Name, r.Level, r.Precision)
		}
		if severity, err := strconv.ParseFloat(r.Severity, 64); r.Severity != "" && (err != nil || severity < 0.1 || severity > 10) {
			t.Errorf("%s: severity %q", a.Name, r.Severity)
		}
		if len(r.CWE) > 0 && (r.Severity == "" || !slices.IsSorted(r.CWE)) || slices.Contains(r.CWE, 320) {
			t.Errorf("%s: CWE %v with severity %q", a.Name, r.CWE, r.Severity)
		}
		if a.ResultType != diag.ResultType {
			t.Errorf("%s: the result is no list of findings", a.Name)
		}
		for _, path := range []string{"../testdata/src/corpus/" + a.Name, "../docs/rules/" + a.Name + ".md"} {
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s: %v", a.Name, err)
			}
		}
	}
	if !slices.IsSorted(names) {
		t.Errorf("rules are not in the order of their names: %v", names)
	}
	if !slices.Equal(names, directive.Known()) {
		t.Errorf("the rule directive knows %v, the suite has %v", directive.Known(), names)
	}
}

// TestLayers holds the direction of dependencies: data, engine, rules, drivers.
func TestLayers(t *testing.T) {
	std := func(path string) bool { first, _, _ := strings.Cut(path, "/"); return !strings.Contains(first, ".") }
	tools := func(path string) bool { return strings.HasPrefix(path, "golang.org/x/tools/") }
	under := func(paths ...string) func(string) bool {
		return func(path string) bool {
			rest, ok := strings.CutPrefix(path, module)
			return ok && slices.ContainsFunc(paths, func(p string) bool { return rest == p || strings.HasPrefix(rest, p+"/") })
		}
	}
	any := func(fs ...func(string) bool) func(string) bool {
		return func(p string) bool { return slices.ContainsFunc(fs, func(f func(string) bool) bool { return f(p) }) }
	}
	layers := map[string]func(string) bool{
		"analyzer/catalog":            std,
		"analyzer/internal/ruledoc":   std,
		"analyzer/keyflow":            any(std, tools, under("analyzer/catalog")),
		"analyzer/internal/fix":       any(std, tools, under("analyzer/catalog")),
		"analyzer/diag":               any(std, tools, under("analyzer/catalog", "analyzer/keyflow", "analyzer/internal/fix")),
		"cmd/keyvet/internal/finding": any(std, tools, under("analyzer")),
		"cmd/gclplugin":               nil,
		"cmd/keyvet/internal/command": nil,
	}
	rule := func(path string) bool {
		// Rules look at nothing below the engine's result, and not at one another.
		return std(path) || path == "golang.org/x/tools/go/analysis" || under("analyzer/catalog", "analyzer/keyflow", "analyzer/diag", "analyzer/internal/fix", "analyzer/internal/ruledoc")(path)
	}
	layers["analyzer/keyuse"] = rule
	for _, r := range analyzer.Rules {
		layers["analyzer/"+r.Analyzer.Name] = rule
	}
	for dir, allowed := range layers {
		if allowed == nil {
			continue
		}
		files, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s: no files (%v)", dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, imp := range f.Imports {
				path, err := strconv.Unquote(imp.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				if !allowed(path) {
					t.Errorf("%s imports %s", file, path)
				}
			}
		}
	}
}
