// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package admin is the back office. Its sessions are rows of the database that
// a random token names.
package admin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/csrf"
	"golang.org/x/crypto/bcrypt"

	"example.com/shop/config"
	"example.com/shop/internal/apikey"
	"example.com/shop/internal/audit"
	"example.com/shop/internal/integration"
	"example.com/shop/internal/mail"
	"example.com/shop/internal/store"
)

// Admin is the back office.
type Admin struct {
	db       store.DB
	sessions *scs.SessionManager
	log      *audit.Log
	smtp     *mail.SMTP
	keys     *apikey.Keys
	box      integration.Sealer
}

// New returns the back office of a database.
func New(db store.DB, log *audit.Log, smtp *mail.SMTP, keys *apikey.Keys, box integration.Sealer, secure bool) *Admin {
	sm := scs.New()
	sm.Store = sessionStore{db}
	sm.Lifetime = 8 * time.Hour
	sm.IdleTimeout = 30 * time.Minute
	sm.Cookie.Name = "shop_admin"
	sm.Cookie.Path = "/admin"
	sm.Cookie.Secure = secure
	return &Admin{db: db, sessions: sm, log: log, smtp: smtp, keys: keys, box: box}
}

// Routes returns the pages.
func (a *Admin) Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(a.sessions.LoadAndSave)
	r.Get("/login", a.loginForm)
	r.Post("/login", a.login)
	r.Group(func(r chi.Router) {
		r.Use(a.required)
		r.Post("/smtp", a.setSMTP)
		r.Post("/carriers", a.addCarrier)
		r.Post("/apikeys", a.addKey)
		r.Post("/logout", a.logout)
	})
	return r
}

var loginPage = template.Must(template.New("login").Parse(
	`<form method="post">{{.}}<input name="name"><input name="password" type="password"><button>Log in</button></form>`))

func (a *Admin) loginForm(w http.ResponseWriter, r *http.Request) {
	_ = loginPage.Execute(w, csrf.TemplateField(r))
}

func (a *Admin) login(w http.ResponseWriter, r *http.Request) {
	var hash string
	name := r.FormValue("name")
	err := a.db.QueryRowContext(r.Context(), "SELECT password_hash FROM admins WHERE name = $1", name).Scan(&hash)
	if err != nil || bcrypt.CompareHashAndPassword([]byte(hash), []byte(r.FormValue("password"))) != nil {
		http.Error(w, "Wrong name or password.", http.StatusUnauthorized)
		return
	}
	if err := a.sessions.RenewToken(r.Context()); err != nil {
		http.Error(w, "Something went wrong.", http.StatusInternalServerError)
		return
	}
	a.sessions.Put(r.Context(), "admin", name)
	a.log.Add(r.Context(), name, "log in")
	http.Redirect(w, r, "/admin/", http.StatusSeeOther)
}

func (a *Admin) logout(w http.ResponseWriter, r *http.Request) {
	_ = a.sessions.Destroy(r.Context())
	http.Redirect(w, r, "/admin/login", http.StatusSeeOther)
}

func (a *Admin) required(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.name(r) == "" {
			http.Redirect(w, r, "/admin/login", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *Admin) name(r *http.Request) string { return a.sessions.GetString(r.Context(), "admin") }

func (a *Admin) setSMTP(w http.ResponseWriter, r *http.Request) {
	port, _ := strconv.Atoi(r.FormValue("port"))
	err := a.smtp.Configure(r.Context(), config.SMTP{
		Host: r.FormValue("host"), Port: port, User: r.FormValue("user"),
		Password: r.FormValue("password"), From: r.FormValue("from"),
	})
	a.done(w, r, "change mail settings", err)
}

func (a *Admin) addCarrier(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	err := integration.Save(r.Context(), a.db, a.box, name, r.FormValue("url"), r.FormValue("key"))
	a.done(w, r, "store carrier "+name, err)
}

func (a *Admin) addKey(w http.ResponseWriter, r *http.Request) {
	partner := r.FormValue("partner")
	key, err := a.keys.Create(r.Context(), partner)
	if err == nil {
		fmt.Fprintln(w, key)
	}
	a.done(w, r, "create API key for "+partner, err)
}

func (a *Admin) done(w http.ResponseWriter, r *http.Request, action string, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	a.log.Add(r.Context(), a.name(r), action)
	fmt.Fprintln(w, "Done.")
}

// sessionStore implements scs.Store with a table.
type sessionStore struct{ db store.DB }

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	var data []byte
	err := s.db.QueryRowContext(context.Background(),
		"SELECT data FROM admin_sessions WHERE token = $1 AND expiry > now()", token).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	_, err := s.db.ExecContext(context.Background(), `INSERT INTO admin_sessions (token, data, expiry) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry`, token, data, expiry)
	return err
}

func (s sessionStore) Delete(token string) error {
	_, err := s.db.ExecContext(context.Background(), "DELETE FROM admin_sessions WHERE token = $1", token)
	return err
}
