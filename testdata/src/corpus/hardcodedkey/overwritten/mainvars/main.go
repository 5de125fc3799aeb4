// Command mainvars sets its variables in main.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"flag"
	"hash"
	"log"
	"net/http"
	"os"
)

var (
	linkKey = flag.String("link-key", "never replaced", "key of links") // want `literal of 14 bytes stands in when flag link-key is missing`
	early   = "set before anything is served"
	late    = "set when it is too late" // want `literal of 23 bytes \(late\) stands in`
	handler = "set after it was served" // want `literal of 23 bytes \(handler\) stands in`
)

func macs() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(*linkKey)), hmac.New(sha256.New, []byte(early)), hmac.New(sha256.New, []byte(late))}
}

type service struct{}

func (service) ServeHTTP(http.ResponseWriter, *http.Request) {
	_ = hmac.New(sha256.New, []byte(handler))
}

func main() {
	flag.Parse()
	v := os.Getenv("MAINVARS_KEY")
	if v == "" {
		log.Fatal("MAINVARS_KEY is not set")
	}
	early = v
	http.Handle("/s", service{})
	handler = v
	http.HandleFunc("/", func(http.ResponseWriter, *http.Request) { macs() })
	late = v
	log.Fatal(http.ListenAndServe(":80", nil))
}
