// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import "testing"

func TestColumnInSQL(t *testing.T) {
	for _, c := range []struct {
		text string
		i    int
		want string
	}{
		{"UPDATE users SET totp_secret = ? WHERE id = ?", 0, "totp_secret"},
		{"UPDATE users SET totp_secret = ? WHERE id = ?", 1, "id"},
		{"UPDATE users SET totp_secret = ? WHERE id = ?", 2, ""},
		{"INSERT INTO notes (id, `text`, at) VALUES (?, ?, now())", 1, "text"},
		{"insert into notes(id, body)\n\tvalues ($1, encode($2, 'hex')) on conflict (id) do update set body = $2", 1, "body"},
		{"INSERT INTO a (x, y) VALUES (lower(?, 1), ?)", 1, "y"},
		{"INSERT INTO a (x) VALUES (?) ON CONFLICT DO UPDATE SET z = ?", 1, "z"},
		{"SELECT id FROM api_keys k WHERE k.hash = $1 AND note <> '?'", 0, "k.hash"},
		{"SELECT 1 FROM t WHERE a = '?' AND b IN (?, ?)", 0, "b"},
		{`UPDATE "users" SET "secret"=$2 WHERE "id"=$1`, 1, "secret"},
		{"hash = ?", 0, "hash"},
		{"CALL store(?)", 0, ""},
	} {
		if got := columnInSQL(c.text, c.i); got != c.want {
			t.Errorf("columnInSQL(%q, %d) = %q, want %q", c.text, c.i, got, c.want)
		}
	}
	for text, want := range map[string]bool{"tokens": false, "hash = ?": true, "select x from y": true, "Update of a": true, "a = b": false} {
		if got := looksLikeSQL.MatchString(text); got != want {
			t.Errorf("looksLikeSQL(%q) = %v", text, got)
		}
	}
}
