// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// writeCycloneDX writes the bill of materials without the version of keyvet, so
// that a new keyvet alone does not change it.
func writeCycloneDX(w io.Writer, r *Reference) error { return WriteCycloneDX(w, r, "") }

// WriteCycloneDX writes the keys of a reference as a bill of cryptographic
// materials: CycloneDX 1.6, in JSON. The version is that of keyvet, "" to leave
// it out.
//
// There is one component for each key, never with a value, and one for each
// algorithm that a use shows by the API that it calls. A document has neither a
// time nor a serial number: the same reference gives the same bytes.
func WriteCycloneDX(w io.Writer, r *Reference, version string) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(newBOM(r, version))
}

// The types below are the part of CycloneDX that is written.

type cdxBOM struct {
	Schema       string           `json:"$schema"`
	Format       string           `json:"bomFormat"`
	SpecVersion  string           `json:"specVersion"`
	Version      int              `json:"version"`
	Metadata     cdxMetadata      `json:"metadata"`
	Components   []*cdxComponent  `json:"components"`
	Dependencies []cdxDependency  `json:"dependencies"`
	Compositions []cdxComposition `json:"compositions,omitempty"`
}

type cdxMetadata struct {
	Tools      cdxTools      `json:"tools"`
	Component  *cdxComponent `json:"component,omitempty"`
	Properties []cdxProperty `json:"properties,omitempty"`
}

type cdxTools struct {
	Components []*cdxComponent `json:"components"`
}

type cdxComponent struct {
	Type        string        `json:"type"`
	Ref         string        `json:"bom-ref,omitempty"`
	Name        string        `json:"name"`
	Version     string        `json:"version,omitempty"`
	Description string        `json:"description,omitempty"`
	Evidence    *cdxEvidence  `json:"evidence,omitempty"`
	Crypto      *cdxCrypto    `json:"cryptoProperties,omitempty"`
	Properties  []cdxProperty `json:"properties,omitempty"`
}

type cdxEvidence struct {
	Occurrences []cdxOccurrence `json:"occurrences"`
}

type cdxOccurrence struct {
	Location string `json:"location"`
	Line     int    `json:"line"`
	Symbol   string `json:"symbol,omitempty"`
	Context  string `json:"additionalContext,omitempty"`
}

type cdxCrypto struct {
	AssetType string        `json:"assetType"`
	Algorithm *cdxAlgorithm `json:"algorithmProperties,omitempty"`
	Material  *cdxMaterial  `json:"relatedCryptoMaterialProperties,omitempty"`
}

type cdxAlgorithm struct {
	Primitive    string   `json:"primitive"`
	ParameterSet string   `json:"parameterSetIdentifier,omitempty"`
	Curve        string   `json:"curve,omitempty"`
	Mode         string   `json:"mode,omitempty"`
	Padding      string   `json:"padding,omitempty"`
	Functions    []string `json:"cryptoFunctions,omitempty"`
}

// A cdxMaterial has no field for the value, which CycloneDX allows.
type cdxMaterial struct {
	Type      string `json:"type"`
	ID        string `json:"id"`
	State     string `json:"state,omitempty"`
	Algorithm string `json:"algorithmRef,omitempty"`
}

type cdxProperty struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type cdxDependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn,omitempty"`
}

type cdxComposition struct {
	Aggregate  string   `json:"aggregate"`
	Assemblies []string `json:"assemblies,omitempty"`
}

// newBOM makes the document.
func newBOM(r *Reference, version string) *cdxBOM {
	bom := &cdxBOM{
		Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata:     cdxMetadata{Tools: cdxTools{Components: []*cdxComponent{{Type: "application", Name: "keyvet", Version: version}}}},
		Components:   []*cdxComponent{},
		Dependencies: []cdxDependency{},
	}
	older := make(map[string]bool) // keys that are only accepted beside another
	for _, k := range r.Keys {
		for _, id := range k.Fallbacks {
			older[id] = true
		}
	}
	known := make(map[string]bool)
	for _, k := range r.Keys {
		known[k.Identity] = true
	}
	for _, k := range r.Keys {
		for _, o := range k.Older {
			if !known[o.Identity] { // what keyvet:fallback-key names
				known[o.Identity] = true
				bom.Components = append(bom.Components, keyComponent(&Key{Identity: o.Identity, Title: o.Title, Names: o.Names,
					Origins: o.Origins, Uses: o.Uses, WorstLoss: o.WorstLoss, Headline: o.Sentence}, true))
			}
		}
	}
	algorithms := make(map[string]*cdxComponent)
	var own []string
	for _, k := range r.Keys {
		bom.Components = append(bom.Components, keyComponent(k, older[k.Identity]))
		dep := cdxDependency{Ref: keyRef(k.Identity)}
		if k.DerivedFrom == "" {
			own = append(own, dep.Ref)
		} else if slices.ContainsFunc(r.Keys, func(p *Key) bool { return p.Identity == k.DerivedFrom }) {
			dep.DependsOn = append(dep.DependsOn, keyRef(k.DerivedFrom))
		}
		if a := lookupDerivation(k.Derivation); a != nil {
			var at []cdxOccurrence
			for _, o := range k.Origins {
				at = append(at, cdxOccurrence{Location: o.File, Line: o.Line, Context: "derives " + k.Title})
			}
			dep.DependsOn = append(dep.DependsOn, a.add(algorithms, "derive", at...))
		}
		for _, u := range k.Uses {
			if a := lookupAlgorithm(u.Symbol); a != nil {
				dep.DependsOn = append(dep.DependsOn, a.add(algorithms, u.Operation, occurrenceOf(u)))
			}
		}
		slices.Sort(dep.DependsOn)
		dep.DependsOn = slices.Compact(dep.DependsOn)
		bom.Dependencies = append(bom.Dependencies, dep)
	}
	refs := make([]string, 0, len(algorithms))
	for ref := range algorithms {
		refs = append(refs, ref)
	}
	slices.Sort(refs)
	for _, ref := range refs {
		c := algorithms[ref]
		c.Evidence = evidence(c.Evidence.Occurrences)
		bom.Components = append(bom.Components, c)
		bom.Dependencies = append(bom.Dependencies, cdxDependency{Ref: ref})
	}
	if r.Module != "" {
		ref := "module:" + r.Module
		bom.Metadata.Component = &cdxComponent{Type: "application", Ref: ref, Name: r.Module}
		slices.Sort(own)
		bom.Dependencies = append([]cdxDependency{{Ref: ref, DependsOn: own}}, bom.Dependencies...)
	}
	// What a package that could not be read does with a key is not in here.
	for _, e := range r.Errors {
		bom.Metadata.Properties = append(bom.Metadata.Properties, cdxProperty{"keyvet:unread", e.Package})
	}
	if len(r.Errors) > 0 {
		c := cdxComposition{Aggregate: "incomplete"}
		if bom.Metadata.Component != nil {
			c.Assemblies = []string{bom.Metadata.Component.Ref}
		}
		bom.Compositions = []cdxComposition{c}
	}
	return bom
}

// keyRef is the reference to a key. The words before the colon keep keys,
// algorithms and the module apart.
func keyRef(identity string) string { return "key:" + identity }

// keyComponent describes a key. One that is older is only accepted beside
// another key.
func keyComponent(k *Key, older bool) *cdxComponent {
	m := &cdxMaterial{Type: materialType(k), ID: k.Identity}
	switch {
	case older:
		m.State = "deactivated" // NIST SP 800-57: it may still check, but no longer protect
	case len(k.Uses) > 0:
		m.State = "active"
	}
	var refs []string
	var at []cdxOccurrence
	for _, o := range k.Origins {
		context := strings.TrimSpace("read from " + o.Kind + " " + o.Name)
		switch {
		case o.Kind == "derived":
			context = strings.TrimSpace("derived from " + o.Name)
		case o.Kind == "random":
			context = "generated"
		case o.Fixed:
			context = "fixed: " + o.Kind
		}
		at = append(at, cdxOccurrence{Location: o.File, Line: o.Line, Context: context})
	}
	for _, u := range k.Uses {
		at = append(at, occurrenceOf(u))
		if a := lookupAlgorithm(u.Symbol); a != nil && !slices.Contains(refs, a.ref()) {
			refs = append(refs, a.ref())
		}
	}
	if len(refs) == 1 { // there is room for one only; dependencies have all
		m.Algorithm = refs[0]
	}
	return &cdxComponent{
		Type: "cryptographic-asset", Ref: keyRef(k.Identity), Name: k.Title, Description: k.Headline,
		Evidence:   evidence(at),
		Crypto:     &cdxCrypto{AssetType: "related-crypto-material", Material: m},
		Properties: keyProperties(k),
	}
}

func occurrenceOf(u *Use) cdxOccurrence {
	return cdxOccurrence{Location: u.File, Line: u.Line, Symbol: u.Symbol, Context: u.Says + " in " + strings.TrimSuffix(u.Package+"."+u.Function, ".")}
}

// evidence returns the places that are known, once each, nil for none.
func evidence(all []cdxOccurrence) *cdxEvidence {
	all = slices.DeleteFunc(all, func(o cdxOccurrence) bool { return o.Location == "" })
	slices.SortStableFunc(all, func(x, y cdxOccurrence) int {
		return cmp.Or(cmp.Compare(x.Location, y.Location), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Symbol, y.Symbol), cmp.Compare(x.Context, y.Context))
	})
	if all = slices.Compact(all); len(all) == 0 {
		return nil
	}
	return &cdxEvidence{all}
}

// keyProperties are what CycloneDX has no fields for. A property of one purpose
// has it in its name: keyvet:purpose:totp-secret:loss.
func keyProperties(k *Key) []cdxProperty {
	out := []cdxProperty{{"keyvet:loss", k.WorstLoss}}
	for _, n := range k.Names {
		out = append(out, cdxProperty{"keyvet:name", n})
	}
	if k.Derivation != "" {
		out = append(out, cdxProperty{"keyvet:derivation", k.Derivation})
	}
	for _, id := range k.Fallbacks {
		out = append(out, cdxProperty{"keyvet:fallback-key", keyRef(id)})
	}
	var purposes []string
	for _, u := range k.Uses {
		if !slices.Contains(purposes, u.Purpose) {
			purposes = append(purposes, u.Purpose)
		}
	}
	slices.Sort(purposes)
	for _, p := range purposes {
		out = append(out, cdxProperty{"keyvet:purpose", p})
		for _, about := range []struct {
			name string
			of   func(*Use) string
		}{
			{"loss", func(u *Use) string { return u.Loss }},
			{"manner", func(u *Use) string { return u.Manner }},
			{"fallback", func(u *Use) string { return u.Fallback }},
			{"retention", func(u *Use) string { return u.Retention }},
			{"artefact", func(u *Use) string { return strings.TrimSpace(u.Artefact + " " + u.ArtefactName) }},
			{"separation", func(u *Use) string { return u.Separation }},
		} {
			var values []string
			for _, u := range k.Uses {
				if v := about.of(u); u.Purpose == p && v != "" {
					values = append(values, v)
				}
			}
			slices.Sort(values)
			for _, v := range slices.Compact(values) {
				out = append(out, cdxProperty{fmt.Sprintf("keyvet:purpose:%s:%s", p, about.name), v})
			}
		}
	}
	if k.Keep.Sentence != "" {
		out = append(out, cdxProperty{"keyvet:keep", k.Keep.Sentence})
	}
	return out
}

// materialType returns the type of a key as far as its uses tell it: "key" where
// they tell different ones, or none.
func materialType(k *Key) string {
	if len(k.Uses) == 0 {
		return "unknown"
	}
	var types []string
	for _, u := range k.Uses {
		types = append(types, useType(u))
	}
	slices.Sort(types)
	if types = slices.Compact(types); len(types) == 1 {
		return types[0]
	}
	return "key"
}

func useType(u *Use) string {
	if a := lookupAlgorithm(u.Symbol); a != nil {
		if a.material != "" {
			return a.material
		}
		switch a.primitive {
		case "mac", "block-cipher", "stream-cipher", "ae":
			return "secret-key"
		case "signature", "pke", "kem", "key-agree":
			return "private-key"
		}
	}
	switch u.Purpose {
	case "api-credential", "oauth-client-secret":
		return "credential"
	case "tls-key", "access-token-jwks", "node-identity":
		return "private-key"
	case "tls-ticket", "client-session", "session-id", "signed-cookie", "remember-me", "csrf-token", "password-pepper", "blind-index", "totp-secret", "data-at-rest":
		return "secret-key"
	}
	return "key"
}

// An algorithm is what an API computes with a key.
type algorithm struct {
	name, primitive                    string
	parameterSet, curve, mode, padding string
	material                           string // type of the key, where the primitive does not tell it
}

func (a *algorithm) ref() string { return "algorithm:" + a.name }

// add notes a use of the algorithm, and returns the reference to it.
func (a *algorithm) add(all map[string]*cdxComponent, operation string, at ...cdxOccurrence) string {
	c := all[a.ref()]
	if c == nil {
		c = &cdxComponent{
			Type: "cryptographic-asset", Ref: a.ref(), Name: a.name, Evidence: new(cdxEvidence),
			Crypto: &cdxCrypto{AssetType: "algorithm", Algorithm: &cdxAlgorithm{
				Primitive: a.primitive, ParameterSet: a.parameterSet, Curve: a.curve, Mode: a.mode, Padding: a.padding,
			}},
		}
		all[a.ref()] = c
	}
	fs := append(c.Crypto.Algorithm.Functions, a.functions(operation)...)
	slices.Sort(fs)
	c.Crypto.Algorithm.Functions = slices.Compact(fs)
	c.Evidence.Occurrences = append(c.Evidence.Occurrences, at...)
	return a.ref()
}

// functions are those of an algorithm that an operation needs, of which there
// may be none: a key that is only held.
func (a *algorithm) functions(operation string) (out []string) {
	switch a.primitive {
	case "kdf", "key-agree":
		return []string{"keyderive"}
	case "kem":
		return []string{"decapsulate"}
	case "hash":
		return []string{"digest"}
	}
	for part := range strings.SplitSeq(operation, " and ") {
		switch part {
		case "sign", "lookup hash", "password hash":
			if a.primitive == "mac" {
				part = "tag"
			} else {
				part = "sign"
			}
			out = append(out, part)
		case "verify", "encrypt", "decrypt":
			out = append(out, part)
		case "derive":
			if a.primitive == "mac" {
				out = append(out, "tag")
			}
		}
	}
	return out
}

// algorithms are those of APIs, by full name or by package. Only what the API
// itself shows is here: a JSON Web Token may be signed with anything.
var algorithms = map[string]algorithm{
	"crypto/aes":                                {name: "AES", primitive: "block-cipher"},
	"crypto/des.NewCipher":                      {name: "DES", primitive: "block-cipher"},
	"crypto/des.NewTripleDESCipher":             {name: "3DES", primitive: "block-cipher"},
	"crypto/dsa":                                {name: "DSA", primitive: "signature"},
	"crypto/ecdh":                               {name: "ECDH", primitive: "key-agree"},
	"crypto/ecdsa":                              {name: "ECDSA", primitive: "signature"},
	"crypto/ed25519":                            {name: "Ed25519", primitive: "signature", curve: "other/Ed25519"},
	"crypto/ed25519.NewKeyFromSeed":             {name: "Ed25519", primitive: "signature", curve: "other/Ed25519", material: "seed"},
	"crypto/hkdf":                               {name: "HKDF", primitive: "kdf", material: "key"},
	"crypto/hmac":                               {name: "HMAC", primitive: "mac"},
	"crypto/hpke":                               {name: "HPKE", primitive: "pke"},
	"crypto/mlkem.NewDecapsulationKey1024":      {name: "ML-KEM-1024", primitive: "kem", parameterSet: "1024", material: "seed"},
	"crypto/mlkem.NewDecapsulationKey768":       {name: "ML-KEM-768", primitive: "kem", parameterSet: "768", material: "seed"},
	"crypto/pbkdf2":                             {name: "PBKDF2", primitive: "kdf", material: "password"},
	"crypto/rc4":                                {name: "RC4", primitive: "stream-cipher"},
	"crypto/rsa.DecryptOAEP":                    {name: "RSAES-OAEP", primitive: "pke", padding: "oaep"},
	"crypto/rsa.DecryptPKCS1v15":                {name: "RSAES-PKCS1", primitive: "pke", padding: "pkcs1v15"},
	"crypto/rsa.SignPKCS1v15":                   {name: "RSASSA-PKCS1", primitive: "signature", padding: "pkcs1v15"},
	"crypto/rsa.SignPSS":                        {name: "RSASSA-PSS", primitive: "signature"},
	"golang.org/x/crypto/argon2.IDKey":          {name: "Argon2id", primitive: "kdf", material: "password"},
	"golang.org/x/crypto/argon2.Key":            {name: "Argon2i", primitive: "kdf", material: "password"},
	"golang.org/x/crypto/blake2b":               {name: "BLAKE2b", primitive: "mac"},
	"golang.org/x/crypto/blake2s":               {name: "BLAKE2s", primitive: "mac"},
	"golang.org/x/crypto/blowfish":              {name: "Blowfish", primitive: "block-cipher"},
	"golang.org/x/crypto/cast5":                 {name: "CAST5", primitive: "block-cipher"},
	"golang.org/x/crypto/chacha20":              {name: "ChaCha20", primitive: "stream-cipher"},
	"golang.org/x/crypto/chacha20poly1305.New":  {name: "ChaCha20-Poly1305", primitive: "ae"},
	"golang.org/x/crypto/chacha20poly1305.NewX": {name: "XChaCha20-Poly1305", primitive: "ae"},
	"golang.org/x/crypto/curve25519":            {name: "X25519", primitive: "key-agree", curve: "other/Curve25519"},
	"golang.org/x/crypto/hkdf":                  {name: "HKDF", primitive: "kdf", material: "key"},
	"golang.org/x/crypto/nacl/auth":             {name: "HMAC-SHA-512-256", primitive: "mac"},
	"golang.org/x/crypto/nacl/box":              {name: "Curve25519-XSalsa20-Poly1305", primitive: "pke", curve: "other/Curve25519"},
	"golang.org/x/crypto/nacl/secretbox":        {name: "XSalsa20-Poly1305", primitive: "ae"},
	"golang.org/x/crypto/nacl/sign":             {name: "Ed25519", primitive: "signature", curve: "other/Ed25519"},
	"golang.org/x/crypto/pbkdf2":                {name: "PBKDF2", primitive: "kdf", material: "password"},
	"golang.org/x/crypto/poly1305":              {name: "Poly1305", primitive: "mac"},
	"golang.org/x/crypto/salsa20":               {name: "Salsa20", primitive: "stream-cipher"},
	"golang.org/x/crypto/scrypt":                {name: "scrypt", primitive: "kdf", material: "password"},
	"golang.org/x/crypto/tea":                   {name: "TEA", primitive: "block-cipher"},
	"golang.org/x/crypto/twofish":               {name: "Twofish", primitive: "block-cipher"},
	"golang.org/x/crypto/xtea":                  {name: "XTEA", primitive: "block-cipher"},
	"golang.org/x/crypto/xts":                   {name: "XTS", primitive: "block-cipher", mode: "other"},

	"github.com/gorilla/csrf.Protect":                                     {name: "HMAC", primitive: "mac"},
	"github.com/tink-crypto/tink-go/v2/aead/subtle.NewAESGCM":             {name: "AES-GCM", primitive: "ae", mode: "gcm"},
	"github.com/tink-crypto/tink-go/v2/aead/subtle.NewChaCha20Poly1305":   {name: "ChaCha20-Poly1305", primitive: "ae"},
	"github.com/tink-crypto/tink-go/v2/aead/subtle.NewXChaCha20Poly1305":  {name: "XChaCha20-Poly1305", primitive: "ae"},
	"github.com/tink-crypto/tink-go/v2/daead/subtle.NewAESSIV":            {name: "AES-SIV", primitive: "ae", mode: "other"},
	"github.com/tink-crypto/tink-go/v2/mac/subtle.NewHMAC":                {name: "HMAC", primitive: "mac"},
	"github.com/tink-crypto/tink-go/v2/signature/subtle.NewED25519Signer": {name: "Ed25519", primitive: "signature", curve: "other/Ed25519", material: "seed"},
}

// lookupAlgorithm returns the algorithm of an API by its full name, nil where
// the name does not tell it.
func lookupAlgorithm(symbol string) *algorithm {
	symbol = strings.NewReplacer("(*", "", "(", "", ")", "").Replace(symbol)
	for name := symbol; name != ""; {
		if a, ok := algorithms[name]; ok {
			return &a
		}
		dot := strings.LastIndexByte(name, '.')
		if dot < strings.LastIndexByte(name, '/') {
			return nil // the dot of a host
		}
		name = name[:max(dot, 0)]
	}
	return nil
}

// derivations are ways to compute a key from another one, by the words that
// their names begin with, in lower case and without dashes.
var derivations = []struct {
	word string
	is   algorithm
}{
	{"hkdf", algorithm{name: "HKDF", primitive: "kdf"}},
	{"pbkdf2", algorithm{name: "PBKDF2", primitive: "kdf"}},
	{"scrypt", algorithm{name: "scrypt", primitive: "kdf"}},
	{"argon2.idkey", algorithm{name: "Argon2id", primitive: "kdf"}},
	{"argon2.key", algorithm{name: "Argon2i", primitive: "kdf"}},
	{"hmac", algorithm{name: "HMAC", primitive: "mac"}},
	{"md5", algorithm{name: "MD5", primitive: "hash", parameterSet: "128"}},
	{"sha512.new384", algorithm{name: "SHA-384", primitive: "hash", parameterSet: "384"}},
	{"sha512.sum384", algorithm{name: "SHA-384", primitive: "hash", parameterSet: "384"}},
	{"sha256", algorithm{name: "SHA-256", primitive: "hash", parameterSet: "256"}},
	{"sha512", algorithm{name: "SHA-512", primitive: "hash", parameterSet: "512"}},
	{"sha1", algorithm{name: "SHA-1", primitive: "hash", parameterSet: "160"}},
}

// lookupDerivation returns the algorithm of a derivation, nil where its name
// does not tell it.
func lookupDerivation(derivation string) *algorithm {
	name := strings.ReplaceAll(strings.ToLower(derivation), "-", "")
	for i := range derivations {
		if rest, ok := strings.CutPrefix(name, derivations[i].word); ok && (rest == "" || strings.Contains(".([ ", rest[:1]) || strings.Contains(derivations[i].word, ".")) {
			return &derivations[i].is
		}
	}
	return nil
}
