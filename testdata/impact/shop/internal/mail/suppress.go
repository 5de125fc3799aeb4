// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package mail

import (
	"context"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"example.com/shop/internal/store"
)

// Suppressed is the list of addresses that never want to hear of us again. We
// must not keep the addresses themselves.
type Suppressed struct {
	db  store.DB
	key []byte
}

// NewSuppressed returns the list of a database. The key is in hex.
func NewSuppressed(db store.DB, key string) (*Suppressed, error) {
	raw, err := hex.DecodeString(key)
	if err != nil || len(raw) < 16 {
		return nil, errors.New("data.index_key has to be at least 16 bytes in hex")
	}
	return &Suppressed{db: db, key: raw}, nil
}

// Add puts an address on the list.
func (s *Suppressed) Add(ctx context.Context, addr string) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO suppressed (address_hash) VALUES ($1) ON CONFLICT DO NOTHING", s.hash(addr))
	return err
}

// Has reports whether an address is on the list.
func (s *Suppressed) Has(ctx context.Context, addr string) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM suppressed WHERE address_hash = $1", s.hash(addr)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("reading suppressed addresses: %w", err)
	}
	return n > 0, nil
}

func (s *Suppressed) hash(addr string) string {
	m := hmac.New(sha512.New512_256, s.key)
	m.Write([]byte(strings.ToLower(strings.TrimSpace(addr))))
	return hex.EncodeToString(m.Sum(nil))
}
