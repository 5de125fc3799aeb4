// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gorilla/csrf"

	"example.com/shop/internal/account"
	"example.com/shop/internal/maillink"
)

type userKey struct{}

// withUser finds out who is there: by the session, or else by the cookie that
// remembers people.
func (s *Server) withUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var u *account.User
		if id := s.Sessions.UserID(r); id != 0 {
			u, _ = s.Accounts.ByID(r.Context(), id)
		} else if u = s.Remember.User(r.Context(), w, r); u != nil {
			if err := s.Sessions.LogIn(w, r, u.ID); err != nil {
				slog.Error("renewing session", "user", u.ID, "err", err)
			}
		}
		if u != nil {
			r = r.WithContext(context.WithValue(r.Context(), userKey{}, u))
		}
		next.ServeHTTP(w, r)
	})
}

func user(r *http.Request) *account.User {
	u, _ := r.Context().Value(userKey{}).(*account.User)
	return u
}

func requireUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user(r) == nil {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) loginForm(w http.ResponseWriter, r *http.Request) {
	show(w, loginPage, map[string]any{"CSRF": csrf.TemplateField(r)})
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	u, err := s.Accounts.CheckPassword(r.Context(), r.FormValue("email"), r.FormValue("password"))
	if errors.Is(err, account.ErrLogin) {
		page(w, http.StatusUnauthorized, err.Error())
		return
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	if u.HasTOTP {
		err := s.Accounts.CheckTOTP(r.Context(), u, r.FormValue("code"))
		if errors.Is(err, account.ErrCode) {
			page(w, http.StatusUnauthorized, err.Error())
			return
		}
		if err != nil {
			fail(w, r, err)
			return
		}
	}
	if r.FormValue("remember") != "" {
		s.Remember.Set(w, u)
	}
	s.enter(w, r, u)
}

func (s *Server) enter(w http.ResponseWriter, r *http.Request, u *account.User) {
	if err := s.Sessions.LogIn(w, r, u.ID); err != nil {
		fail(w, r, err)
		return
	}
	s.Audit.Add(r.Context(), u.Email, "log in")
	http.Redirect(w, r, "/account", http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	s.Remember.Clear(w)
	if err := s.Sessions.LogOut(w, r); err != nil {
		fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) googleCallback(w http.ResponseWriter, r *http.Request) {
	email, err := s.Google.Finish(r)
	if err != nil {
		slog.Info("social login", "err", err)
		http.Redirect(w, r, "/login?again=1", http.StatusSeeOther)
		return
	}
	u, err := s.Accounts.ByEmail(r.Context(), email)
	if errors.Is(err, account.ErrNotFound) {
		page(w, http.StatusNotFound, "There is no account for "+email+".")
		return
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	s.enter(w, r, u)
}

func (s *Server) register(w http.ResponseWriter, r *http.Request) {
	u, err := s.Accounts.Register(r.Context(), r.FormValue("email"), r.FormValue("password"))
	if err != nil {
		page(w, http.StatusBadRequest, err.Error())
		return
	}
	link, err := s.Links.URL(maillink.VerifyEmail, u.ID, u.Email)
	if err == nil {
		err = s.Mail.Send(r.Context(), u.Email, "Please confirm your address", link)
	}
	if err != nil {
		slog.Error("sending confirmation", "user", u.ID, "err", err)
	}
	s.enter(w, r, u)
}

func (s *Server) verifyEmail(w http.ResponseWriter, r *http.Request) {
	id, err := s.Links.Check(maillink.VerifyEmail, r.URL.Query(), func(id int64) (string, error) {
		u, err := s.Accounts.ByID(r.Context(), id)
		if err != nil {
			return "", err
		}
		return u.Email, nil
	})
	if err != nil {
		page(w, http.StatusForbidden, maillink.ErrLink.Error())
		return
	}
	if err := s.Accounts.SetVerified(r.Context(), id); err != nil {
		fail(w, r, err)
		return
	}
	page(w, http.StatusOK, "Thank you.")
}

func (s *Server) forgotPassword(w http.ResponseWriter, r *http.Request) {
	u, err := s.Accounts.ByEmail(r.Context(), r.FormValue("email"))
	if err == nil {
		var link string
		if link, err = s.Links.URL(maillink.ResetPassword, u.ID, u.PasswordHash); err == nil {
			err = s.Mail.Send(r.Context(), u.Email, "Your new password", link)
		}
	}
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		slog.Error("sending reset link", "err", err)
	}
	page(w, http.StatusOK, "If there is such an account, we have sent a mail.")
}

func (s *Server) resetForm(w http.ResponseWriter, r *http.Request) {
	if _, err := s.checkReset(r); err != nil {
		page(w, http.StatusForbidden, maillink.ErrLink.Error())
		return
	}
	show(w, resetPage, map[string]any{"CSRF": csrf.TemplateField(r)})
}

func (s *Server) resetPassword(w http.ResponseWriter, r *http.Request) {
	id, err := s.checkReset(r)
	if err != nil {
		page(w, http.StatusForbidden, maillink.ErrLink.Error())
		return
	}
	if err := s.Accounts.SetPassword(r.Context(), id, r.FormValue("password")); err != nil {
		page(w, http.StatusBadRequest, err.Error())
		return
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

func (s *Server) checkReset(r *http.Request) (int64, error) {
	return s.Links.Check(maillink.ResetPassword, r.URL.Query(), func(id int64) (string, error) {
		u, err := s.Accounts.ByID(r.Context(), id)
		if err != nil {
			return "", err
		}
		return u.PasswordHash, nil
	})
}
