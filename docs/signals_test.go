// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package docs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// purposeSignals is the page about the signals by which the engine tells what
// a general API is used for.
func purposeSignals() string {
	table := catalog.BuiltinSignals()
	var b strings.Builder
	b.WriteString(notice("analyzer/catalog/signals.txt"))
	b.WriteString(signalsIntro)

	for _, kind := range []struct {
		kind  catalog.SignalKind
		title string
		text  string
		what  string
	}{
		{catalog.AtSignal, "Places", "Where the output goes, and where that comes from with which it is compared, or which is decrypted.", "place"},
		{catalog.NameSignal, "Names of functions, types, files and packages", "Of the function in which the use stands, of its receiver and results; and, one step weaker unless it is a topic,\nof the file and the package.", "words"},
		{catalog.KeySignal, "Names of keys", "Of the parameter, variable, field or function that the key comes from, and of the type that has the field.", "words"},
		{catalog.DataSignal, "Names of what is encrypted", "Of the variable, field or parameter, of the fields of the struct, and of what is given beside it, such as a column's\nname.", "words"},
		{catalog.TypeSignal, "Types of what is encrypted", "Of the type from which the text is made, or into which it is read, and of its package.", "words"},
		{catalog.LabelSignal, "Names at places", "Of the header, cookie or parameter, or of the field of a row; also labels in what a MAC is made of.", "words"},
		{catalog.PathSignal, "Addresses", "Of the path of an address that the output is put into, each segment.", "words"},
	} {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n| %s | uses | purpose | strength |\n|---|---|---|---|\n", kind.title, kind.text, kind.what)
		for _, s := range table.All {
			if s.Kind == kind.kind {
				fmt.Fprintf(&b, "| %s | %s | [%s](rotation-impact.md#%s) | %s |\n", patterns(s), classes(s), s.Purpose, s.Purpose, strengthNames[s.Strength])
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("## Narrower purposes\n\n")
	b.WriteString("Where both are seen, the first is meant.\n\n| purpose | is a kind of |\n|---|---|\n")
	for _, p := range catalog.Purposes() {
		if g := table.General(p.ID); g != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", p.ID, g)
		}
	}
	b.WriteString("\n" + signalsMeasured)
	return b.String()
}

var strengthNames = map[catalog.Strength]string{catalog.Weak: "weak", catalog.Strong: "strong", catalog.Topic: "topic"}

func patterns(s catalog.Signal) string {
	var out []string
	for _, p := range s.Patterns {
		p = strings.ReplaceAll(p, "+", " … ")
		if s.Kind != catalog.AtSignal {
			p = strings.ReplaceAll(p, "-", " ")
		}
		out = append(out, p)
	}
	return strings.Join(out, ", ")
}

func classes(s catalog.Signal) string {
	names := map[string]string{
		catalog.ClassMAC: "MAC", catalog.ClassCipher: "cipher", catalog.ClassKey: "private key", catalog.ClassDerive: "derivation", catalog.ClassToken: "token", catalog.ClassShared: "presented secret",
		"verify": " that is compared", "send": " that is sent", "other": " that is not compared", "": "",
	}
	var out []string
	for _, c := range s.Classes {
		class, doing, _ := strings.Cut(c, ":")
		out = append(out, names[class]+names[doing])
	}
	return strings.Join(out, ", ")
}

func TestSignalNames(t *testing.T) {
	for _, s := range catalog.BuiltinSignals().All {
		if strengthNames[s.Strength] == "" || classes(s) == "" || patterns(s) == "" {
			t.Errorf("%v is not spelled", s)
		}
	}
}

const signalsIntro = `# What tells the purpose of a general API

` + "`hmac.New`, `aes.NewCipher`" + ` and their like serve any purpose. keyvet looks at the code around such a use for signals of
what it is for: it follows the output through the package to where it goes, and reads the names nearby. The same is
done at the call of a function that only wraps such an API, in this package or another.

A strong signal decides alone, two weak ones of different kinds decide together. Where strong signals speak for purposes
that have nothing to do with one another, and where there are none, the purpose stays unknown
([keyed-mac](rotation-impact.md#keyed-mac), [cipher](rotation-impact.md#cipher)): a wrong purpose would promise a
rotation that does harm. A comment ` + "`//keyvet:purpose ID`" + ` on the line of the use, or of the call of the wrapper, goes
before all signals. A MAC of which nothing is known but that its output is a key again is a
[derived-key](rotation-impact.md#derived-key).

`

const signalsMeasured = `## How often, and how often right

Measured on 2026-11-23 over eleven programs and everything that they import: gogs v0.13.0, miniflux 2.2.0, dex v2.41.1,
oauth2-proxy v7.6.0, one-api v0.6.10, Yearning v3.1.7, casdoor v1.25.2, Cloudreve v4, pocketbase 5d217ddb, rclone
64ab1ac32, caddy 0cf03d32f. What counts is each place once; a general use is a call of a MAC or cipher, not of a key
derivation.

| | general uses | with a purpose | calls of wrappers with a purpose | |
|---|---|---|---|---|
| in the programs | 37 | 9 | 27 | most of the others are such wrappers |
| with their dependencies | 331 | 37 | 101 | |

Of the 138 purposes 134 are right, or 97 in 100. More than sixty were read one by one against the source; the others
repeat the same functions, as the signing of requests in SDKs of cloud storage does. 64 are derived-key, the steps of a
chain, of which little can be wrong; of the other 74 it is 72. The four wrong ones: a cookie with the state of an OAuth
login that its program calls CSRF; a request to a storage provider, taken for one between services of one's own; and
twice the root key of macaroons, whose chain of MACs looks like a derivation.

To see the list of a module:

    go test ./analyzer/keyflow -run TestPurposes -v -purposes DIR

The signals were mended on these programs and on five more until this was so; a program that nobody has looked at will do
somewhat worse.
`
