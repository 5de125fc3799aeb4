// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package drivertest

import (
	"path/filepath"
	"strings"
	"testing"
)

const fixableFile = `package app

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
)

func Valid(key, body, signature []byte) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return bytes.Equal(mac.Sum(nil), signature)
}
`

// Fixed has the fixes of keyvet applied by a driver, to a module with one finding
// that has one, and wants to see it in a file that still compiles.
func Fixed(t *testing.T, apply func(t *testing.T, dir string)) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "app.go")
	Write(t, filepath.Join(dir, "go.mod"), "module example.com/app\n\ngo 1.26\n")
	Write(t, file, fixableFile)
	apply(t, dir)
	if text := Read(t, file); !strings.Contains(text, "return hmac.Equal(mac.Sum(nil), signature)") || strings.Contains(text, "bytes.Equal") {
		t.Errorf("the fix was not applied:\n%s", text)
	}
	if out, err := Command(dir, "go", "build", "./...").CombinedOutput(); err != nil {
		t.Errorf("what is fixed: %v\n%s", err, out)
	}
}
