// Package libflags has its keys in flags, each with a default of one and none of
// another.
package libflags

import (
	"crypto/hmac"
	"crypto/sha256"
	"flag"
	"hash"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	cliv1 "github.com/urfave/cli"
	"github.com/urfave/cli/v2"
	cliv3 "github.com/urfave/cli/v3"
)

func ofFlag(fs *flag.FlagSet) []hash.Hash {
	secret := fs.String("flag.secret", "libflags of flag", "") // want `literal of 16 bytes stands in when flag flag.secret is missing and signs`
	other := fs.String("flag.other", "", "the other key")
	_ = fs.String("flag.listen", "flag.example:8080", "the address")
	return []hash.Hash{hmac.New(sha256.New, []byte(*secret)), hmac.New(sha256.New, []byte(*other))}
}

func ofCobra(cmd *cobra.Command) []hash.Hash {
	var short string
	cmd.Flags().String("cobra.secret", "libflags of cobra", "") // want `literal of 17 bytes stands in when flag cobra.secret is missing and signs`
	cmd.Flags().String("cobra.other", "", "the other key")
	cmd.Flags().String("cobra.listen", "cobra.example:8080", "the address")
	cmd.PersistentFlags().StringVarP(&short, "cobra.short", "s", "libflags of a variable", "") // want `literal of 22 bytes stands in when flag cobra.short is missing and signs`
	hex := cmd.Flags().BytesHex("cobra.hex", []byte("libflags of bytes"), "")                  // want `literal of 17 bytes stands in when flag cobra.hex is missing and signs`
	secret, _ := cmd.Flags().GetString("cobra.secret")
	other, _ := cmd.Flags().GetString("cobra.other")
	return []hash.Hash{
		hmac.New(sha256.New, []byte(secret)),
		hmac.New(sha256.New, []byte(other)),
		hmac.New(sha256.New, []byte(short)),
		hmac.New(sha256.New, *hex),
	}
}

func ofPflag() []hash.Hash {
	var b []byte
	pflag.BytesBase64Var(&b, "pflag.bytes", []byte("libflags of base64"), "") // want `literal of 18 bytes stands in when flag pflag.bytes is missing and signs`
	var all []string
	pflag.StringArrayVar(&all, "pflag.all", []string{"libflags of an array"}, "the keys") // want `literal of 20 bytes stands in when flag pflag.all is missing and signs`
	return []hash.Hash{hmac.New(sha256.New, b), hmac.New(sha256.New, []byte(all[0]))}
}

func flagsV1() []cliv1.Flag {
	return []cliv1.Flag{
		cliv1.StringFlag{Name: "one.secret", Value: "libflags of cli v1"},     // want `literal of 18 bytes \(Value\) stands in when flag one.secret is missing and signs`
		cliv1.StringFlag{Name: "one.global", Value: "libflags of cli v1 too"}, // want `literal of 22 bytes \(Value\) stands in when flag one.global is missing and signs`
		cliv1.StringFlag{Name: "one.listen", Value: "v1.example:8080"},
		cliv1.StringFlag{Name: "one.other"},
	}
}

func ofV1(c *cliv1.Context) []hash.Hash {
	return []hash.Hash{
		hmac.New(sha256.New, []byte(c.String("one.secret"))),
		hmac.New(sha256.New, []byte(c.GlobalString("one.global"))),
		hmac.New(sha256.New, []byte(c.String("one.other"))),
	}
}

func flagsV2() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "two.secret", EnvVars: []string{"V2_SECRET"}, Value: "libflags of cli v2"}, // want `literal of 18 bytes \(Value\) stands in when flag two.secret is missing and signs`
		&cli.StringFlag{Name: "two.listen", Value: "v2.example:8080"},
		&cli.StringFlag{Name: "two.other", EnvVars: []string{"V2_OTHER"}},
	}
}

func ofV2(c *cli.Context) []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(c.String("two.secret"))), hmac.New(sha256.New, []byte(c.String("two.other")))}
}

func flagsV3() []cliv3.Flag {
	return []cliv3.Flag{
		&cliv3.StringFlag{Name: "three.secret", Value: "libflags of cli v3"}, // want `literal of 18 bytes \(Value\) stands in when flag three.secret is missing and signs`
		&cliv3.StringFlag{Name: "three.listen", Value: "v3.example:8080"},
		&cliv3.StringFlag{Name: "three.other"},
	}
}

func ofV3(c *cliv3.Command) []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(c.String("three.secret"))), hmac.New(sha256.New, []byte(c.String("three.other")))}
}

// A flag that stands for a key of the configuration.
func bound(cmd *cobra.Command) error {
	cmd.Flags().String("bound-secret", "libflags of a bound flag", "") // want `literal of 24 bytes stands in when (flag bound-secret|config bound.secret) is missing and signs`
	cmd.Flags().String("bound-listen", "bound.example:8080", "")
	if err := viper.BindPFlag("bound.listen", cmd.Flags().Lookup("bound-listen")); err != nil {
		return err
	}
	return viper.BindPFlag("bound.secret", cmd.Flags().Lookup("bound-secret"))
}

func ofBound() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(viper.GetString("bound.secret"))), hmac.New(sha256.New, []byte(viper.GetString("bound.other")))}

}

type destinations struct{ two, three, other, listen string }

func (d *destinations) flags() []any {
	return []any{
		&cli.StringFlag{Name: "two.destination", Value: "libflags of a field", Destination: &d.two},           // want `literal of 19 bytes \(Value\) stands in when flag two.destination is missing and signs`
		&cliv3.StringFlag{Name: "three.destination", Value: "libflags of a field too", Destination: &d.three}, // want `literal of 23 bytes \(Value\) stands in when flag three.destination is missing and signs`
		&cli.StringFlag{Name: "other.destination", Destination: &d.other},
		&cli.StringFlag{Name: "listen.destination", Value: "destination.example:8080", Destination: &d.listen},
	}
}

func (d *destinations) macs() []hash.Hash {
	return []hash.Hash{hmac.New(sha256.New, []byte(d.two)), hmac.New(sha256.New, []byte(d.three)), hmac.New(sha256.New, []byte(d.other))}
}
