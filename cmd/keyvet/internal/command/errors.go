// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"errors"
	"fmt"
)

// An exitError ends the command with a code of its own. Every other error ends
// it with codeFailed.
type exitError struct {
	code int
	text string // "" when everything has been said
}

func (e *exitError) Error() string { return e.text }

// The codes are those of go vet's own tools, so that a script can tell a finding
// from a program that was not checked.
const (
	codeFindings = 1
	codeFailed   = 2
)

var (
	// errFindings says that there are findings; they are the message.
	errFindings = &exitError{codeFindings, ""}
	// errIncomplete says that something was not analysed; the reasons have been
	// printed one by one.
	errIncomplete = &exitError{codeFailed, ""}
)

// usageErrorf is about the command line.
func usageErrorf(format string, args ...any) error {
	return &exitError{codeFailed, fmt.Sprintf(format, args...) + " (keyvet help shows the usage)"}
}

// exitCode returns the code for the result of a command.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if e, ok := errors.AsType[*exitError](err); ok {
		return e.code
	}
	return codeFailed
}
