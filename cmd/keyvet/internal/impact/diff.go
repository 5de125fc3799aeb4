// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"io"

	"github.com/rogpeppe/go-internal/diff"
)

// LineDiff writes how a file differs from what it should be, line by line, as a
// unified diff; nothing where it does not. It is for formats that cannot be read
// back; the name is that of the file.
func LineDiff(w io.Writer, name string, old, new []byte) error {
	_, err := w.Write(diff.Diff(name, old, name+" (now)", new))
	return err
}
