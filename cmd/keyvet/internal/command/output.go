// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// output writes what write writes, to a file or to the standard output when
// there is none. A file is replaced as a whole: who reads it finds the old
// contents or the new.
func (t *tool) output(file string, write func(io.Writer) error) (err error) {
	if file == "" {
		return write(t.stdout)
	}
	var buf bytes.Buffer
	if err := write(&buf); err != nil {
		return err
	}
	file = t.abs(file)
	// The target of a link is replaced, not the link.
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	mode := os.FileMode(0o666) // less the umask
	old, statErr := os.Stat(file)
	if statErr == nil {
		if !old.Mode().IsRegular() { // a device or a pipe
			return os.WriteFile(file, buf.Bytes(), mode)
		}
		mode = old.Mode().Perm()
	}
	name := filepath.Join(filepath.Dir(file), fmt.Sprintf(".%s.%d", filepath.Base(file), os.Getpid()))
	tmp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(name)
		}
	}()
	if _, err = tmp.Write(buf.Bytes()); err != nil {
		return err
	}
	if statErr == nil {
		if err = tmp.Chmod(mode); err != nil {
			return err
		}
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	return os.Rename(name, file)
}

// progress says on a terminal what is going on, in one line that the next one and
// the result take away; "" takes it away.
func (t *tool) progress(what string) {
	f, ok := t.stderr.(*os.File)
	if !ok {
		return
	}
	if fi, err := f.Stat(); err != nil || fi.Mode()&os.ModeCharDevice == 0 || os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == "" {
		return
	}
	if what != "" {
		what = "keyvet: " + what + " …"
	}
	fmt.Fprint(f, "\r\x1b[K"+what)
}

// checkOutput finds out early that the file of a flag cannot be written.
func (t *tool) checkOutput(flag, file string) error {
	if file == "" {
		return nil
	}
	dir := filepath.Dir(t.abs(file))
	if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
		return fmt.Errorf("%s %s: there is no directory %s: make it first", flag, file, filepath.ToSlash(dir))
	}
	if fi, err := os.Stat(t.abs(file)); err == nil && fi.IsDir() {
		return fmt.Errorf("%s %s is a directory: name a file", flag, file)
	}
	return nil
}

func (t *tool) abs(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(t.dir, file)
}

// changeDir makes dir the working directory of the run.
func (t *tool) changeDir(dir string) error {
	if dir == "" {
		return nil
	}
	dir = t.abs(dir)
	fi, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("-C: %w", err)
	}
	if !fi.IsDir() {
		return fmt.Errorf("-C: %s is no directory", dir)
	}
	t.dir = filepath.Clean(dir)
	return nil
}
