// Package mails sets one key of a map or another.
package mails

import (
	"os"

	"corpus/hardcodedkey/across/mailer"
)

func configured() *mailer.Client {
	vars := map[string]any{"PASSWORD": os.Getenv("MAILS_PASSWORD")}
	vars["TITLE"] = "a title and no password"
	vars["USER"] = "the name of the user"
	return mailer.New(vars)
}

func fixed() *mailer.Client {
	vars := map[string]any{}
	vars["TITLE"] = "another title"
	vars["PASSWORD"] = "a fixed password" // want `literal of 16 bytes authenticates calls to a third party`
	return mailer.New(vars)
}
