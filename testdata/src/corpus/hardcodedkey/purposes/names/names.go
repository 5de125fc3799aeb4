// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package names has MACs and ciphers whose purpose is told by names.
package names

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

func mac(key, data string) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(data))
	return m.Sum(nil)
}

// PasswordResetToken is named after what it makes.
func PasswordResetToken(user string) string {
	return hex.EncodeToString(mac("n1-0123456789", user)) // want "literal .* \\[mail-link\\]"
}

// VerifyEmailToken too.
func VerifyEmailToken(user, token string) bool {
	return hmac.Equal([]byte(token), mac("n2-0123456789", user)) // want "literal .* signs links sent by mail .* \\[mail-link\\]"
}

type rememberToken struct{ user string }

func (t rememberToken) signature() string {
	return hex.EncodeToString(mac("n3-0123456789", t.user)) // want "literal .* signs remember-me tokens .* \\[remember-me\\]"
}

// IssueLicense is offline.
func IssueLicense(customer string) string {
	return hex.EncodeToString(mac("n4-0123456789", customer)) // want "literal .* signs licences .* \\[licence-key\\]"
}

// RefreshToken and what follows hash or sign as they say.
func RefreshToken(user string) string {
	return hex.EncodeToString(mac("n5-0123456789", user)) // want "literal .* signs refresh tokens .* \\[refresh-token\\]"
}

func pepperedHash(password string) []byte {
	return mac("n6-0123456789", password) // want "literal .* peppers password hashes .* \\[password-pepper\\]"
}

func hashAPIKey(k string) []byte {
	return mac("n7-0123456789", k) // want "literal .* hashes API keys .* \\[api-key-hash\\]"
}

func blindIndex(mail string) []byte {
	return mac("n8-0123456789", mail) // want "literal .* derives blind indexes .* \\[blind-index\\]"
}

func cacheKey(url string) []byte {
	return mac("n9-0123456789", url) // want "literal .* derives cache keys .* \\[cache-key\\]"
}

func auditLogEntry(line string) []byte {
	return mac("n10-0123456789", line) // want "literal .* signs audit records and documents .* \\[audit-signature\\]"
}

func nextCursor(id string) []byte {
	return mac("n11-0123456789", id) // want "literal .* signs form state and cursors .* \\[form-state\\]"
}

func presignedDownload(path string) string {
	return path + "?s=" + hex.EncodeToString(mac("n12-0123456789", path)) // want "literal .* \\[signed-url\\]"
}

func accessToken(user string) []byte {
	return mac("n13-0123456789", user) // want "literal .* signs access tokens .* \\[access-token\\]"
}

// One word that means many things decides nothing.
func sessionDigest(data string) []byte {
	return mac("n14-0123456789", data) // want "literal .* \\[keyed-mac\\]"
}

func encrypt(key string, text []byte) []byte {
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		return nil
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil
	}
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce)
	return gcm.Seal(nonce, nonce, text, nil)
}

func encryptTOTP(secret []byte) []byte {
	return encrypt("n15-0123456789abcdefghijklmnopqr", secret) // want "literal .* encrypts second-factor secrets .* \\[totp-secret\\]"
}

func encryptCredential(c []byte) []byte {
	return encrypt("n16-0123456789abcdefghijklmnopqr", c) // want "literal .* encrypts stored credentials .* \\[stored-credential\\]"
}

func wrapDataKey(k []byte) []byte {
	return encrypt("n17-0123456789abcdefghijklmnopqr", k) // want "literal .* encrypts data keys .* \\[envelope-key\\]"
}

func whatever(data []byte) []byte {
	return encrypt("n18-0123456789abcdefghijklmnopqr", data) // want "literal .* \\[cipher\\]"
}

// What an encryption protects is not what a MAC protects.
func totpCode(counter string) []byte {
	return mac("n19-0123456789", counter) // want "literal .* \\[keyed-mac\\]"
}
