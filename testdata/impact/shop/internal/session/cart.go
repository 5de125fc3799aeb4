// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package session

import (
	"net/http"
	"slices"

	"github.com/gorilla/securecookie"
)

const cartCookie = "shop_cart"

// An Item is one line of a cart.
type Item struct {
	SKU   string
	Count int
}

// Carts reads and writes carts.
type Carts struct {
	codec *securecookie.SecureCookie
}

// NewCarts returns Carts signed with key.
func NewCarts(key []byte) *Carts {
	return &Carts{codec: securecookie.New(key, nil)}
}

// Get returns the cart of a visitor. A cart that cannot be read is empty.
func (c *Carts) Get(r *http.Request) []Item {
	ck, err := r.Cookie(cartCookie)
	if err != nil {
		return nil
	}
	var items []Item
	if err := c.codec.Decode(cartCookie, ck.Value, &items); err != nil {
		return nil
	}
	return items
}

// Set replaces the cart.
func (c *Carts) Set(w http.ResponseWriter, items []Item) error {
	v, err := c.codec.Encode(cartCookie, items)
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: cartCookie, Value: v, Path: "/", HttpOnly: true, MaxAge: 90 * 24 * 3600})
	return nil
}

// AddItem puts one more of sku into items.
func AddItem(items []Item, sku string) []Item {
	if i := slices.IndexFunc(items, func(it Item) bool { return it.SKU == sku }); i >= 0 {
		items[i].Count++
		return items
	}
	return append(items, Item{SKU: sku, Count: 1})
}
