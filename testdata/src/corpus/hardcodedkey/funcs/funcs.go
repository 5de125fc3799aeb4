// Package funcs has keys that travel through parameters, results and closures.
package funcs

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"strings"
)

func key() []byte {
	return []byte("funcs-returned") // want `hardcodedkey: literal of 14 bytes .*hmac.New`
}

func viaResult() hash.Hash { return hmac.New(sha256.New, key()) }

func mac(key []byte) hash.Hash { return hmac.New(sha256.New, key) }

func viaParameter() hash.Hash {
	return mac([]byte("funcs-parameter")) // want `hardcodedkey: literal of 15 bytes .*hmac.New`
}

// clean is called with keys and with other things; only keys are reported.
func clean(s string) string { return strings.TrimSpace(s) }

func viaClean() hash.Hash {
	return mac([]byte(clean("funcs-cleaned"))) // want `hardcodedkey: literal of 13 bytes .*hmac.New`
}

func title() string { return clean(" a title ") }

func viaClosure() func() hash.Hash {
	secret := "funcs-captured" // want `hardcodedkey: literal of 14 bytes \(secret\) .*hmac.New`
	return func() hash.Hash { return mac([]byte(secret)) }
}

func viaFunctionValue() hash.Hash {
	get := func() []byte { return []byte("funcs-function-value") } // want `hardcodedkey: literal of 20 bytes .*hmac.New`
	return mac(get())
}

func pick[T any](a, b T, first bool) T {
	if first {
		return a
	}
	return b
}

func viaGeneric(k []byte) hash.Hash {
	return mac(pick(k, []byte("funcs-generic"), k != nil)) // want `hardcodedkey: literal of 13 bytes .*hmac.New`
}

type keyer interface{ Key() []byte }

type fixed struct{}

func (fixed) Key() []byte {
	return []byte("funcs-interface") // want `hardcodedkey: literal of 15 bytes .*hmac.New`
}

func viaInterface(k keyer) hash.Hash { return mac(k.Key()) }

func viaMap(id string) hash.Hash {
	keys := map[string][]byte{
		"a": []byte("funcs-map-a"), // want `hardcodedkey: literal of 11 bytes .*hmac.New`
	}
	return mac(keys[id])
}

func fill(dst []byte) {
	copy(dst, "funcs-filled") // want `hardcodedkey: literal of 12 bytes .*hmac.New`
}

func viaOut() hash.Hash {
	k := make([]byte, 32)
	fill(k)
	return mac(k)
}
