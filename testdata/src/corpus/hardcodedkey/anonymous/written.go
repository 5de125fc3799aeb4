package anonymous

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// Hooks have types without a name, which are written again where they are made.
type Hooks struct {
	Mail struct {
		Enabled bool
		Key     string
	}
	Form struct {
		Enabled bool
		Key     string
	}
	Others []struct{ ID, Secret string }
}

var hooks = Hooks{
	Mail: struct {
		Enabled bool
		Key     string
	}{true, "the key of the mails' hook"}, // want `literal of 26 bytes.*signs data`
	Others: []struct{ ID, Secret string }{
		{"first", "the secret of the first one"}, // want `literal of 27 bytes.*signs data`
	},
}

func first() hash.Hash { return mailHook(hooks) }

func mailHook(h Hooks) hash.Hash { return hmac.New(sha256.New, []byte(h.Mail.Key)) }

func formHook(h Hooks) hash.Hash { return hmac.New(sha256.New, []byte(h.Form.Key)) }

func others(h Hooks) (out []hash.Hash) {
	for _, o := range h.Others {
		out = append(out, hmac.New(sha256.New, []byte(o.Secret)))
	}
	return out
}
