// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/csrf"

	"example.com/shop/internal/session"
	"example.com/shop/internal/webhook"
)

func (s *Server) addToCart(w http.ResponseWriter, r *http.Request) {
	items := session.AddItem(s.Carts.Get(r), r.FormValue("sku"))
	if err := s.Carts.Set(w, items); err != nil {
		fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/cart", http.StatusSeeOther)
}

func (s *Server) showCart(w http.ResponseWriter, r *http.Request) {
	items := s.Carts.Get(r)
	if u := user(r); u != nil && s.Tags.NotModified(w, r, u.ID, fmt.Sprint(items)) {
		return
	}
	for _, it := range items {
		n, err := s.stock.Get(it.SKU, func() (int, error) { return s.Stock.Available(r.Context(), it.SKU) })
		if err != nil {
			slog.Warn("asking for stock", "sku", it.SKU, "err", err)
		}
		fmt.Fprintf(w, "%d × %s (%d available)\n", it.Count, it.SKU, n)
	}
}

func (s *Server) showAccount(w http.ResponseWriter, r *http.Request) {
	u := user(r)
	addr, err := s.Accounts.Address(r.Context(), u.ID)
	if err != nil {
		fail(w, r, err)
		return
	}
	show(w, accountPage, map[string]any{"CSRF": csrf.TemplateField(r), "User": u, "Address": addr})
}

func (s *Server) setAddress(w http.ResponseWriter, r *http.Request) {
	if err := s.Accounts.SetAddress(r.Context(), user(r).ID, addressOf(r)); err != nil {
		fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/account", http.StatusSeeOther)
}

func (s *Server) enableTOTP(w http.ResponseWriter, r *http.Request) {
	key, err := s.Accounts.EnableTOTP(r.Context(), user(r))
	if err != nil {
		fail(w, r, err)
		return
	}
	s.Audit.Add(r.Context(), user(r).Email, "enable second factor")
	page(w, http.StatusOK, key.URL())
}

func (s *Server) showOrder(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	ord, err := s.Orders.Get(r.Context(), id)
	if err != nil || ord.UserID != user(r).ID {
		http.NotFound(w, r)
		return
	}
	var link string
	if ord.File != "" && ord.PaidAt != nil {
		link = s.Files.URL(ord.ID, ord.File)
	}
	show(w, orderPage, map[string]any{"Order": ord, "File": link})
}

func (s *Server) checkout(w http.ResponseWriter, r *http.Request) {
	st, err := s.Sessions.Checkout(r)
	if err != nil {
		fail(w, r, err)
		return
	}
	step, _ := st.Values["step"].(string)
	if step == "" {
		st.Values["step"] = "address"
		if err := st.Save(r, w); err != nil {
			fail(w, r, err)
			return
		}
	}
	page(w, http.StatusOK, "Checkout: "+step)
}

func (s *Server) checkoutAddress(w http.ResponseWriter, r *http.Request) {
	st, err := s.Sessions.Checkout(r)
	if err != nil {
		fail(w, r, err)
		return
	}
	if err := s.Accounts.SetAddress(r.Context(), user(r).ID, addressOf(r)); err != nil {
		fail(w, r, err)
		return
	}
	st.Values["step"], st.Values["note"] = "finish", r.FormValue("note")
	if err := st.Save(r, w); err != nil {
		fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/checkout", http.StatusSeeOther)
}

func (s *Server) finishCheckout(w http.ResponseWriter, r *http.Request) {
	st, err := s.Sessions.Checkout(r)
	if err != nil {
		fail(w, r, err)
		return
	}
	note, _ := st.Values["note"].(string)
	total, _ := strconv.ParseInt(r.FormValue("total"), 10, 64)
	id, err := s.Orders.Create(r.Context(), user(r).ID, total, r.FormValue("file"), note)
	if err != nil {
		fail(w, r, err)
		return
	}
	if err := s.Carts.Set(w, nil); err != nil {
		slog.Warn("emptying cart", "err", err)
	}
	s.Partners.Send(webhook.Event{Type: "order.created", Order: id})
	http.Redirect(w, r, fmt.Sprintf("/orders/%d", id), http.StatusSeeOther)
}

func (s *Server) unsubscribe(w http.ResponseWriter, r *http.Request) {
	addr := r.FormValue("a")
	if !s.Unsubscribe.Valid(addr, r.FormValue("t")) {
		page(w, http.StatusForbidden, "This link is not valid.")
		return
	}
	if err := s.Suppressed.Add(r.Context(), addr); err != nil {
		fail(w, r, err)
		return
	}
	if err := s.Accounts.SetNewsletter(r.Context(), addr, false); err != nil {
		fail(w, r, err)
		return
	}
	page(w, http.StatusOK, "You will not hear from us again.")
}

func (s *Server) invoice(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	ord, err := s.Orders.Get(r.Context(), id)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	addr, err := s.Accounts.Address(r.Context(), ord.UserID)
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"order": ord.ID, "total": ord.Total, "address": addr})
}

func (s *Server) shipped(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	parcel := r.FormValue("parcel")
	for _, c := range s.Carriers {
		if c.Name != r.FormValue("carrier") {
			continue
		}
		status, err := c.Track(r.Context(), parcel)
		if err != nil {
			slog.Warn("tracking parcel", "parcel", parcel, "err", err)
		}
		slog.Info("order shipped", "order", id, "status", status)
	}
	s.Partners.Send(webhook.Event{Type: "order.shipped", Order: id})
	w.WriteHeader(http.StatusNoContent)
}
