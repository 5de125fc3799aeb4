// Package pepper mixes keys into passwords.
package pepper

import (
	"os"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"
)

func fromEnv(password string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(password+os.Getenv("SECRET_KEY")), 12) // want `passwordkey: environment variable SECRET_KEY is a pepper of password hashes \(bcrypt.GenerateFromPassword\); rotating it invalidates every password \[password-pepper\]`
}

const pepper = "pepper-constant" // want `passwordkey: literal of 15 bytes \(pepper\) is a pepper of password hashes`

func fromConst(password string) ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte(password+pepper), 12)
}

func check(hash []byte, password string) error {
	return bcrypt.CompareHashAndPassword(hash, []byte(password+pepper))
}

func scrypted(password string, salt []byte) ([]byte, error) {
	return scrypt.Key([]byte(password+os.Getenv("PEPPER")), salt, 1<<15, 8, 1, 32) // want `passwordkey: environment variable PEPPER is a pepper`
}
