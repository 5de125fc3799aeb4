// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package gclplugin registers keyvet as a module plugin of golangci-lint v2.
//
// .custom-gcl.yml at the top of the repository builds a golangci-lint that has
// it, .golangci.example.yml shows its settings. They are those of the flags of
// keyflow, and the list of rules:
//
//	settings:
//	  custom:
//	    keyvet:
//	      type: module
//	      settings:
//	        approved: [example.com/app/internal/keys]
//	        rules:
//	          - name: secretread
//	            enabled: false
package gclplugin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

func init() { register.Plugin("keyvet", New) }

// settings are what stands below "settings" in the configuration.
type settings struct {
	Version int `json:"version"`
	keyflow.Settings
	Rules []ruleSetting `json:"rules"`
}

type ruleSetting struct {
	Name    string `json:"name"`
	Enabled *bool  `json:"enabled"` // nil means true
}

type plugin struct {
	rules []analyzer.Rule
}

// New is the constructor that golangci-lint calls with the settings of its
// configuration: nil, or what YAML makes of a mapping. Unknown fields, rules
// and versions are errors, and so are entries that do not parse.
func New(conf any) (register.LinterPlugin, error) {
	if conf == nil {
		conf = map[string]any{}
	}
	s, err := register.DecodeSettings[settings](conf)
	if err != nil {
		return nil, fmt.Errorf("keyvet: settings in .golangci.yml: %w", err)
	}
	if s.Version > 1 {
		return nil, fmt.Errorf("keyvet: settings in .golangci.yml: version %d: this release knows version 1", s.Version)
	}
	if err := keyflow.Apply(s.Settings); err != nil {
		return nil, fmt.Errorf("keyvet: settings in .golangci.yml: %w", err)
	}
	// What needs the whole program has nothing to say here, though its name is one
	// that settings may have.
	p := &plugin{rules: slices.DeleteFunc(slices.Clone(analyzer.Rules), func(r analyzer.Rule) bool { return r.Whole })}
	for i, r := range s.Rules {
		if !slices.ContainsFunc(analyzer.Rules, func(k analyzer.Rule) bool { return k.Analyzer.Name == r.Name }) {
			return nil, fmt.Errorf("keyvet: settings in .golangci.yml: rules[%d]: unknown rule %q: known are %s", i, r.Name, ruleNames())
		}
		if r.Enabled != nil && !*r.Enabled {
			p.rules = slices.DeleteFunc(p.rules, func(k analyzer.Rule) bool { return k.Analyzer.Name == r.Name })
		}
	}
	return p, nil
}

func ruleNames() string {
	var names []string
	for _, r := range analyzer.Rules {
		names = append(names, r.Analyzer.Name)
	}
	return strings.Join(names, ", ")
}

// BuildAnalyzers returns the rules. The engine comes with them.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	var as []*analysis.Analyzer
	for _, r := range p.rules {
		as = append(as, adapted(r.Analyzer))
	}
	return as, nil
}

// GetLoadMode asks for types.
func (p *plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// adapted returns a rule whose diagnostics suit golangci-lint, which puts the
// analyzer's name in front of a message itself, drops links, and makes an
// issue of its own of every related place.
func adapted(a *analysis.Analyzer) *analysis.Analyzer {
	b := *a
	b.Run = func(pass *analysis.Pass) (any, error) {
		q := *pass
		q.Report = func(d analysis.Diagnostic) {
			d.Message = strings.TrimPrefix(d.Message, a.Name+": ")
			if d.URL != "" {
				d.Message += " " + d.URL
			}
			d.Related = nil
			pass.Report(d)
		}
		return a.Run(&q)
	}
	return &b
}
