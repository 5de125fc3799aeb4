// Package libmaps gives its defaults to configuration libraries in maps.
package libmaps

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"
	"github.com/magiconair/properties"
	"github.com/spf13/viper"
)

func ofKoanf() ([]hash.Hash, error) {
	k := koanf.New(".")
	err := k.Load(confmap.Provider(map[string]any{
		"confmap.secret": "libmaps of koanf", // want `literal of 16 bytes stands in when config confmap.secret is missing and signs`
		"confmap.listen": "confmap.example:8080",
	}, "."), nil)
	return []hash.Hash{
		hmac.New(sha256.New, []byte(k.String("confmap.secret"))),
		hmac.New(sha256.New, []byte(k.String("confmap.other"))),
	}, err
}

func ofViper() ([]hash.Hash, error) {
	err := viper.MergeConfigMap(map[string]any{
		"merged.secret": "libmaps of viper", // want `literal of 16 bytes stands in when config merged.secret is missing and signs`
		"merged.listen": "merged.example:8080",
	})
	return []hash.Hash{
		hmac.New(sha256.New, []byte(viper.GetString("merged.secret"))),
		hmac.New(sha256.New, []byte(viper.GetString("merged.other"))),
	}, err
}

func ofProperties() []hash.Hash {
	p := properties.LoadMap(map[string]string{
		"loaded.secret": "libmaps of properties", // want `literal of 21 bytes stands in when config loaded.secret is missing and signs`
		"loaded.listen": "loaded.example:8080",
	})
	return []hash.Hash{
		hmac.New(sha256.New, []byte(p.MustGetString("loaded.secret"))),
		hmac.New(sha256.New, []byte(p.MustGetString("loaded.other"))),
	}
}
