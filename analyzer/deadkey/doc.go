// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package deadkey defines an Analyzer that reports secrets that are read and used nowhere.
//
// # Analyzer deadkey
//
// deadkey: report secrets that are read into the program and used nowhere
//
// The rule reports an environment variable, setting or flag with the name of a
// secret whose value goes into a field or package variable at which nothing
// looks but a check of its length. It needs the whole program, so the command
// keyvet has it, and drivers that go package by package find nothing: go vet,
// golangci-lint, editors.
//
// # Why it matters
//
// People keep such a secret safe, hand it out and rotate it, and fear for what
// may break. Nothing does.
//
// # Flagged
//
//	type Config struct {
//		LegacyTokenSecret string
//	}
//
//	func Load() Config {
//		return Config{LegacyTokenSecret: os.Getenv("LEGACY_TOKEN_SECRET")}
//	}
//
// # Corrected
//
// Stop reading it, and take it out of the configuration.
//
// # Limits
//
// A field that is exported from a module may be read by other modules; the rule
// sees one program. Values that reflection reads (a configuration that is
// printed or served as a whole) are not seen in use.
//
// # Suppressing
//
//	//keyvet:ignore deadkey -- read by plugins
//	conf.Secret = os.Getenv("LEGACY_TOKEN_SECRET")
package deadkey
