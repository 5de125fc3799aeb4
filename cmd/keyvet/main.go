// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/keyvet/keyvet/analyzer"
)

func main() { unitchecker.Main(analyzer.Suite...) }
