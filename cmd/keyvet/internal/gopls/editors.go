// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package gopls

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// editors are the lines by which an editor starts another gopls. FILE stands for
// its name in double quotes, written as JSON, TOML, Lua and Lisp alike do.
var editors = []struct{ name, where, lines string }{
	{"VS Code", "settings.json", `"go.alternateTools": {"gopls": FILE}`},
	{"Neovim 0.11 or later", "init.lua", `vim.lsp.config("gopls", { cmd = { FILE } })
vim.lsp.enable("gopls")`},
	{"Helix", "languages.toml", `[language-server.gopls]
command = FILE`},
	{"Emacs with eglot", "init.el", `(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((go-mode go-ts-mode go-mod-ts-mode) . (FILE))))`},
	{"Zed", "settings.json", `"lsp": {"gopls": {"binary": {"path": FILE}}}`},
}

// WriteEditors writes the lines by which editors start the gopls in file.
func WriteEditors(w io.Writer, file string) error {
	quoted, err := quote(file)
	if err != nil {
		return err
	}
	for i, e := range editors {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s, in %s:\n\n", e.name, e.where)
		for line := range strings.SplitSeq(e.lines, "\n") {
			if _, err := fmt.Fprintf(w, "\t%s\n", strings.ReplaceAll(line, "FILE", quoted)); err != nil {
				return err
			}
		}
	}
	return nil
}

// quote returns a string as the languages of all editors read it. What JSON would
// write with \u is left as it is: Lua has another form of that.
func quote(s string) (string, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return "", err
	}
	return strings.TrimSuffix(buf.String(), "\n"), nil
}
