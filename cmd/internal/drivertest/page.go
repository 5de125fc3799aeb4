// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package drivertest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A Page is a page of documentation whose commands are run.
type Page struct {
	File     string   // the page
	Dir      string   // where its commands are run
	Settings string   // the file below Dir that each block of YAML is
	Env      []string // of the commands
	Update   bool     // write what they print into the page
}

// otherFile is a first line of a block of YAML that says which file it is, goFile
// one of a block of Go.
var (
	otherFile = regexp.MustCompile(`^# (\.[\w./-]+\.ya?ml)\n`)
	goFile    = regexp.MustCompile(`^// (\w[\w/-]*\.go)\n`)
)

// Run runs the commands of the page in their order, which are the lines of console
// blocks that begin with "$ ", and compares what they print with what the page
// says. Each block of YAML is the file of settings from there on, or the file that
// its first line, a comment, names; a block of Go is one where the first line names
// it. It returns the page and how many commands ran.
func (p Page) Run(t *testing.T) (text string, commands int) {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	page, err := os.ReadFile(p.File)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	var block, file string // the kind of block that is open; the text of one that is a file
	for line := range strings.Lines(string(page)) {
		switch {
		case block == "" && strings.HasPrefix(line, "```"):
			block, file = strings.TrimSpace(line[3:]), ""
		case strings.HasPrefix(line, "```"):
			name := ""
			if m := otherFile.FindStringSubmatch(file); m != nil && block == "yaml" {
				name = m[1]
			} else if block == "yaml" {
				name = p.Settings
			} else if m := goFile.FindStringSubmatch(file); m != nil && block == "go" {
				name = m[1]
			}
			if name != "" {
				Write(t, filepath.Join(p.Dir, filepath.FromSlash(name)), file)
			}
			block = ""
		case block == "yaml", block == "go":
			file += line
		case block == "console":
			command, ok := strings.CutPrefix(line, "$ ")
			if !ok {
				continue // what it printed once
			}
			commands++
			cmd := exec.Command(sh, "-c", command)
			cmd.Dir = p.Dir
			cmd.Env = append(append(os.Environ(), "PWD="+p.Dir), p.Env...)
			out, err := cmd.CombinedOutput()
			if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
				t.Fatal(err)
			}
			line += string(out)
		}
		got.WriteString(line)
	}
	if p.Update {
		if err := os.WriteFile(p.File, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if got.String() != string(page) {
		t.Errorf("%s is stale: run this test with -update. Now it is\n%s", filepath.Base(p.File), got.String())
	}
	if strings.Contains(got.String(), "not found") {
		t.Errorf("a command of %s is not there:\n%s", filepath.Base(p.File), got.String())
	}
	return got.String(), commands
}
