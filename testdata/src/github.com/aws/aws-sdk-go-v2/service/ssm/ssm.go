// Package ssm is a stub of github.com/aws/aws-sdk-go-v2/service/ssm.
package ssm

import "context"

type GetParameterInput struct{ Name *string }

type Parameter struct{ Value *string }

type GetParameterOutput struct{ Parameter *Parameter }

type Client struct{}

func (c *Client) GetParameter(ctx context.Context, params *GetParameterInput) (*GetParameterOutput, error) {
	return nil, nil
}
