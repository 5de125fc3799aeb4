// Package contexts carries keys in contexts.
package contexts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"net/http"
)

type keyOf struct{}

type nameOf struct{}

type textKey string

var pointerKey = &struct{ name string }{"key"}

func with(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, nameOf{}, "a name and no key")
	ctx = context.WithValue(ctx, textKey("key"), []byte("under a text"))      // want `literal of 12 bytes signs data`
	ctx = context.WithValue(ctx, pointerKey, "under a pointer")               // want `literal of 15 bytes signs data`
	return context.WithValue(ctx, keyOf{}, []byte("under a type of its own")) // want `literal of 23 bytes signs data`
}

func serve(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r.WithContext(with(r.Context()))) })
}

func sign(_ http.ResponseWriter, r *http.Request) {
	key, _ := r.Context().Value(keyOf{}).([]byte)
	mac(key, r.Context().Value(nameOf{}).(string))
	mac(r.Context().Value(textKey("key")).([]byte), "")
	mac([]byte(r.Context().Value(pointerKey).(string)), "")
}

func mac(key []byte, _ string) hash.Hash { return hmac.New(sha256.New, key) }
