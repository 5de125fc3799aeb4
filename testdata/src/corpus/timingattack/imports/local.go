// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package imports

import (
	"fmt"
	"strings"

	"corpus/timingattack/helper"
)

func local(body string, given []byte) bool {
	hmac := "a local name"
	s := &helper.Signer{Key: []byte(fmt.Sprint(hmac))}
	return 0 != strings.Compare(s.Sign(body), string(given)) // want `compared with strings.Compare`
}
