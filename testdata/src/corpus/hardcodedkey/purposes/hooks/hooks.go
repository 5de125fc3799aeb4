// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package hooks sends and takes what others call webhooks.
package hooks

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

func deliver(target string, body []byte) error {
	req, err := http.NewRequest("POST", target, bytes.NewReader(body))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, []byte("k1-0123456789")) // want "literal .* signs outgoing webhooks .* \\[webhook-outbound\\]"
	mac.Write(body)
	req.Header.Set("X-Parcel-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// What a hook makes and neither sends nor compares may be anything.
func Digest(body []byte) []byte {
	m := hmac.New(sha256.New, []byte("k2-0123456789")) // want "literal .* \\[keyed-mac\\]"
	m.Write(body)
	return m.Sum(nil)
}
