// Package overwritten has values that others replace before they are used.
package overwritten

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"
)

type config struct {
	Key, Kept, Sometimes, Read string
	In                         inner
}

type inner struct{ Key string }

func load() config {
	c := config{
		Key:       "replaced on the next line",
		Kept:      "stays as it is",             // want `literal of 14 bytes \(Kept\) signs data`
		Sometimes: "replaced now and then only", // want `literal of 26 bytes \(Sometimes\) (stands in when env OVERWRITTEN_S is missing and )?signs data`
	}
	c.In.Key = "replaced too"
	c.Key = os.Getenv("OVERWRITTEN_KEY")
	if v := os.Getenv("OVERWRITTEN_S"); v != "" {
		c.Sometimes = v
	}
	c.In.Key = os.Getenv("OVERWRITTEN_IN")
	return c
}

func (c config) macs() []hash.Hash {
	return []hash.Hash{
		hmac.New(sha256.New, []byte(c.Key)), hmac.New(sha256.New, []byte(c.Kept)),
		hmac.New(sha256.New, []byte(c.Sometimes)), hmac.New(sha256.New, []byte(c.In.Key)),
	}
}

// Read before it is replaced.
type early struct{ Key string }

func (e *early) mac() hash.Hash { return hmac.New(sha256.New, []byte(e.Key)) }

func tooLate() hash.Hash {
	e := &early{Key: "used before it is replaced"} // want `literal of 26 bytes \(Key\) (stands in when env OVERWRITTEN_E is missing and )?signs data`
	h := e.mac()
	e.Key = os.Getenv("OVERWRITTEN_E")
	return h
}

type both struct{ Key string }

// Replaced on both ways.
func branches(ok bool) hash.Hash {
	b := new(both)
	b.Key = "on no way"
	if ok {
		b.Key = os.Getenv("OVERWRITTEN_B1")
	} else {
		b.Key = os.Getenv("OVERWRITTEN_B2")
	}
	return hmac.New(sha256.New, []byte(b.Key))
}

type failing struct{ Key string }

// Where it is not replaced the way ends.
func orFail() (*failing, error) {
	f := &failing{Key: "goes with an error"}
	v := os.Getenv("OVERWRITTEN_F")
	if v == "" {
		return nil, errors.New("set OVERWRITTEN_F")
	}
	f.Key = v
	return f, nil
}

func (f *failing) mac() hash.Hash { return hmac.New(sha256.New, []byte(f.Key)) }

// What is read over it may leave it as it is.
func decoded(r io.Reader) (hash.Hash, error) {
	c := config{Read: "unless the file has it"} // want `literal of 22 bytes \(Read\) signs data`
	if err := json.NewDecoder(r).Decode(&c); err != nil {
		return nil, err
	}
	return hmac.New(sha256.New, []byte(c.Read)), nil
}

func filled() (cipher.Block, error) {
	key := []byte("0123456789abcdef")
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

func filledFully() (cipher.Block, error) {
	key := []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	if _, err := io.ReadFull(rand.Reader, key[:]); err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

// Only the other half is random.
func halfFilled() (cipher.Block, error) {
	key := []byte("0123456789abcdef") // want `literal of 16 bytes \(key\) encrypts data`
	if _, err := rand.Read(key[:8]); err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

var (
	replacedInInit  = "init replaces it"
	perhapsReplaced = "init may replace it"      // want `literal of 19 bytes \(perhapsReplaced\) stands in when env OVERWRITTEN_G2 is missing and signs data`
	readBefore      = "read by another variable" // want `literal of 24 bytes \(readBefore\) (stands in when env OVERWRITTEN_G3 is missing and )?signs data`
	reader          = hmac.New(sha256.New, []byte(readBefore))
)

func init() {
	replacedInInit = os.Getenv("OVERWRITTEN_G1")
	if v := os.Getenv("OVERWRITTEN_G2"); v != "" {
		perhapsReplaced = v
	}
	readBefore = os.Getenv("OVERWRITTEN_G3")
}

func globals() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(replacedInInit)), hmac.New(sha256.New, []byte(perhapsReplaced)), hmac.New(sha256.New, []byte(readBefore))}
}

// A captured variable is one in memory.
func captured() func() hash.Hash {
	key := "replaced before it is captured"
	key = os.Getenv("OVERWRITTEN_C")
	return func() hash.Hash { return hmac.New(sha256.New, []byte(key)) }
}

func returnsEarly(name string) (string, error) {
	f, err := os.ReadFile(name)
	if err != nil {
		return "goes with the error of another", err
	}
	return string(f), nil
}

type noKey struct{}

func (*noKey) Error() string { return "no key" }

var errNoKey = errors.New("no key")

func sentinel(name string) (string, error) {
	v := os.Getenv(name)
	if v == "" {
		return "goes with a variable", errNoKey
	}
	if v == "x" {
		return "goes with a struct", &noKey{}
	}
	return v, nil
}

func early2() ([]hash.Hash, error) {
	k, err := returnsEarly("key")
	if err != nil {
		return nil, err
	}
	l, err := sentinel("OVERWRITTEN_S2")
	if err != nil {
		return nil, err
	}
	return []hash.Hash{hmac.New(sha256.New, []byte(k)), hmac.New(sha256.New, []byte(l))}, nil
}

// The value is read on the way that ends.
func shownAndFatal() func() hash.Hash {
	key := os.Getenv("OVERWRITTEN_H")
	if key == "" {
		key = "OVERWRITTEN_H is not set"
		panic(key)
	}
	return func() hash.Hash { return hmac.New(sha256.New, []byte(key)) }
}
