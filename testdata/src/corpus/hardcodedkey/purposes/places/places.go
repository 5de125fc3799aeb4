// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package places has MACs and ciphers whose purpose is told by where the output
// goes, or by what it is compared with.
package places

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/smtp"
	"os"
	"strings"
)

func sum(key []byte, data string) string {
	m := hmac.New(sha256.New, key)
	io.WriteString(m, data)
	return hex.EncodeToString(m.Sum(nil))
}

// By the type of the field in which it ends.
func preferences(w http.ResponseWriter, value string) {
	m := hmac.New(sha256.New, []byte("k1-preferences-0123456789")) // want "literal .* signs cookie values .* discards every cookie made with it \\[signed-cookie\\]"
	m.Write([]byte(value))
	http.SetCookie(w, &http.Cookie{Name: "prefs_v1", Value: value + "." + hex.EncodeToString(m.Sum(nil))})
}

// Through a helper, by what the helper's result is used for.
func theme(w http.ResponseWriter, value string) {
	signed := fmt.Sprintf("%s|%s", value, sum([]byte("k2-theme-0123456789"), value)) // want "literal .* \\[signed-cookie\\]"
	c := &http.Cookie{Name: "theme_v1"}
	c.Value = signed
	http.SetCookie(w, c)
}

// The same helper, given another key: what the one is for says nothing of the other.
func unknown(value string) string {
	return sum([]byte("k11-unknown-0123456789"), value) // want "literal .* \\[keyed-mac\\]"
}

// The name of the cookie says more.
func begin(w http.ResponseWriter, r *http.Request, user string) bool {
	m := hmac.New(sha256.New, []byte("k3-begin-0123456789")) // want "literal .* signs client-side sessions .* \\[client-session\\]"
	m.Write([]byte(user))
	c, err := r.Cookie("app_session_v1")
	if err != nil {
		return false
	}
	got, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(c.Value, "v1:"))
	return hmac.Equal(got, m.Sum(nil))
}

// A header that only one kind of sender sets.
func push(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m := hmac.New(sha256.New, []byte("k4-push-0123456789")) // want "literal .* verifies incoming webhooks .* \\[webhook-inbound\\]"
	m.Write(body)
	want := "sha256=" + hex.EncodeToString(m.Sum(nil))
	if subtle.ConstantTimeCompare([]byte(want), []byte(r.Header.Get("X-Hub-Signature-256"))) != 1 {
		w.WriteHeader(http.StatusForbidden)
	}
}

// A header that anybody may set: it can be a webhook or another service.
func pull(w http.ResponseWriter, r *http.Request) {
	m := hmac.New(sha256.New, []byte("k5-pull-0123456789")) // want "literal .* \\[keyed-mac\\]"
	m.Write([]byte(r.URL.Path))
	if hex.EncodeToString(m.Sum(nil)) != r.Header.Get("X-Signature") {
		w.WriteHeader(http.StatusForbidden)
	}
}

// A request of our own.
func call(url string, body []byte) (*http.Response, error) {
	req, err := http.NewRequest("POST", url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	m := hmac.New(sha256.New, []byte("k6-call-0123456789")) // want "literal .* signs requests between services .* \\[service-request\\]"
	m.Write(body)
	req.Header.Set("X-Auth", hex.EncodeToString(m.Sum(nil)))
	return http.DefaultClient.Do(req)
}

// The header of a response is no request.
func answer(w http.ResponseWriter, body []byte) {
	m := hmac.New(sha256.New, []byte("k7-answer-0123456789")) // want "literal .* \\[keyed-mac\\]"
	m.Write(body)
	w.Header().Set("X-Auth", hex.EncodeToString(m.Sum(nil)))
}

// By the parameter of the URL that it is compared with.
func download(w http.ResponseWriter, r *http.Request) {
	m := hmac.New(sha256.New, []byte("k8-download-0123456789")) // want "literal .* signs download and media URLs .* \\[signed-url\\]"
	io.WriteString(m, r.URL.Path)
	got, _ := hex.DecodeString(r.URL.Query().Get("sig"))
	if !hmac.Equal(got, m.Sum(nil)) {
		w.WriteHeader(http.StatusForbidden)
	}
}

func mail(to string) error {
	m := hmac.New(sha256.New, []byte("k9-mail-0123456789")) // want "literal .* signs links sent by mail .* \\[mail-link\\]"
	io.WriteString(m, to)
	text := "https://example.com/u?m=" + to + "&t=" + hex.EncodeToString(m.Sum(nil))
	return smtp.SendMail("localhost:25", nil, "app@example.com", []string{to}, []byte(text))
}

func insert(db *sql.DB, text string) error {
	block, err := aes.NewCipher([]byte("a1-insert-0123456789abcdefghijkl")) // want "literal .* encrypts stored data .* \\[data-at-rest\\]"
	if err != nil {
		return err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return err
	}
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce)
	_, err = db.Exec("INSERT INTO notes (body) VALUES ($1)", gcm.Seal(nonce, nonce, []byte(text), nil))
	return err
}

func query(db *sql.DB) ([]byte, error) {
	var text []byte
	if err := db.QueryRow("SELECT body FROM notes").Scan(&text); err != nil {
		return nil, err
	}
	block, err := aes.NewCipher([]byte("a2-query-0123456789abcdefghijklm")) // want "literal .* \\[data-at-rest\\]"
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	n := gcm.NonceSize()
	return gcm.Open(nil, text[:n], text[n:], nil)
}

func write(name string, text []byte) error {
	block, err := aes.NewCipher([]byte("a3-write-0123456789abcdefghijklm")) // want "literal .* \\[data-at-rest\\]"
	if err != nil {
		return err
	}
	out := make([]byte, aes.BlockSize+len(text))
	rand.Read(out[:aes.BlockSize])
	cipher.NewCTR(block, out[:aes.BlockSize]).XORKeyStream(out[aes.BlockSize:], text)
	return os.WriteFile(name, out, 0o600)
}

// Nothing says what becomes of the answer.
func respond(w io.Writer, text []byte) error {
	block, err := aes.NewCipher([]byte("a4-respond-0123456789abcdefghijk")) // want "literal .* \\[cipher\\]"
	if err != nil {
		return err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return err
	}
	nonce := make([]byte, gcm.NonceSize())
	_, err = w.Write(gcm.Seal(nonce, nonce, text, nil))
	return err
}

// A key that is only there to make another.
func split(label string) (cipher.Block, error) {
	m := hmac.New(sha256.New, []byte("k10-split-0123456789")) // want "literal .* derives secondary keys .* \\[derived-key\\]"
	io.WriteString(m, label)
	return aes.NewCipher(m.Sum(nil))
}
