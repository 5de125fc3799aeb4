// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package integration talks to the carriers that bring our parcels.
package integration

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"example.com/shop/internal/store"
)

// Opener is the part of crypt.Box that is needed to read credentials.
type Opener interface {
	Open(sealed, column string) ([]byte, error)
}

// Sealer is the part of crypt.Box that is needed to store credentials.
type Sealer interface {
	Seal(plain []byte, column string) (string, error)
}

const keyColumn = "carriers.api_key"

// A Carrier brings parcels.
type Carrier struct {
	Name    string
	BaseURL string
	apiKey  string
}

// Load returns the carriers that can be used.
func Load(ctx context.Context, db store.DB, box Opener) ([]Carrier, error) {
	rows, err := db.QueryContext(ctx, "SELECT name, base_url, api_key FROM carriers ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("reading carriers: %w", err)
	}
	defer rows.Close()
	var list []Carrier
	for rows.Next() {
		var c Carrier
		var sealed string
		if err := rows.Scan(&c.Name, &c.BaseURL, &sealed); err != nil {
			return nil, err
		}
		key, err := box.Open(sealed, keyColumn)
		if err != nil {
			slog.Error("carrier cannot be used", "carrier", c.Name, "err", err)
			continue
		}
		c.apiKey = string(key)
		list = append(list, c)
	}
	return list, rows.Err()
}

// Save stores a carrier.
func Save(ctx context.Context, db store.DB, box Sealer, name, baseURL, apiKey string) error {
	sealed, err := box.Seal([]byte(apiKey), keyColumn)
	if err != nil {
		return fmt.Errorf("encrypting credentials of %s: %w", name, err)
	}
	_, err = db.ExecContext(ctx, `INSERT INTO carriers (name, base_url, api_key) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET base_url = excluded.base_url, api_key = excluded.api_key`, name, baseURL, sealed)
	return err
}

// Track returns where a parcel is.
func (c Carrier) Track(ctx context.Context, parcel string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL+"/parcels/"+url.PathEscape(parcel), nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+c.apiKey)
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("asking %s: %w", c.Name, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("asking %s: %s", c.Name, res.Status)
	}
	var p struct {
		Status string `json:"status"`
	}
	if err := json.NewDecoder(res.Body).Decode(&p); err != nil {
		return "", fmt.Errorf("asking %s: %w", c.Name, err)
	}
	return p.Status, nil
}
