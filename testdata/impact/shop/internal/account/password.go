// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package account

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/crypto/bcrypt"
)

// cost takes about a quarter of a second.
const cost = 12

// HashPassword returns what is stored of a password.
func HashPassword(password string) (string, error) {
	if len(password) < 10 {
		return "", errors.New("the password has to have at least 10 characters")
	}
	b, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	if err != nil {
		return "", fmt.Errorf("hashing password: %w", err)
	}
	return string(b), nil
}

// CheckPassword returns the account of somebody who knows its password.
func (a *Accounts) CheckPassword(ctx context.Context, email, password string) (*User, error) {
	u, err := a.ByEmail(ctx, email)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrLogin
	}
	if err != nil {
		return nil, err
	}
	if bcrypt.CompareHashAndPassword([]byte(u.PasswordHash), []byte(password)) != nil {
		return nil, ErrLogin
	}
	return u, nil
}

// SetPassword changes a password.
func (a *Accounts) SetPassword(ctx context.Context, id int64, password string) error {
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	_, err = a.db.ExecContext(ctx, "UPDATE users SET password_hash = $2 WHERE id = $1", id, hash)
	return err
}
