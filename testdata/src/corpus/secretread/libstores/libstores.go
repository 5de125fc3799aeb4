// Package libstores takes keys from secret managers, and things that are no keys.
package libstores

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"github.com/1password/onepassword-sdk-go"
)

func of1Password(ctx context.Context, c onepassword.SecretsAPI) (hash.Hash, error) {
	s, err := c.Resolve(ctx, "op://web/jwt/key") // want `entry op://web/jwt/key of a secret store is read .*hmac.New`
	return hmac.New(sha256.New, []byte(s)), err
}

// A text that is no key.
func region(ctx context.Context, c onepassword.SecretsAPI) (string, error) {
	return c.Resolve(ctx, "op://web/region")
}
