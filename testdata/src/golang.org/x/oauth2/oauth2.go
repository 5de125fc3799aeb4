// Package oauth2 is a stub with the signatures that the corpora use.
package oauth2

type Config struct {
	ClientID     string
	ClientSecret string
	RedirectURL  string
	Scopes       []string
}
