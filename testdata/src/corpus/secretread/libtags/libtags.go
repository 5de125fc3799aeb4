// Package libtags has structs that libraries fill from the environment.
package libtags

import (
	"context"

	"github.com/caarlos0/env/v6"
	"github.com/ilyakaznacheev/cleanenv"
	"github.com/sethvargo/go-envconfig"
)

type config struct {
	Secret string `env:"LIBTAGS_JWT_SECRET,required" envDefault:""` // want `secretread: environment variable LIBTAGS_JWT_SECRET is read outside the approved packages`
	Inline string `env:"LIBTAGS_SESSION_KEY, required"`             // want `environment variable LIBTAGS_SESSION_KEY is read`
	Listen string `env:"LIBTAGS_LISTEN" env-default:"libtags.example:8080"`
	// The key of a file, with a default and without: no variable is read.
	FromFile  string `yaml:"secret_key" env-default:"libtags of a file"`
	AlsoThere string `yaml:"secret_key"`
}

func load(ctx context.Context) (c config, err error) {
	if err = env.Parse(&c); err == nil {
		err = envconfig.Process(ctx, &c)
	}
	if err == nil {
		err = cleanenv.ReadEnv(&c)
	}
	return c, err
}
