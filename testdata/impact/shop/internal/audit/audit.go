// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package audit keeps a log in which nothing can be changed unnoticed: the MAC
// of an entry covers the MAC of the one before.
package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"example.com/shop/internal/store"
)

// Log is the log.
type Log struct {
	db   store.DB
	key  []byte
	mu   sync.Mutex
	last string
}

// Open returns the log of a database.
func Open(ctx context.Context, db store.DB, key string) (*Log, error) {
	l := &Log{db: db, key: []byte(key)}
	err := db.QueryRowContext(ctx, "SELECT mac FROM audit_log ORDER BY id DESC LIMIT 1").Scan(&l.last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	return l, nil
}

// Add appends an entry. A failure is logged, it does not stop what is audited.
func (l *Log) Add(ctx context.Context, actor, action string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := time.Now().UTC().Truncate(time.Microsecond)
	sum := l.chain(l.last, at, actor, action)
	_, err := l.db.ExecContext(ctx, "INSERT INTO audit_log (at, actor, action, mac) VALUES ($1, $2, $3, $4)", at, actor, action, sum)
	if err != nil {
		slog.Error("writing audit log", "actor", actor, "action", action, "err", err)
		return
	}
	l.last = sum
}

// Verify returns the number of entries, or an error that names the first
// entry whose MAC is wrong.
func (l *Log) Verify(ctx context.Context) (int, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT id, at, actor, action, mac FROM audit_log ORDER BY id")
	if err != nil {
		return 0, fmt.Errorf("reading audit log: %w", err)
	}
	defer rows.Close()
	n, last := 0, ""
	for rows.Next() {
		var id int64
		var at time.Time
		var actor, action, sum string
		if err := rows.Scan(&id, &at, &actor, &action, &sum); err != nil {
			return n, err
		}
		want := l.chain(last, at.UTC(), actor, action)
		if subtle.ConstantTimeCompare([]byte(want), []byte(sum)) != 1 {
			return n, fmt.Errorf("audit log: entry %d was changed, or entries before it are missing", id)
		}
		n, last = n+1, sum
	}
	return n, rows.Err()
}

func (l *Log) chain(last string, at time.Time, actor, action string) string {
	m := hmac.New(sha256.New, l.key)
	fmt.Fprintf(m, "%s\x00%s\x00%q\x00%q", last, at.Format(time.RFC3339Nano), actor, action)
	return hex.EncodeToString(m.Sum(nil))
}
