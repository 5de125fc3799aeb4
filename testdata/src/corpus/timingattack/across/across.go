// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package across compares MACs that another package makes.
package across

import "corpus/timingattack/helper"

func check(s *helper.Signer, body, given string) bool {
	return s.Sign(body) == given // want `timingattack: MAC \(hmac.New\) is compared with ==`
}

func checkRaw(key []byte, body, given string) bool {
	return string(helper.MAC(key, []byte(body))) == given // want `compared with ==`
}

func digest(body, given string) bool { return helper.Digest(body) == given }
