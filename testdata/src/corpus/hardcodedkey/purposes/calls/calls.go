// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package calls calls the wrappers of another package: the purpose is told here.
package calls

import (
	"net/http"

	"corpus/hardcodedkey/purposes/seal"
	"corpus/hardcodedkey/purposes/webhook"
)

func deliver(req *http.Request, body []byte) {
	req.Header.Set("X-Webhook-Signature", seal.Sign([]byte("w1-0123456789"), body)) // want "literal .* signs outgoing webhooks .* \\[webhook-outbound\\]"
}

func remember(w http.ResponseWriter, user string) {
	mac := seal.Sign([]byte("w2-0123456789"), []byte(user)) // want "literal .* \\[remember-me\\]"
	http.SetCookie(w, &http.Cookie{Name: "remember_me_v1", Value: user + "." + mac})
}

func anything(data []byte) string {
	return seal.Sign([]byte("w3-0123456789"), data) // want "literal .* \\[keyed-mac\\]"
}

// What the other package knows of its own purpose, it tells.
func accept(body []byte, sum string) bool {
	return webhook.Verify([]byte("w4-0123456789"), body, sum) // want "literal .* verifies incoming webhooks .* \\[webhook-inbound\\]"
}
