// Package tagged has a field that a library fills from the environment.
package tagged

// Config is filled from the environment.
type Config struct {
	SessionSecret string `envconfig:"SESSION_SECRET"` // want `secretread: environment variable SESSION_SECRET is read outside the approved packages`
	Listen        string `envconfig:"LISTEN"`
}
