// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	_ "embed"
	"fmt"
	"os"
	"runtime"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/command"
)

//go:embed doc.go
var manual string

func main() {
	if calledByVet(os.Args[1:]) {
		// The go command tells its version to the tools it runs. It asks for
		// -V=full once, before all packages, so this is said once.
		if msg := command.Outdated(runtime.Version(), os.Getenv("GOVERSION")); msg != "" && os.Args[1] != "-flags" {
			fmt.Fprintln(os.Stderr, "keyvet: "+msg)
			os.Exit(2)
		}
		unitchecker.Main(analyzer.Suite...)
	}
	command.Main(manual)
}

// calledByVet reports whether the arguments are those by which the go command
// talks to a vet tool: -V=full, -flags, or flags and the description of a
// package.
func calledByVet(args []string) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0] {
	case "-V=full", "--V=full", "-flags", "--flags":
		return len(args) == 1
	}
	return strings.HasSuffix(args[len(args)-1], ".cfg")
}
