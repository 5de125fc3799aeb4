// Package azsecrets is a stub of github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets.
package azsecrets

import "context"

type GetSecretResponse struct{ Value *string }

type Client struct{}

func (client *Client) GetSecret(ctx context.Context, name string, version string) (GetSecretResponse, error) {
	return GetSecretResponse{}, nil
}
