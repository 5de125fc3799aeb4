// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// exe ends the name of a program.
const exe = ""

// usageOf returns what a process used that has ended. wait4 counts in what the
// process itself has waited for, as the go command does for all that it runs.
func usageOf(p *os.ProcessState) usage {
	ru, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return usage{}
	}
	peak := int64(ru.Maxrss)
	if runtime.GOOS != "darwin" && runtime.GOOS != "ios" { // KiB elsewhere
		peak <<= 10
	}
	user := p.UserTime()
	return usage{known: true, user: user, total: user + p.SystemTime(), peak: peak}
}
