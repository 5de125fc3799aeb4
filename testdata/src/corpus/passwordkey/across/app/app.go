// Package app brings the pepper.
package app

import (
	"os"

	"corpus/passwordkey/across/hashing"
)

func register(password string) ([]byte, error) {
	return hashing.Hash(password, os.Getenv("SITE_SECRET")) // want `passwordkey: environment variable SITE_SECRET is a pepper of password hashes`
}
