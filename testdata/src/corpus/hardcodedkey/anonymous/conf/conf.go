// Package conf has settings in structs without names.
package conf

// C are the settings of the program.
var C = new(Config)

// Config has a group of settings for each part.
type Config struct {
	Auth struct {
		Name       string
		SigningKey string
	}
}

// Load fills C.
func Load() {
	C.Auth.Name = "the name of the issuer"
	C.Auth.SigningKey = "the key of the group"
}
