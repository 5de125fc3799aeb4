// Package tokenform asks for tokens by hand: the body of the request has the
// client's password under a name of its own.
package tokenform

import (
	"net/http"
	"net/url"
	"os"
)

func Exchange(code string) (*http.Response, error) {
	params := url.Values{}
	params.Add("client_id", "reports")
	params.Add("client_secret", "9f1d3c6e5a7b48f2") // want `hardcodedkey: literal of 16 bytes authenticates OAuth token requests \(net/url.Values.Add\); rotating it stops logins through the provider until both sides have the new secret \[oauth-client-secret\]`
	params.Set("grant_type", "authorization_code")
	params.Set("code", code)
	return http.PostForm("https://id.example.com/token", params)
}

func Refresh(token string) (*http.Response, error) {
	params := url.Values{}
	params.Set("client_secret", os.Getenv("OAUTH_CLIENT_SECRET"))
	params.Set("grant_type", "refresh_token")
	params.Set("refresh_token", token)
	return http.PostForm("https://id.example.com/token", params)
}
