// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package order

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
)

// IssueGiftCard sells a gift card and returns its code. The secret is mixed
// into the code in case the machine has little randomness.
func (o *Orders) IssueGiftCard(ctx context.Context, amount int64) (string, error) {
	var seed [16]byte
	if _, err := rand.Read(seed[:]); err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, o.gift)
	h.Write(seed[:])
	code := base32.StdEncoding.EncodeToString(h.Sum(nil))[:16]
	if _, err := o.db.ExecContext(ctx, "INSERT INTO gift_cards (code, amount) VALUES ($1, $2)", code, amount); err != nil {
		return "", fmt.Errorf("storing gift card: %w", err)
	}
	return code, nil
}

// RedeemGiftCard returns the amount of a gift card, which is used up then.
func (o *Orders) RedeemGiftCard(ctx context.Context, code string) (int64, error) {
	var amount int64
	err := o.db.QueryRowContext(ctx, "DELETE FROM gift_cards WHERE code = $1 RETURNING amount", code).Scan(&amount)
	if err != nil {
		return 0, fmt.Errorf("redeeming gift card: %w", err)
	}
	return amount, nil
}
