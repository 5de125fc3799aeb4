// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package hardcodedkey defines an Analyzer that reports keys fixed in the source.
//
// # Analyzer hardcodedkey
//
// hardcodedkey: report key material that is fixed in the source
//
// The rule reports literals, constants, package variables and embedded files
// whose value reaches a place that takes key material: a cookie store, a JWT
// signer or verifier, a cipher, a MAC, a key derivation function, a private
// key parser, a credential of a client. It follows the value through
// conversions, variables, struct fields, parameters and results, also from
// package to package. A literal that only stands in when the configured key is
// missing is reported just the same: whoever forgets to configure the key runs
// with one that everybody can read. A literal that looks like a key and is given
// to a field with the name of a secret is reported too, in words that say that
// its use is not known.
//
// The command sees more than a linter that goes package by package: keys that
// one package sets and another uses although neither imports the other, keys
// that configuration files of the repository publish (the finding then is in
// that file), and constants with the name of a secret that reach no known use.
//
// # Why it matters
//
// A key in the source is known to all who can read the repository, a binary or
// an image made from it, and it is the same in every installation. Rotating it
// takes a release, so nobody does. The message says what a rotation will break,
// and its link how to go about it.
//
// # Flagged
//
//	var store = sessions.NewCookieStore([]byte("a fixed key"))
//
//	func signingKey() []byte {
//		key := os.Getenv("JWT_SECRET")
//		if key == "" {
//			key = "dev-secret" // stands in when JWT_SECRET is missing
//		}
//		return []byte(key)
//	}
//
// # Corrected
//
//	func signingKey() ([]byte, error) {
//		key := os.Getenv("JWT_SECRET")
//		if len(key) < 32 {
//			return nil, errors.New("JWT_SECRET must be set to at least 32 bytes")
//		}
//		return []byte(key), nil
//	}
//
// # Limits
//
// A literal is judged by where it goes, never by how it looks: a placeholder
// that reaches a key use is the flaw itself, and a random-looking text that
// reaches none is not reported. Constants that a published protocol fixes (the
// seed key of BIP-32, TLS labels) and public keys are known and left out. A
// literal that is mixed with something else, such as the prefix of a derived
// key, is a label and left out, and so is one in a record that goes nowhere but
// to functions of the standard library that show it. A literal that the program
// compares its key with and refuses, or replaces before the key is used, is none.
//
// Only the command joins packages that do not import one another, and only it
// reads configuration files: those that git tracks, under names that the code
// has or in places where libraries look. Samples, container files and values
// that are empty or refer to something else are left out.
//
// # Suppressing
//
//	var demo = []byte("not a secret") //keyvet:ignore hardcodedkey -- signs the public demo only
package hardcodedkey
