// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package imports

import (
	"bytes"
)

func only(body string, given []byte) bool {
	return !bytes.Equal(given, sum(body)) // want `compared with bytes.Equal`
}
