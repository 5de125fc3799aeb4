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
func (t *tool) output(file string, write func(io.Writer) error) error {
	if file == "" {
		return write(t.stdout)
	}
	var buf bytes.Buffer
	if err := write(&buf); err != nil {
		return err
	}
	st, err := stage(t.abs(file), buf.Bytes())
	if err != nil {
		return err
	}
	return st.commit()
}

// A staged file has its new contents beside it.
type staged struct {
	file, temp string // temp is "" for what is no regular file
	text       []byte
}

// stage writes the new contents of a file to another one, from which commit
// takes them. A file that is there keeps its mode.
func stage(file string, text []byte) (_ *staged, err error) {
	// The target of a link is replaced, not the link.
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	mode := os.FileMode(0o666) // less the umask
	old, statErr := os.Stat(file)
	if statErr == nil {
		if !old.Mode().IsRegular() { // a device or a pipe
			return &staged{file: file, text: text}, nil
		}
		mode = old.Mode().Perm()
	}
	name := filepath.Join(filepath.Dir(file), fmt.Sprintf(".%s.%d", filepath.Base(file), os.Getpid()))
	tmp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(name)
		}
	}()
	if _, err = tmp.Write(text); err != nil {
		return nil, err
	}
	if statErr == nil {
		if err = tmp.Chmod(mode); err != nil {
			return nil, err
		}
	}
	if err = tmp.Close(); err != nil {
		return nil, err
	}
	return &staged{file: file, temp: name}, nil
}

// commit gives the file its new contents.
func (s *staged) commit() error {
	if s.temp == "" {
		return os.WriteFile(s.file, s.text, 0o666)
	}
	if err := os.Rename(s.temp, s.file); err != nil {
		os.Remove(s.temp)
		return err
	}
	return nil
}

// drop leaves the file as it is.
func (s *staged) drop() {
	if s.temp != "" {
		os.Remove(s.temp)
	}
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
