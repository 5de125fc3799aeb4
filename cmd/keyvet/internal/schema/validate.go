// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package schema

import (
	"bytes"
	"encoding/json"
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

// validator is the directory of the module, as seen from the package that is tested.
const validator = "../impact/testdata/validate"

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
	if _, err := os.Stat(validator); errors.Is(err, os.ErrNotExist) {
		t.Skip("the module cache has no modules within modules")
	}
	v := &Validator{tool: filepath.Join(t.TempDir(), "validate"), schemas: schemas}
	if runtime.GOOS == "windows" {
		v.tool += ".exe"
	}
	build := exec.Command("go", "build", "-o", v.tool, ".")
	build.Dir = validator
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

// SARIF returns the file with the official schema of SARIF 2.1.0. It is not ours
// to publish, but gosec's tests have it in their module, at a version and with a
// sum that the module of the validator fixes.
func SARIF(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", "github.com/securego/gosec/v2")
	cmd.Dir = validator
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the module with the schema: %v\n%s", err, out)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(module.Dir, "report", "sarif", "testdata", "sarif-schema-2.1.0.json")
}
