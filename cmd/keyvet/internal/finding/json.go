// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"encoding/json"
	"io"
)

// writeJSON writes the whole report. Lists are never null.
func writeJSON(w io.Writer, r *Report) error {
	out := Report{
		Version:  Version,
		Findings: append(make([]Finding, 0, len(r.Findings)), r.Findings...),
		Errors:   append(make([]Error, 0, len(r.Errors)), r.Errors...),
	}
	for i, f := range out.Findings {
		if f.Related == nil {
			out.Findings[i].Related = []Related{}
		}
		if f.Flow == nil {
			out.Findings[i].Flow = []Related{}
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(&out)
}
