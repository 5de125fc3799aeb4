// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package account

import (
	"context"
	"fmt"

	"example.com/shop/internal/crypt"
)

// An Address is where an order goes.
type Address struct {
	Name    string `json:"name"`
	Street  string `json:"street"`
	City    string `json:"city"`
	Country string `json:"country"`
}

const addressColumn = "users.address"

// Address returns the address of an account, which is empty if there is none.
func (a *Accounts) Address(ctx context.Context, id int64) (Address, error) {
	var sealed string
	if err := a.db.QueryRowContext(ctx, "SELECT address FROM users WHERE id = $1", id).Scan(&sealed); err != nil {
		return Address{}, fmt.Errorf("reading address: %w", err)
	}
	addr, err := crypt.OpenJSON[Address](a.data, sealed, addressColumn)
	if err != nil {
		// Accounts from before the checkout have no address.
		return Address{}, nil
	}
	return addr, nil
}

// SetAddress replaces the address of an account.
func (a *Accounts) SetAddress(ctx context.Context, id int64, addr Address) error {
	sealed, err := crypt.SealJSON(a.data, addr, addressColumn)
	if err != nil {
		return fmt.Errorf("encrypting address: %w", err)
	}
	_, err = a.db.ExecContext(ctx, "UPDATE users SET address = $2 WHERE id = $1", id, sealed)
	return err
}
