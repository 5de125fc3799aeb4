// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package timingattack_test

import (
	"testing"

	"github.com/keyvet/keyvet/analyzer/internal/corpus"
	"github.com/keyvet/keyvet/analyzer/timingattack"
)

func TestCorpus(t *testing.T) { corpus.Run(t, timingattack.Analyzer) }
