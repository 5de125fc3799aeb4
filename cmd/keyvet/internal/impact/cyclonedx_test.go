// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/keyvet/keyvet/analyzer/catalog"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/schema"
)

// everySink returns a reference in which each API of the catalog is used in
// each way, by a key of its own.
func everySink() *Reference {
	r := &Reference{Module: "example.com/app"}
	for _, p := range catalog.Builtin().All() {
		for _, e := range p.Entries {
			if e.Verb != catalog.Sink {
				continue
			}
			id := fmt.Sprintf("env:%s-%d-%s", e.Symbol, e.Line, e.File)
			k := &Key{Identity: id, Title: e.Symbol, WorstLoss: "T2", Origins: []Origin{{Kind: "env", Name: "K", File: "a.go", Line: 1}}}
			for i, op := range []string{"sign", "verify", "sign and verify", "encrypt", "decrypt", "encrypt and decrypt", "sign and verify and encrypt and decrypt", "verify and decrypt", "derive", "lookup hash", "password hash", "entropy", "present", "hold"} {
				k.Uses = append(k.Uses, &Use{Purpose: e.Purpose, Operation: op, Symbol: e.Symbol, Package: "p", Function: "f", File: "b.go", Line: i, Loss: "T2"})
			}
			r.Keys = append(r.Keys, k)
		}
	}
	return r
}

// family returns a reference with a key, an older one that it falls back on, and
// keys that are derived in each of the ways that are known.
func family() *Reference {
	r := &Reference{Keys: []*Key{
		{Identity: "env:KEY", Title: "KEY", Fallbacks: []string{"env:OLD"}, Uses: []*Use{{Symbol: "crypto/hmac.New", Operation: "derive", Purpose: "derived-key", File: "a.go", Line: 2}}},
		{Identity: "env:OLD", Title: "OLD", Uses: []*Use{{Symbol: "crypto/hmac.New", Operation: "verify", Purpose: "keyed-mac", File: "a.go", Line: 3}}},
		{Identity: "derived:env:GONE", Title: "orphan", DerivedFrom: "env:GONE"},
	}}
	for _, d := range []string{"hkdf.New", "HKDF", "hkdf.Key", "pbkdf2.Key", "scrypt.Key", "argon2.IDKey", "argon2.Key", "sha256.Sum256", "SHA-256", "sha512.Sum384", "sha512.Sum512", "sha1.Sum", "md5.Sum", "hmac.New", "mine.Derive"} {
		r.Keys = append(r.Keys, &Key{Identity: "derived:env:KEY/" + d, Title: d, DerivedFrom: "env:KEY", Derivation: d,
			Origins: []Origin{{Kind: "derived", Name: "KEY", File: "a.go", Line: 1}}})
	}
	return r
}

// TestCycloneDXSchema validates documents against the schema of CycloneDX.
func TestCycloneDXSchema(t *testing.T) {
	const dir = "testdata/validate/schema/"
	v := schema.NewValidator(t, dir+"bom-1.6.schema.json", dir+"spdx.schema.json", dir+"jsf-0.82.schema.json")
	for name, r := range map[string]*Reference{"sample": sample(t), "empty": {}, "every sink": everySink(), "family": family()} {
		var text bytes.Buffer
		if err := WriteCycloneDX(&text, r, "v1.2.3"); err != nil {
			t.Fatal(err)
		}
		if wrong := v.Invalid(t, text.Bytes()); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
		if name != "sample" {
			continue
		}
		for _, broken := range [][2]string{
			{`"primitive": "mac"`, `"primitive": "code"`},
			{`"assetType": "algorithm"`, `"assetType": "something"`},
			{`"location": "mail/mail.go"`, `"place": "mail/mail.go"`},
		} {
			changed := bytes.Replace(text.Bytes(), []byte(broken[0]), []byte(broken[1]), 1)
			if bytes.Equal(changed, text.Bytes()) || v.Invalid(t, changed) == "" {
				t.Errorf("a document with %s is valid", broken[1])
			}
		}
	}
}

// TestCycloneDXRefs holds what the schema does not: references are unique and
// lead to something, and there is no value.
func TestCycloneDXRefs(t *testing.T) {
	for name, r := range map[string]*Reference{"sample": sample(t), "every sink": everySink(), "family": family()} {
		bom := newBOM(r, "")
		known := make(map[string]bool)
		components := slices.Clone(bom.Components)
		if bom.Metadata.Component != nil {
			components = append(components, bom.Metadata.Component)
		}
		for _, c := range components {
			if known[c.Ref] {
				t.Errorf("%s: %s twice", name, c.Ref)
			}
			known[c.Ref] = true
		}
		depends := make(map[string]bool)
		for _, d := range bom.Dependencies {
			if depends[d.Ref] {
				t.Errorf("%s: dependencies of %s twice", name, d.Ref)
			}
			depends[d.Ref] = true
			for _, ref := range append(d.DependsOn, d.Ref) {
				if !known[ref] {
					t.Errorf("%s: %s leads nowhere", name, ref)
				}
			}
		}
		for _, c := range bom.Components {
			if c.Crypto.Material != nil && c.Crypto.Material.Algorithm != "" && !known[c.Crypto.Material.Algorithm] {
				t.Errorf("%s: %s leads nowhere", name, c.Crypto.Material.Algorithm)
			}
		}
		text, err := json.Marshal(bom)
		if err != nil {
			t.Fatal(err)
		}
		for _, never := range []string{`"timestamp"`, `"serialNumber"`, `"creationDate"`} {
			if bytes.Contains(text, []byte(never)) {
				t.Errorf("%s: %s", name, never)
			}
		}
		// "value" is that of a property only.
		for rest := string(text); ; {
			before, after, ok := strings.Cut(rest, `"value"`)
			if !ok {
				break
			}
			if i := strings.LastIndexByte(before, '{'); !strings.HasPrefix(before[i:], `{"name":"keyvet:`) {
				t.Errorf("%s: a value in %s", name, before[i:])
			}
			rest = after
		}
	}
}

func TestCycloneDXFamily(t *testing.T) {
	bom := newBOM(family(), "")
	states := make(map[string]string)
	for _, c := range bom.Components {
		if c.Crypto.Material != nil {
			states[c.Ref] = c.Crypto.Material.State
		}
	}
	for ref, want := range map[string]string{"key:env:KEY": "active", "key:env:OLD": "deactivated", "key:derived:env:KEY/HKDF": ""} {
		if got, ok := states[ref]; !ok || got != want {
			t.Errorf("%s is %q, want %q", ref, got, want)
		}
	}
	want := map[string][]string{
		"key:derived:env:GONE":              nil,
		"key:derived:env:KEY/hkdf.New":      {"algorithm:HKDF", "key:env:KEY"},
		"key:derived:env:KEY/SHA-256":       {"algorithm:SHA-256", "key:env:KEY"},
		"key:derived:env:KEY/sha512.Sum384": {"algorithm:SHA-384", "key:env:KEY"},
		"key:derived:env:KEY/argon2.IDKey":  {"algorithm:Argon2id", "key:env:KEY"},
		"key:derived:env:KEY/mine.Derive":   {"key:env:KEY"},
	}
	for _, d := range bom.Dependencies {
		if w, ok := want[d.Ref]; ok && !slices.Equal(d.DependsOn, w) {
			t.Errorf("%s depends on %q, want %q", d.Ref, d.DependsOn, w)
		}
		delete(want, d.Ref)
	}
	if len(want) > 0 {
		t.Errorf("no dependencies of %v", want)
	}
}

// TestCycloneDXVersion writes the version of the tool, where it is told.
func TestCycloneDXVersion(t *testing.T) {
	var with, without bytes.Buffer
	if err := WriteCycloneDX(&with, &Reference{}, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	if err := writeCycloneDX(&without, &Reference{}); err != nil {
		t.Fatal(err)
	}
	const version = `"version": "v1.2.3"`
	if !strings.Contains(with.String(), version) || strings.Contains(without.String(), `"version": "`) {
		t.Errorf("with a version:\n%s\nwithout:\n%s", with.String(), without.String())
	}
	if err := writeCycloneDX(failing{}, &Reference{}); err == nil {
		t.Error("no error from a writer that fails")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestAlgorithms looks the names of the table up in the catalog, and some uses in
// the table.
func TestAlgorithms(t *testing.T) {
	for name := range algorithms {
		found := false
		for _, p := range catalog.Builtin().All() {
			rest, ok := strings.CutPrefix(name, p.Path)
			if ok && rest == "" || ok && rest[0] == '.' && len(p.Lookup(name)) > 0 {
				found = true
			}
		}
		if !found {
			t.Errorf("the catalog does not know %s", name)
		}
	}
	for _, test := range []struct{ symbol, purpose, operation, algorithm, material, functions string }{
		{"crypto/hmac.New", "keyed-mac", "sign and verify", "HMAC", "secret-key", "tag verify"},
		{"crypto/hmac.New", "api-key-hash", "lookup hash", "HMAC", "secret-key", "tag"},
		{"crypto/aes.NewCipher", "cipher", "encrypt", "AES", "secret-key", "encrypt"},
		{"(crypto/ecdh.Curve).NewPrivateKey", "node-identity", "hold", "ECDH", "private-key", "keyderive"},
		{"crypto/ecdsa.PrivateKey.D", "client-key", "hold", "ECDSA", "private-key", ""},
		{"crypto/ed25519.NewKeyFromSeed", "client-key", "hold", "Ed25519", "seed", ""},
		{"crypto/ed25519.Sign", "client-key", "sign", "Ed25519", "private-key", "sign"},
		{"crypto/rsa.DecryptOAEP", "cipher", "decrypt", "RSAES-OAEP", "private-key", "decrypt"},
		{"crypto/rsa.SignPSS", "client-key", "sign", "RSASSA-PSS", "private-key", "sign"},
		{"golang.org/x/crypto/chacha20poly1305.NewX", "cipher", "encrypt and decrypt", "XChaCha20-Poly1305", "secret-key", "encrypt decrypt"},
		{"golang.org/x/crypto/scrypt.Key", "derived-key", "derive", "scrypt", "password", "keyderive"},
		{"net/smtp.PlainAuth", "api-credential", "present", "", "credential", ""},
		{"(github.com/golang-jwt/jwt/v5.Token).SignedString", "access-token", "sign", "", "key", ""},
		{"github.com/gorilla/sessions.NewCookieStore", "client-session", "sign", "", "secret-key", ""},
		{"strange", "keyed-mac", "sign", "", "key", ""},
		{"", "keyed-mac", "sign", "", "key", ""},
	} {
		a := lookupAlgorithm(test.symbol)
		name, functions := "", ""
		if a != nil {
			name, functions = a.name, strings.Join(a.functions(test.operation), " ")
		}
		material := useType(&Use{Symbol: test.symbol, Purpose: test.purpose})
		if name != test.algorithm || functions != test.functions || material != test.material {
			t.Errorf("%s: %q %q %q, want %q %q %q", test.symbol, name, functions, material, test.algorithm, test.functions, test.material)
		}
	}
}
