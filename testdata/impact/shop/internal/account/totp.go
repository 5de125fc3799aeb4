// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package account

import (
	"context"
	"fmt"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

const totpColumn = "users.totp_secret"

// EnableTOTP makes a second factor for an account, and returns the address to
// show as a QR code.
func (a *Accounts) EnableTOTP(ctx context.Context, u *User) (*otp.Key, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Shop", AccountName: u.Email})
	if err != nil {
		return nil, fmt.Errorf("generating second factor: %w", err)
	}
	sealed, err := a.codes.Seal([]byte(key.Secret()), totpColumn)
	if err != nil {
		return nil, fmt.Errorf("encrypting second factor: %w", err)
	}
	if _, err := a.db.ExecContext(ctx, "UPDATE users SET totp_secret = $2 WHERE id = $1", u.ID, sealed); err != nil {
		return nil, fmt.Errorf("storing second factor: %w", err)
	}
	return key, nil
}

// CheckTOTP returns ErrCode if a code is wrong.
func (a *Accounts) CheckTOTP(ctx context.Context, u *User, code string) error {
	var sealed string
	if err := a.db.QueryRowContext(ctx, "SELECT totp_secret FROM users WHERE id = $1", u.ID).Scan(&sealed); err != nil {
		return fmt.Errorf("reading second factor: %w", err)
	}
	secret, err := a.codes.Open(sealed, totpColumn)
	if err != nil {
		return fmt.Errorf("decrypting second factor of account %d: %w", u.ID, err)
	}
	if !totp.Validate(code, string(secret)) {
		return ErrCode
	}
	return nil
}
