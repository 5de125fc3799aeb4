// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Golangci-lint-keyvet is golangci-lint with keyvet's plugin. It is a module of its
// own, so that which golangci-lint that is, and all that it is made of, is pinned
// by a go.mod, and that of keyvet stays small:
//
//	go get -tool -modfile=tools.mod github.com/keyvet/keyvet/cmd/golangci-lint-keyvet
//	go tool -modfile=tools.mod golangci-lint-keyvet run
//
// In this directory go.work takes the keyvet that it stands in, so that what is
// built here is one source.
package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/keyvet/keyvet/cmd/gclplugin"
)

func main() {
	info, err := buildInfo()
	if err == nil {
		err = commands.Execute(info)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "The command is terminated due to an error: %v\n", err)
		os.Exit(exitcodes.Failure)
	}
}

// buildInfo returns what golangci-lint says about itself. Its cache takes the
// version for all that is built in. So that is golangci-lint's with a hash of the
// executable: a release of keyvet or of any other part is another version, and
// what an earlier one has found is not shown again.
func buildInfo() (commands.BuildInfo, error) {
	info := commands.BuildInfo{Date: "(unknown)"}
	hash, err := executableHash()
	if err != nil {
		return info, fmt.Errorf("reading the executable: %w", err)
	}
	lint, keyvet := "unknown", "(devel)"
	if b, ok := debug.ReadBuildInfo(); ok {
		info.GoVersion = b.GoVersion
		for _, m := range b.Deps {
			version := m.Version
			if m.Replace != nil {
				version = cmp.Or(m.Replace.Version, "(devel)") // a directory has none
			}
			switch m.Path {
			case "github.com/golangci/golangci-lint/v2":
				lint = strings.TrimPrefix(version, "v")
			case "github.com/keyvet/keyvet":
				keyvet = version
			}
		}
	}
	info.Version = lint + "+keyvet." + hash
	info.Commit = "golangci-lint " + lint + " and keyvet " + keyvet
	return info, nil
}

// executableHash returns a hash of the running program that is short enough to be
// read.
func executableHash() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}
