// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package account manages the customers.
package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"

	"example.com/shop/internal/crypt"
	"example.com/shop/internal/store"
)

// Errors of this package.
var (
	ErrLogin    = errors.New("wrong e-mail address or password")
	ErrCode     = errors.New("wrong code")
	ErrNotFound = errors.New("no such account")
)

// A User is a customer.
type User struct {
	ID           int64
	Email        string
	Verified     bool
	PasswordHash string
	HasTOTP      bool
	Newsletter   bool
}

// Accounts is the table of customers.
type Accounts struct {
	db    store.DB
	data  *crypt.Box
	codes *crypt.Box
}

// New returns the accounts of a database. The box data encrypts addresses,
// codes the secrets of the second factor.
func New(db store.DB, data, codes *crypt.Box) *Accounts {
	return &Accounts{db: db, data: data, codes: codes}
}

const columns = "id, email, verified, password_hash, totp_secret <> '', newsletter"

func (a *Accounts) one(ctx context.Context, where string, arg any) (*User, error) {
	var u User
	err := a.db.QueryRowContext(ctx, "SELECT "+columns+" FROM users WHERE "+where, arg).
		Scan(&u.ID, &u.Email, &u.Verified, &u.PasswordHash, &u.HasTOTP, &u.Newsletter)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("reading account: %w", err)
	}
	return &u, nil
}

// ByID returns an account.
func (a *Accounts) ByID(ctx context.Context, id int64) (*User, error) {
	return a.one(ctx, "id = $1", id)
}

// ByEmail returns an account.
func (a *Accounts) ByEmail(ctx context.Context, email string) (*User, error) {
	return a.one(ctx, "email = lower($1)", email)
}

// Register creates an account.
func (a *Accounts) Register(ctx context.Context, email, password string) (*User, error) {
	addr, err := mail.ParseAddress(email)
	if err != nil {
		return nil, errors.New("that is not an e-mail address")
	}
	hash, err := HashPassword(password)
	if err != nil {
		return nil, err
	}
	_, err = a.db.ExecContext(ctx, "INSERT INTO users (email, password_hash) VALUES (lower($1), $2)", addr.Address, hash)
	if err != nil {
		return nil, fmt.Errorf("creating account: %w", err)
	}
	return a.ByEmail(ctx, addr.Address)
}

// SetVerified records that the owner of an account reads its mail.
func (a *Accounts) SetVerified(ctx context.Context, id int64) error {
	_, err := a.db.ExecContext(ctx, "UPDATE users SET verified = true WHERE id = $1", id)
	return err
}

// SetNewsletter subscribes or unsubscribes an address.
func (a *Accounts) SetNewsletter(ctx context.Context, email string, on bool) error {
	_, err := a.db.ExecContext(ctx, "UPDATE users SET newsletter = $2 WHERE email = lower($1)", email, on)
	return err
}
