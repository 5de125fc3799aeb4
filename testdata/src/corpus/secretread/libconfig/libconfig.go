// Package libconfig reads keys by configuration libraries.
package libconfig

import (
	beegov1 "github.com/astaxie/beego"
	beegoconfig "github.com/beego/beego/v2/core/config"
	"github.com/beego/beego/v2/server/web"
	gookit "github.com/gookit/config/v2"
	koanfv1 "github.com/knadh/koanf"
	"github.com/knadh/koanf/v2"
	"github.com/magiconair/properties"
	toml "github.com/pelletier/go-toml"
	"github.com/revel/revel"
	"github.com/spf13/viper"
	"gopkg.in/ini.v1"
)

func ofViper(v *viper.Viper) []string {
	v.SetDefault("viper.jwt_secret", "") // set, not read
	return []string{
		v.GetString("viper.jwt_secret"), // want `secretread: configuration key viper.jwt_secret is read outside the approved packages`
		v.GetString("viper.listen"),
	}
}

func ofKoanf(k *koanf.Koanf, v1 *koanfv1.Koanf) []string {
	return []string{
		k.MustString("koanf.jwt_secret"),     // want `configuration key koanf.jwt_secret is read`
		string(k.Bytes("koanf.session_key")), // want `configuration key koanf.session_key is read`
		v1.String("one.jwt_secret"),          // want `configuration key one.jwt_secret is read`
		k.String("koanf.listen"),
	}
}

func ofINI(f *ini.File) (string, error) {
	k, err := f.Section("security").GetKey("ini.secret_key") // want `configuration key security.ini.secret_key is read`
	if err != nil {
		return f.Section("server").Key("listen").String(), err
	}
	return k.String(), nil
}

func ofBeego(c beegoconfig.Configer) []string {
	s, _ := web.AppConfig.String("web.jwt_secret")  // want `configuration key web.jwt_secret is read`
	t, _ := c.String("core.jwt_secret")             // want `configuration key core.jwt_secret is read`
	u, _ := beegoconfig.String("global.jwt_secret") // want `configuration key global.jwt_secret is read`
	return []string{
		s, t, u,
		beegov1.AppConfig.String("one.jwt_secret"),                // want `configuration key one.jwt_secret is read`
		beegov1.AppConfig.DefaultString("default.jwt_secret", ""), // want `configuration key default.jwt_secret is read`
		beegov1.AppConfig.String("httpport"),
	}
}

func ofRevel() (string, string) {
	s, _ := revel.Config.String("app.jwt_secret") // want `configuration key app.jwt_secret is read`
	return s, revel.Config.StringDefault("app.name", "revel")
}

func ofGookit() []string {
	return []string{
		gookit.String("gookit.jwt_secret"), // want `configuration key gookit.jwt_secret is read`
		gookit.Getenv("GOOKIT_JWT_SECRET"), // want `environment variable GOOKIT_JWT_SECRET is read`
		gookit.String("gookit.listen"),
	}
}

func ofProperties(p *properties.Properties) []string {
	s, _ := p.Get("properties.jwt_secret") // want `configuration key properties.jwt_secret is read`
	return []string{s, p.MustGetString("properties.listen")}
}

func ofTOML(t *toml.Tree) []any {
	return []any{
		t.Get("toml.jwt_secret"), // want `configuration key toml.jwt_secret is read`
		t.Get("toml.listen"),
	}
}
