// Package web serves the notes to browsers and programs.
package web

import (
	"net/http"
	"os"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/gorilla/sessions"

	"example.com/notes/accounts"
	"example.com/notes/config"
	"example.com/notes/store"
)

// A Server answers requests.
type Server struct {
	mux      *http.ServeMux
	sessions *sessions.CookieStore
	accounts *accounts.Accounts
	box      *store.Box
}

// New returns a server.
func New(cfg *config.Config, users *accounts.Accounts, box *store.Box) *Server {
	s := &Server{
		mux:      http.NewServeMux(),
		sessions: sessions.NewCookieStore([]byte(cfg.SessionKey)),
		accounts: users,
		box:      box,
	}
	s.mux.HandleFunc("POST /login", s.login)
	s.mux.HandleFunc("POST /token", s.token)
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	if err := s.accounts.Check(name, r.FormValue("password")); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	session, _ := s.sessions.Get(r, "notes") // an old cookie means a new session
	session.Values["name"] = name
	if err := session.Save(r, w); err != nil {
		http.Error(w, "cannot save the session", http.StatusInternalServerError)
	}
}

// token issues an access token for programs.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	session, _ := s.sessions.Get(r, "notes")
	name, ok := session.Values["name"].(string)
	if !ok {
		http.Error(w, "not logged in", http.StatusForbidden)
		return
	}
	claims := jwt.RegisteredClaims{Subject: name, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour))}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(os.Getenv("JWT_SECRET")))
	if err != nil {
		http.Error(w, "cannot sign", http.StatusInternalServerError)
		return
	}
	w.Write([]byte(token))
}
