-- Copyright (c) 2026 The keyvet Authors.
-- SPDX-License-Identifier: BSD-3-Clause

CREATE TABLE IF NOT EXISTS users (
    id            bigserial PRIMARY KEY,
    email         text NOT NULL UNIQUE,
    verified      boolean NOT NULL DEFAULT false,
    password_hash text NOT NULL,
    address       text NOT NULL DEFAULT '', -- encrypted
    totp_secret   text NOT NULL DEFAULT '', -- encrypted
    newsletter    boolean NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS admins (
    id            bigserial PRIMARY KEY,
    name          text NOT NULL UNIQUE,
    password_hash text NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
    id        bigserial PRIMARY KEY,
    user_id   bigint NOT NULL REFERENCES users,
    total     bigint NOT NULL,
    file      text NOT NULL DEFAULT '',
    gift_note text NOT NULL DEFAULT '', -- encrypted
    paid_at   timestamptz
);
CREATE TABLE IF NOT EXISTS gift_cards (
    code   text PRIMARY KEY,
    amount bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS api_keys (
    hash     text PRIMARY KEY,
    partner  text NOT NULL,
    used_at  timestamptz
);
CREATE TABLE IF NOT EXISTS endpoints (
    id      bigserial PRIMARY KEY,
    partner text NOT NULL,
    url     text NOT NULL
);
CREATE TABLE IF NOT EXISTS carriers (
    name     text PRIMARY KEY,
    base_url text NOT NULL,
    api_key  text NOT NULL -- encrypted
);
CREATE TABLE IF NOT EXISTS settings (
    name  text PRIMARY KEY,
    value text NOT NULL
);
CREATE TABLE IF NOT EXISTS suppressed (
    address_hash text PRIMARY KEY,
    since        timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS audit_log (
    id     bigserial PRIMARY KEY,
    at     timestamptz NOT NULL,
    actor  text NOT NULL,
    action text NOT NULL,
    mac    text NOT NULL
);
CREATE TABLE IF NOT EXISTS admin_sessions (
    token  text PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);
