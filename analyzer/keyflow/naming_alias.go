// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// Libraries that keep a configuration take its keys from flags and variables too,
// under names that the program joins with them or that they make themselves:
//
//	viper.BindPFlag("session.secret", cmd.Flags().Lookup("session-secret"))
//	viper.SetEnvPrefix("app")
//	viper.AutomaticEnv() // APP_SESSION.SECRET

// An Alias says that what has a name of one kind, such as a key of the configuration
// or a flag, is also known by another.
type Alias struct {
	Of   catalog.OriginKind
	Key  string
	Kind catalog.OriginKind
	Name string
}

// An autoEnv says how a library makes the name of a variable of any key of the
// configuration: a prefix, and what takes the place of other texts.
type autoEnv struct {
	lib     string
	prefix  string
	replace []string // old, new, old, new …
}

// variable returns the name of the variable of a key.
func (e *autoEnv) variable(config string) string {
	return e.prefix + strings.ToUpper(strings.NewReplacer(e.replace...).Replace(config))
}

// aliases returns the names that the program joins with keys of its configuration, or
// that libraries make of them.
func (n *namer) aliases() (out []Alias) {
	const viperPath = "github.com/spf13/viper"
	var auto []autoEnv
	var viper struct {
		auto, unknown, allFlags bool
		env                     autoEnv
	}
	viper.env.lib = viperPath
	var bound []string // keys whose variable viper makes
	var flags []string
	for _, c := range n.calls {
		pkg, name := withoutMajor(c.fn.Pkg().Path()), c.fn.Name()
		text := func(i int) string {
			s, param, ok := n.text(c, i)
			if !ok || param >= 0 {
				return ""
			}
			return s
		}
		out = append(out, n.defaultRead(c)...)
		switch {
		case pkg == "github.com/spf13/pflag" || pkg == "flag":
			for _, e := range n.catalogued(c.l, c.fn) {
				if e.Verb == catalog.Source && e.Origin.Kind == catalog.OriginFlag && e.Origin.Name.Kind == catalog.Arg && !strings.HasPrefix(name, "Get") {
					flags = append(flags, text(e.Origin.Name.Index))
				}
			}
		case pkg != viperPath:
			if (pkg == "github.com/knadh/koanf/providers/env") && (name == "Provider" || name == "ProviderWithValue") {
				if e, ok := n.koanfEnv(c); ok {
					auto = append(auto, e)
				}
			}
		case name == "BindPFlag" && len(c.call.Args) == 2:
			if flag := n.lookedUp(c, c.call.Args[1]); text(0) != "" && flag != "" {
				out = append(out, Alias{catalog.OriginConfig, text(0), catalog.OriginFlag, flag})
			}
		case name == "BindPFlags":
			viper.allFlags = true
		case name == "BindEnv":
			if key := text(0); key != "" && len(c.call.Args) == 1 {
				bound = append(bound, key)
			} else if key != "" {
				for i := 1; i < len(c.call.Args); i++ {
					if env := text(i); env != "" {
						out = append(out, Alias{catalog.OriginConfig, key, catalog.OriginEnv, env})
					}
				}
			}
		case name == "AutomaticEnv":
			viper.auto = true
		case name == "SetEnvPrefix":
			if p := text(0); p != "" {
				viper.env.prefix = strings.ToUpper(p) + "_"
			} else {
				viper.unknown = true
			}
		case name == "SetEnvKeyReplacer" && len(c.call.Args) == 1:
			pairs, ok := n.replacer(c, c.call.Args[0])
			viper.env.replace, viper.unknown = pairs, viper.unknown || !ok
		}
	}
	if viper.allFlags {
		for _, f := range flags {
			if f != "" {
				out = append(out, Alias{catalog.OriginConfig, f, catalog.OriginFlag, f})
			}
		}
	}
	if !viper.unknown {
		for _, key := range bound {
			out = append(out, Alias{catalog.OriginConfig, key, catalog.OriginEnv, viper.env.variable(key)})
		}
		if viper.auto {
			auto = append(auto, viper.env)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(n.keys)) {
		for _, e := range auto {
			if slices.Contains(n.keys[key], e.lib) && !strings.ContainsAny(key, "[]*") {
				out = append(out, Alias{catalog.OriginConfig, key, catalog.OriginEnv, e.variable(key)})
			}
		}
	}
	return append(out, n.flagLiterals()...)
}

// defaultRead returns the name that the default of a flag or setting is read under.
//
//	fs.String("client-secret", os.Getenv("CLIENT_SECRET"), "…")
func (n *namer) defaultRead(c *namedCall) (out []Alias) {
	for _, e := range n.catalogued(c.l, c.fn) {
		if e.Verb != catalog.Default || e.Port.Kind != catalog.Arg || e.Origin.Name.Kind != catalog.Arg || e.Port.Index >= len(c.call.Args) ||
			e.Origin.Kind != catalog.OriginFlag && e.Origin.Kind != catalog.OriginConfig {
			continue
		}
		name, param, ok := n.text(c, e.Origin.Name.Index)
		inner, isCall := ast.Unparen(c.call.Args[e.Port.Index]).(*ast.CallExpr)
		if !ok || param >= 0 || !isCall {
			continue
		}
		fn, ok := typeutil.Callee(c.l.a.pass.TypesInfo, inner).(*types.Func)
		if !ok || fn.Pkg() == nil {
			continue
		}
		read := &namedCall{c.l, c.decl, inner, fn.Origin()}
		for _, r := range n.readings(read) {
			if text, param, ok := n.text(read, r.arg); ok && param < 0 && text != "" {
				out = append(out, Alias{e.Origin.Kind, name, r.kind, r.prefix + text})
			}
		}
	}
	return out
}

// flagLiterals returns the variables of flags that are written out.
//
//	&cli.StringFlag{Name: "client-secret", EnvVars: []string{"CLIENT_SECRET"}}
func (n *namer) flagLiterals() (out []Alias) {
	const path = "github.com/urfave/cli"
	for _, l := range n.own {
		if !slices.ContainsFunc(l.a.pass.Pkg.Imports(), func(p *types.Package) bool { return withoutMajor(p.Path()) == path }) {
			continue
		}
		info := l.a.pass.TypesInfo
		l.a.inspect().Preorder([]ast.Node{(*ast.CompositeLit)(nil)}, func(x ast.Node) {
			lit := x.(*ast.CompositeLit)
			named, ok := types.Unalias(withoutPointers(info.TypeOf(lit))).(*types.Named)
			if !ok || named.Obj().Pkg() == nil || withoutMajor(named.Obj().Pkg().Path()) != path {
				return
			}
			flag := ""
			var envs []string
			for _, e := range lit.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				id, ok := kv.Key.(*ast.Ident)
				if !ok {
					continue
				}
				switch id.Name {
				case "Name":
					if v := info.Types[kv.Value].Value; v != nil && v.Kind() == constant.String {
						flag, _, _ = strings.Cut(constant.StringVal(v), ",") // with the short one behind it
					}
				case "EnvVar", "EnvVars", "Sources":
					ast.Inspect(kv.Value, func(x ast.Node) bool {
						call, ok := x.(*ast.CallExpr)
						if id := (*ast.Ident)(nil); ok {
							if id = calleeIdent(call); id == nil || id.Name != "EnvVars" && id.Name != "EnvVar" && id.Name != "NewValueSourceChain" {
								return false
							}
						}
						if e, ok := x.(ast.Expr); ok {
							if v := info.Types[e].Value; v != nil && v.Kind() == constant.String {
								for env := range strings.SplitSeq(constant.StringVal(v), ",") {
									envs = append(envs, strings.TrimSpace(env))
								}
								return false
							}
						}
						return true
					})
				}
			}
			for _, env := range envs {
				if flag != "" && env != "" {
					out = append(out, Alias{catalog.OriginFlag, flag, catalog.OriginEnv, env})
				}
			}
		})
	}
	return out
}

// lookedUp returns the name of the flag that an expression looks up.
func (n *namer) lookedUp(c *namedCall, e ast.Expr) string {
	of := func(e ast.Expr) string {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return ""
		}
		fn, ok := typeutil.Callee(c.l.a.pass.TypesInfo, call).(*types.Func)
		if !ok || fn.Name() != "Lookup" && fn.Name() != "Flag" {
			return ""
		}
		return n.constant(c, call.Args[0])
	}
	if name := of(e); name != "" {
		return name
	}
	return n.assigned(c, e, of)
}

func (n *namer) constant(c *namedCall, e ast.Expr) string {
	if v := c.l.a.pass.TypesInfo.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

// replacer returns the pairs of a strings.NewReplacer that is written out, here or
// where a variable gets it.
func (n *namer) replacer(c *namedCall, e ast.Expr) (pairs []string, ok bool) {
	of := func(e ast.Expr) string {
		call, isCall := ast.Unparen(e).(*ast.CallExpr)
		if !isCall {
			return ""
		}
		if id := calleeIdent(call); id == nil || id.Name != "NewReplacer" {
			return ""
		}
		pairs = nil
		for _, arg := range call.Args {
			v := c.l.a.pass.TypesInfo.Types[arg].Value
			if v == nil || v.Kind() != constant.String {
				return ""
			}
			pairs = append(pairs, constant.StringVal(v))
		}
		ok = true
		return "found"
	}
	if of(e) == "" {
		n.assigned(c, e, of)
	}
	return pairs, ok && len(pairs)%2 == 0
}

// koanfEnv returns how keys are made of variables by the function that koanf's
// provider is given, turned round.
//
//	env.Provider("APP_", ".", func(s string) string {
//		return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(s, "APP_")), "_", ".")
//	})
func (n *namer) koanfEnv(c *namedCall) (autoEnv, bool) {
	if len(c.call.Args) != 3 {
		return autoEnv{}, false
	}
	e := autoEnv{lib: "github.com/knadh/koanf", prefix: n.constant(c, c.call.Args[0])}
	body := n.function(c, c.call.Args[2])
	if body == nil {
		return autoEnv{}, false
	}
	trimmed, lower, known := false, false, true
	ast.Inspect(body, func(x ast.Node) bool {
		call, ok := x.(*ast.CallExpr)
		if !ok {
			return true
		}
		id := calleeIdent(call)
		if id == nil {
			return true
		}
		switch id.Name {
		case "TrimPrefix":
			trimmed = trimmed || len(call.Args) == 2 && n.constant(c, call.Args[1]) == e.prefix
		case "ToLower":
			lower = true
		case "Replace", "ReplaceAll":
			if len(call.Args) < 3 || n.constant(c, call.Args[1]) == "" || n.constant(c, call.Args[2]) == "" {
				known = false
				return true
			}
			e.replace = append(e.replace, n.constant(c, call.Args[2]), n.constant(c, call.Args[1]))
		default:
			known = false
		}
		return true
	})
	// Without the one both names would have the prefix, without the other the case.
	return e, known && lower && (trimmed || e.prefix == "")
}

// function returns the body of a function that is written out, or of one of the
// package.
func (n *namer) function(c *namedCall, e ast.Expr) *ast.BlockStmt {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return e.Body
	case *ast.Ident:
		obj := c.l.a.pass.TypesInfo.Uses[e]
		for _, f := range c.l.a.pass.Files {
			for _, d := range f.Decls {
				if fd, ok := d.(*ast.FuncDecl); ok && obj != nil && c.l.a.pass.TypesInfo.Defs[fd.Name] == obj {
					return fd.Body
				}
			}
		}
	}
	return nil
}

// isAliasing reports whether the calls of a package may give keys of a configuration
// other names.
func isAliasing(pkg string) bool {
	return slices.Contains([]string{"github.com/spf13/viper", "github.com/spf13/pflag", "github.com/knadh/koanf/providers/env"}, withoutMajor(pkg))
}
