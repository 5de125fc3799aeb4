// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/analyzer/keyflow"
)

// claims compares what the settings claim that keys are for with what the program
// does with them.
func (b *builder) claims(r *Reference) (out []*keyflow.Remark) {
	if len(b.p.Results) == 0 {
		return nil
	}
	for i, s := range b.p.Results[0].Settings.Secrets {
		if len(s.Purposes) == 0 {
			continue
		}
		origin := keyflow.Origin{Kind: catalog.OriginUnknown, Name: s.Name}
		k := declared(r, &s)
		if k != nil && len(k.Origins) > 0 {
			origin.Kind = catalog.OriginKind(k.Origins[0].Kind)
		}
		uses := withDerived(r, k)
		out = append(out, beyondClaim(&s, uses, origin)...)
		if slices.ContainsFunc(uses, func(u *Use) bool { return unknownPurpose(u.Purpose) && u.Operation != "derive" }) {
			continue // it may be what is claimed
		}
		for j, id := range s.Purposes {
			served := slices.ContainsFunc(uses, func(u *Use) bool { return u.Purpose == id })
			at := b.p.claimed(i, j)
			if served || at == (keyflow.Place{}) || !b.p.complete() {
				continue
			}
			p := catalog.LookupPurpose(id)
			out = append(out, &keyflow.Remark{Rule: "claimmismatch", Place: at, Purpose: id, Origin: origin,
				Message: fmt.Sprintf("the claim is that %s %s, and no code of the program does that with it; nothing shows that rotating it %s", s.Name, p.Says(""), p.Breaks)})
		}
	}
	return out
}

// declared returns the key that is a secret of the settings, nil where the
// program does not have it.
func declared(r *Reference, s *keyflow.Secret) *Key {
	ids := []string{"secret:" + s.Name}
	for _, name := range s.Env {
		ids = append(ids, "env:"+name)
	}
	for _, name := range s.Config {
		ids = append(ids, "config:"+strings.ToLower(name), "flag:"+name)
	}
	for _, symbol := range s.Symbols {
		ids = append(ids, "field:"+symbol, "var:"+symbol)
	}
	for _, id := range ids {
		for _, k := range r.Keys {
			if k.Identity == id || slices.Contains(k.Names, id) {
				return k
			}
		}
	}
	return nil
}

// withDerived returns the uses of a key and of those that are derived from it.
func withDerived(r *Reference, k *Key) (uses []*Use) {
	if k == nil {
		return nil
	}
	keys := []*Key{k}
	for i := 0; i < len(keys); i++ {
		uses = append(uses, keys[i].Uses...)
		for _, d := range r.Keys {
			if d.DerivedFrom == keys[i].Identity && !slices.Contains(keys, d) {
				keys = append(keys, d)
			}
		}
	}
	return uses
}

// beyondClaim finds the uses that are for something that is not claimed: one
// remark for each purpose, at its first use.
func beyondClaim(s *keyflow.Secret, uses []*Use, origin keyflow.Origin) (out []*keyflow.Remark) {
	byPurpose := make(map[string]*keyflow.Remark)
	for _, u := range uses {
		if slices.Contains(s.Purposes, u.Purpose) || unknownPurpose(u.Purpose) || u.Operation == "derive" {
			continue
		}
		if m := byPurpose[u.Purpose]; m != nil {
			m.Related = append(m.Related, keyflow.Step{What: u.Says + " here too", Place: u.place})
			continue
		}
		m := &keyflow.Remark{Rule: "claimmismatch", Place: u.place, Purpose: u.Purpose, Origin: origin,
			Message: fmt.Sprintf("%s %s (%s), and is claimed to be for %s only; rotating it %s", s.Name, u.Says, u.API, strings.Join(s.Purposes, ", "), u.Breaks)}
		byPurpose[u.Purpose] = m
		out = append(out, m)
	}
	return out
}

// claimed returns the place of a claim in the file of settings.
func (p *Program) claimed(secret, purpose int) keyflow.Place {
	if p.Claim == nil {
		return keyflow.Place{}
	}
	return p.Claim(secret, purpose)
}

// complete reports whether nothing of the modules is left out.
func (p *Program) complete() bool { return p.Complete == nil || p.Complete() }
