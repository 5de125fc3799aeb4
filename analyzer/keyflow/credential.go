// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A credential is presented to another system as it is, and often goes there
// among other things: in an address, in a header. Which of them is the credential
// is known by what they are called.

// credentialWords are those by which people call what they present to others.
var credentialWords = map[string]bool{
	"secret": true, "secrets": true, "token": true, "passphrase": true, "credential": true, "credentials": true, "cred": true, "creds": true,
	"apikey": true, "apitoken": true, "authtoken": true, "accesstoken": true, "accesskey": true, "bearer": true, "passcode": true, "authorization": true,
}

// noCredential are words that, before or behind one of these, make a name that of
// something else: pageToken, include_credentials, PasswordConnector.
var noCredential = map[string]bool{
	"page": true, "next": true, "continuation": true, "cursor": true, "pagination": true, "sync": true,
	"include": true, "show": true, "hide": true, "print": true, "omit": true, "mask": true, "max": true, "min": true,
}

var notCredentialLast = map[string]bool{
	"connector": true, "grant": true, "policy": true, "strength": true, "strategy": true, "flow": true, "rules": true, "rule": true, "validator": true, "handler": true,
	"template": true, "subject": true, "duration": true, "lifespan": true, "validity": true, "attempts": true, "tries": true, "method": true, "methods": true,
	"issuer": true, "audience": true, "claim": true, "claims": true, "scope": true, "scopes": true, "page": true, "form": true, "status": true, "state": true,
	"complexity": true, "reset": true, "recovery": true, "login": true, "fields": true, "filter": true,
}

// CredentialName reports whether a name is that of a credential: a password,
// token or key that is presented as it is.
func CredentialName(name string) bool {
	ws := nameWords(name)
	if len(ws) == 0 || slices.ContainsFunc(ws, func(w string) bool { return notSecretBefore[w] }) {
		return false
	}
	last := ws[len(ws)-1]
	switch {
	case notCredentialLast[last] || slices.ContainsFunc(ws[:len(ws)-1], func(w string) bool { return noCredential[w] }):
		return false
	case notSecretLast[last] || notSecretAfter[last] || last == "hash" || last == "expiration" || last == "lifetime":
		return false
	case last == "auth" || last == "key" && !slices.Contains(ws, "public"):
		return true
	}
	return slices.ContainsFunc(ws, func(w string) bool { return credentialWords[w] || passwordWords[w] })
}

// called reports whether, on the way from the origin at state i to the sink, the
// value comes through a field, variable or parameter that is called a credential.
func (g *graph) called(states []searchState, i int) bool {
	for ; i >= 0; i = states[i].parent {
		n := &g.info[states[i].n]
		if n.holder != nil && CredentialName(holds(n.holder)) || CredentialName(g.keyName(states[i].key)) {
			return true
		}
		if p, ok := n.val.(*ssa.Parameter); ok && p.Name() != "key" && CredentialName(p.Name()) { // Get(key string): of a cache
			return true
		}
	}
	return false
}

// presents reports whether what comes from an origin to a use that is there for the
// inventory only is the credential. That it is called one says that on its way it has
// such a name.
func (s *Sink) presents(o *Origin, m mark, called bool) bool {
	called = called || s.Inventory == "named" || CredentialName(o.Name)
	if s.Operation == "verify" && (o.Name != "" || o.Kind != catalog.OriginEnv) {
		called = CredentialName(o.Name) // people compare anything, and pass it by tokens and keys of all sorts
	}
	switch {
	case m&keyed != 0 || m&derived != 0 && (s.Operation != "verify" || m&partial != 0): // digests are compared where lengths must not show
		return false // a signature, a hash
	case o.Kind == catalog.OriginFlag && m&derived != 0 && PasswordName(o.Name):
		return false // that of somebody whom a command adds
	case o.Kind == catalog.OriginColumn && (strings.HasPrefix(s.Symbol, "(net/url.Values)") || s.Symbol == "crypto/subtle.ConstantTimeCompare"):
		return false // a link of the program's own, with a token that is used once, or what it is compared with
	case o.Kind == catalog.OriginRandom:
		return !s.amongOthers() && m&partial == 0
	case m&partial != 0 || s.Inventory == "text" || s.Inventory == "named":
		return called && !o.Fixed()
	case s.Inventory == "address" && o.Fixed():
		return hasPassword(o.text)
	case s.Inventory == "address" && o.configured():
		// There is no name of a field with a tag, and of what is computed.
		return called || (o.Name != "" || o.Kind == catalog.OriginEnv) && !PathName(o.Name)
	}
	return true
}

// PathName reports whether a name ends like that of the place of a file: DB_PATH,
// dataDir. In the address of a database that is a file there is no credential.
func PathName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"path", "file", "filename", "dir", "directory", "folder"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// presented takes it back that a credential was computed from another one: that its
// digest is compared, since digests are of one length, makes no key of that; a label
// in it does.
func (u *Use) presented() {
	if u.Sink.Inventory != "" && (u.Derivation == nil || u.Derivation.Label == "") {
		u.Derived, u.Derivation = false, nil
	}
}

// amongOthers reports whether the credential stands among other things where it is
// presented, or other things stand there.
func (s *Sink) amongOthers() bool {
	return s.Inventory == "address" || s.Inventory == "text" || s.Inventory == "named"
}

// ofResponse reports whether a header is that of a response: what a server sets there
// it shows.
func ofResponse(header ssa.Value) bool {
	switch v := header.(type) {
	case *ssa.Call: // w.Header()
		obj := calleeOf(&v.Call)
		return obj != nil && obj.Name() == "Header" && obj.Signature().Recv() != nil
	case *ssa.UnOp: // res.Header
		if fa, ok := v.X.(*ssa.FieldAddr); ok {
			f, owner := structField(fa.X.Type(), fa.Field)
			return f != nil && owner != nil && catalog.FieldSymbol(owner, f.Name()) == "net/http.Response.Header"
		}
	}
	return false
}

// hasPassword reports whether the address of a database has a password in it.
func hasPassword(address string) bool {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		pw, _ := u.User.Password()
		return pw != ""
	}
	for _, sep := range []string{"password=", "passwd=", "pwd="} {
		if _, rest, ok := strings.Cut(strings.ToLower(address), sep); ok && rest != "" && !strings.ContainsRune(" ;&'\"", rune(rest[0])) {
			return true
		}
	}
	user, _, ok := strings.Cut(address, "@") // name:password@tcp(host)/database
	return ok && strings.Contains(user, ":") && !strings.HasSuffix(user, ":")
}
