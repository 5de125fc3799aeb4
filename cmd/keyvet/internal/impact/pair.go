// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// pair gives uses whose place does not show their purpose that of their only
// counterpart: where all that a program signs with a key are links in mails, and it
// checks something with that key at one place alone, these are links in mails.
func (b *builder) pair(k *Key) {
	kind, _, _ := strings.Cut(k.Identity, ":")
	if len(k.Origins) == 0 || kind == "parameter" || kind == "unknown" {
		return // what callers give may be several keys
	}
	for _, c := range []struct{ unknown, makes, takes string }{{"keyed-mac", "sign", "verify"}, {"cipher", "encrypt", "decrypt"}} {
		var makers, takers []*Use
		both := false
		for _, u := range k.Uses {
			switch u.Operation {
			case c.makes:
				makers = append(makers, u)
			case c.takes:
				takers = append(takers, u)
			case c.makes + " and " + c.takes:
				both = true
			}
		}
		if both {
			continue
		}
		b.adopt(c.unknown, makers, takers)
		b.adopt(c.unknown, takers, makers)
	}
}

// adopt gives all uses that have no purpose the one that all their counterparts
// have. One that has a purpose may be the counterpart, and then nothing is known of
// the others.
func (b *builder) adopt(unknown string, uses, counterparts []*Use) {
	if len(uses) == 0 || len(counterparts) == 0 || slices.ContainsFunc(uses, func(u *Use) bool { return u.Purpose != unknown }) {
		return
	}
	p := catalog.LookupPurpose(counterparts[0].Purpose)
	if p == nil || unknownPurpose(p.ID) || elsewhere(p.ID) || slices.ContainsFunc(counterparts, func(u *Use) bool { return u.Purpose != p.ID }) {
		return
	}
	for _, u := range uses {
		u.Purpose, u.Says, u.Breaks, u.Loss = p.ID, p.Says(said(u.Operation)), p.Breaks, p.Loss
		if !u.ArtefactSeen {
			u.Artefact = p.Artefact
		}
		if u.site != nil {
			b.lasts(u, u.site.ValidFor(p.ID))
			if manner, at := u.site.MannerFor(p.ID); manner != "" {
				u.Manner = manner
				u.MannerFile, u.MannerLine = b.p.Position(at)
			}
		}
	}
}

// elsewhere reports whether the counterpart of a use for a purpose is in another
// program, that of somebody who has the key too.
func elsewhere(purpose string) bool {
	switch purpose {
	case "webhook-inbound", "webhook-outbound", "service-request", "api-credential", "oauth-client-secret", "entropy-only":
		return true
	}
	return false
}
