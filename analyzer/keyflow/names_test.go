// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import "testing"

func TestSecretName(t *testing.T) {
	for name, want := range map[string]bool{
		"SECRET_KEY": true, "secretKey": true, "app.secret-key": true, "JWTSecret": true, "JWT_SECRET": true, "jwtkey": true,
		"SESSION_KEY": true, "cookieKey": true, "EncryptionKey": true, "hmac_key": true, "APP_KEY": true, "masterKey": true,
		"private_key": true, "PEPPER": true, "csrf_key": true, "WEBHOOK_SECRET": true, "secretKeyBytes": true, "SigningKey": true,
		"DJANGO_SECRET": true, "clientSecret": true,

		"SECRET_KEY_FILE": false, "secretKeyPath": false, "publicKey": false, "KEY_ID": false, "SecretName": false, "keyName": false,
		"KEYBOARD": false, "secretary": false, "PORT": false, "section": false, "signing_key_id": false, "private_key_path": false,
		"ALLOW_NATIVE_SECRETS": false, "secret-extension-endpoint": false, "SECRET_SERVICE_URL": false, "enableSecretKey": false,
		"JWT_SECRET_ARN": false, "ENCRYPTION_KEY_ALIAS": false, "JWT_SECRET_SSM_PARAM": false, "PRIVATE_KEY_PEM_FILE": false,
		"hasSecret": false, "monkey": false, "": false, "SecretsManager": false, "secret_type": false, "SessionKeyDeriveInfo": false,
	} {
		if got := SecretName(name); got != want {
			t.Errorf("SecretName(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestCredentialName(t *testing.T) {
	for name, want := range map[string]bool{
		"API_TOKEN": true, "smtp.password": true, "TOKEN_GITHUB": true, "clientSecret": true, "api-key": true, "BasicAuth": true,
		"credentials": true, "refreshToken": true, "PASSWORD": true, "accessKey": true,

		"page-token": false, "nextPageToken": false, "include-credentials": false, "passwordConnector": false, "PasswordPolicy": false,
		"maxTokens": false, "token_duration": false, "reset_password_template": false, "publicKey": false, "tokenURL": false, "password_hash": false,
	} {
		if got := CredentialName(name); got != want {
			t.Errorf("CredentialName(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestExplainsAway(t *testing.T) {
	for text, want := range map[string]bool{
		"Path to the signing key": true, "path of the file with the secret": true, "The file containing the key": true,
		"GnuPG public key IDs for commit signature verification": true, "public keys, comma-separated": true, "filename of the key": true,
		"the name of the secret to show": true,

		"secret key of the sessions": false, "the key that signs, or the path of its file": false, "private key of the server, in PEM (a public key is derived from it)": false,
		"": false, "file": false, "the secret with which uploads of any file are signed": false,
	} {
		if got := explainsAway(text); got != want {
			t.Errorf("explainsAway(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestPasswordName(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "Password": true, "userPassword": true, "pwd": true, "new_password": true, "passwordBytes": true, "plainPassword": true,
		"passwordHash": false, "hashedPassword": false, "password_reset_token": false, "token": false, "compass": false, "passport": false, "dbPassword": false,
	} {
		if got := PasswordName(name); got != want {
			t.Errorf("PasswordName(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestMatchPackage(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"a/b", "a/b", true}, {"a/b", "a/b/c", false}, {"a/...", "a", true}, {"a/...", "a/b/c", true}, {"a/...", "ab", false},
		{".../keys", "x/y/keys", true}, {"x/.../keys", "x/y/keys", true}, {"x/.../keys", "x/y/key", false},
	} {
		if got := matchPackage(c.pattern, c.path); got != c.want {
			t.Errorf("matchPackage(%q, %q) = %v, want %v", c.pattern, c.path, got, c.want)
		}
	}
}

func TestExcluded(t *testing.T) {
	s := &Settings{Exclude: []string{"**/mocks/**", "gen_*.go"}}
	for file, want := range map[string]bool{
		"/src/a/mocks/x.go": true, "/src/a/mock/x.go": false, "/src/a/gen_x.go": true, "/src/gen_x/y.go": false,
	} {
		if got := s.Excluded(file); got != want {
			t.Errorf("Excluded(%q) = %v, want %v", file, got, want)
		}
	}
}
