// Package libflags reads keys from flags.
package libflags

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	cliv1 "github.com/urfave/cli"
	"github.com/urfave/cli/v2"
	cliv3 "github.com/urfave/cli/v3"
)

func ofCobra(cmd *cobra.Command) []string {
	s, _ := cmd.Flags().GetString("cobra-jwt-secret")        // want `secretread: flag cobra-jwt-secret is read outside the approved packages`
	l, _ := cmd.Flags().GetStringSlice("cobra-session-keys") // want `flag cobra-session-keys is read`
	o, _ := cmd.Flags().GetString("listen")
	return append(l, s, o)
}

func ofPflag() *string { return pflag.StringP("listen", "l", "", "the address") }

func ofV1(c *cliv1.Context) []string {
	return []string{
		c.String("v1-jwt-secret"),        // want `flag v1-jwt-secret is read`
		c.GlobalString("v1-session-key"), // want `flag v1-session-key is read`
		c.GlobalString("listen"),
	}
}

func ofV2(c *cli.Context) []string {
	return []string{
		c.String("v2-jwt-secret"), // want `flag v2-jwt-secret is read`
		c.String("listen"),
	}
}

func ofV3(c *cliv3.Command) []string {
	return []string{
		c.String("v3-jwt-secret"), // want `flag v3-jwt-secret is read`
		c.String("listen"),
	}
}
