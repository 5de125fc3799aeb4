// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package web

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/http"

	"example.com/shop/internal/account"
)

var (
	loginPage = template.Must(template.New("login").Parse(`<!doctype html><title>Log in</title>
<form method="post">{{.CSRF}}
<input name="email" type="email"><input name="password" type="password"><input name="code" inputmode="numeric">
<label><input name="remember" type="checkbox"> Remember me</label><button>Log in</button></form>
<a href="/login/google">Log in with Google</a>
`))
	resetPage = template.Must(template.New("reset").Parse(`<!doctype html><title>New password</title>
<form method="post">{{.CSRF}}<input name="password" type="password"><button>Set</button></form>
`))
	accountPage = template.Must(template.New("account").Parse(`<!doctype html><title>{{.User.Email}}</title>
<form method="post" action="/account/address">{{.CSRF}}
<input name="name" value="{{.Address.Name}}"><input name="street" value="{{.Address.Street}}">
<input name="city" value="{{.Address.City}}"><input name="country" value="{{.Address.Country}}"><button>Save</button></form>
<p>Second factor: {{if .User.HasTOTP}}on{{else}}off{{end}}</p>
`))
	orderPage = template.Must(template.New("order").Parse(`<!doctype html><title>Order {{.Order.ID}}</title>
<p>Total: {{.Order.Total}}</p>{{with .Order.Note}}<blockquote>{{.}}</blockquote>{{end}}
{{with .File}}<a href="{{.}}">Download</a>{{end}}
`))
)

func show(w http.ResponseWriter, t *template.Template, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := t.Execute(w, data); err != nil {
		slog.Error("rendering page", "page", t.Name(), "err", err)
	}
}

// page shows a short message.
func page(w http.ResponseWriter, status int, msg string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html><title>Shop</title><p>%s</p>\n", template.HTMLEscapeString(msg))
}

// fail answers a request that failed for a reason that is ours.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	slog.Error("request failed", "path", r.URL.Path, "err", err)
	page(w, http.StatusInternalServerError, "Something went wrong. We have been told about it.")
}

func addressOf(r *http.Request) account.Address {
	return account.Address{
		Name:    r.FormValue("name"),
		Street:  r.FormValue("street"),
		City:    r.FormValue("city"),
		Country: r.FormValue("country"),
	}
}
