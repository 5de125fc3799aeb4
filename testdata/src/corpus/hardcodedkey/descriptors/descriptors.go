// Package descriptors has a setting that is one of several words: none of them
// is the key that the described variable of another name has.
package descriptors

import "corpus/hardcodedkey/descriptors/env"

var protocols = map[string]string{
	"grpc": "grpc",
	"http": "http/protobuf",
}

var Protocol = env.Enum("APP_PROTOCOL", protocols)
