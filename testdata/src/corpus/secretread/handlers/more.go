package handlers

import "os"

// A look whether it is there reads nothing.
func configured() bool { return os.Getenv("MORE_SECRET") != "" }

// One finding for one variable in one function.
func twice() string {
	if os.Getenv("TWICE_SECRET") == "changeme" {
		return ""
	}
	return os.Getenv("TWICE_SECRET") // want `secretread: environment variable TWICE_SECRET`
}
