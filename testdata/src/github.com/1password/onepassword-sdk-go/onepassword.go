// Package onepassword is a stub of github.com/1password/onepassword-sdk-go.
package onepassword

import "context"

type SecretsAPI interface {
	Resolve(ctx context.Context, secretReference string) (string, error)
}
