// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"example.com/shop/config"
	"example.com/shop/internal/account"
	"example.com/shop/internal/admin"
	"example.com/shop/internal/apikey"
	"example.com/shop/internal/audit"
	"example.com/shop/internal/crypt"
	"example.com/shop/internal/integration"
	"example.com/shop/internal/mail"
	"example.com/shop/internal/maillink"
	"example.com/shop/internal/oauth"
	"example.com/shop/internal/order"
	"example.com/shop/internal/render"
	"example.com/shop/internal/session"
	"example.com/shop/internal/store"
	"example.com/shop/internal/svcauth"
	"example.com/shop/internal/token"
	"example.com/shop/internal/web"
	"example.com/shop/internal/webhook"
)

// serve runs the shop until ctx is done.
func serve(ctx context.Context, c *config.Config) error {
	db, err := store.Open(ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	defer db.Close()

	data, err := crypt.New(c.Data.Key, crypt.WithPrevious(c.Data.OldKey))
	if err != nil {
		return fmt.Errorf("data.key: %w", err)
	}
	codes, err := crypt.New(c.Data.Key)
	if err != nil {
		return fmt.Errorf("data.key: %w", err)
	}
	smtp, err := mail.NewSMTP(ctx, db, data, c.SMTP)
	if err != nil {
		return err
	}
	carriers, err := integration.Load(ctx, db, data)
	if err != nil {
		return err
	}
	log, err := audit.Open(ctx, db, c.Audit.Key)
	if err != nil {
		return err
	}
	suppressed, err := mail.NewSuppressed(db, c.Data.IndexKey)
	if err != nil {
		return err
	}
	internal, err := svcauth.ReadFile(c.Internal.KeyFile)
	if err != nil {
		return err
	}
	sessions, err := session.New(c.Security.Keys(), c.Session.MaxAge, c.Production())
	if err != nil {
		return err
	}
	tokens, err := issuer(c.JWT)
	if err != nil {
		return err
	}
	csrfKey, err := hex.DecodeString(c.Security.CSRFKey)
	if err != nil || len(csrfKey) != 32 {
		return errors.New("security.csrf_key has to be 32 bytes in hex")
	}
	orders, err := order.New(db, c.Security.SecretKey)
	if err != nil {
		return err
	}

	accounts := account.New(db, data, codes)
	unsubscribe := maillink.Unsubscriber{Base: c.BaseURL, Secret: c.Security.SecretKey}
	keys := c.Security.Keys()
	apiKeys := apikey.New(db, c.API.Pepper)
	partners := webhook.NewSender(db, c.Webhooks.SigningKey)
	renderer := render.New(c.Renderer, c.Security.SecretKey)

	paid := func(ctx context.Context, e webhook.Event) error {
		if e.Type != "payment.succeeded" {
			return nil
		}
		if err := orders.Pay(ctx, e.Order); err != nil {
			return err
		}
		log.Add(ctx, "payments", fmt.Sprintf("order %d paid", e.Order))
		partners.Send(webhook.Event{Type: "order.paid", Order: e.Order})
		return nil
	}

	srv := web.New(web.Deps{
		Accounts:    accounts,
		Remember:    account.NewRemember(accounts, c.Security.SecretKey, c.Session.Remember, c.Production()),
		Sessions:    sessions,
		Carts:       session.NewCarts([]byte(c.Security.SecretKey)),
		Orders:      orders,
		Links:       maillink.New(c.BaseURL, keys),
		Unsubscribe: unsubscribe,
		Suppressed:  suppressed,
		Mail:        smtp,
		Files:       order.NewFiles(c.BaseURL, "files", keys[0], keys[1:]...),
		Google:      oauth.New(c),
		Tokens:      tokens,
		APIKeys:     apiKeys,
		Carriers:    carriers,
		Payments:    webhook.NewReceiver(c.Payments.WebhookSecret, paid),
		Partners:    partners,
		Renderer:    renderer,
		Internal:    internal,
		Tags:        web.NewTags(keys[0]),
		Audit:       log,
		Admin:       admin.New(db, log, smtp, apiKeys, data, c.Production()).Routes(),
		Stock:       inventory{url: c.Internal.InventoryURL, client: &http.Client{Transport: internal.Transport(http.DefaultTransport)}},
	}, web.Options{CSRFKey: csrfKey, Secure: c.Production()})

	go partners.Run(ctx)
	go renderer.Run(ctx)
	go mail.RunNewsletter(ctx, db, suppressed, smtp, unsubscribe)

	return listen(ctx, c.Addr, srv.Handler())
}

// verifyAudit checks the audit log.
func verifyAudit(ctx context.Context, c *config.Config) (int, error) {
	db, err := store.Open(ctx, c.DatabaseURL)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	log, err := audit.Open(ctx, db, c.Audit.Key)
	if err != nil {
		return 0, err
	}
	return log.Verify(ctx)
}

func issuer(c config.JWT) (*token.Issuer, error) {
	var previous []token.Key
	for _, k := range c.Previous {
		previous = append(previous, token.Key{ID: k.KeyID, Secret: []byte(k.Secret)})
	}
	return token.New(token.Key{ID: c.KeyID, Secret: []byte(c.Secret)}, previous...)
}

func listen(ctx context.Context, addr string, h http.Handler) error {
	srv := &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	go func() { done <- srv.ListenAndServe() }()
	slog.Info("listening", "addr", addr)
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return srv.Shutdown(stop)
}

// inventory implements web.Stock with the inventory service.
type inventory struct {
	url    string
	client *http.Client
}

func (i inventory) Available(ctx context.Context, sku string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, i.url+"/stock/"+url.PathEscape(sku), nil)
	if err != nil {
		return 0, err
	}
	res, err := i.client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("asking the inventory: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("asking the inventory: %s", res.Status)
	}
	var answer struct {
		Available int `json:"available"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return 0, fmt.Errorf("asking the inventory: %w", err)
	}
	return answer.Available, nil
}
