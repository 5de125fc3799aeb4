// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package secretread_test

import (
	"testing"

	"github.com/keyvet/keyvet/analyzer/internal/corpus"
	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/analyzer/secretread"
)

func TestCorpus(t *testing.T) { corpus.Run(t, secretread.Analyzer) }

// TestAccessor reads secrets whose settings say how others get them.
func TestAccessor(t *testing.T) {
	t.Cleanup(func() {
		if err := keyflow.Apply(keyflow.Settings{}); err != nil {
			t.Error(err)
		}
	})
	err := keyflow.Apply(keyflow.Settings{Secrets: []keyflow.Secret{
		{Name: "SECRET_KEY", Env: []string{"SECRET_KEY"}, Accessor: "corpus/accessor/keys.SecretKey"},
		{Name: "HOOK_SECRET", Env: []string{"HOOK_SECRET"}, Accessor: "corpus/accessor/keys.HookSecret"},
		{Name: "TOKEN_KEY", Env: []string{"TOKEN_KEY"}, Accessor: "corpus/accessor/keys.TokenKey"},
		{Name: "NAMED_SECRET", Env: []string{"NAMED_SECRET"}, Accessor: "corpus/accessor/keys.Named"},
		{Name: "GONE_SECRET", Env: []string{"GONE_SECRET"}, Accessor: "corpus/accessor/keys.Gone"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	corpus.RunDir(t, secretread.Analyzer, "accessor")
}
