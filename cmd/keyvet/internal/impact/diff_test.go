// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// plain references for the tests: a key that signs sessions, one that is derived
// from it, and a literal.
func program() *Reference {
	session := Use{
		Purpose: "client-session", Operation: "sign and verify", API: "sessions.NewCookieStore", Symbol: "github.com/gorilla/sessions.NewCookieStore",
		Package: "example.com/app/web", Function: "New", File: "web/web.go", Line: 29, Says: "signs client-side sessions", Loss: "T2",
		Artefact: "cookie", ArtefactName: "app", Lifetime: 3600, LifetimeFile: "web/web.go", LifetimeLine: 31, Fallback: "honoured", Manner: "F2", Separation: "own",
	}
	link := Use{
		Purpose: "mail-link", Operation: "sign", API: "hmac.New", Symbol: "crypto/hmac.New",
		Package: "example.com/app/mail", Function: "(*Mailer).Reset", File: "mail/mail.go", Line: 52, Says: "signs links sent by mail", Loss: "T2", Separation: "derived",
	}
	token := Use{
		Purpose: "access-token", Operation: "sign", API: "hmac.New", Symbol: "crypto/hmac.New",
		Package: "example.com/app/api", Function: "sign", File: "api/api.go", Line: 11, Says: "signs access tokens", Loss: "T2", Separation: "own",
	}
	return withLists(&Reference{
		Module: "example.com/app",
		Keys: []*Key{
			{Identity: "env:SECRET_KEY", Title: "SECRET_KEY", Names: []string{"field:example.com/app/config.Config.Key"}, WorstLoss: "T2",
				Origins: []Origin{{Kind: "env", Name: "SECRET_KEY", File: "config/config.go", Line: 25}},
				Uses:    []*Use{&session}, Headline: "Rotating SECRET_KEY logs every user out."},
			{Identity: "derived:env:SECRET_KEY/links", Title: "SECRET_KEY, derived for links", DerivedFrom: "env:SECRET_KEY", Derivation: "hkdf.Key", WorstLoss: "T2",
				Origins: []Origin{{Kind: "derived", Name: "SECRET_KEY", File: "mail/mail.go", Line: 50}}, Uses: []*Use{&link}},
			{Identity: "literal:api/api.go:10", Title: "the literal at api/api.go:10", WorstLoss: "T2",
				Origins: []Origin{{Kind: "literal", File: "api/api.go", Line: 10, Fixed: true}}, Uses: []*Use{&token}},
		},
		NotAffected: []Evidence{{What: "Passwords of users", Why: "bcrypt hashes them without a key", File: "user/user.go", Line: 40}},
		Questions:   []Question{{Key: "literal:api/api.go:10", Text: "Where does the literal at api/api.go:10 come from?", Directive: "//keyvet:secret", File: "api/api.go", Line: 10}},
	})
}

// totp is a use that costs more than those of program.
func totp() *Use {
	return &Use{Purpose: "totp-secret", Operation: "encrypt", API: "aes.NewCipher", Symbol: "crypto/aes.NewCipher",
		Package: "example.com/app/totp", Function: "seal", File: "totp/seal.go", Line: 18, Says: "encrypts second factors", Loss: "T4", Separation: "own"}
}

// move puts all of a reference n lines further down.
func move(r *Reference, n int) {
	title := strings.NewReplacer("api/api.go:10", "api/api.go:20")
	for _, k := range r.Keys {
		k.Identity, k.Title = title.Replace(k.Identity), title.Replace(k.Title)
		for i := range k.Origins {
			k.Origins[i].Line += n
		}
		for _, u := range k.Uses {
			u.Line += n
			u.LifetimeLine += n
		}
	}
	for i := range r.Questions {
		q := &r.Questions[i]
		q.Key, q.Text, q.Line = title.Replace(q.Key), title.Replace(q.Text), q.Line+n
	}
	for i := range r.NotAffected {
		r.NotAffected[i].Line += n
	}
}

// rename gives SECRET_KEY another name.
func rename(r *Reference) {
	for _, k := range r.Keys {
		for _, s := range []*string{&k.Identity, &k.Title, &k.DerivedFrom, &k.Headline} {
			*s = strings.ReplaceAll(*s, "SECRET_KEY", "APP_KEY")
		}
		for i := range k.Origins {
			k.Origins[i].Name = strings.ReplaceAll(k.Origins[i].Name, "SECRET_KEY", "APP_KEY")
		}
	}
}

func TestDiff(t *testing.T) {
	key := func(r *Reference) *Key { return r.Keys[0] }
	session := func(r *Reference) *Use { return r.Keys[0].Uses[0] }
	for _, test := range []struct {
		name            string
		change          func(old, new *Reference)
		want            string
		moved, reworded int
	}{
		{name: "the same", change: func(_, _ *Reference) {}},
		{name: "lines", change: func(_, r *Reference) { move(r, 10) }, moved: 6},
		{name: "file", change: func(_, r *Reference) { session(r).File = "web/new.go" }, moved: 1},
		{name: "words", change: func(_, r *Reference) { key(r).Headline = "Rotating SECRET_KEY ends all sessions." }, reworded: 1},
		{name: "way", change: func(_, r *Reference) { session(r).Through = []Place{{"parameter key", "a.go", 1}} }, reworded: 1},
		{name: "worse", change: func(_, r *Reference) {
			key(r).Uses = append(key(r).Uses, totp())
			key(r).WorstLoss = "T4"
			session(r).Separation = "shared"
		}, want: `
worse env:SECRET_KEY T4 totp/seal.go:18 SECRET_KEY now also encrypts second factors (totp/seal.go:18): rotating it becomes a permanent loss (T2 → T4).
weaker env:SECRET_KEY The same bytes of SECRET_KEY serve several purposes now.`},
		{name: "better", change: func(r, _ *Reference) {
			key(r).Uses = append(key(r).Uses, totp())
			key(r).WorstLoss = "T4"
		}, want: `
gone env:SECRET_KEY T4 totp/seal.go:18 SECRET_KEY no longer encrypts second factors (in totp.seal).
better env:SECRET_KEY T4 Rotating SECRET_KEY is no longer a permanent loss, but a passing loss (T4 → T2).`},
		{name: "worse by a derived key", change: func(_, r *Reference) {
			r.Keys[1].Uses = append(r.Keys[1].Uses, totp())
			r.Keys[0].WorstLoss, r.Keys[1].WorstLoss = "T4", "T4"
			session(r).Fallback = "none"
		}, want: `
worse derived:env:SECRET_KEY/links T4 totp/seal.go:18 SECRET_KEY, derived for links now also encrypts second factors (totp/seal.go:18): rotating it becomes a permanent loss (T2 → T4).
worse env:SECRET_KEY T4 Rotating SECRET_KEY becomes a permanent loss (T2 → T4), by way of SECRET_KEY, derived for links.
weaker env:SECRET_KEY T2 web/web.go:29 web/web.go:29 no longer accepts older keys beside SECRET_KEY.`},
		{name: "another purpose", change: func(_, r *Reference) {
			u := session(r)
			u.Purpose, u.Says, u.Loss = "totp-secret", "encrypts second factors", "T4"
			key(r).WorstLoss = "T4"
		}, want: `
worse env:SECRET_KEY T4 web/web.go:29 SECRET_KEY now encrypts second factors and no longer signs client-side sessions (web/web.go:29): rotating it becomes a permanent loss (T2 → T4).`},
		{name: "another class for a purpose", change: func(_, r *Reference) { session(r).Loss = "T3" }, want: `
worse env:SECRET_KEY T3 web/web.go:29 What web/web.go:29 does for SECRET_KEY (signs client-side sessions) is a loss until copies elsewhere are issued anew now, and was a passing loss (T2 → T3).`},
		{name: "another operation", change: func(_, r *Reference) { session(r).Operation = "sign" }, want: `
changed env:SECRET_KEY T2 web/web.go:29 The use of SECRET_KEY at web/web.go:29 is to sign now, not to sign and verify.`},
		{name: "another function", change: func(_, r *Reference) { session(r).Function, session(r).Line = "setup", 90 }, want: `
changed env:SECRET_KEY web/web.go:90 SECRET_KEY signs client-side sessions in web.setup now, no longer in web.New (web/web.go:90).`},
		{name: "one place more", change: func(_, r *Reference) {
			u := *session(r)
			u.Line, u.Function = 99, "Admin"
			key(r).Uses = append(key(r).Uses, &u)
		}, want: `
added env:SECRET_KEY T2 web/web.go:99 SECRET_KEY now signs client-side sessions in one place more, web.Admin (web/web.go:99).`},
		{name: "one place less", change: func(r, _ *Reference) {
			u := *session(r)
			u.Line = 12
			key(r).Uses = append([]*Use{&u}, key(r).Uses...)
		}, want: `
gone env:SECRET_KEY T2 web/web.go:12 SECRET_KEY signs client-side sessions in one place fewer (web.New).`},
		{name: "first use", change: func(r, _ *Reference) { key(r).Uses, key(r).WorstLoss = nil, "T0" }, want: `
worse env:SECRET_KEY T2 web/web.go:29 SECRET_KEY now signs client-side sessions (web/web.go:29): rotating it becomes a passing loss (T0 → T2).`},
		{name: "renamed", change: func(_, r *Reference) { rename(r) }, want: `
changed env:APP_KEY SECRET_KEY (env:SECRET_KEY) is APP_KEY (env:APP_KEY) now.`},
		{name: "renamed where it is used", change: func(_, r *Reference) { // nothing but the uses is the same
			rename(r)
			r.Keys[0].Names = nil
			for _, k := range r.Keys[:2] {
				for _, u := range k.Uses {
					u.Line++
				}
			}
		}, moved: 2, want: `
changed env:APP_KEY APP_KEY is no longer called field:example.com/app/config.Config.Key.
changed env:APP_KEY SECRET_KEY (env:SECRET_KEY) is APP_KEY (env:APP_KEY) now.`},
		{name: "one of two is another", change: func(old, r *Reference) { // which of them does not show
			second := *old.Keys[0]
			second.Identity, second.Title, second.Names = "env:SECOND_KEY", "SECOND_KEY", nil
			old.Keys = append(old.Keys, &second)
			rename(r)
			r.Keys, old.Keys = r.Keys[:1], append(old.Keys[:1:1], old.Keys[3])
			r.Keys[0].Names = nil
			r.Questions, old.Questions = nil, nil
		}, want: `
added env:APP_KEY T2 web/web.go:29 APP_KEY is a new key, which signs client-side sessions (web/web.go:29): rotating it is a passing loss (T2).
gone env:SECOND_KEY T2 SECOND_KEY is gone, and no longer signs client-side sessions.
gone env:SECRET_KEY T2 SECRET_KEY is gone, and no longer signs client-side sessions.`},
		{name: "a purpose that is not known", change: func(_, r *Reference) {
			r.Keys = append(r.Keys, &Key{Identity: "env:X", Title: "X", WorstLoss: "T4", Uses: []*Use{{Purpose: "keyed-mac", API: "hmac.New", File: "x.go", Line: 1, Says: "signs data of unknown purpose", Loss: "T4"}}})
		}, want: `
added env:X T4 x.go:1 X is a new key, which signs data of unknown purpose (x.go:1): what rotating it loses is unknown, and a permanent loss at worst (T4).`},
		{name: "a purpose is found", change: func(old, _ *Reference) {
			u := session(old)
			u.Purpose, u.Says, u.Loss, key(old).WorstLoss = "cipher", "encrypts data of unknown purpose", "T4", "T4"
		}, want: `
changed env:SECRET_KEY T2 web/web.go:29 SECRET_KEY now signs client-side sessions and no longer encrypts data of unknown purpose (web/web.go:29).
better env:SECRET_KEY T4 What rotating SECRET_KEY loses was unknown, and is a passing loss (T4 at worst → T2).`},
		{name: "read in one place more", change: func(_, r *Reference) {
			key(r).Origins = append(key(r).Origins, Origin{"env", "SECRET_KEY", "api/api.go", 3, false, false})
		}, want: `
changed env:SECRET_KEY api/api.go:3 SECRET_KEY comes from env SECRET_KEY in one place more (api/api.go:3).`},
		{name: "read in one place fewer", change: func(old, _ *Reference) {
			key(old).Origins = append(key(old).Origins, Origin{"env", "SECRET_KEY", "api/api.go", 3, false, false})
		}, want: `
changed env:SECRET_KEY api/api.go:3 SECRET_KEY comes from env SECRET_KEY in one place fewer (api/api.go:3).`},
		{name: "a question in another file", change: func(old, r *Reference) {
			ask := func(r *Reference, file string) {
				r.Questions = append(r.Questions, Question{Key: "env:SECRET_KEY", Text: "What does hmac.New sign with SECRET_KEY at " + file + ":29?", File: file, Line: 29})
			}
			ask(old, "web/web.go")
			ask(r, "web/new.go")
			session(r).File = "web/new.go"
		}, moved: 1},
		{name: "no artefact", change: func(_, r *Reference) { session(r).Artefact, session(r).ArtefactName = "none", "" }, want: `
changed env:SECRET_KEY web/web.go:29 What SECRET_KEY makes at web/web.go:29 is in no place that is known now, and was in a cookie app.`},
		{name: "an artefact", change: func(old, r *Reference) {
			session(old).Artefact, session(old).ArtefactName = "none", ""
			session(r).Artefact, session(r).ArtefactName = "url", ""
		}, want: `
changed env:SECRET_KEY web/web.go:29 What SECRET_KEY makes at web/web.go:29 is in a URL now.`},
		{name: "names", change: func(_, r *Reference) { key(r).Names = []string{"config:key"} }, want: `
changed env:SECRET_KEY SECRET_KEY is also called config:key now.
changed env:SECRET_KEY SECRET_KEY is no longer called field:example.com/app/config.Config.Key.`},
		{name: "new keys", change: func(r, _ *Reference) { r.Keys = nil; r.Questions = nil }, want: `
added derived:env:SECRET_KEY/links T2 mail/mail.go:52 SECRET_KEY, derived for links is a new key, which signs links sent by mail (mail/mail.go:52): rotating it is a passing loss (T2).
added env:SECRET_KEY T2 web/web.go:29 SECRET_KEY is a new key, which signs client-side sessions (web/web.go:29): rotating it is a passing loss (T2).
added literal:api/api.go:10 T2 api/api.go:11 The literal at api/api.go:10 is a new key, which signs access tokens (api/api.go:11): rotating it is a passing loss (T2).
changed literal:api/api.go:10 api/api.go:10 New question: Where does the literal at api/api.go:10 come from?`},
		{name: "a key without uses", change: func(_, r *Reference) {
			r.Keys = append(r.Keys, &Key{Identity: "env:X", Title: "X", WorstLoss: "T0", Origins: []Origin{{Kind: "env", Name: "X", File: "x.go", Line: 1}},
				Findings: []Finding{{Rule: "deadkey", Message: "env X is used nowhere.", File: "x.go", Line: 1}}})
		}, want: `
weaker env:X x.go:1 New finding: deadkey: env X is used nowhere (x.go:1).
added env:X T0 x.go:1 X is a new key of which no use is seen (x.go:1).`},
		{name: "keys gone", change: func(_, r *Reference) { r.Keys = nil; r.Questions = nil }, want: `
gone derived:env:SECRET_KEY/links T2 SECRET_KEY, derived for links is gone, and no longer signs links sent by mail.
gone env:SECRET_KEY T2 SECRET_KEY is gone, and no longer signs client-side sessions.
gone literal:api/api.go:10 T2 The literal at api/api.go:10 is gone, and no longer signs access tokens.`},
		{name: "fallbacks", change: func(old, r *Reference) {
			key(old).Fallbacks, key(r).Fallbacks = []string{"env:OLD"}, []string{"env:OLDER"}
		}, want: `
weaker env:SECRET_KEY What was made with env:OLD is no longer accepted beside SECRET_KEY.
better env:SECRET_KEY What was made with env:OLDER is accepted beside SECRET_KEY now.`},
		{name: "a fixed value", change: func(_, r *Reference) {
			key(r).Origins = append(key(r).Origins, Origin{"literal", "", "config/config.go", 31, true, true})
		}, want: `
weaker env:SECRET_KEY config/config.go:31 A fixed value (literal) stands in where SECRET_KEY is missing (config/config.go:31).`},
		{name: "no fixed value", change: func(r, _ *Reference) {
			key(r).Origins = append(key(r).Origins, Origin{"literal", "", "config/config.go", 31, true, true})
		}, want: `
better env:SECRET_KEY config/config.go:31 SECRET_KEY no longer has a fixed value (literal at config/config.go:31).`},
		{name: "what stands in", change: func(old, r *Reference) {
			key(old).Origins = append(key(old).Origins, Origin{"config", "key", "c.go", 3, true, false})
			key(r).Origins = append(key(r).Origins, Origin{"config", "key", "c.go", 3, false, false})
			key(r).Origins[0].StandsIn = true
		}, want: `
changed env:SECRET_KEY c.go:3 SECRET_KEY comes from config key first now (c.go:3).
changed env:SECRET_KEY config/config.go:25 SECRET_KEY comes from env SECRET_KEY only where nothing else is set now (config/config.go:25).`},
		{name: "derivation", change: func(_, r *Reference) { r.Keys[1].Derivation = "sha256.Sum256" }, want: `
weaker derived:env:SECRET_KEY/links T2 SECRET_KEY, derived for links is computed otherwise than before: that alone rotates it (T2).`},
		{name: "label", change: func(_, r *Reference) {
			r.Keys[1].Identity, r.Keys[1].Title = "derived:env:SECRET_KEY/mail", "SECRET_KEY, derived for mail"
		}, want: `
weaker derived:env:SECRET_KEY/mail T2 SECRET_KEY, derived for mail is computed otherwise than before: that alone rotates it (T2).
changed derived:env:SECRET_KEY/mail SECRET_KEY, derived for links (derived:env:SECRET_KEY/links) is SECRET_KEY, derived for mail (derived:env:SECRET_KEY/mail) now.`},
		{name: "label of a use", change: func(old, r *Reference) {
			session(old).Separation, session(r).Separation = "derived", "derived"
			session(r).Label = "v2"
		}, want: `
weaker env:SECRET_KEY T2 web/web.go:29 SECRET_KEY is used under another label at web/web.go:29: that alone rotates it there.`},
		{name: "no longer derived", change: func(_, r *Reference) { r.Keys[1].Uses[0].Separation = "own" }, want: `
weaker derived:env:SECRET_KEY/links T2 mail/mail.go:52 The key that mail/mail.go:52 uses is computed from SECRET_KEY, derived for links otherwise than before: that alone rotates it there.`},
		{name: "one purpose", change: func(old, _ *Reference) { session(old).Separation = "shared" }, want: `
better env:SECRET_KEY SECRET_KEY serves one purpose only now.`},
		{name: "older keys accepted", change: func(old, _ *Reference) { session(old).Fallback = "none" }, want: `
better env:SECRET_KEY web/web.go:29 web/web.go:29 accepts older keys beside SECRET_KEY now.`},
		{name: "older keys ignored", change: func(old, r *Reference) { session(old).Fallback, session(r).Fallback = "none", "ignored" }, want: `
weaker env:SECRET_KEY T2 web/web.go:29 web/web.go:29 takes one key only, where SECRET_KEY has older ones now.`},
		{name: "no older keys", change: func(old, r *Reference) { session(old).Fallback, session(r).Fallback = "ignored", "none" }, want: `
changed env:SECRET_KEY web/web.go:29 web/web.go:29 takes one key only, as all uses of SECRET_KEY do now.`},
		{name: "a worse manner", change: func(_, r *Reference) {
			session(r).Manner, session(r).MannerFile, session(r).MannerLine = "F3", "web/login.go", 44
		}, want: `
weaker env:SECRET_KEY web/login.go:44 When SECRET_KEY is rotated, web/login.go:44 fails on old values again and again now (F2 → F3).`},
		{name: "a better manner", change: func(old, _ *Reference) { session(old).Manner = "F9" }, want: `
better env:SECRET_KEY web/web.go:29 When SECRET_KEY is rotated, web/web.go:29 refuses old values now (F9 → F2).`},
		{name: "a manner", change: func(old, _ *Reference) { session(old).Manner = "" }, want: `
changed env:SECRET_KEY web/web.go:29 When SECRET_KEY is rotated, web/web.go:29 refuses old values now (F2).`},
		{name: "no manner", change: func(_, r *Reference) { session(r).Manner = "" }, want: `
changed env:SECRET_KEY web/web.go:29 What web/web.go:29 does when SECRET_KEY is rotated no longer shows: it was that it refuses old values (F2).`},
		{name: "a longer life", change: func(_, r *Reference) { session(r).Lifetime = 7200 }, want: `
weaker env:SECRET_KEY web/web.go:31 Client-side sessions made with SECRET_KEY last 2 hours now, 1 hour before (web/web.go:31).`},
		{name: "artefact", change: func(_, r *Reference) { session(r).Artefact, session(r).ArtefactName = "header", "" }, want: `
changed env:SECRET_KEY web/web.go:29 What SECRET_KEY makes at web/web.go:29 is in a header now, not in a cookie app.`},
		{name: "key id", change: func(_, r *Reference) { session(r).KeyID = true }, want: `
better env:SECRET_KEY web/web.go:29 What SECRET_KEY makes at web/web.go:29 tells its key now.`},
		{name: "no key id", change: func(r, _ *Reference) { session(r).KeyID = true }, want: `
weaker env:SECRET_KEY web/web.go:29 What SECRET_KEY makes at web/web.go:29 no longer tells its key.`},
		{name: "order", change: func(_, r *Reference) { session(r).Order = 2 }, want: `
changed env:SECRET_KEY web/web.go:29 SECRET_KEY is key number 2 at web/web.go:29 now, and was the only key.`},
		{name: "findings", change: func(old, r *Reference) {
			key(old).Findings = []Finding{{Rule: "mixedloss", Message: "SECRET_KEY does this here and that at a.go:3", File: "a.go", Line: 2}, {Rule: "deadkey", Message: "x", File: "b.go", Line: 1}}
			key(r).Findings = []Finding{{Rule: "mixedloss", Message: "SECRET_KEY does this here and that at a.go:5", File: "a.go", Line: 4}, {Rule: "hardcodedkey", Message: "y", File: "c.go", Line: 1}}
		}, want: `
weaker env:SECRET_KEY c.go:1 New finding: hardcodedkey: y (c.go:1).
better env:SECRET_KEY b.go:1 No longer found: deadkey: x (b.go:1).`},
		{name: "questions", change: func(_, r *Reference) { r.Questions[0].Text = "What is it?" }, want: `
changed literal:api/api.go:10 api/api.go:10 New question: What is it?
better literal:api/api.go:10 api/api.go:10 No longer a question: Where does the literal at api/api.go:10 come from?`},
		{name: "not affected", change: func(_, r *Reference) { r.NotAffected[0].What = "Sessions" }, want: `
changed user/user.go:40 No longer listed as not affected: Passwords of users (bcrypt hashes them without a key).
changed user/user.go:40 Not affected by any key: Sessions (bcrypt hashes them without a key) (user/user.go:40).`},
		{name: "errors", change: func(old, r *Reference) {
			old.Errors, r.Errors = []Error{{"p", "p.go", 1, "undefined: x"}, {"q", "q.go", 1, "bad"}}, []Error{{"p", "p.go", 5, "undefined: x"}, {"r", "r.go", 2, "worse"}}
		}, want: `
weaker r.go:2 r cannot be read, and what it does with keys is not known: worse (r.go:2).
better q.go:1 q has one error less: bad (q.go:1).`},
		{name: "two literals", change: func(old, r *Reference) {
			// The second literal takes the line of the first.
			other := func(r *Reference, line string) {
				k := *r.Keys[2]
				u := *k.Uses[0]
				u.Function, u.Line = "seal", 99
				k.Identity, k.Title, k.Uses = "literal:api/api.go:"+line, "the literal at api/api.go:"+line, []*Use{&u}
				r.Keys = append(r.Keys, &k)
			}
			other(old, "20")
			move(r, 10)
			other(r, "30")
		}, moved: 7},
		{name: "one literal of two", change: func(old, r *Reference) {
			r.Keys[2].Uses[0].Function, r.Keys[2].Uses[0].Line = "seal", 99
			r.Questions, old.Questions = nil, nil
			k := *old.Keys[2]
			u := *r.Keys[2].Uses[0]
			k.Identity, k.Title, k.Uses = "literal:api/api.go:20", "the literal at api/api.go:20", []*Use{&u}
			old.Keys = append(old.Keys, &k)
			r.Keys[2].Identity, r.Keys[2].Title = "literal:api/api.go:19", "the literal at api/api.go:19"
		}, want: `
gone literal:api/api.go:10 T2 The literal at api/api.go:10 is gone, and no longer signs access tokens.`},
		{name: "the gravest first", change: func(_, r *Reference) {
			mild := totp()
			mild.Purpose, mild.Function, mild.Says, mild.Loss = "api-key-hash", "hash", "hashes API keys", "T3"
			key(r).Uses = append(key(r).Uses, mild)
			key(r).WorstLoss = "T3"
			r.Keys[2].Uses = append(r.Keys[2].Uses, mild, totp())
			r.Keys[2].WorstLoss = "T4"
		}, want: `
worse literal:api/api.go:10 T4 totp/seal.go:18 The literal at api/api.go:10 now also encrypts second factors (totp/seal.go:18): rotating it becomes a permanent loss (T2 → T4).
worse env:SECRET_KEY T3 totp/seal.go:18 SECRET_KEY now also hashes API keys (totp/seal.go:18): rotating it becomes a loss until copies elsewhere are issued anew (T2 → T3).
added literal:api/api.go:10 T3 totp/seal.go:18 The literal at api/api.go:10 now also hashes API keys (totp/seal.go:18).`},
		{name: "a fallback that is renamed", change: func(old, r *Reference) {
			r.Keys[2].Fallbacks, old.Keys[2].Fallbacks = []string{"env:APP_KEY"}, []string{"env:SECRET_KEY"}
			rename(r)
		}, want: `
changed env:APP_KEY SECRET_KEY (env:SECRET_KEY) is APP_KEY (env:APP_KEY) now.`},
		{name: "once", change: func(old, r *Reference) {
			for _, k := range []*Key{key(old), key(r)} {
				u := *k.Uses[0]
				u.Function = "Admin"
				k.Uses = append(k.Uses, &u)
			}
			for _, u := range key(r).Uses {
				u.Lifetime = -1
			}
		}, want: `
weaker env:SECRET_KEY web/web.go:31 Client-side sessions made with SECRET_KEY last for ever now, 1 hour before (web/web.go:31).`},
		{name: "a literal in another file", change: func(_, r *Reference) {
			k := r.Keys[2]
			k.Identity, k.Title, k.Origins[0].File = "literal:api/key.go:3", "the literal at api/key.go:3", "api/key.go"
			r.Questions[0].Key, r.Questions[0].Text = k.Identity, "Where does the literal at api/key.go:3 come from?"
		}, moved: 1, want: `
changed literal:api/key.go:3 The literal at api/api.go:10 (literal:api/api.go:10) is the literal at api/key.go:3 (literal:api/key.go:3) now.`},
	} {
		t.Run(test.name, func(t *testing.T) {
			old, new := program(), program()
			test.change(old, new)
			c := Diff(old, new)
			var got []string
			for _, ch := range c.List {
				words := []string{string(ch.Kind), ch.Key, ch.Loss, strings.Trim(spot(ch.File, ch.Line), ":"), ch.Text}
				got = append(got, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
			}
			want := strings.TrimPrefix(test.want, "\n")
			if got := strings.Join(got, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if c.Moved != test.moved || c.Reworded != test.reworded || c.Empty() != (want == "") {
				t.Errorf("moved %d, reworded %d, empty %t; want %d, %d, %t", c.Moved, c.Reworded, c.Empty(), test.moved, test.reworded, want == "")
			}
		})
	}
}

// TestDiffWrite writes the changes between the sample and a changed one.
func TestDiffWrite(t *testing.T) {
	for range 2 {
		old, new := sample(t), sample(t)
		secret := old.Keys[0]
		// Before, second factors were not encrypted with SECRET_KEY.
		secret.Uses = slices.DeleteFunc(secret.Uses, func(u *Use) bool { return u.Purpose == "totp-secret" })
		secret.WorstLoss = "T3"
		secret.Findings = secret.Findings[1:]
		for _, u := range secret.Uses {
			u.Line += 4
			if u.Separation == "shared" {
				u.Separation = "own"
			}
			if u.Purpose == "client-session" {
				u.Lifetime = 86400
			}
		}
		new.Keys = new.Keys[:2]
		new.Keys[1].Identity, new.Keys[1].Title, new.Keys[1].Names = "env:PEER_KEY", "PEER_KEY", []string{old.Keys[1].Identity}
		new.Questions[0].Key = new.Keys[1].Identity
		new.Errors = nil
		var b bytes.Buffer
		if err := Diff(old, new).Write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, "changes.txt", b.Bytes())
	}
}

func TestDiffNothing(t *testing.T) {
	var b bytes.Buffer
	if err := Diff(sample(t), sample(t)).Write(&b); err != nil || b.Len() > 0 {
		t.Errorf("%q, %v", b.String(), err)
	}
	if err := Diff(&Reference{}, &Reference{}).Write(&b); err != nil || b.Len() > 0 {
		t.Errorf("%q, %v", b.String(), err)
	}
	if err := (&Changes{Moved: 1, Reworded: 2}).Write(&b); err != nil || b.String() != "1 place has moved.\n2 keys are told of in other words.\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestLineDiff(t *testing.T) {
	var b bytes.Buffer
	if err := LineDiff(&b, "keys.md", []byte("a\nb\n"), []byte("a\nb\n")); err != nil || b.Len() > 0 {
		t.Errorf("%q, %v", b.String(), err)
	}
	if err := LineDiff(&b, "keys.md", []byte("a\nb\n"), []byte("a\nc\n")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"--- keys.md\n", "\n a\n", "\n-b\n", "\n+c\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

// TestManners holds the words for manners and losses to the lists of them.
func TestManners(t *testing.T) {
	for _, m := range enums["Use.Manner"] {
		if m != "" && mannerSays[m] == "" {
			t.Errorf("no words for %s", m)
		}
	}
	for _, l := range losses {
		if becomes[l] == "" {
			t.Errorf("no words for %s", l)
		}
	}
}
