// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package web serves the shop to browsers and its API to apps and partners.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/csrf"

	"example.com/shop/internal/account"
	"example.com/shop/internal/apikey"
	"example.com/shop/internal/audit"
	"example.com/shop/internal/integration"
	"example.com/shop/internal/mail"
	"example.com/shop/internal/maillink"
	"example.com/shop/internal/oauth"
	"example.com/shop/internal/order"
	"example.com/shop/internal/render"
	"example.com/shop/internal/session"
	"example.com/shop/internal/svcauth"
	"example.com/shop/internal/token"
	"example.com/shop/internal/webhook"
)

// Deps are the parts of which the server is made.
type Deps struct {
	Accounts    *account.Accounts
	Remember    *account.Remember
	Sessions    *session.Manager
	Carts       *session.Carts
	Orders      *order.Orders
	Links       *maillink.Links
	Unsubscribe maillink.Unsubscriber
	Suppressed  *mail.Suppressed
	Mail        mail.Sender
	Files       *order.Files
	Google      *oauth.Login
	Tokens      *token.Issuer
	APIKeys     *apikey.Keys
	Carriers    []integration.Carrier
	Payments    http.Handler
	Partners    *webhook.Sender
	Renderer    *render.Renderer
	Internal    svcauth.Keys
	Tags        Tags
	Audit       *audit.Log
	Admin       http.Handler
	Stock       Stock
}

// Stock knows how much of something there is.
type Stock interface {
	Available(ctx context.Context, sku string) (int, error)
}

// Options are the settings of the server.
type Options struct {
	CSRFKey []byte
	Secure  bool
}

// Server is the server.
type Server struct {
	Deps
	opts  Options
	stock *cache[string, int]
}

// New returns a Server.
func New(d Deps, opts Options) *Server {
	return &Server{Deps: d, opts: opts, stock: newCache[string, int](time.Minute)}
}

// Handler returns all routes.
func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID, logRequests, middleware.Recoverer)

	r.Group(func(r chi.Router) {
		r.Use(s.protectForms(), s.withUser)
		r.Get("/login", s.loginForm)
		r.Post("/login", s.login)
		r.Post("/logout", s.logout)
		r.Get("/login/google", s.Google.Start)
		r.Get("/login/google/callback", s.googleCallback)
		r.Post("/register", s.register)
		r.Post("/password/forgot", s.forgotPassword)
		r.Get("/password/reset", s.resetForm)
		r.Post("/password/reset", s.resetPassword)
		r.Get("/account/verify", s.verifyEmail)
		r.Post("/cart", s.addToCart)
		r.Get("/cart", s.showCart)
		r.Handle("/download", s.Files)
		r.Mount("/admin", s.Admin)

		r.Group(func(r chi.Router) {
			r.Use(requireUser)
			r.Get("/account", s.showAccount)
			r.Post("/account/address", s.setAddress)
			r.Post("/account/totp", s.enableTOTP)
			r.Get("/orders/{id}", s.showOrder)
			r.Get("/checkout", s.checkout)
			r.Post("/checkout/address", s.checkoutAddress)
			r.Post("/checkout/finish", s.finishCheckout)
		})
	})

	// Mail programs follow the first by POST, without a cookie.
	r.HandleFunc("/newsletter/unsubscribe", s.unsubscribe)
	r.Method(http.MethodPost, "/webhooks/payments", s.Payments)

	r.Route("/api/v1", func(r chi.Router) {
		r.Post("/token", s.apiLogin)
		r.Post("/token/refresh", s.apiRefresh)
		r.With(s.bearer).Get("/me", s.apiMe)
		r.With(s.partner).Get("/stock/{sku}", s.apiStock)
	})
	r.With(s.Renderer.Require).Get("/internal/invoices/{id}", s.invoice)
	r.With(s.Internal.Require).Post("/internal/orders/{id}/shipped", s.shipped)
	return r
}

// protectForms refuses forms that did not come from our own pages.
func (s *Server) protectForms() func(http.Handler) http.Handler {
	protect := csrf.Protect(s.opts.CSRFKey,
		csrf.Secure(s.opts.Secure),
		csrf.Path("/"),
		csrf.CookieName("shop_csrf"),
		csrf.ErrorHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			slog.Info("form refused", "path", r.URL.Path, "reason", csrf.FailureReason(r))
			page(w, http.StatusForbidden, "The form is too old. Please go back, reload the page and try again.")
		})),
	)
	return func(next http.Handler) http.Handler {
		h := protect(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !s.opts.Secure {
				r = csrf.PlaintextHTTPRequest(r)
			}
			h.ServeHTTP(w, r)
		})
	}
}

func logRequests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		slog.Info("request", "method", r.Method, "path", r.URL.Path, "status", ww.Status(), "took", time.Since(start))
	})
}
