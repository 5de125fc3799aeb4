// Package use reads what package vault declares.
package use

import "corpus/secretread/declared/vault"

func all(s *vault.Settings) (string, string, string) {
	return s.Name,
		s.Seal, // want `secretread: secret SEAL is read outside the approved packages`
		vault.Root // want `secretread: secret ROOT is read outside the approved packages`
}

func set(s *vault.Settings) { s.Seal = "" }
