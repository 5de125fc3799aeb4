// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"example.com/shop/internal/store"
)

// attempts is how often an event is sent to an endpoint that does not answer.
const attempts = 5

// Sender sends events to the endpoints of partners.
type Sender struct {
	db     store.DB
	key    []byte
	client *http.Client
	queue  chan Event
}

// NewSender returns a Sender. Nothing is sent before Run.
func NewSender(db store.DB, key string) *Sender {
	return &Sender{
		db:     db,
		key:    []byte(key),
		client: &http.Client{Timeout: 10 * time.Second},
		queue:  make(chan Event, 100),
	}
}

// Send queues an event.
func (s *Sender) Send(e Event) {
	select {
	case s.queue <- e:
	default:
		slog.Error("webhook queue is full", "type", e.Type)
	}
}

// Run sends what is queued until ctx is done.
func (s *Sender) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-s.queue:
			if err := s.deliver(ctx, e); err != nil {
				slog.Error("delivering webhook", "type", e.Type, "err", err)
			}
		}
	}
}

func (s *Sender) deliver(ctx context.Context, e Event) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	rows, err := s.db.QueryContext(ctx, "SELECT url FROM endpoints ORDER BY id")
	if err != nil {
		return fmt.Errorf("reading endpoints: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var url string
		if err := rows.Scan(&url); err != nil {
			return err
		}
		s.post(ctx, url, body)
	}
	return rows.Err()
}

func (s *Sender) post(ctx context.Context, url string, body []byte) {
	for n := range attempts {
		if n > 0 {
			time.Sleep(time.Duration(n*n) * time.Second)
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			slog.Error("webhook endpoint", "url", url, "err", err)
			return
		}
		at := strconv.FormatInt(time.Now().Unix(), 10)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Shop-Signature", "t="+at+",v1="+s.signature(at, body))
		res, err := s.client.Do(req)
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode < 300 {
			return
		}
	}
	slog.Warn("webhook given up", "url", url)
}

func (s *Sender) signature(at string, body []byte) string {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(at))
	h.Write([]byte{'.'})
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}
