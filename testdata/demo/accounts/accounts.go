// Package accounts knows the people and their passwords.
package accounts

import (
	"errors"
	"sync"

	"golang.org/x/crypto/bcrypt"
)

// ErrLogin says that name and password do not go together.
var ErrLogin = errors.New("wrong name or password")

// Accounts keeps password hashes.
type Accounts struct {
	pepper string
	mu     sync.Mutex
	hashes map[string][]byte
}

// New returns an empty list. The pepper goes into every hash.
func New(pepper string) *Accounts {
	return &Accounts{pepper: pepper, hashes: make(map[string][]byte)}
}

// Register adds a person.
func (a *Accounts) Register(name, password string) error {
	hash, err := bcrypt.GenerateFromPassword([]byte(password+a.pepper), bcrypt.DefaultCost)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hashes[name] = hash
	return nil
}

// Check checks a person's password.
func (a *Accounts) Check(name, password string) error {
	a.mu.Lock()
	hash := a.hashes[name]
	a.mu.Unlock()
	if bcrypt.CompareHashAndPassword(hash, []byte(password+a.pepper)) != nil {
		return ErrLogin
	}
	return nil
}
