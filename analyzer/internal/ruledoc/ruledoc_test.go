// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package ruledoc

import (
	"strings"
	"testing"
)

const lamps = `// A licence.

/*
Package lamps checks lamps.

# Analyzer lamp

lamp: report lamps that are never switched off

A lamp that burns costs money:

	lamp.On() // want

# Limits

Candles are not seen.

# Analyzer lampshade

lampshade: report lamps without a shade
*/
package lamps

var broken = // what follows the package clause is not read
`

func TestExtract(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"lamp", "report lamps that are never switched off\n\nA lamp that burns costs money:\n\n\tlamp.On() // want\n\n# Limits\n\nCandles are not seen."},
		{"lampshade", "report lamps without a shade"},
	} {
		if got := MustExtract(lamps, test.name); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
		if got := MustExtract(strings.ReplaceAll(lamps, "\n", "\r\n"), test.name); got != test.want {
			t.Errorf("%s, with CRLF: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestExtractErrors(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"no Go", "package", "is not Go: lamp/doc.go:1:8"},
		{"no comment", "package lamp", "no package comment"},
		{"detached comment", "// # Analyzer lamp\n\npackage lamp", "no package comment"},
		{"no heading", "// Package lamp checks lamps.\npackage lamp", `no heading "# Analyzer lamp"`},
		{"another heading", "// # Analyzer lampshade\n//\n// lampshade: x\npackage lamp", `no heading "# Analyzer lamp"`},
		{"nothing below", "// # Analyzer lamp\npackage lamp", `does not start with "lamp:"`},
		{"another name", "// # Analyzer lamp\n//\n// lampshade: x\npackage lamp", `does not start with "lamp:"`},
		{"no summary", "// # Analyzer lamp\n//\n// lamp:\n//\n// Text.\npackage lamp", `does not start with "lamp:" and a summary`},
		{"two lines", "// # Analyzer lamp\n//\n// lamp: x\n// y\npackage lamp", "longer than one line"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, err := Extract(test.file, "lamp")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Extract = %q, %v; want an error with %q", doc, err, test.want)
			}
			defer func() {
				if recover() == nil {
					t.Error("MustExtract does not panic")
				}
			}()
			MustExtract(test.file, "lamp")
		})
	}
}
