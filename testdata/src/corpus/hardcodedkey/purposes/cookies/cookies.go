// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

// Package cookies sets cookies that are called after what they are for.
package cookies

import "github.com/beego/beego/v2/server/web"

type settings struct{ RememberMeCookie, ThemeCookie string }

var conf settings

func keep(c *web.Controller, user string) {
	c.SetSecureCookie("c1-0123456789", conf.RememberMeCookie, user) // want "literal .* \\[remember-me\\]"
}

func kept(c *web.Controller) bool {
	_, ok := c.GetSecureCookie("c2-0123456789", "remember_me") // want "literal .* \\[remember-me\\]"
	return ok
}

func theme(c *web.Controller, name string) {
	c.SetSecureCookie("c3-0123456789", conf.ThemeCookie, name) // want "literal .* \\[signed-cookie\\]"
}
