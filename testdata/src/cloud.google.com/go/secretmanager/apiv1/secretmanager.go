// Package secretmanager is a stub of cloud.google.com/go/secretmanager/apiv1.
package secretmanager

import "context"

type AccessSecretVersionRequest struct{ Name string }

type SecretPayload struct{ Data []byte }

type AccessSecretVersionResponse struct{ Payload *SecretPayload }

type Client struct{}

func (c *Client) AccessSecretVersion(ctx context.Context, req *AccessSecretVersionRequest) (*AccessSecretVersionResponse, error) {
	return nil, nil
}
