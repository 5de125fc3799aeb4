// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package imports

func none(body, given string) bool {
	return string(sum(body)) != given // want `compared with !=`
}

func noneTwice(body, given string) bool {
	return string(sum(body)) != given // want `compared with !=`
}
