// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package shipped finds the values that the configuration files of a
// repository publish. A key that a program reads from a configuration file is
// as fixed as a literal where the repository ships a file with a value for it:
// whoever does not edit the file runs with a key that everybody knows.
//
// The package knows nothing of Go code. It is asked for a name, under which the
// program reads a key, and answers with places in files. It never hands out,
// keeps or prints the text of a value.
//
// # Which files
//
// Only files that git tracks, where the tree is a git work tree: a developer's
// own .env is not published. Elsewhere all files count.
//
// A file that the code names (Query.Files) is looked up in the root and in
// Query.Dirs, and nowhere else where it is found there. Otherwise a plain name
// is looked up in conf, config, configs and etc, and a name that has a
// directory, or a base name of its own (nps.conf), at the end of any path: a
// program is often run in another directory than the root. Where the code
// names files, files with other names are not searched.
//
// Where it names none, files with usual names (config.yaml, app.conf,
// settings.toml …) are searched in the root, in Query.Dirs, and in conf, config,
// configs and etc below them; for environment variables, .env in the root and
// in Query.Dirs. Files of one environment (config.dev.yaml) are searched only
// where a name or pattern of the code fits them.
//
// Hidden directories, dependencies, test data, examples, translations and
// deployment manifests are passed over, unless a name leads into them.
// Kubernetes objects and OpenAPI descriptions are recognized by their content.
//
// # What is published
//
// A value is published ([Value.Published]) where it is a literal and the
// program uses the file as it is. A placeholder such as "changeme" is a literal:
// the program runs with it. No literals are empty values and booleans,
// references to something else (${VAR}, {{ .Value }}, vault:…, ENC[…]) and
// texts in angle brackets (<your secret>). The default of a reference
// (${VAR:-abc}, ${VAR||abc}) is a literal.
//
// Nobody loads a sample (config.yaml.example, .env.sample, app.ini.tmpl) as it
// is, unless the code names just this file or embeds it; its values are told,
// but are not published. The same goes for the environment in Compose files:
// it is that of one deployment, often a developer's, and the program itself
// runs without it.
package shipped
