// Package revel is a stub of github.com/revel/revel.
package revel

import "github.com/revel/config"

var Config *config.Context
