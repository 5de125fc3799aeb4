package cgo

import "C"

import (
	"crypto/hmac"
	"crypto/sha256"
)

var mac = hmac.New(sha256.New, []byte("0123456789")) // want `literal of 10 bytes signs data`
