// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package order manages orders and gift cards.
package order

import (
	"context"
	"fmt"
	"time"

	"example.com/shop/internal/store"
)

// An Order is what somebody bought.
type Order struct {
	ID     int64
	UserID int64
	Total  int64
	File   string
	Note   string
	PaidAt *time.Time
}

// Orders is the table of orders.
type Orders struct {
	db    store.DB
	notes *noteCipher
	gift  []byte
}

// New returns the orders of a database.
func New(db store.DB, secret string) (*Orders, error) {
	nc, err := newNoteCipher(secret)
	if err != nil {
		return nil, err
	}
	return &Orders{db: db, notes: nc, gift: []byte(secret)}, nil
}

// Create stores an order with a note for the receiver of the gift.
func (o *Orders) Create(ctx context.Context, userID, total int64, file, note string) (int64, error) {
	sealed, err := o.notes.seal(note)
	if err != nil {
		return 0, fmt.Errorf("encrypting note: %w", err)
	}
	var id int64
	err = o.db.QueryRowContext(ctx, "INSERT INTO orders (user_id, total, file, gift_note) VALUES ($1, $2, $3, $4) RETURNING id",
		userID, total, file, sealed).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("storing order: %w", err)
	}
	return id, nil
}

// Get returns an order.
func (o *Orders) Get(ctx context.Context, id int64) (*Order, error) {
	var ord Order
	var sealed string
	err := o.db.QueryRowContext(ctx, "SELECT id, user_id, total, file, gift_note, paid_at FROM orders WHERE id = $1", id).
		Scan(&ord.ID, &ord.UserID, &ord.Total, &ord.File, &sealed, &ord.PaidAt)
	if err != nil {
		return nil, fmt.Errorf("reading order: %w", err)
	}
	ord.Note = o.notes.open(sealed)
	return &ord, nil
}

// Pay marks an order as paid.
func (o *Orders) Pay(ctx context.Context, id int64) error {
	_, err := o.db.ExecContext(ctx, "UPDATE orders SET paid_at = now() WHERE id = $1 AND paid_at IS NULL", id)
	return err
}
