// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package fields keeps ciphers and their output in fields.
package fields

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/base64"
	"os"
)

type vault struct{ aead cipher.AEAD }

// The cipher is used by another method than the one that makes it.
func open() (*vault, error) {
	block, err := aes.NewCipher([]byte("f1-open-0123456789abcdefghijklmn")) // want "literal .* \\[data-at-rest\\]"
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &vault{aead: aead}, nil
}

func (v *vault) save(name string, text []byte) error {
	nonce := make([]byte, v.aead.NonceSize())
	rand.Read(nonce)
	return os.WriteFile(name, v.aead.Seal(nonce, nonce, text, nil), 0o600)
}

// A row is one of a table, as its tags say.
type row struct {
	ID   int    `gorm:"primaryKey"`
	Text string `gorm:"column:text"`
}

func (r *row) fill(text []byte) {
	r.Text = base64.StdEncoding.EncodeToString(seal([]byte("f2-fill-0123456789abcdefghijklmn"), text)) // want "literal .* \\[data-at-rest\\]"
}

func seal(key, text []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil
	}
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, text, nil)
}

// A database is one that users let us into.
type database struct {
	Host     string `gorm:"column:host"`
	Password string `gorm:"column:password"`
}

func (d *database) set(password string) {
	d.Password = string(seal([]byte("f6-set-0123456789abcdefghijklmno"), []byte(password))) // want "literal .* encrypts stored credentials .* \\[stored-credential\\]"
}

// A Text is a column that encrypts itself.
type Text string

// Value is called by database/sql.
func (t Text) Value() (driver.Value, error) {
	return seal([]byte("f3-value-0123456789abcdefghijklm"), []byte(t)), nil // want "literal .* \\[data-at-rest\\]"
}

type provider struct{ apiSecret string }

// A key is named after what it is, by its field or its variable.
func (p *provider) authorize(text string) string {
	m := hmac.New(sha256.New, []byte(p.apiSecret))
	m.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(m.Sum(nil))
}

func client() *provider {
	return &provider{apiSecret: "f4-client-0123456789"} // want "literal .* authenticates calls to a third party .* \\[api-credential\\]"
}

var cookieSecret = "f5-cookie-0123456789" // want "literal .* signs cookie values .* \\[signed-cookie\\]"

func value(text string) []byte {
	m := hmac.New(sha256.New, []byte(cookieSecret))
	m.Write([]byte(text))
	return m.Sum(nil)
}
