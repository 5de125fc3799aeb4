// Package helpers hashes passwords and other things by a helper of another
// package.
package helpers

import (
	"fmt"

	"corpus/passwordkey/helpers/sums"
)

const staticSalt = "of-every-installation" // want `passwordkey: literal of 21 bytes \(staticSalt\) is a pepper of password hashes`

func staticHash(password string) string {
	return sums.Sum([]byte(fmt.Sprintf("%s-%s", password, staticSalt)))
}

const cachePrefix = "pages-of-the-cache"

func cacheName(page string) string { return sums.Sum([]byte(cachePrefix + page)) }
