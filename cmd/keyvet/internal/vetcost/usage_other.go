// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

//go:build !unix

package main

import (
	"os"
	"runtime"
)

// exe ends the name of a program.
var exe = map[string]string{"windows": ".exe"}[runtime.GOOS]

// usageOf returns nothing: the system counts only the process itself, which
// here is the go command without the tools that it runs.
func usageOf(*os.ProcessState) usage { return usage{} }
