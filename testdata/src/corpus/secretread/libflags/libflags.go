// Package libflags reads keys from flags.
package libflags

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	cliv1 "github.com/urfave/cli"
	"github.com/urfave/cli/v2"
	cliv3 "github.com/urfave/cli/v3"
)

func ofCobra(cmd *cobra.Command) []string {
	s, _ := cmd.Flags().GetString("cobra.jwt_secret")        // want `secretread: flag cobra.jwt_secret is read outside the approved packages`
	l, _ := cmd.Flags().GetStringSlice("cobra.session_keys") // want `flag cobra.session_keys is read`
	o, _ := cmd.Flags().GetString("listen")
	return append(l, s, o)
}

func ofPflag() *string { return pflag.StringP("listen", "l", "", "the address") }

func ofV1(c *cliv1.Context) []string {
	return []string{
		c.String("one.jwt_secret"),        // want `flag one.jwt_secret is read`
		c.GlobalString("one.session_key"), // want `flag one.session_key is read`
		c.GlobalString("listen"),
	}
}

func ofV2(c *cli.Context) []string {
	return []string{
		c.String("two.jwt_secret"), // want `flag two.jwt_secret is read`
		c.String("listen"),
	}
}

func ofV3(c *cliv3.Command) []string {
	return []string{
		c.String("three.jwt_secret"), // want `flag three.jwt_secret is read`
		c.String("listen"),
	}
}

// To bind a flag is not to read it.
func bind(cmd *cobra.Command) error {
	cmd.Flags().String("bound.jwt_secret", "", "")
	return viper.BindPFlag("bound.jwt_secret", cmd.Flags().Lookup("bound.jwt_secret"))
}

// What explains a flag may say that it is no key.
func explained() []*string {
	return []*string{
		pflag.StringP("pflag.pull_secret", "", "", "Path to a file with the secret of the registry"),
		pflag.StringP("pflag.signature_keys", "", "", "IDs of the public keys of those who sign"),
		pflag.StringP("pflag.session_key", "", "", "The key of the sessions"), // want `flag pflag.session_key is read`
	}
}
