// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package catalog

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseLine(t *testing.T) {
	for line, want := range map[string]*Entry{
		"":              nil,
		"  # a comment": nil,
		"sink crypto/hmac.New arg1:key keyed-mac empty=silent # as a comment": {
			Verb: Sink, Symbol: "crypto/hmac.New", Port: Port{Kind: Arg, Index: 1, Name: "key"}, Purpose: "keyed-mac",
			Use: "both", Key: "symmetric", Literal: "always", Overlap: "none", Empty: "silent",
		},
		"sink (*crypto/ecdh.PrivateKey).ECDH recv node-identity use=derive key=private": {
			Verb: Sink, Symbol: "(*crypto/ecdh.PrivateKey).ECDH", Port: Port{Kind: Recv}, Purpose: "node-identity",
			Use: "derive", Key: "private", Literal: "always", Overlap: "none",
		},
		"sink\tgopkg.in/x.v1.T.Keys value.values:m access-token overlap=kid literal=bytes": {
			Verb: Sink, Symbol: "gopkg.in/x.v1.T.Keys", Port: Port{Kind: Value, Mode: Values, Name: "m"}, Purpose: "access-token",
			Use: "both", Key: "symmetric", Literal: "bytes", Overlap: "kid",
		},
		"sink example.com/csrf.Protect arg0:key csrf-token fails=refused": {
			Verb: Sink, Symbol: "example.com/csrf.Protect", Port: Port{Kind: Arg, Index: 0, Name: "key"}, Purpose: "csrf-token",
			Use: "both", Key: "symmetric", Literal: "always", Overlap: "none", Fails: "refused",
		},
		"sink example.com/db.Open arg1:dsn api-credential use=hold key=address only=inventory under=!file|memory": {
			Verb: Sink, Symbol: "example.com/db.Open", Port: Port{Kind: Arg, Index: 1, Name: "dsn"}, Purpose: "api-credential",
			Use: "hold", Key: "address", Literal: "always", Overlap: "none", Only: "inventory", Under: "!file|memory",
		},
		"sink example.com/csrf.Protect arg0:key csrf-token lasts=12h": {
			Verb: Sink, Symbol: "example.com/csrf.Protect", Port: Port{Kind: Arg, Index: 0, Name: "key"}, Purpose: "csrf-token",
			Use: "both", Key: "symmetric", Literal: "always", Overlap: "none", Lasts: 12 * time.Hour,
		},
		"pass example.com/tls.Config.Certificates value recv only=purpose": {
			Verb: Pass, Symbol: "example.com/tls.Config.Certificates", Port: Port{Kind: Value}, To: Port{Kind: Recv}, How: "copy", Only: "purpose",
		},
		"public crypto/ed25519.Verify arg0:publicKey": {
			Verb: Public, Symbol: "crypto/ed25519.Verify", Port: Port{Kind: Arg, Name: "publicKey"},
			Use: "verify", Key: "public", Literal: "never", Overlap: "none",
		},
		"hash golang.org/x/crypto/scrypt.Key arg1:salt salt": {
			Verb: Hash, Symbol: "golang.org/x/crypto/scrypt.Key", Port: Port{Kind: Arg, Index: 1, Name: "salt"}, Role: "salt", Use: "hash",
		},
		"source os.Getenv result0 env(arg0)": {
			Verb: Source, Symbol: "os.Getenv", Port: Port{Kind: Result}, Origin: OriginSpec{OriginEnv, Port{Kind: Arg}},
		},
		"source os.Environ result0.each env": {
			Verb: Source, Symbol: "os.Environ", Port: Port{Kind: Result, Mode: Each}, Origin: OriginSpec{Kind: OriginEnv},
		},
		"default flag.StringVar arg2:value flag(arg1:name) to=arg0": {
			Verb: Default, Symbol: "flag.StringVar", Port: Port{Kind: Arg, Index: 2, Name: "value"},
			Origin: OriginSpec{OriginFlag, Port{Kind: Arg, Index: 1, Name: "name"}}, To: Port{Kind: Arg},
		},
		"pass encoding/hex.DecodeString arg0:s result0 how=decode": {
			Verb: Pass, Symbol: "encoding/hex.DecodeString", Port: Port{Kind: Arg, Name: "s"}, To: Port{Kind: Result}, How: "decode",
		},
		"pass (*strings.Builder).String recv result0": {
			Verb: Pass, Symbol: "(*strings.Builder).String", Port: Port{Kind: Recv}, To: Port{Kind: Result}, How: "copy",
		},
		"random crypto/rand.Read arg0":              {Verb: Random, Symbol: "crypto/rand.Read", Port: Port{Kind: Arg}},
		"leak log.Println arg0.each:v":              {Verb: Leak, Symbol: "log.Println", Port: Port{Kind: Arg, Mode: Each, Name: "v"}},
		"keyless github.com/a/b.New":                {Verb: Keyless, Symbol: "github.com/a/b.New"},
		"call a/b.Sign a/b.New use=sign":            {Verb: Call, Symbol: "a/b.Sign", Of: "a/b.New", Use: "sign"},
		"call a/b.Get a/b.New csrf-token at=cookie": {Verb: Call, Symbol: "a/b.Get", Of: "a/b.New", Purpose: "csrf-token", Use: "both", At: "cookie"},
		"keyless a/b.New session-id":                {Verb: Keyless, Symbol: "a/b.New", Purpose: "session-id"},
		"tag github.com/a/b env":                    {Verb: Tag, Symbol: "github.com/a/b", Tags: []string{"env"}},
		"tag github.com/a/b env dflt":               {Verb: Tag, Symbol: "github.com/a/b", Tags: []string{"env", "dflt"}},
		"tag github.com/a/b - dflt":                 {Verb: Tag, Symbol: "github.com/a/b", Tags: []string{"", "dflt"}},
		"tag github.com/a/b env - pfx_":             {Verb: Tag, Symbol: "github.com/a/b", Tags: []string{"env", "", "pfx_"}},
		`label "a # b\x00"`:                         {Verb: Label, Symbol: "a # b\x00"},
		"label hex:00fF":                            {Verb: Label, Symbol: "\x00\xff"},
	} {
		got, err := ParseLine(line)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", line, got, err, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"sunk a/b.C arg0 cipher", `unknown verb "sunk"; want one of sink, public`},
		{"sink", "want: sink SYMBOL PORT PURPOSE"},
		{"sink a/b.C arg0", "want: sink SYMBOL PORT PURPOSE"},
		{"sink a/b.C arg0 cipher now", "want: sink SYMBOL PORT PURPOSE"},
		{"sink a/b.C arg0 cookies", `unknown purpose "cookies"; keyvet explain all`},
		{"sink a/b.C arg0 ../x", "unknown purpose"},
		{"sink a/b.C arg cipher", `"arg" is no port; want arg0, recv`},
		{"sink a/b.C arg01 cipher", "is no port"},
		{"sink a/b.C arg-1 cipher", "is no port"},
		{"sink a/b.C arg128 cipher", "is no port"},
		{"sink a/b.C param0 cipher", "is no port"},
		{"sink a/b.C arg0.all cipher", `unknown part "all"; want`},
		{"sink a/b.C arg0. cipher", "unknown part"},
		{"sink a/b.C arg0: cipher", "cannot be the name of a parameter"},
		{"sink a/b.C arg0:a-b cipher", "cannot be the name of a parameter"},
		{"sink a/b.C recv cipher", "port recv, but a/b.C is no method"},
		{"sink a/b.C result0 cipher", "no key enters by result0 of a/b.C"},
		{"sink (a/b.T).C value cipher", "port value, but (a/b.T).C is a method"},
		{"sink a/b.C arg0 cipher use=seal", `use cannot be "seal"; want one of sign, verify`},
		{"sink a/b.C arg0 cipher under=x", `facet "under" wants the text of the argument in front of the port`},
		{"hash a/b.C arg1 salt under=x", `a hash line has no facet "under"`},
		{"sink a/b.C arg0 cipher colour=red", `unknown facet "colour"; want one of use`},
		{"sink a/b.C arg0 cipher how=mix", `a sink line has no facet "how"`},
		{"sink a/b.C arg0 cipher use=sign use=sign", `facet "use" is given twice`},
		{"sink a/b.C arg0 cipher use=", "use cannot be"},
		{"sink a/b.C arg0 api-credential key=text", "want only=inventory beside it"},
		{"public a/b.C arg0 only=inventory", `a public line has no facet "only"`},
		{`sink "a/b.C" arg0 cipher`, "cannot be quoted"},
		{"sink New arg0 cipher", `"New" has no import path; want path/of/package.Name`},
		{"sink *a/b.T.C arg0 cipher", "want path/of/package.Name, or (*path/of/package.Type).Method"},
		{"sink (*a/b.T).C.D arg0 cipher", "is no method; want (*path"},
		{"sink (*a/b).C arg0 cipher", "is no method; want (*path"},
		{"sink (). arg0 cipher", "is no method"},
		{"sink (*).C arg0 cipher", "is no method"},
		{"sink (*a/b.T[K]).C arg0 cipher", "leave type parameters out"},
		{"sink a//b.C arg0 cipher", "is no import path"},
		{"sink /a/b.C arg0 cipher", "is no import path"},
		{"sink a/../b.C arg0 cipher", "is no import path"},
		{"hash a/b.C arg0 pepper", `"pepper" is neither password nor salt`},
		{"source a/b.C result0 vault(arg0)", `unknown kind of origin "vault"; want env, config`},
		{"source a/b.C result0 env(arg0", "the parenthesis is not closed"},
		{"source a/b.C result0 env(name)", `"name" is no port`},
		{"source a/b.C result0 env(result1)", "a result cannot hold the name"},
		{"default a/b.C arg1 env(arg0) to=there", `"there" is no port`},
		{"pass a/b.C arg0 result", `"result" is no port`},
		{"pass a/b.C result0 arg0", "nothing enters by result0"},
		{"pass a/b.C arg0 arg0", "leaves where it enters"},
		{"pass a/b.C arg0 result0 how=magic", "how cannot be"},
		{"call a/b.C", "want: call SYMBOL SYMBOL [PURPOSE]"},
		{"call a/b.C arg0", "\"arg0\" has no import path"},
		{"call a/b.C a/b.D sessions", "unknown purpose \"sessions\""},
		{"call a/b.C a/b.D at=mail", "at cannot be \"mail\""},
		{"keyless a/b.C arg0", "unknown purpose \"arg0\""},
		{"keyless a/b.C session-id x", "want: keyless SYMBOL [PURPOSE]"},
		{"tag a/b", "want: tag PACKAGE NAMETAG|- [DEFAULTTAG|- [PREFIXTAG]]"},
		{"tag a/b env env-default env-prefix more", "want: tag"},
		{"tag a/b -", "neither a tag that names"},
		{"tag a//b env", "is no import path"},
		{"label text", `text is not quoted; want: label "text"`},
		{`label "text`, "the quoted string does not end"},
		{`label "\q"`, "holds an escape that Go does not know"},
		{`label "a""b"`, "a space is wanted after"},
		{`label ""`, "an empty label"},
		{"label 'a'", "is not quoted"},
		{"label hex:0", "is not hexadecimal"},
		{"label hex:", "is not hexadecimal"},
		{"verified v1", `unknown verb "verified"`},
		{"sink a/b.C\x00 arg0 cipher", "control character"},
		{"sink a/b.C arg0 cipher\nsink a/b.D arg0 cipher", "control character"},
	} {
		e, err := ParseLine(c.line)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %+v, error %v; want error %q", c.line, e, err, c.want)
		}
	}
}

func TestParseFile(t *testing.T) {
	entries, verified, err := parseFile("f", "# head\nverified v1.2.3\r\n\nkeyless a/b.C\nbad\nkeyless a/b.D\nverified v2\n")
	if len(entries) != 2 || entries[1].Symbol != "a/b.D" || entries[1].File != "f" || entries[1].Line != 6 {
		t.Errorf("entries %+v", entries)
	}
	if verified != "v1.2.3" {
		t.Errorf("verified %q", verified)
	}
	if want := "f:5: unknown verb"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
	for text, want := range map[string]string{
		"verified v1\nverified v2":   "f:2: a second verified line",
		"keyless a/b.C\nverified v2": "f:2: the verified line has to stand before the first entry",
		"verified":                   "f:1: want: verified VERSION",
	} {
		if _, _, err := parseFile("f", text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

// FuzzParseLine looks for lines that panic, and for ports and origins that are
// not spelled back as they were read.
func FuzzParseLine(f *testing.F) {
	for _, p := range Builtin().All() {
		for _, e := range p.Entries {
			f.Add(string(e.Verb) + " " + e.Symbol + " " + e.Port.String() + " " + e.To.String() + e.Origin.String() + e.Purpose)
			break
		}
	}
	for _, s := range []string{"", "#", `label "`, "sink (", "sink () x y", "sink (*.T).M arg0 cipher", "pass . arg0.each result0", "a =", "tag a b c=d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		e, err := ParseLine(line)
		if err != nil || e == nil {
			if err != nil && e != nil {
				t.Errorf("%q: both an entry and error %v", line, err)
			}
			return
		}
		for _, p := range []Port{e.Port, e.To, e.Origin.Name} {
			if p.Kind == NoPort {
				continue
			}
			if q, err := parsePort(p.String()); err != nil || q != p {
				t.Errorf("%q: port %v is read back as %v, %v", line, p, q, err)
			}
		}
		if e.Verb != Tag && e.Verb != Label && SymbolPackage(e.Symbol) == "" {
			t.Errorf("%q: no package", line)
		}
	})
}
