// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package fallbackgap defines an Analyzer that reports uses that look at one key where other uses of
// the same key accept older ones.
//
// # Analyzer fallbackgap
//
// fallbackgap: report uses that ignore the older keys which others accept
//
// The rule reports a use that verifies or decrypts with the present key only,
// while another use of the same key accepts older keys too: people who put the
// old value into the list of fallbacks expect that nothing breaks. It needs the
// whole program, so the command keyvet has it, and drivers that go package by
// package find nothing: go vet, golangci-lint, editors.
//
// # Why it matters
//
// A list of fallbacks is a promise. Where one use does not keep it, a rotation
// by the book still logs people out or breaks links, and it is found out after
// the fact. Django had such gaps after it introduced SECRET_KEY_FALLBACKS.
//
// # Flagged
//
//	func (s *Signer) Valid(msg, mac []byte) bool {
//		return hmac.Equal(mac, sum(s.keys[0], msg)) // links look at s.keys
//	}
//
// # Corrected
//
//	func (s *Signer) Valid(msg, mac []byte) bool {
//		return slices.ContainsFunc(s.keys, func(key []byte) bool {
//			return hmac.Equal(mac, sum(key, msg))
//		})
//	}
//
// # Limits
//
// What repairs itself (caches, T1) is not reported. Of a helper that is called
// with several keys the rule knows only what the code shows of each instance.
//
// # Suppressing
//
//	//keyvet:ignore fallbackgap -- these cookies live for ten minutes
//	store := sessions.NewCookieStore(keys[0])
package fallbackgap
