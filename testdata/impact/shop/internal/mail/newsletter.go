// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package mail

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"example.com/shop/internal/maillink"
	"example.com/shop/internal/store"
)

// RunNewsletter sends the newsletter every week until ctx is done.
func RunNewsletter(ctx context.Context, db store.DB, no *Suppressed, out Sender, links maillink.Unsubscriber) {
	tick := time.NewTicker(7 * 24 * time.Hour)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := sendNewsletter(ctx, db, no, out, links); err != nil {
				slog.Error("sending newsletter", "err", err)
			}
		}
	}
}

func sendNewsletter(ctx context.Context, db store.DB, no *Suppressed, out Sender, links maillink.Unsubscriber) error {
	rows, err := db.QueryContext(ctx, "SELECT email FROM users WHERE newsletter")
	if err != nil {
		return fmt.Errorf("reading subscribers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var addr string
		if err := rows.Scan(&addr); err != nil {
			return err
		}
		skip, err := no.Has(ctx, addr)
		if err != nil {
			return err
		}
		if skip {
			continue
		}
		body := "This week in our shop …\r\n\r\nUnsubscribe: " + links.URL(addr)
		if err := out.Send(ctx, addr, "News", body); err != nil {
			slog.Warn("newsletter", "err", err)
		}
	}
	return rows.Err()
}
