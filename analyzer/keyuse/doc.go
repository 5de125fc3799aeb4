// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package keyuse defines an Analyzer that lists every use of a key: the inventory on which the
// rotation-impact reference stands.
//
// # Analyzer keyuse
//
// keyuse: list every use of a key, and what is done there when it no longer fits
//
// The analyzer reports nothing. Its result, a keyflow.Inventory, has every place
// of a package at which a key is used, never one for a whole function: the
// purpose, what is done (sign, verify, encrypt, decrypt, derive, look up), the
// API, where the output lives and for how long it is valid, whether older keys
// are accepted, and what the program does when a check or decryption fails. It
// also has the calls of what works without a key of the program, password
// hashes above all.
//
// keyvet impact makes the reference of it: there the inventories of all packages
// are taken together, and the uses are joined with the keys that reach them.
//
// # Limits
//
// For one package alone, the calls that other packages make of its helpers are
// not seen, so that a helper that signs all sorts of things has no purpose.
package keyuse
