// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package directive defines an Analyzer that checks the //keyvet: comments.
//
// # Analyzer directive
//
// directive: report //keyvet: comments that are malformed or suppress nothing
//
// Three comments tell keyvet facts about the code:
//
//	//keyvet:secret name=SECRET_KEY              on a variable or field that holds a secret
//	//keyvet:purpose mail-link                   on a function or line with a generic API
//	//keyvet:ignore hardcodedkey -- the reason   on a line or declaration
//
// At the end of a line a comment speaks of that line; on a line of its own, of
// the declaration or statement below it. The reason of an ignore is required.
//
// # Why it matters
//
// A directive that is misspelled does nothing, and one whose cause is gone
// would hide the next finding in its place.
//
// # Flagged
//
//	var key = []byte("…") //keyvet:ignore hardcodedkey
//
// # Corrected
//
//	var key = []byte("…") //keyvet:ignore hardcodedkey -- published test key of RFC 7515
//
// # Limits
//
// Each rule reports the ignores of its own name that suppress nothing, so one
// that names a rule which is switched off is left alone.
package directive
