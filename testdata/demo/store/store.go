// Package store encrypts notes before they are kept.
package store

import (
	"crypto/aes"
	"crypto/cipher"
)

// A Box encrypts notes.
type Box struct{ aead cipher.AEAD }

// NewBox returns a Box with the given key of 16, 24 or 32 bytes.
func NewBox(key []byte) (*Box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Box{aead}, nil
}

// Seal encrypts a note.
func (b *Box) Seal(owner, note string) []byte {
	return b.aead.Seal(nil, nil, []byte(note), []byte(owner))
}

// Open decrypts a note.
func (b *Box) Open(owner string, sealed []byte) (string, error) {
	note, err := b.aead.Open(nil, nil, sealed, []byte(owner))
	return string(note), err
}
