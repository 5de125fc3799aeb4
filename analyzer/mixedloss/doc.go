// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package mixedloss defines an Analyzer that reports keys of which the same bytes
// protect what comes back by itself and what is lost for ever.
//
// # Analyzer mixedloss
//
// mixedloss: report keys that protect what is transient and what is permanent
//
// The rule reports a key that has uses of different classes of loss: rotating
// it logs people out or breaks links, which passes (T2, T3), and makes stored
// data unreadable or proofs worthless, which does not (T4). It needs the whole
// program, so the command keyvet has it, and drivers that go package by package
// find nothing: go vet, golangci-lint, editors.
//
// # Why it matters
//
// A key for sessions has to be replaced within minutes of a leak. If the same
// bytes encrypt a column, nobody dares to. Keys that are computed of one with
// a label of their own (HKDF) are different keys, and can at least be told
// apart; but who rotates the key that they come from rotates all of them.
//
// # Flagged
//
//	func (s *Server) routes() {
//		s.sessions = sessions.NewCookieStore([]byte(s.conf.SecretKey))
//		s.columns, _ = aes.NewCipher([]byte(s.conf.SecretKey))
//	}
//
// # Corrected
//
//	func (s *Server) routes() {
//		s.sessions = sessions.NewCookieStore([]byte(s.conf.SessionKey))
//		s.columns, _ = aes.NewCipher([]byte(s.conf.ColumnKey))
//	}
//
// Begin with the old value for both, and rotate the one for sessions at once.
//
// # Limits
//
// Uses whose purpose the code does not show (keyed-mac, cipher) do not count, nor
// do those that heal by themselves (T1), credentials, and calls of a helper that
// several keys come to.
//
// # Suppressing
//
//	//keyvet:ignore mixedloss -- one key by contract, see docs/keys.md
//	block, err := aes.NewCipher(key)
package mixedloss
