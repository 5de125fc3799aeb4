// Package secretsmanager is a stub of github.com/aws/aws-sdk-go-v2/service/secretsmanager.
package secretsmanager

import "context"

type GetSecretValueInput struct{ SecretId *string }

type GetSecretValueOutput struct {
	SecretBinary []byte
	SecretString *string
}

type Client struct{}

func (c *Client) GetSecretValue(ctx context.Context, params *GetSecretValueInput) (*GetSecretValueOutput, error) {
	return nil, nil
}
