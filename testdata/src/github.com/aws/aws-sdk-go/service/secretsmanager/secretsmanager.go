// Package secretsmanager is a stub of github.com/aws/aws-sdk-go/service/secretsmanager.
package secretsmanager

type GetSecretValueInput struct{ SecretId *string }

type GetSecretValueOutput struct {
	SecretBinary []byte
	SecretString *string
}

type SecretsManager struct{}

func (c *SecretsManager) GetSecretValue(input *GetSecretValueInput) (*GetSecretValueOutput, error) {
	return nil, nil
}
