// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Validate says whether JSON documents conform to a JSON schema:
//
//	validate SCHEMA [SCHEMA...] -- FILE...
//
// The documents have to conform to the first schema; the others are those that
// it refers to, by their $id. Nothing is fetched. It prints what is wrong and
// exits 1 where a document does not conform, and 2 where it cannot tell.
package main

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"

	// For the schema of SARIF, which is a file of this module. Its terms are those of
	// OASIS, so that it is read from there rather than copied.
	_ "github.com/securego/gosec/v2/cwe"
)

func main() {
	invalid, err := validate(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "validate:", err)
		os.Exit(2)
	}
	for _, err := range invalid {
		fmt.Fprintln(os.Stderr, err)
	}
	if len(invalid) > 0 {
		os.Exit(1)
	}
}

// validate returns what is wrong with the documents.
func validate(args []string) (invalid []error, err error) {
	i := slices.Index(args, "--")
	if i < 1 {
		return nil, errors.New("usage: validate SCHEMA [SCHEMA...] -- FILE...")
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(jsonschema.SchemeURLLoader{}) // for no scheme
	var first string
	for _, file := range args[:i] {
		doc, err := read(file)
		if err != nil {
			return nil, err
		}
		object, _ := doc.(map[string]any)
		id, _ := object["$id"].(string)
		if id == "" {
			id, _ = object["id"].(string) // up to draft 4
		}
		if id == "" {
			return nil, fmt.Errorf("%s: no $id", file)
		}
		if first == "" {
			first = id
		}
		if err := c.AddResource(id, doc); err != nil {
			return nil, err
		}
	}
	schema, err := c.Compile(first)
	if err != nil {
		return nil, err
	}
	for _, file := range args[i+1:] {
		doc, err := read(file)
		if err != nil {
			return nil, err
		}
		if err := schema.Validate(doc); err != nil {
			invalid = append(invalid, fmt.Errorf("%s: %w", file, err))
		}
	}
	return invalid, nil
}

func read(name string) (any, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return doc, nil
}
