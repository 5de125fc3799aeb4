// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package imports

import (
	"bytes"
	stdhash "hash"
	"io"
)

var _ stdhash.Hash

func group(r io.Reader, given []byte) (bool, bool) {
	body, _ := io.ReadAll(r)
	one := bytes.Equal(sum(string(body)), given) // want `compared with bytes.Equal`
	two := bytes.Equal(given, sum(string(body))) // want `compared with bytes.Equal`
	return one, two
}
