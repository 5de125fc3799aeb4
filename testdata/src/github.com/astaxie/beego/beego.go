// Package beego is a stub of github.com/astaxie/beego.
package beego

type beegoAppConfig struct{}

func (b *beegoAppConfig) DefaultString(key string, defaultVal string) string { return "" }
func (b *beegoAppConfig) String(key string) string                           { return "" }

var AppConfig *beegoAppConfig
