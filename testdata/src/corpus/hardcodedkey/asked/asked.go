// Package asked has keys for which a library asks by an interface.
package asked

import (
	"context"
	"errors"

	"github.com/ory/fosite"
)

var errNone = errors.New("no secret")

type provider struct{ secrets []string }

func serve() { fosite.Compose(&provider{secrets: []string{"0123456789abcdef0123456789abcdef"}}) } // want `literal of 32 bytes signs access tokens \(ory/fosite.GlobalSecretProvider.GetGlobalSecret\)`

func (p *provider) GetGlobalSecret(ctx context.Context) ([]byte, error) {
	if len(p.secrets) == 0 {
		return nil, errNone
	}
	return []byte(p.secrets[0]), nil
}

func (p *provider) GetRotatedGlobalSecrets(ctx context.Context) ([][]byte, error) {
	return [][]byte{[]byte("abcdefghijabcdefghijabcdefghijab")}, nil // want `literal of 32 bytes verifies access tokens \(ory/fosite.RotatedGlobalSecretsProvider.GetRotatedGlobalSecrets\)`
}

// Not by the interface: other parameters, another result.

type other struct{}

func (other) GetGlobalSecret() ([]byte, error) { return []byte("no key at all, but a text"), nil }

type text struct{}

func (text) GetGlobalSecret(ctx context.Context) (string, error) {
	return "no key at all, but a text", nil
}

// A function of that name.
func GetGlobalSecret(ctx context.Context) ([]byte, error) {
	return []byte("no key at all, but a text"), nil
}
