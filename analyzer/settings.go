// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package analyzer

import (
	"errors"
	"fmt"
	"slices"

	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// SettingsVersion is the version of [Settings] that this release knows.
const SettingsVersion = 1

// Settings are the policy of a program as files have it: .keyvet.yml, which the
// command reads, and the settings of the plugin in .golangci.yml.
type Settings struct {
	// Version is 1, that of the fields below.
	Version int `json:"version"`
	keyflow.Settings
	// Rules switch rules on and off. All are on.
	Rules []RuleSetting `json:"rules,omitempty"`
}

// A RuleSetting switches one rule on or off.
type RuleSetting struct {
	// Name is that of the rule.
	Name string `json:"name"`
	// Enabled says whether it is on; it is when nothing is said.
	Enabled *bool `json:"enabled,omitempty"`
}

// Check returns a [*keyflow.SettingError] for the first value that is wrong. The
// version may be missing.
func (s *Settings) Check() error {
	if s.Version != 0 && s.Version != SettingsVersion {
		return &keyflow.SettingError{Field: "version", Err: fmt.Errorf("version %d: this release knows version %d", s.Version, SettingsVersion)}
	}
	if err := s.Settings.Check(); err != nil {
		return err
	}
	var known []string
	for _, r := range Rules {
		known = append(known, r.Analyzer.Name)
	}
	for i, r := range s.Rules {
		if r.Name == "" {
			return &keyflow.SettingError{Field: fmt.Sprintf("rules[%d]", i), Err: errors.New("a rule needs a \"name\"")}
		}
		if !slices.Contains(known, r.Name) {
			return &keyflow.SettingError{Field: fmt.Sprintf("rules[%d].name", i), Err: fmt.Errorf("unknown rule %q", r.Name), Name: r.Name, Known: known}
		}
		if slices.ContainsFunc(s.Rules[:i], func(other RuleSetting) bool { return other.Name == r.Name }) {
			return &keyflow.SettingError{Field: fmt.Sprintf("rules[%d].name", i), Err: fmt.Errorf("%s is there already: keep one of the two", r.Name)}
		}
	}
	return nil
}

// Apply makes s the settings of all runs that follow. An error is a
// [*keyflow.SettingError]; the settings stay as they were.
func (s *Settings) Apply() error {
	if err := s.Check(); err != nil {
		return err
	}
	return keyflow.Apply(s.Settings)
}

// Enabled returns the rules that are on, in their order.
func (s *Settings) Enabled() []Rule {
	return slices.DeleteFunc(slices.Clone(Rules), func(r Rule) bool { return s.disabled(r) })
}

func (s *Settings) disabled(r Rule) bool {
	return slices.ContainsFunc(s.Rules, func(set RuleSetting) bool {
		return set.Name == r.Analyzer.Name && set.Enabled != nil && !*set.Enabled
	})
}

// Flags returns the flags of go vet that mean the same as s. None of them needs
// quotes in a shell. Rules that need the whole program are unknown to go vet.
func (s *Settings) Flags() []string {
	args := s.Settings.Flags()
	for _, r := range Rules {
		if !r.Whole && s.disabled(r) {
			args = append(args, "-"+r.Analyzer.Name+"=false")
		}
	}
	return args
}
