// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package secretread defines an Analyzer that reports secrets read all over the
// program.
//
// # Analyzer secretread
//
// secretread: report secrets that are read directly outside the approved packages
//
// The rule reports a read of an environment variable, configuration key, flag
// or secret manager whose name is that of a secret, or whose value is used as
// a key, and a read of a variable or field that a directive or the settings
// declare to be a secret, when the package that reads is not approved.
//
// Approved are package main, packages whose last path element is config, conf,
// configs, configuration, setting, settings, secrets, secret, keys, keyring or
// env, and those that the settings name. A value that such a package hands on is no
// direct read.
//
// # Why it matters
//
// To rotate a secret, somebody has to know every place that holds a copy of
// it. With one package that reads secrets there is one place to look at, to
// check for an empty value, and to accept the old key next to the new one.
//
// # Flagged
//
//	package mail
//
//	func link(user string) string {
//		mac := hmac.New(sha256.New, []byte(os.Getenv("LINK_SECRET")))
//		…
//	}
//
// # Corrected
//
//	package mail
//
//	type Linker struct{ Key []byte } // filled in by package main from the configuration
//
//	func (l *Linker) link(user string) string {
//		mac := hmac.New(sha256.New, l.Key)
//		…
//	}
//
// Where the settings name the accessor of the secret, the rule suggests it in place
// of the read: keys.SecretKey() for os.Getenv("SECRET_KEY"). It does so in
// functions only, and not in init, as the accessor may have nothing to give before
// main has begun; not for a read with a default of its own; and only where the
// accessor's package is known not to import the one that reads. The command knows
// that of all packages, others of those that are imported already.
//
// # Limits
//
// Key files are not reported: they are usually read where the server is put
// together. A name that the program computes is reported only when its value
// is used as a key.
//
// # Suppressing
//
//	//keyvet:ignore secretread -- the plug-in protocol hands the key over by this variable
//	key := os.Getenv("PLUGIN_SECRET_KEY")
package secretread
