// Package api is a stub of github.com/hashicorp/vault/api.
package api

type Secret struct{ Data map[string]any }

type KVSecret struct{ Data map[string]any }

type Logical struct{}

func (c *Logical) Read(path string) (*Secret, error) { return nil, nil }
func (c *Logical) ReadWithData(path string, data map[string][]string) (*Secret, error) {
	return nil, nil
}
func (c *Logical) List(path string) (*Secret, error) { return nil, nil }

type KVv2 struct{}

func (kv *KVv2) Get(ctx any, secretPath string) (*KVSecret, error) { return nil, nil }

type Client struct{}

func (c *Client) KVv2(mountPath string) *KVv2 { return nil }
func (c *Client) Logical() *Logical           { return nil }
