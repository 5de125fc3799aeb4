// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package analyzer is the suite of keyvet's analyzers.
//
// Its layers are, from below: catalog (data about APIs and purposes), keyflow
// (the engine: it finds where keys come from and where they are used, and
// reports nothing), diag (how a finding is said), the rules (each a predicate
// over the engine's result, and a sentence), and this package, the table of
// the rules. Beside the rules stands keyuse, the inventory of uses. Arrows of dependency never turn back; TestLayers says so.
package analyzer
