// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/keyvet/keyvet/analyzer/keyflow"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/impact"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/schema"
)

// keysOf is a reference with keys of all sorts of names.
var keysOf = &impact.Reference{Keys: []*impact.Key{
	{Identity: "env:SESSION_KEY", Title: "SESSION_KEY", Names: []string{"config:security.session_key", "field:example.com/app.Config.Key"},
		Affected: []impact.Affected{{Purpose: "client-session"}, {Purpose: "mail-link"}}},
	{Identity: "config:on", Title: "on"},
	{Identity: "config:db: #1's \"key\"", Title: "a: #1's \"key\""}, // has blanks: cannot be a setting
	{Identity: "env:{X}", Title: "[yes]: & *\n- name: other # é"},
	{Identity: "field:example.com/app.Config.Other", Title: "Other"},
	{Identity: "flag:link-key", Title: "link-key"},
	{Identity: "literal:web/web.go:7", Title: "literal in web/web.go"},
	{Identity: "config:app.key", Title: "SESSION_KEY"}, // the name is taken
}}

// TestSettingsFile wants what keyvet init writes to be what keyvet reads, and as
// the schema has it.
func TestSettingsFile(t *testing.T) {
	file, err := filepath.Abs("../../../../docs/keyvet.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	v := schema.NewValidator(t, file)
	for _, c := range []struct {
		secrets []usedSecret
		want    []keyflow.Secret
	}{
		{nil, nil},
		{usedSecrets(keysOf), []keyflow.Secret{
			{Name: "SESSION_KEY", Env: []string{"SESSION_KEY"}, Config: []string{"security.session_key"}},
			{Name: "on", Config: []string{"on"}},
			{Name: "[yes]: & *\n- name: other # é", Env: []string{"{X}"}},
		}},
	} {
		text := settingsFile(c.secrets)
		s, err := config.Parse(config.Name, []byte(text))
		if err != nil {
			t.Errorf("%v\n%s", err, text)
			continue
		}
		if !reflect.DeepEqual(s.Secrets, c.want) {
			t.Errorf("got %q, want %q", s.Secrets, c.want)
		}
		if flags := s.Flags(); len(flags) != len(c.want) {
			t.Errorf("the file means more than its secrets: %q", flags)
		}
		// The claims become some when the comment is taken away.
		claimed, err := config.Parse(config.Name, []byte(strings.ReplaceAll(text, "# purposes:", "purposes:")))
		if err != nil {
			t.Error(err)
		} else if c.want != nil && !slices.Equal(claimed.Secrets[0].Purposes, []string{"client-session", "mail-link"}) {
			t.Errorf("purposes %q", claimed.Secrets[0].Purposes)
		}
		var doc any
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		asJSON, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if wrong := v.Invalid(t, asJSON); wrong != "" {
			t.Error(wrong)
		}
	}

	// The lines for golangci-lint are YAML, with the same secrets.
	_, lines, _ := strings.Cut(nextSteps(usedSecrets(keysOf)), "\n    linters:\n")
	lines, _, _ = strings.Cut(lines, "\nIn editors")
	var conf struct {
		Settings struct {
			Custom struct {
				Keyvet struct{ Settings any }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(lines), &conf); err != nil {
		t.Fatal(err)
	}
	text, err := yaml.Marshal(conf.Settings.Custom.Keyvet.Settings)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := config.Parse(config.Name, text); err != nil || len(s.Secrets) != 3 {
		t.Errorf("%v\n%s", err, text)
	}
}
