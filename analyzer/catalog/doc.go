// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package catalog holds what keyvet knows about Go APIs that carry key
// material, and about what such key material is for. It is pure data: it
// depends on the standard library alone and knows nothing of analyzers.
//
// The package's API follows the needs of the suite and promises nothing to
// others.
//
// # Lines
//
// An API is described by lines. The same line is valid in a file below data/,
// in the flag -keyflow.entry, in the setting "entries", and nowhere means
// anything else. A "#" that starts a line or follows a space begins a comment
// (not inside a quoted string). Words are separated by spaces.
//
//	sink    SYMBOL PORT PURPOSE [FACET...]   key material enters here
//	public  SYMBOL PORT         [FACET...]   a public key enters here, never a secret
//	hash    SYMBOL PORT password|salt [FACET...]   a password hash: its password or its salt
//	source  SYMBOL PORT ORIGIN  [FACET...]   a value from outside the program leaves here
//	default SYMBOL PORT ORIGIN  [FACET...]   what stands in when the configured value is missing
//	pass    SYMBOL PORT PORT    [FACET...]   what enters the first port leaves by the second;
//	                                         of a field to recv: it is in the struct
//	random  SYMBOL PORT                      fresh random bytes leave here
//	leak    SYMBOL PORT                      a secret that enters here is shown to others
//	keyless SYMBOL [PURPOSE]                 serves the purpose without any key of the application's own
//	call    SYMBOL SYMBOL [PURPOSE] [FACET...]  a call of the first uses the key that came in at the second
//	tag     PACKAGE NAMETAG|- [DEFAULTTAG|- [PREFIXTAG]]   struct tags by which a library fills fields
//	label   "TEXT"                           a published constant that is no secret; bytes as hex:00ff
//
// A file below data/ may also hold, once and before its first entry,
//
//	verified VERSION            the version of the library against which the lines were checked
//
// The tag NAMETAG names an environment variable, and may hold the default too, as
// in env:"NAME,default=text"; DEFAULTTAG holds the default. A library that knows
// defaults only has a "-" for NAMETAG. TAG:OPTION is what stands behind "OPTION:" in
// a tag that holds several things, as in arg:"--secret,env:NAME". PREFIXTAG, at a field that is a struct, holds
// what is put before the names in there; a "_" at its end stands between the two.
//
// # Symbols
//
// A symbol is spelled as [go/types.Func.FullName] spells it:
//
//	crypto/hmac.New                       a function
//	(*net/http.Request).SetBasicAuth      a method
//	(crypto/cipher.AEAD).Seal             an interface method
//
// and, beyond functions,
//
//	golang.org/x/oauth2.Config.ClientSecret   a struct field
//	github.com/markbates/goth/gothic.Store    a package-level variable or constant
//
// Whether a method's receiver is a pointer makes no difference to look-ups.
// Type parameters are left out: (*sync/atomic.Pointer).Store. A method or field
// that a type has from one embedded in it is spelled by the embedded type:
// hash.Hash has (io.Writer).Write.
//
// # Ports
//
// A port says by which way a value goes in or out. The number rules; the name
// after the colon is for the reader, and is compared with the real parameter
// where the entry is borrowed by another major version (see below).
//
//	arg0:key            the first argument, the receiver not counted
//	arg1.each:oldKeys   each element of a variadic or slice argument
//	arg0.pairs:keyPairs elements in pairs: authentication key, encryption key
//	arg1.returns:kf     what the function that is passed here returns
//	arg0.values:keys    the values of the map that is passed here
//	arg1.path:keyFile   the key is in the file at this path
//	arg0.fields:v       the fields of the struct that is pointed to, each under
//	                    the name that its tag gives (json, yaml, mapstructure …)
//	recv                the receiver
//	result0             the first result; of sink, that of the program's own methods
//	                    where a library asks for a key by an interface
//	value               the field, variable or constant itself
//
// # Origins
//
//	env(arg0) config(arg0) flag(arg0) file(arg0) store(arg1)
//
// with the port that holds the name in parentheses, or the kind alone where no
// port names it. The kinds are those of [OriginKind]. With context(arg0), which
// is no origin, a source gets what a default of the same key has put there.
//
// # Facets
//
// A facet is name=value (only where it differs from what is usual) from this
// closed list:
//
//	use=sign|verify|both|encrypt|decrypt|cipher|derive|parse|hold|hash|read
//	                   what the API does with the key; default both (of
//	                   public: verify, of hash: hash). A use of parse,
//	                   derive or hold on a function with results also passes
//	                   the key on to its first result.
//	key=symmetric|private|password|credential|seed|public|any|address|text
//	                   what kind of key; default symmetric (of public:
//	                   public, of a hash's password: password). Of an address
//	                   that is put together what has the name of a secret
//	                   counts, of any text nothing else
//	literal=always|bytes|never|path|name
//	                   when a literal here is a fixed key: always (default,
//	                   of public: never); bytes: only a []byte or string, as
//	                   other types are public keys; path: it is the name of
//	                   a file; name: only when the name is secret-like
//	overlap=list|kid|partial|none   how a second key can be accepted; default none
//	empty=silent|error|error-or-silent|deferred-error|request-time-error|panic|
//	      nil-rejected|skips|disables|unkeyed|zero-padded|default|random|path|
//	      anonymous|fallback|other
//	                   what an empty key does, default unknown: it is
//	                   accepted (silent) or not (error, panic; of some
//	                   versions, later, or of nil only); verification,
//	                   signing or encryption does not happen (skips,
//	                   disables, unkeyed, anonymous); or something takes its
//	                   place (zero bytes, a published default, random bytes,
//	                   the path that was given, another key)
//	fails=absent|refused
//	                   of sink, where the API itself deals with what no key of it
//	                   verifies: as if it were not there (absent), or with an answer
//	                   that says so (refused); none where it returns an error
//	how=copy|mix|part|derive|keyed|decode|encode
//	                   of pass: what leaves is the value itself (copy, the
//	                   default), a mixture of several values (mix), a part cut
//	                   out of it (part), something computed from it (derive),
//	                   a MAC under it (keyed), or a decoding or encoding of it
//	to=PORT            of default: the port by which the configured value
//	                   leaves; none when it is looked up elsewhere by its name
//	at=cookie          of call: an argument is the name of the cookie
//	under=TEXT         of sink: only where the argument in front of the port is
//	                   this text, the name of a parameter or header, in any
//	                   case; of several, as in TEXT|TEXT, one; with ! before
//	                   them none
//	only=inventory|purpose   inventory: what comes here is told by the inventory of
//	                   keys, and rules do not judge it, as a password for
//	                   development stands here as often as one that matters;
//	                   purpose: it is no use of its own, but says what a private
//	                   key is for that another API has read or parsed
//	also=PURPOSE,...   of sink: what else the API makes with the same key
//	lasts=TIME         of sink: for how long the API takes what it made, where
//	                   the program sets no other time: 720h
//
// The facet how belongs to pass, to to default, fails, under, also and lasts to
// sink, only to sink and pass, at to call; source and default have key, literal and
// empty, call has use; sink,
// public and hash have all others.
//
// # Files
//
// A file below data/ begins with the address of the package's documentation.
// Its lines are grouped by verb in the order above, and sorted by symbol and
// port. A comment above a line says what the line cannot.
//
// # Major versions
//
// Lines are looked up by import path. A path with a major version of which the
// catalog has no file (…/stripe-go/v76) borrows the lines of the nearest
// version it has; [Package.Borrowed] is then set, and the names in ports must
// match the real parameters.
package catalog
