// Package fosite is a stand-in for github.com/ory/fosite.
package fosite

import "context"

type GlobalSecretProvider interface {
	GetGlobalSecret(ctx context.Context) ([]byte, error)
}

type RotatedGlobalSecretsProvider interface {
	GetRotatedGlobalSecrets(ctx context.Context) ([][]byte, error)
}

func Compose(config any) {}
