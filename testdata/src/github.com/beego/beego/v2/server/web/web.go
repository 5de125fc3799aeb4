// Package web is a stub of github.com/beego/beego/v2/server/web.
package web

type beegoAppConfig struct{}

func (b *beegoAppConfig) DefaultString(key string, defaultVal string) string { return "" }
func (b *beegoAppConfig) String(key string) (string, error)                  { return "", nil }

var AppConfig *beegoAppConfig

// Controller is a stub.
type Controller struct{}

func (c *Controller) SetSecureCookie(Secret, name, value string, others ...interface{}) {}
func (c *Controller) GetSecureCookie(Secret, key string) (string, bool)                 { return "", false }
