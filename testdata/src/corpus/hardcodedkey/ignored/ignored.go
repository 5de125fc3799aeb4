// Package ignored has findings that directives suppress.
package ignored

import "github.com/gorilla/sessions"

var trailing = sessions.NewCookieStore([]byte("ignored-trailing")) //keyvet:ignore hardcodedkey -- signs the public demo only

//keyvet:ignore hardcodedkey -- signs the public demo only
var above = sessions.NewCookieStore(
	[]byte("ignored-above"),
)

var other = sessions.NewCookieStore([]byte("ignored-not")) // want `hardcodedkey: literal of 11 bytes`

var nothing = 1 //keyvet:ignore hardcodedkey -- there is nothing here // want `directive: //keyvet:ignore suppresses no finding of hardcodedkey here: remove it`
