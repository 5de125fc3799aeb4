// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package hardcodedkey_test

import (
	"testing"

	"github.com/keyvet/keyvet/analyzer/hardcodedkey"
	"github.com/keyvet/keyvet/analyzer/internal/corpus"
)

func TestCorpus(t *testing.T) { corpus.Run(t, hardcodedkey.Analyzer) }
