// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"bufio"
	"fmt"
	"io"
)

// writeText writes the findings for people and for editors, which know
// "file:line:column: message".
func writeText(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	for _, f := range r.Findings {
		fmt.Fprintf(b, "%s:%d:%d: %s\n", f.File, f.Line, f.Column, f.Message)
		for _, rel := range f.Related {
			if rel.File == f.File && rel.Line == f.Line {
				continue // the message has told it
			}
			fmt.Fprintf(b, "\t%s:%d: %s\n", rel.File, rel.Line, rel.Message)
		}
	}
	return b.Flush()
}
