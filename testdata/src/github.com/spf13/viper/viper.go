// Package viper is a stub of github.com/spf13/viper.
package viper

import "github.com/spf13/pflag"

type Viper struct{}

func New() *Viper { return nil }

func (v *Viper) Get(key string) any                        { return nil }
func (v *Viper) GetString(key string) string               { return "" }
func (v *Viper) Set(key string, value any)                 {}
func (v *Viper) SetDefault(key string, value any)          {}
func (v *Viper) Unmarshal(rawVal any) error                { return nil }
func (v *Viper) UnmarshalKey(key string, rawVal any) error { return nil }

func Get(key string) any                        { return nil }
func GetString(key string) string               { return "" }
func Set(key string, value any)                 {}
func SetDefault(key string, value any)          {}
func Unmarshal(rawVal any) error                { return nil }
func UnmarshalKey(key string, rawVal any) error { return nil }

func BindPFlag(key string, flag *pflag.Flag) error { return nil }
func MergeConfigMap(cfg map[string]any) error      { return nil }
