// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package timingattack defines an Analyzer that reports MACs that are compared
// in a time that tells about them.
//
// # Analyzer timingattack
//
// timingattack: report MACs that are compared in a time that depends on them
//
// The rule reports a comparison by ==, !=, bytes.Equal, bytes.Compare,
// strings.Compare, strings.EqualFold, slices.Equal or reflect.DeepEqual, one side
// of which is a MAC that the program has computed with a key: the output of
// crypto/hmac and of the other MACs that the catalog has, as bytes, in
// hexadecimal or base64, behind a prefix, and as what a function returns, also
// one of another package.
//
// # Why it matters
//
// These comparisons stop at the first byte that differs. Whoever sends a forged
// MAC and measures the answers learns how much of it is right, and finds a valid
// one byte by byte without the key. A rotation does not help, as the new key is
// attacked in the same way.
//
// # Flagged
//
//	func valid(body []byte, signature string) bool {
//		mac := hmac.New(sha256.New, key)
//		mac.Write(body)
//		return hex.EncodeToString(mac.Sum(nil)) == signature
//	}
//
// # Corrected
//
//	func valid(body []byte, signature string) bool {
//		mac := hmac.New(sha256.New, key)
//		mac.Write(body)
//		return hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(signature))
//	}
//
// The rule suggests this change, but where a comment would be lost, or the
// comparison means something else: strings.EqualFold, a case of a switch.
//
// # Limits
//
// Only what is certainly a MAC is reported, on every way to the comparison, and
// only with a key that is no constant. Plain hashes, MACs that are kept in a
// field, look-ups in maps and databases, and a MAC that is compared with another
// one, or with a constant, are not. Neither is one that finds things again, such
// as an ETag or the key of a cache, and one that stands for a value which is
// guessed as a whole: the hash of an API key, a blind index, a password.
//
// # Suppressing
//
//	//keyvet:ignore timingattack -- both sides come from our own disk
//	if !bytes.Equal(mac.Sum(nil), stored) {
package timingattack
