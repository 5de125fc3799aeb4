// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package webhook receives events of the payment provider and sends ours to
// partners.
package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// tolerance is how old an event may be.
const tolerance = 5 * time.Minute

const maxBody = 1 << 16

// An Event is something that happened to a payment.
type Event struct {
	Type  string `json:"type"`
	Order int64  `json:"order"`
}

// A Handler acts on an event. Its error makes the provider try again.
type Handler func(ctx context.Context, e Event) error

// Receiver receives the events of the payment provider.
type Receiver struct {
	secret []byte
	handle Handler
}

// NewReceiver returns a Receiver that passes genuine events to handle.
func NewReceiver(secret string, handle Handler) *Receiver {
	return &Receiver{secret: []byte(secret), handle: handle}
}

func (rc *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err := verify(r.Header.Get("Payment-Signature"), body, rc.secret, time.Now()); err != nil {
		slog.Warn("webhook refused", "err", err)
		http.Error(w, "bad signature", http.StatusBadRequest)
		return
	}
	var e Event
	if err := json.Unmarshal(body, &e); err != nil {
		http.Error(w, "bad event", http.StatusBadRequest)
		return
	}
	if err := rc.handle(r.Context(), e); err != nil {
		slog.Error("webhook failed", "type", e.Type, "order", e.Order, "err", err)
		http.Error(w, "try again", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// verify checks a header such as t=1700000000,v1=8c1f… of which v1 may occur
// several times while the provider changes the secret.
func verify(header string, body, secret []byte, now time.Time) error {
	var at string
	var sums [][]byte
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			at = value
		case "v1":
			if b, err := hex.DecodeString(value); err == nil {
				sums = append(sums, b)
			}
		}
	}
	sec, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return errors.New("no timestamp")
	}
	if now.Sub(time.Unix(sec, 0)).Abs() > tolerance {
		return errors.New("timestamp outside the tolerance")
	}
	m := hmac.New(sha256.New, secret)
	io.WriteString(m, at+".")
	m.Write(body)
	want := m.Sum(nil)
	for _, got := range sums {
		if hmac.Equal(got, want) {
			return nil
		}
	}
	return errors.New("no signature matches")
}
