// Package vault declares secrets.
package vault

// Settings has a secret.
type Settings struct {
	Name string
	Seal string //keyvet:secret name=SEAL
}

// Root is a secret.
//
//keyvet:secret name=ROOT
var Root string
