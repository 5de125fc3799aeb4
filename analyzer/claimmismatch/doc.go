// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package claimmismatch defines an Analyzer that reports where what the team claims of a key and what
// the program does with it differ.
//
// # Analyzer claimmismatch
//
// claimmismatch: report keys whose claimed purposes are not those that the code shows
//
// In .keyvet.yml a secret may say what it is for, and that it is for nothing
// else (purposes). The rule reports a use for another purpose, at the use, and
// a purpose that no use has, in the file of settings. Keys that are derived
// from the secret count. It needs the whole program, so the command keyvet has
// it, and drivers that go package by package find nothing: go vet,
// golangci-lint, editors.
//
// # Why it matters
//
// People decide by the claim whether a key may be rotated tonight. A use that
// is not in it breaks without warning; a purpose that is only in it keeps
// people from rotating, or has them rely on an effect that never comes, such
// as a session key that ends no session.
//
// # Flagged
//
//	# .keyvet.yml
//	secrets:
//	  - name: SECRET_KEY
//	    env: [SECRET_KEY]
//	    purposes: [client-session]
//
//	// The same key also encrypts a column.
//	func open(conf Config) (cipher.Block, error) {
//		return aes.NewCipher(conf.SecretKey)
//	}
//
// # Corrected
//
// Give the other use a key of its own or, where it is right, claim it:
//
//	purposes: [client-session, data-at-rest]
//
// # Limits
//
// Uses whose purpose the code does not show (keyed-mac, cipher) contradict no
// claim, and as one of them may be what is claimed, a key that has such a use
// is not said to lack a purpose. Nor is any key when only a part of the module
// is checked.
//
// # Suppressing
//
//	//keyvet:ignore claimmismatch -- gone with the next release
//	block, err := aes.NewCipher(key)
package claimmismatch
