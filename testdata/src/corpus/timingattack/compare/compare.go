// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package compare compares MACs in times that tell about them.
package compare

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

type checker struct{ key []byte }

// hexes compares texts.
func (c *checker) hexes(body []byte, r *http.Request) bool {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil)) == r.Header.Get("X-Hub-Signature-256") // want `timingattack: MAC \(hmac.New\) is compared with ==, whose time tells how much of a forged one is right: use hmac.Equal \[webhook-inbound\]`
}

// prefixed compares a text with the MAC in it.
func (c *checker) prefixed(body []byte, given string) error {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(body)
	if want := "sha256=" + hex.EncodeToString(mac.Sum(nil)); want != given { // want `compared with !=`
		return fmt.Errorf("bad signature")
	}
	return nil
}

// formatted likewise.
func (c *checker) formatted(body, given string) bool {
	mac := hmac.New(sha1.New, c.key)
	io.WriteString(mac, body)
	return given == fmt.Sprintf("%x", mac.Sum(nil)) // want `compared with ==`
}

// raw compares bytes in all the ways there are.
func (c *checker) raw(body, given []byte) int {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(body)
	sum := mac.Sum(nil)
	switch {
	case bytes.Equal(sum, given): // want `compared with bytes.Equal`
		return 1
	case bytes.Compare(given, sum) == 0: // want `compared with bytes.Compare`
		return 2
	case 0 != bytes.Compare(given, sum): // want `compared with bytes.Compare`
		return 3
	case slices.Equal(sum, given): // want `compared with slices.Equal`
		return 4
	case reflect.DeepEqual(sum, given): // want `compared with reflect.DeepEqual`
		return 5
	case string(sum) == string(given): // want `compared with ==`
		return 6
	case strings.EqualFold(hex.EncodeToString(sum), string(given)): // want `compared with strings.EqualFold`
		return 7
	case strings.Compare(string(given), hex.EncodeToString(sum)) == 0: // want `compared with strings.Compare`
		return 8
	}
	return 0
}

// truncated compares a part of the MAC.
func (c *checker) truncated(body, given []byte) bool {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(body)
	return bytes.Equal(mac.Sum(nil)[:16], given) // want `compared with bytes.Equal`
}

// arrays compares arrays.
func (c *checker) arrays(body []byte, given [32]byte) bool {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(body)
	var want [32]byte
	copy(want[:], mac.Sum(nil))
	return want == given // want `compared with ==`
}

// buffered encodes into a buffer.
func (c *checker) buffered(body, given []byte) bool {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(body)
	want := make([]byte, 64)
	hex.Encode(want, mac.Sum(nil))
	return bytes.Equal(given, want) // want `compared with bytes.Equal`
}

// chosen picks the hash.
func (c *checker) chosen(body []byte, alg, given string) bool {
	var mac hash.Hash
	if alg == "sha1" {
		mac = hmac.New(sha1.New, c.key)
	} else {
		mac = hmac.New(sha256.New, c.key)
	}
	mac.Write(body)
	want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return given == want // want `compared with ==`
}

// sign makes the MAC for several that check.
func (c *checker) sign(body string) string {
	mac := hmac.New(sha256.New, c.key)
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

func (c *checker) trySign(body string) (string, error) {
	if body == "" {
		return "", fmt.Errorf("nothing to sign")
	}
	return c.sign(body), nil
}

func (c *checker) checks(body, given string) bool {
	return c.sign(body) == given // want `compared with ==`
}

func (c *checker) checksTry(body, given string) bool {
	want, err := c.trySign(body)
	if err != nil {
		return false
	}
	return strings.ToLower(want) == given // want `compared with ==`
}

// switched has no operator.
func (c *checker) switched(body, given string) bool {
	switch given {
	case c.sign(body): // want `compared with ==`
		return true
	}
	return false
}

type accepted bool

// typed has another type of result than hmac.Equal.
func (c *checker) typed(body, given string) accepted {
	return c.sign(body) == given // want `compared with ==`
}

// commented would lose a comment.
func (c *checker) commented(body, given string) bool {
	return c.sign(body) == /* the other */ given // want `compared with ==`
}

// hidden uses a name of its own for the type of bytes.
func (c *checker) hidden(body, given string) bool {
	type byte = string
	var b byte = given
	return c.sign(body) == b // want `compared with ==`
}
