// Package cleanenv is a stub of github.com/ilyakaznacheev/cleanenv.
package cleanenv

func ReadConfig(path string, cfg interface{}) error { return nil }
func ReadEnv(cfg interface{}) error                 { return nil }
