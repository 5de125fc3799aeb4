// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package render runs the process that makes invoices as PDF. It fetches the
// orders from us and presents a secret of its own.
package render

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"time"
)

const clientID = "renderer"

// Renderer is the other process.
type Renderer struct {
	path   string
	secret string
}

// New returns the renderer at path.
func New(path, appSecret string) *Renderer {
	sum := sha256.Sum256([]byte(clientID + ":" + appSecret))
	return &Renderer{path: path, secret: hex.EncodeToString(sum[:])}
}

// Run keeps the renderer running until ctx is done.
func (r *Renderer) Run(ctx context.Context) {
	if r.path == "" {
		return
	}
	for ctx.Err() == nil {
		cmd := exec.CommandContext(ctx, r.path)
		cmd.Env = append(os.Environ(), "RENDERER_CLIENT_ID="+clientID, "RENDERER_CLIENT_SECRET="+r.secret)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil && ctx.Err() == nil {
			slog.Error("renderer ended", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Second):
		}
	}
}

// Require lets only the renderer through.
func (r *Renderer) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		id, secret, ok := req.BasicAuth()
		if !ok || id != clientID || subtle.ConstantTimeCompare([]byte(secret), []byte(r.secret)) != 1 {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, req)
	})
}
