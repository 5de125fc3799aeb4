// Package keys declares keys that other packages use.
package keys

// Session is a constant: importers see its value.
const Session = "across-session-constant"

// Default is a package variable.
var Default = []byte("across-variable")

// Token returns a key.
func Token() string { return "across-token" }
