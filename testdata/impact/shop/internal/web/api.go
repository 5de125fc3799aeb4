// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/account"
	"example.com/shop/internal/apikey"
	"example.com/shop/internal/token"
)

type apiUserKey struct{}

// bearer lets requests with an access token through.
func (s *Server) bearer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			apiError(w, http.StatusUnauthorized, "no token")
			return
		}
		id, _, err := s.Tokens.ParseAccess(raw)
		if err != nil {
			apiError(w, http.StatusUnauthorized, "invalid token")
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), apiUserKey{}, id)))
	})
}

// partner lets requests with the API key of a partner through.
func (s *Server) partner(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := s.APIKeys.Partner(r.Context(), r.Header.Get("X-API-Key"))
		if errors.Is(err, apikey.ErrUnknown) {
			apiError(w, http.StatusUnauthorized, err.Error())
			return
		}
		if err != nil {
			apiError(w, http.StatusInternalServerError, "try again later")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) apiLogin(w http.ResponseWriter, r *http.Request) {
	u, err := s.Accounts.CheckPassword(r.Context(), r.FormValue("email"), r.FormValue("password"))
	if err == nil && u.HasTOTP {
		err = s.Accounts.CheckTOTP(r.Context(), u, r.FormValue("code"))
	}
	if errors.Is(err, account.ErrLogin) || errors.Is(err, account.ErrCode) {
		apiError(w, http.StatusUnauthorized, err.Error())
		return
	}
	if err != nil {
		apiError(w, http.StatusInternalServerError, "try again later")
		return
	}
	refresh, err := s.Tokens.Refresh(u.ID)
	if err != nil {
		apiError(w, http.StatusInternalServerError, "try again later")
		return
	}
	s.answerTokens(w, u.ID, refresh)
}

func (s *Server) apiRefresh(w http.ResponseWriter, r *http.Request) {
	refresh := r.FormValue("refresh_token")
	id, err := s.Tokens.ParseRefresh(refresh)
	if err != nil {
		apiError(w, http.StatusUnauthorized, "please log in again")
		return
	}
	s.answerTokens(w, id, refresh)
}

func (s *Server) answerTokens(w http.ResponseWriter, id int64, refresh string) {
	access, err := s.Tokens.Access(id, "me")
	if err != nil {
		apiError(w, http.StatusInternalServerError, "try again later")
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"access_token": access, "refresh_token": refresh, "expires_in": int(token.AccessTTL.Seconds()),
	})
}

func (s *Server) apiMe(w http.ResponseWriter, r *http.Request) {
	id, _ := r.Context().Value(apiUserKey{}).(int64)
	u, err := s.Accounts.ByID(r.Context(), id)
	if err != nil {
		apiError(w, http.StatusNotFound, "no such account")
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"id": u.ID, "email": u.Email, "verified": u.Verified})
}

func (s *Server) apiStock(w http.ResponseWriter, r *http.Request) {
	sku := chi.URLParam(r, "sku")
	n, err := s.stock.Get(sku, func() (int, error) { return s.Stock.Available(r.Context(), sku) })
	if err != nil {
		apiError(w, http.StatusBadGateway, "the inventory does not answer")
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"sku": sku, "available": n})
}

func apiError(w http.ResponseWriter, status int, msg string) {
	writeJSON(w, status, map[string]string{"error": msg})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
