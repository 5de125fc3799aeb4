// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package webhook is about one thing, but in both directions.
package webhook

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"net/http"
)

// Verify reports whether sig is the MAC of body; its callers learn what for.
func Verify(secret, body []byte, sig string) bool {
	m := hmac.New(sha256.New, secret)
	m.Write(body)
	got, err := hex.DecodeString(sig)
	return err == nil && hmac.Equal(got, m.Sum(nil))
}

func post(url string, body []byte) error {
	req, err := http.NewRequest("POST", url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	m := hmac.New(sha256.New, []byte("h1-0123456789")) // want "literal .* signs outgoing webhooks .* \\[webhook-outbound\\]"
	m.Write(body)
	req.Header.Set("X-Sum", hex.EncodeToString(m.Sum(nil)))
	_, err = http.DefaultClient.Do(req)
	return err
}

type task struct{ Sum string }

// What is neither compared nor returned goes out.
func fill(t *task, body []byte) {
	m := hmac.New(sha256.New, []byte("h3-0123456789")) // want "literal .* \\[webhook-outbound\\]"
	m.Write(body)
	t.Sum = hex.EncodeToString(m.Sum(nil))
}

type verifier struct{ mac hash.Hash }

// What is kept may do anything.
func keep(v *verifier) {
	v.mac = hmac.New(sha256.New, []byte("h4-0123456789")) // want "literal .* \\[keyed-mac\\]"
}

// Neither the name nor the code says which way it goes.
func Digest(body []byte) []byte {
	m := hmac.New(sha256.New, []byte("h2-0123456789")) // want "literal .* \\[keyed-mac\\]"
	m.Write(body)
	return m.Sum(nil)
}
