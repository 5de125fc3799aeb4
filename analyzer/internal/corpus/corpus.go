// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package corpus runs an analyzer over the corpora below testdata/src/corpus.
package corpus

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// Dir returns the testdata directory at the top of the repository.
func Dir(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("no caller")
	}
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "testdata")
}

// Run checks the // want comments of every package of the rule's corpus, which
// is the directory testdata/src/corpus/<name of the analyzer>.
func Run(t *testing.T, a *analysis.Analyzer) []*analysistest.Result {
	t.Helper()
	dir := Dir(t)
	if _, err := os.Stat(filepath.Join(dir, "src", "corpus", a.Name)); err != nil {
		t.Fatalf("no corpus for %s: %v", a.Name, err)
	}
	return analysistest.Run(t, dir, a, "corpus/"+a.Name+"/...")
}
