// Package viper is a stub with the signatures that the corpora use.
package viper

func Get(key string) any                        { return nil }
func GetString(key string) string               { return "" }
func SetDefault(key string, value any)          {}
func Unmarshal(rawVal any) error                { return nil }
func UnmarshalKey(key string, rawVal any) error { return nil }
