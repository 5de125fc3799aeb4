// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package order

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"time"

	"example.com/shop/internal/sign"
)

// downloadTTL is how long a link to a file works.
const downloadTTL = 7 * 24 * time.Hour

// Files serves files that were bought.
type Files struct {
	base   string
	dir    http.Dir
	signer *sign.Signer
}

// NewFiles returns the files below dir. Links of the keys in old still work.
func NewFiles(base, dir string, key []byte, old ...[]byte) *Files {
	return &Files{
		base:   base,
		dir:    http.Dir(dir),
		signer: sign.New(key, "download", sign.WithFallbacks(old...)),
	}
}

// URL returns the link to a file of an order.
func (f *Files) URL(order int64, name string) string {
	t := f.signer.Seal(fmt.Sprintf("%d/%s", order, name), downloadTTL)
	return f.base + "/download?t=" + url.QueryEscape(t)
}

// ServeHTTP serves the file that a link names.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, err := f.signer.Open(r.URL.Query().Get("t"))
	if err != nil {
		http.Error(w, "This download link is not valid any more.", http.StatusForbidden)
		return
	}
	file, err := f.dir.Open(path.Clean("/" + name))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer file.Close()
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", path.Base(name)))
	http.ServeContent(w, r, path.Base(name), time.Time{}, file)
}
