// Command cmdmain is approved: it is package main.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"
)

func main() { hmac.New(sha256.New, []byte(os.Getenv("SECRET_KEY"))) }
