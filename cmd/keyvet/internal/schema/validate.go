// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package schema

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// A Validator says whether documents conform to a JSON schema.
type Validator struct {
	tool    string
	schemas []string
}

// NewValidator returns a validator for the first of the schemas, which refers to
// the others.
//
// It is built from a module of its own, so that the library for it is no
// requirement of keyvet's: those are part of the builds of everybody who has
// keyvet as a tool or plugin. The module holds foreign schemas too, which keeps
// them out of what people download.
func NewValidator(t *testing.T, schemas ...string) *Validator {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a JSON schema validator, from the module cache or the network")
	}
	const dir = "../impact/testdata/validate" // of the package that is tested
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		t.Skip("the module cache has no modules within modules")
	}
	v := &Validator{tool: filepath.Join(t.TempDir(), "validate"), schemas: schemas}
	if runtime.GOOS == "windows" {
		v.tool += ".exe"
	}
	build := exec.Command("go", "build", "-o", v.tool, ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the validator: %v\n%s", err, out)
	}
	return v
}

// Invalid returns what is wrong with a document, "" when it conforms.
func (v *Validator) Invalid(t *testing.T, document []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "document.json")
	if err := os.WriteFile(file, document, 0o666); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.Command(v.tool, append(v.schemas, "--", file)...)
	cmd.Stderr = &said
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 {
		return said.String()
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, said.Bytes())
	}
	return ""
}
