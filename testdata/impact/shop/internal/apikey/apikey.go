// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package apikey manages the keys that partners call the API with.
package apikey

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"example.com/shop/internal/store"
)

const prefix = "shop_"

// ErrUnknown says that nobody has such a key.
var ErrUnknown = errors.New("unknown API key")

// Keys is the table of API keys. Only keyed hashes of them are stored.
type Keys struct {
	db     store.DB
	pepper []byte
}

// New returns the keys of a database.
func New(db store.DB, pepper string) *Keys {
	return &Keys{db: db, pepper: []byte(pepper)}
}

// Create makes a key for a partner. It cannot be shown again.
func (k *Keys) Create(ctx context.Context, partner string) (string, error) {
	key := prefix + rand.Text()
	if _, err := k.db.ExecContext(ctx, "INSERT INTO api_keys (hash, partner) VALUES ($1, $2)", k.hash(key), partner); err != nil {
		return "", fmt.Errorf("storing API key: %w", err)
	}
	return key, nil
}

// Partner returns whose key it is.
func (k *Keys) Partner(ctx context.Context, key string) (string, error) {
	if !strings.HasPrefix(key, prefix) {
		return "", ErrUnknown
	}
	var partner string
	err := k.db.QueryRowContext(ctx,
		"UPDATE api_keys SET used_at = now() WHERE hash = $1 RETURNING partner", k.hash(key)).Scan(&partner)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrUnknown
	}
	if err != nil {
		return "", fmt.Errorf("looking up API key: %w", err)
	}
	return partner, nil
}

func (k *Keys) hash(key string) string {
	m := hmac.New(sha256.New, k.pepper)
	m.Write([]byte(key))
	return hex.EncodeToString(m.Sum(nil))
}
