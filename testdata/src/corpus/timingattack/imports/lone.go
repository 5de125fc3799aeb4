// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package imports

import "reflect"

func lone(body string, given []byte) bool {
	return !reflect.DeepEqual(given, sum(body)) // want `compared with reflect.DeepEqual`
}
