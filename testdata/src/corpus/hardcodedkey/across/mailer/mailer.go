// Package mailer takes its settings from a map.
package mailer

import "net/smtp"

// Client sends mail.
type Client struct{ auth smtp.Auth }

// New returns a client with the settings of vars.
func New(vars map[string]any) *Client {
	user, _ := vars["USER"].(string)
	password, _ := vars["PASSWORD"].(string)
	return &Client{smtp.PlainAuth("", user, password, "localhost")}
}
