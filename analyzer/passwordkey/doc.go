// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package passwordkey defines an Analyzer that reports keys in password hashing.
//
// # Analyzer passwordkey
//
// passwordkey: report keys that take part in the hashing of passwords
//
// The rule reports a literal, a configured secret, or a field or variable with
// the name of one, that is mixed into a password before it is hashed (a
// pepper), that is the salt of every password, or that is the key of a MAC over
// the password.
//
// # Why it matters
//
// A password hash can be computed anew only from the password, which the
// program does not have. Rotating a key that takes part in it makes every
// stored password fail, so such a key is never rotated, not even after a leak.
// Where the same key also signs sessions, those keep the leaked key too.
//
// # Flagged
//
//	func hash(password string) ([]byte, error) {
//		return bcrypt.GenerateFromPassword([]byte(password+os.Getenv("SECRET_KEY")), 12)
//	}
//
// # Corrected
//
//	func hash(password string) ([]byte, error) {
//		return bcrypt.GenerateFromPassword([]byte(password), 12)
//	}
//
// Where a pepper is wanted, encrypt the finished hash with a key of its own
// and keep the key's id beside it: that can be undone and done again.
//
// # Limits
//
// A KDF that derives an encryption key out of a secret is no password hash and
// not reported, and neither is the hash of an API token. For functions that
// serve both ends (scrypt, argon2, PBKDF2, plain digests and MACs) the rule
// needs to see that a password goes in, by the names the program gives it.
//
// # Suppressing
//
//	//keyvet:ignore passwordkey -- peppers have a version column, see docs/passwords.md
//	h := argon2.IDKey(append(pw, pepper...), salt, 1, 64<<10, 4, 32)
package passwordkey
