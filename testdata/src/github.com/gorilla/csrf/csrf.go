// Package csrf is a stub with the signatures that the corpora use.
package csrf

import "net/http"

type Option func()

func Protect(authKey []byte, opts ...Option) func(http.Handler) http.Handler { return nil }
