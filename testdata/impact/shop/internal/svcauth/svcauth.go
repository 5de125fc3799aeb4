// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package svcauth signs requests between our own services.
package svcauth

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// skew is how far the clocks of two services may be apart.
const skew = 2 * time.Minute

const (
	headerTime = "X-Shop-Time"
	headerAuth = "X-Shop-Auth"
)

// Keys are the keys that all services share. The first one signs.
type Keys [][]byte

// ReadFile reads keys from a file, one a line. Empty lines and lines that
// begin with # are skipped.
func ReadFile(name string) (Keys, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading internal keys: %w", err)
	}
	var keys Keys
	for line := range bytes.Lines(b) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		keys = append(keys, line)
	}
	if len(keys) == 0 {
		return nil, errors.New("the file of internal keys is empty")
	}
	return keys, nil
}

// Transport signs the requests that it passes on.
func (k Keys) Transport(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		now := strconv.FormatInt(time.Now().Unix(), 10)
		mac := hmac.New(sha256.New, k[0])
		writeRequest(mac, r, now)
		r.Header.Set(headerTime, now)
		r.Header.Set(headerAuth, hex.EncodeToString(mac.Sum(nil)))
		return next.RoundTrip(r)
	})
}

// Require lets only requests of our own services through.
func (k Keys) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := k.check(r); err != nil {
			slog.Warn("internal request refused", "path", r.URL.Path, "err", err)
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (k Keys) check(r *http.Request) error {
	at := r.Header.Get(headerTime)
	sec, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return errors.New("no time")
	}
	if d := time.Since(time.Unix(sec, 0)); d > skew || d < -skew {
		return errors.New("time is off")
	}
	got, err := hex.DecodeString(strings.TrimSpace(r.Header.Get(headerAuth)))
	if err != nil {
		return errors.New("malformed signature")
	}
	for _, key := range k {
		mac := hmac.New(sha256.New, key)
		writeRequest(mac, r, at)
		if hmac.Equal(got, mac.Sum(nil)) {
			return nil
		}
	}
	return errors.New("no key matches")
}

func writeRequest(w io.Writer, r *http.Request, at string) {
	fmt.Fprintf(w, "%s\n%s\n%s\n", r.Method, r.URL.RequestURI(), at)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
