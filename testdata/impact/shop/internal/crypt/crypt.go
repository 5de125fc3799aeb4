// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package crypt encrypts single values of the database with AES-GCM.
package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrOpen says that a value was not encrypted with any of our keys, or that
// it belongs to another column.
var ErrOpen = errors.New("crypt: cannot open value")

// A Box seals and opens values.
type Box struct {
	seal cipher.AEAD
	open []cipher.AEAD
}

// An Option changes a Box.
type Option func(*Box) error

// WithPrevious makes a Box open values of a former key, given in hex. An empty
// key is ignored.
func WithPrevious(key string) Option {
	return func(b *Box) error {
		if key == "" {
			return nil
		}
		a, err := aead(key)
		if err != nil {
			return fmt.Errorf("previous key: %w", err)
		}
		b.open = append(b.open, a)
		return nil
	}
}

// New returns a Box for a key of 32 bytes, given in hex.
func New(key string, opts ...Option) (*Box, error) {
	a, err := aead(key)
	if err != nil {
		return nil, err
	}
	b := &Box{seal: a, open: []cipher.AEAD{a}}
	for _, o := range opts {
		if err := o(b); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func aead(key string) (cipher.AEAD, error) {
	raw, err := hex.DecodeString(key)
	if err != nil {
		return nil, errors.New("crypt: the key is not in hex")
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Seal encrypts plain for a column.
func (b *Box) Seal(plain []byte, column string) (string, error) {
	nonce := make([]byte, b.seal.NonceSize(), b.seal.NonceSize()+len(plain)+b.seal.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	out := b.seal.Seal(nonce, nonce, plain, []byte(column))
	return base64.StdEncoding.EncodeToString(out), nil
}

// Open decrypts a value of a column.
func (b *Box) Open(sealed, column string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, ErrOpen
	}
	for _, a := range b.open {
		n := a.NonceSize()
		if len(raw) < n {
			return nil, ErrOpen
		}
		if plain, err := a.Open(nil, raw[:n], raw[n:], []byte(column)); err == nil {
			return plain, nil
		}
	}
	return nil, ErrOpen
}

// SealJSON encrypts v as JSON.
func SealJSON[T any](b *Box, v T, column string) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return b.Seal(plain, column)
}

// OpenJSON is the inverse of SealJSON.
func OpenJSON[T any](b *Box, sealed, column string) (T, error) {
	var v T
	plain, err := b.Open(sealed, column)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(plain, &v); err != nil {
		return v, fmt.Errorf("crypt: %s: %w", column, err)
	}
	return v, nil
}
