// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import "github.com/keyvet/keyvet/analyzer/catalog"

// HashPart says how an origin takes part in the hashing of passwords by a use, ""
// where it does not: "the salt of password hashes".
func (u *Use) HashPart(o *Origin) string {
	switch {
	case !u.Password:
		return ""
	case u.Sink.Role == "salt":
		if u.Partial && (o.Glue || o.Kind != catalog.OriginLiteral && !SecretName(o.Name)) {
			return "" // cut out of what is stored for the user, or mixed with it
		}
		return "the salt of password hashes"
	case u.Sink.Role != "password":
		return ""
	case u.Keyed:
		return "the key of password hashes"
	case u.Partial && !o.Glue && (o.Fixed() || o.Kind == catalog.OriginUnknown || SecretName(o.Name)):
		return "a pepper of password hashes"
	}
	return ""
}
