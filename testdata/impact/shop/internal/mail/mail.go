// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package mail sends mail.
package mail

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"strconv"
	"strings"
	"sync"

	"example.com/shop/config"
	"example.com/shop/internal/crypt"
	"example.com/shop/internal/store"
)

const settingsName = "smtp"

// A Sender sends mail.
type Sender interface {
	Send(ctx context.Context, to, subject, body string) error
}

// SMTP sends mail through the server that an admin has stored, or else the
// configured one.
type SMTP struct {
	db  store.DB
	box *crypt.Box

	mu   sync.RWMutex
	conf config.SMTP
}

// NewSMTP reads the stored settings.
func NewSMTP(ctx context.Context, db store.DB, box *crypt.Box, def config.SMTP) (*SMTP, error) {
	s := &SMTP{db: db, box: box, conf: def}
	var sealed string
	err := db.QueryRowContext(ctx, "SELECT value FROM settings WHERE name = $1", settingsName).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading mail settings: %w", err)
	}
	s.conf, err = crypt.OpenJSON[config.SMTP](box, sealed, settingsName)
	if err != nil {
		return nil, fmt.Errorf("mail settings: %w (was DATA_KEY changed?)", err)
	}
	return s, nil
}

// Configure stores other settings and uses them from now on.
func (s *SMTP) Configure(ctx context.Context, conf config.SMTP) error {
	sealed, err := crypt.SealJSON(s.box, conf, settingsName)
	if err != nil {
		return fmt.Errorf("encrypting mail settings: %w", err)
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, settingsName, sealed)
	if err != nil {
		return fmt.Errorf("storing mail settings: %w", err)
	}
	s.mu.Lock()
	s.conf = conf
	s.mu.Unlock()
	return nil
}

// Send implements Sender.
func (s *SMTP) Send(_ context.Context, to, subject, body string) error {
	s.mu.RLock()
	c := s.conf
	s.mu.RUnlock()
	msg := strings.Join([]string{"From: " + c.From, "To: " + to, "Subject: " + subject, "", body}, "\r\n")
	var auth smtp.Auth
	if c.User != "" {
		auth = smtp.PlainAuth("", c.User, c.Password, c.Host)
	}
	addr := net.JoinHostPort(c.Host, strconv.Itoa(c.Port))
	if err := smtp.SendMail(addr, auth, c.From, []string{to}, []byte(msg)); err != nil {
		return fmt.Errorf("sending mail: %w", err)
	}
	return nil
}
