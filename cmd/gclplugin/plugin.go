// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package gclplugin registers keyvet as a module plugin of golangci-lint v2.
//
// .custom-gcl.yml at the top of the repository builds a golangci-lint that has
// it, and so does cmd/golangci-lint-keyvet; .golangci.example.yml shows its
// settings. They are those of the flags of keyflow, and the list of rules:
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
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/keyvet/keyvet/analyzer"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

func init() { register.Plugin("keyvet", New) }

type plugin struct {
	rules []analyzer.Rule
}

// New is the constructor that golangci-lint calls with the settings of its
// configuration: nil, or what YAML makes of a mapping. Unknown fields, rules,
// purposes and versions are errors, and so are entries that do not parse. The
// settings are those of the process from then on, which has one configuration.
func New(conf any) (register.LinterPlugin, error) {
	if conf == nil {
		conf = map[string]any{}
	}
	s, err := register.DecodeSettings[analyzer.Settings](conf)
	if err != nil {
		return nil, fmt.Errorf("keyvet: settings in .golangci.yml: %w", err)
	}
	if err := s.Apply(); err != nil {
		if e, ok := errors.AsType[*keyflow.SettingError](err); ok && len(e.Known) > 0 {
			err = fmt.Errorf("%w: known are %s", err, strings.Join(e.Known, ", "))
		}
		return nil, fmt.Errorf("keyvet: settings in .golangci.yml: %w", err)
	}
	// What needs the whole program has nothing to say here, though its name is one
	// that settings may have.
	return &plugin{rules: slices.DeleteFunc(s.Enabled(), func(r analyzer.Rule) bool { return r.Whole })}, nil
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
