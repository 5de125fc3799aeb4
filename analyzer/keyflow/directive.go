// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A Directive is one //keyvet: comment.
type Directive struct {
	Verb     string // "secret", "purpose" or "ignore"
	Rule     string // of ignore
	Purpose  string // of purpose
	Name     string // of secret
	Pos, End token.Pos
	File     string // full name of the file, as the file set has it
	From, To int    // lines that it speaks of
	Problem  string // what is wrong with it, "" when nothing is
}

const directivePrefix = "//keyvet:"

// spacedDirective matches what was meant as a directive, as gofmt writes other
// comments.
var spacedDirective = regexp.MustCompile(`^//\s+keyvet:(secret|purpose|ignore)\b`)

// parseDirectives reads the //keyvet: comments of the package. A directive at
// the end of a line speaks of that line; one that stands alone speaks of the
// declaration or statement that begins on the next line that is no comment.
func (a *analysisState) parseDirectives() {
	for _, f := range a.pass.Files {
		var ds []*Directive
		for _, cg := range f.Comments {
			for _, c := range cg.List {
				switch {
				case strings.HasPrefix(c.Text, directivePrefix):
					ds = append(ds, parseDirective(c))
				case spacedDirective.MatchString(c.Text):
					verb := spacedDirective.FindStringSubmatch(c.Text)[1]
					ds = append(ds, &Directive{Verb: verb, Pos: c.Pos(), End: c.End(),
						Problem: "is a plain comment with a space after //: write //keyvet:" + verb})
				}
			}
		}
		if len(ds) > 0 {
			a.placeDirectives(f, ds)
			a.directives = append(a.directives, ds...)
		}
	}
}

func parseDirective(c *ast.Comment) *Directive {
	d := &Directive{Pos: c.Pos(), End: c.End()}
	text := strings.TrimPrefix(c.Text, directivePrefix)
	// A comment behind the directive, as in the corpora, is not of it.
	if i := strings.Index(text, " // "); i >= 0 {
		text = text[:i]
		d.End = d.Pos + token.Pos(len(directivePrefix)+i)
	}
	verb, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	d.Verb = verb
	switch verb {
	case "secret":
		name, ok := strings.CutPrefix(rest, "name=")
		if rest != "" && (!ok || name == "" || strings.ContainsAny(name, " \t")) {
			d.Problem = "wants name=NAME: //keyvet:secret name=SECRET_KEY"
		}
		d.Name = name
	case "purpose":
		d.Purpose = rest
		switch {
		case rest == "":
			d.Problem = "wants a purpose: //keyvet:purpose mail-link (keyvet help lists them)"
		case catalog.LookupPurpose(rest) == nil:
			d.Problem = "names the unknown purpose " + rest + ": keyvet help lists them"
		}
	case "ignore":
		rule, reason, ok := strings.Cut(rest, "--")
		d.Rule = strings.TrimSpace(rule)
		switch {
		case d.Rule == "" || strings.ContainsAny(d.Rule, " \t,"):
			d.Problem = "wants one rule and a reason, as in //keyvet:ignore hardcodedkey -- reason; each rule has a line of its own"
		case !ok || strings.TrimSpace(reason) == "":
			d.Problem = "has no reason: write //keyvet:ignore " + d.Rule + " -- why this is safe"
		}
	default:
		d.Problem = "is no directive: known are secret, purpose and ignore"
	}
	return d
}

// placeDirectives finds the lines that each directive speaks of.
func (a *analysisState) placeDirectives(f *ast.File, ds []*Directive) {
	tf := a.pass.Fset.File(f.FileStart)
	if tf == nil {
		return
	}
	line := func(p token.Pos) int { return tf.PositionFor(p, false).Line }

	type span struct{ from, to int }
	code := make(map[int]bool)   // lines on which code begins or ends
	starts := make(map[int]span) // by the line on which a node begins, the widest
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		case *ast.File:
			return true
		}
		from, to := line(n.Pos()), line(n.End())
		code[from], code[to] = true, true
		switch n.(type) {
		case ast.Decl, ast.Stmt, ast.Spec, *ast.Field, *ast.KeyValueExpr, ast.Expr:
			if s, ok := starts[from]; !ok || to > s.to {
				if _, isBlock := n.(*ast.BlockStmt); !isBlock {
					starts[from] = span{from, to}
				}
			}
		}
		return true
	})
	last := tf.LineCount()
	for _, d := range ds {
		d.File = tf.Name()
		at := line(d.Pos)
		d.From, d.To = at, at
		if code[at] {
			// A trailing directive also covers the statement that began
			// further up and ends here only by its last line: the line alone.
			continue
		}
		for l := at + 1; l <= last; l++ {
			if s, ok := starts[l]; ok {
				d.From, d.To = s.from, s.to
				break
			}
			if code[l] {
				break
			}
		}
	}
}

// lineOf returns the file and line of a position, with no //line comments
// taken into account.
func (a *analysisState) lineOf(pos token.Pos) (string, int) {
	tf := a.pass.Fset.File(pos)
	if tf == nil {
		return "", 0
	}
	return tf.Name(), tf.PositionFor(pos, false).Line
}

// directiveAt returns the directive with the given verb that speaks of pos.
func (a *analysisState) directiveAt(verb string, pos token.Pos) *Directive {
	if len(a.directives) == 0 || !pos.IsValid() {
		return nil
	}
	file, line := a.lineOf(pos)
	var best *Directive
	for _, d := range a.directives {
		if d.Verb == verb && d.Problem == "" && d.File == file && d.From <= line && line <= d.To {
			if best == nil || d.To-d.From < best.To-best.From {
				best = d
			}
		}
	}
	return best
}

// declaredVar returns the name under which a variable or field of this package
// is declared a secret, by directive or settings.
func (a *analysisState) declaredVar(v *types.Var, symbol string) string {
	if s := a.settings.declaredSymbol(symbol); s != "" {
		return s
	}
	if v.Pkg() == a.pass.Pkg {
		if d := a.directiveAt("secret", v.Pos()); d != nil {
			// A directive above a function or type is about that, not about
			// the variables inside.
			if d.From == d.To || d.To-d.From < 3 {
				if d.Name != "" {
					return d.Name
				}
				return v.Name()
			}
		}
		return ""
	}
	if h := a.holderFact(v); h != nil {
		return h.Declared
	}
	return ""
}
