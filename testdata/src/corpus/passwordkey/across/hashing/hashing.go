// Package hashing hashes passwords with what it is given.
package hashing

import "golang.org/x/crypto/bcrypt"

// Hash hashes a password with a pepper.
func Hash(password, pepper string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(password+pepper), 12)
}
