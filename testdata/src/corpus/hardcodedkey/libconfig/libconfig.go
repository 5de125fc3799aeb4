// Package libconfig has its keys in configuration libraries, each with a default
// of one and none of another.
package libconfig

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	beegov1 "github.com/astaxie/beego"
	beegoconfig "github.com/beego/beego/v2/core/config"
	"github.com/beego/beego/v2/server/web"
	gookit "github.com/gookit/config/v2"
	koanfv1 "github.com/knadh/koanf"
	"github.com/knadh/koanf/v2"
	"github.com/magiconair/properties"
	toml "github.com/pelletier/go-toml"
	"github.com/revel/revel"
	"github.com/spf13/cast"
	"github.com/spf13/viper"
	"gopkg.in/ini.v1"
)

func ofViper() []hash.Hash {
	v := viper.New()
	v.SetDefault("viper.secret", "libconfig of viper") // want `literal of 18 bytes stands in when config viper.secret is missing and signs`
	v.SetDefault("viper.cast", "libconfig of cast")    // want `literal of 17 bytes stands in when config viper.cast is missing and signs`
	v.SetDefault("viper.listen", "viper.example:8080")
	return []hash.Hash{
		hmac.New(sha256.New, []byte(v.GetString("viper.secret"))),
		hmac.New(sha256.New, []byte(cast.ToString(v.Get("viper.cast")))),
		hmac.New(sha256.New, []byte(v.GetString("viper.other"))),
	}
}

type jwtConfig struct {
	Secret string `mapstructure:"secret"`
	Issuer string `mapstructure:"issuer"`
}

func ofViperKey() (hash.Hash, error) {
	v := viper.New()
	v.SetDefault("jwt.secret", "libconfig under a key") // want `literal of 21 bytes stands in when config jwt.secret is missing and signs`
	v.SetDefault("jwt.issuer", "libconfig of an issuer")
	var c jwtConfig
	err := v.UnmarshalKey("jwt", &c)
	return hmac.New(sha256.New, []byte(c.Secret)), err
}

func ofKoanf(k *koanf.Koanf) []hash.Hash {
	_ = k.Set("koanf.secret", "libconfig of koanf")      // want `literal of 18 bytes stands in when config koanf.secret is missing and signs`
	_ = k.Set("koanf.bytes", "libconfig of koanf bytes") // want `literal of 24 bytes stands in when config koanf.bytes is missing and signs`
	_ = k.Set("koanf.listen", "koanf.example:8080")
	return []hash.Hash{
		hmac.New(sha256.New, []byte(k.MustString("koanf.secret"))),
		hmac.New(sha256.New, k.Bytes("koanf.bytes")),
		hmac.New(sha256.New, []byte(k.String("koanf.other"))),
	}
}

type koanfConfig struct {
	Secret string `koanf:"secret"`
}

func ofKoanfV1(k *koanfv1.Koanf) (hash.Hash, error) {
	_ = k.Set("one.secret", "libconfig of koanf v1") // want `literal of 21 bytes stands in when config one.secret is missing and signs`
	var c koanfConfig
	err := k.Unmarshal("one", &c)
	return hmac.New(sha256.New, []byte(c.Secret)), err
}

func ofINI(f *ini.File) []hash.Hash {
	s := f.Section("ini")
	return []hash.Hash{
		hmac.New(sha256.New, []byte(s.Key("secret").MustString("libconfig of ini"))), // want `literal of 16 bytes stands in when config ini.secret is missing and signs`
		hmac.New(sha256.New, []byte(s.Key("ini.other").String())),
	}
}

func ofBeego(c beegoconfig.Configer) []hash.Hash {
	other, _ := web.AppConfig.String("beego.other")
	return []hash.Hash{
		hmac.New(sha256.New, []byte(web.AppConfig.DefaultString("beego.web", "libconfig of web"))),          // want `literal of 16 bytes stands in when config beego.web is missing and signs`
		hmac.New(sha256.New, []byte(c.DefaultString("beego.core", "libconfig of core"))),                    // want `literal of 17 bytes stands in when config beego.core is missing and signs`
		hmac.New(sha256.New, []byte(beegoconfig.DefaultString("beego.global", "libconfig of global"))),      // want `literal of 19 bytes stands in when config beego.global is missing and signs`
		hmac.New(sha256.New, []byte(beegov1.AppConfig.DefaultString("beego.one", "libconfig of beego v1"))), // want `literal of 21 bytes stands in when config beego.one is missing and signs`
		hmac.New(sha256.New, []byte(other)),
		hmac.New(sha256.New, []byte(beegov1.AppConfig.String("beego.one_other"))),
	}
}

func ofRevel() []hash.Hash {
	other, _ := revel.Config.String("revel.other")
	return []hash.Hash{
		hmac.New(sha256.New, []byte(revel.Config.StringDefault("revel.secret", "libconfig of revel"))), // want `literal of 18 bytes stands in when config revel.secret is missing and signs`
		hmac.New(sha256.New, []byte(other)),
	}
}

func ofGookit() []hash.Hash {
	return []hash.Hash{
		hmac.New(sha256.New, []byte(gookit.String("gookit.secret", "libconfig of gookit"))), // want `literal of 19 bytes stands in when config gookit.secret is missing and signs`
		hmac.New(sha256.New, []byte(gookit.Getenv("GOOKIT_SECRET", "libconfig of Getenv"))), // want `literal of 19 bytes stands in when env GOOKIT_SECRET is missing and signs`
		hmac.New(sha256.New, []byte(gookit.String("gookit.other"))),
	}
}

func ofProperties(p *properties.Properties) []hash.Hash {
	return []hash.Hash{
		hmac.New(sha256.New, []byte(p.GetString("properties.secret", "libconfig of properties"))), // want `literal of 23 bytes stands in when config properties.secret is missing and signs`
		hmac.New(sha256.New, []byte(p.MustGetString("properties.other"))),
	}
}

func ofTOML(t *toml.Tree) []hash.Hash {
	return []hash.Hash{
		hmac.New(sha256.New, []byte(t.GetDefault("toml.secret", "libconfig of toml").(string))), // want `literal of 17 bytes stands in when config toml.secret is missing and signs`
		hmac.New(sha256.New, []byte(t.Get("toml.other").(string))),
	}
}
