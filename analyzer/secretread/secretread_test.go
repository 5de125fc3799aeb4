// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package secretread_test

import (
	"testing"

	"github.com/keyvet/keyvet/analyzer/internal/corpus"
	"github.com/keyvet/keyvet/analyzer/secretread"
)

func TestCorpus(t *testing.T) { corpus.Run(t, secretread.Analyzer) }
