// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

/*
Keyvet finds out where a program's secret keys come from, where they are used,
and what stops working when one of them is changed.

It is a command, which sees the whole program at once:

	keyvet [flags] [packages]

and a vet tool, which works package by package and with the cache of go vet:

	go vet -vettool=$(go tool -n keyvet) ./...
	go vet -vettool=/path/to/keyvet ./...

Packages are named as for the go command; without any, ./... is meant. The
analysis needs no settings. Test files, testdata, examples and generated files
are not reported on unless -tests is given.

# What the whole program shows

In the packages of one call the command finds what go vet finds, and more:

  - A key that one package sets and another uses, although neither imports the
    other: through a field, a parameter, an interface, or a name in the
    environment, the configuration or on the command line.
  - A key that a configuration file of the repository publishes, under the name
    under which the program reads it: YAML, TOML, JSON, INI, properties and .env
    files that git tracks, if the code names them, embeds them, or libraries look
    there. The finding is in that file.
  - A constant or package variable with the name of a secret and the look of a
    key that no known use takes.

# Output

In text, each finding is a line "file:line:column: message" on standard output,
with the places that explain it on indented lines below. A message begins with
the name of the rule and ends, in brackets, in the purpose of the key's use;
"keyvet explain" with either of them tells more. Without findings nothing is
printed.

With -format json the output is one object:

	{
		"version": 1,
		"findings": [
			{
				"rule", "message", "package",
				"file", "line", "column", "endLine", "endColumn",
				"purpose", "secret", "origin", "url", "declaration", "fingerprint",
				"related": [{"file", "line", "message"}],
				"flow": [{"file", "line", "message"}]
			}
		],
		"errors": [{"message", "package", "file", "line", "column"}]
	}

Files are relative to the working directory and written with "/"; those of other
modules begin with the module instead, as in
"github.com/gorilla/sessions@v1.4.0/store.go". Columns count bytes, from 1.
The secret of a finding is the name by which the key is known, never its value.
The flow is the way from the origin of the key to the use that the message names.
A fingerprint stays the same when lines move, files are renamed or other code
changes. Findings are sorted, and the same from run to run.

For other programs there are -format sarif (SARIF 2.1.0, for code scanning),
github (workflow commands) and gitlab (a code quality report). They name files
from the root of the repository, wherever keyvet is run: that of git, or of the
workspace or module where there is none. The page docs/ci.md shows how they are
used.

What could not be analysed is told on standard error, and in "errors".

# Fixes

Some findings come with a change that mends them:

	keyvet -diff    # prints the changes as a patch; exit 1 when there are any
	keyvet -fix     # makes them, and reports what is left

A change is suggested only where it compiles and does what was meant. Before any
file is written, the program is analysed as it would be, and a change after which
a package does not compile is not made. Generated files and those of other modules
are left alone. The page docs/fixes.md has what is fixed, and how in editors and
with golangci-lint.

# Baselines

	keyvet -baseline FILE -baseline-update accept    # write a list of the findings there are, and tell them
	keyvet -baseline FILE                            # report only others, and tell which of them are gone
	keyvet -baseline FILE -baseline-update shrink    # take out what is gone, and nothing in

Known findings stay known when lines move and files are renamed. Keys in the
source are a list of their own in the file, for people to read. The page
docs/baseline.md tells more.

# The rotation-impact reference

	keyvet impact [flags] [packages]

writes, for each key of the program, where it comes from, everything that it is
used for, what stops working when it is rotated and for how long, in which order
to rotate it, and what is not affected. The format follows the name of the file
(.md, .json, .html, .cdx.json, .mmd, .dot), or -format. To keep one in a repository:

	keyvet impact -o docs/keys.json          # write it, and commit it
	keyvet impact -check docs/keys.json      # in CI: exit 1, and say what differs, when it is stale
	keyvet impact -base docs/keys.json       # in a pull request: what the change adds

Lines that have only moved are no difference. A reference is that of one system
and of the build tags in use: files that GOOS, CGO_ENABLED and GOFLAGS=-tags=...
leave out are not in it, so set the same in CI. The fields of the JSON are
described by docs/impact.schema.json; -from renders it again in another format.
"keyvet help impact" prints all flags and formats.

# Settings

What the program cannot show stands in .keyvet.yml, beside go.mod: the names of
its keys, the packages that may read them, functions of its own that take a key,
rules that are not wanted. Another file is named by -config, none by -config off.

	keyvet init     # writes a commented file, with the secrets of the program
	keyvet flags    # prints the flags of go vet that it means

What is given on the command line comes after the file: lists get more elements,
or start anew with an empty value, and everything else is replaced. What is wrong
in the file is an error with its line and column. The page docs/settings.md has
all fields, and docs/keyvet.schema.json is a JSON schema for editors.

# In the editor

	keyvet gopls    # builds a gopls that contains the rules, and prints how editors start it

The settings are part of it: after a change build it again. The page docs/gopls.md
says what it shows and what it costs.

# Exit codes

	0  no findings
	1  findings
	2  something could not be analysed, or the command line is wrong

With -no-fail, findings exit 0 too.

# As a vet tool

The flags of the analyzers have the same names as for the command:

	go vet -vettool=... -keyflow.approved=example.com/app/internal/keys ./...

and keyvet flags prints those of .keyvet.yml, which go vet does not read. In a
shell they need no quotes:

	go vet -vettool=$(go tool -n keyvet) $(go tool keyvet flags) ./...

go vet prints no links, and of the related places those of the same package. It
always checks packages together with their tests, and so wants these to compile.

Name all packages in one call. Go 1.26.0 to 1.26.8 and 1.27.0 to 1.27.1 lose the
findings of packages that an earlier call has met as dependencies: go vet prints
nothing and exits 0. Go 1.26.9 and 1.27.2 are mended.

A vet tool that is made with golang.org/x/tools v0.50 to v0.52, as this one is,
cannot check a package that uses a type declared as another package's interface
with unexported methods (type Option other.Option): "missing method". The
command can.

A vet tool has to be built with the version of Go that runs it, or a later one;
"go tool" takes care of that.
*/
package main
