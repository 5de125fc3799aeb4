// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package order

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
)

// noteCipher encrypts the notes of gifts. It is older than package crypt.
type noteCipher struct{ gcm cipher.AEAD }

func newNoteCipher(secret string) (*noteCipher, error) {
	key := sha256.Sum256([]byte(secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &noteCipher{gcm}, nil
}

func (c *noteCipher) seal(note string) (string, error) {
	if note == "" {
		return "", nil
	}
	nonce := make([]byte, c.gcm.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(c.gcm.Seal(nonce, nonce, []byte(note), nil)), nil
}

// open returns a note, or nothing if it cannot be read.
func (c *noteCipher) open(sealed string) string {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < c.gcm.NonceSize() {
		return ""
	}
	n := c.gcm.NonceSize()
	plain, err := c.gcm.Open(nil, raw[:n], raw[n:], nil)
	if err != nil {
		slog.Warn("a gift note cannot be read", "err", err)
		return ""
	}
	return string(plain)
}
