// Package libstores takes keys from secret managers, and things that are no keys.
package libstores

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"github.com/1password/onepassword-sdk-go"
	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	secretsmanagerv1 "github.com/aws/aws-sdk-go/service/secretsmanager"
	ssmv1 "github.com/aws/aws-sdk-go/service/ssm"
	"github.com/hashicorp/vault/api"
)

func ofVault(c *api.Client) []hash.Hash {
	kv, err := c.KVv2("secret").Get(nil, "web.jwt") // want `secretread: entry web.jwt of a secret store is read outside the approved packages; it .*hmac.New`
	if err != nil {
		return nil
	}
	s, err := c.Logical().ReadWithData("data.web", nil) // want `entry data.web of a secret store is read .*hmac.New`
	if err != nil {
		return nil
	}
	names, err := c.Logical().List("secret")
	if err != nil {
		return nil
	}
	h := hmac.New(sha256.New, []byte(kv.Data["key"].(string)))
	h.Write([]byte(names.Data["keys"].(string)))
	return []hash.Hash{h, hmac.New(sha256.New, []byte(s.Data["key"].(string)))}
}

func ofAWS(ctx context.Context, c *secretsmanager.Client, p *ssm.Client) ([]hash.Hash, error) {
	s, err := c.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{}) // want `secret store is read .*hmac.New`
	if err != nil {
		return nil, err
	}
	v, err := p.GetParameter(ctx, &ssm.GetParameterInput{}) // want `secret store is read .*hmac.New`
	if err != nil {
		return nil, err
	}
	return []hash.Hash{hmac.New(sha256.New, []byte(*s.SecretString)), hmac.New(sha256.New, []byte(*v.Parameter.Value))}, nil
}

func ofAWSv1(c *secretsmanagerv1.SecretsManager, p *ssmv1.SSM) ([]hash.Hash, error) {
	s, err := c.GetSecretValue(&secretsmanagerv1.GetSecretValueInput{}) // want `secret store is read .*hmac.New`
	if err != nil {
		return nil, err
	}
	v, err := p.GetParameter(&ssmv1.GetParameterInput{}) // want `secret store is read .*hmac.New`
	if err != nil {
		return nil, err
	}
	return []hash.Hash{hmac.New(sha256.New, s.SecretBinary), hmac.New(sha256.New, []byte(*v.Parameter.Value))}, nil
}

func ofGoogle(ctx context.Context, c *secretmanager.Client) (hash.Hash, error) {
	s, err := c.AccessSecretVersion(ctx, &secretmanager.AccessSecretVersionRequest{}) // want `secret store is read .*hmac.New`
	if err != nil {
		return nil, err
	}
	return hmac.New(sha256.New, s.Payload.Data), nil
}

func ofAzure(ctx context.Context, c *azsecrets.Client) (hash.Hash, error) {
	s, err := c.GetSecret(ctx, "azure.jwt", "") // want `entry azure.jwt of a secret store is read .*hmac.New`
	if err != nil {
		return nil, err
	}
	return hmac.New(sha256.New, []byte(*s.Value)), nil
}

func of1Password(ctx context.Context, c onepassword.SecretsAPI) (hash.Hash, error) {
	s, err := c.Resolve(ctx, "op://web/jwt/key") // want `entry op://web/jwt/key of a secret store is read .*hmac.New`
	return hmac.New(sha256.New, []byte(s)), err
}

// A parameter that is no key.
func region(ctx context.Context, p *ssm.Client) (string, error) {
	v, err := p.GetParameter(ctx, &ssm.GetParameterInput{})
	if err != nil {
		return "", err
	}
	return *v.Parameter.Value, nil
}
