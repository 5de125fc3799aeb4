// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The programs of a cell.
const (
	Bad    = "bad"    // a fixed key reaches the use: one finding
	Good   = "good"   // no fixed key: no finding of hardcodedkey
	Nonuse = "nonuse" // no use: no finding at all
)

// A Program is one of the three programs of a cell.
type Program struct {
	Origin, Travel, Use *Block
	Kind                string
	Files               map[string]string // by "PACKAGE/FILE.go"
	Wanted              map[string][]int  // lines at which the finding may stand
	prefix              string            // of its packages' import paths
	turn                int               // decides which of several good twins is taken
}

// ID names the program: origin/travel/use/kind.
func (p *Program) ID() string {
	return p.Origin.Name + "/" + p.Travel.Name + "/" + p.Use.Name + "/" + p.Kind
}

// Text returns the program's files as one text.
func (p *Program) Text() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		fmt.Fprintf(&b, "// %s\n%s", name, p.Files[name])
	}
	return b.String()
}

var directive = regexp.MustCompile(`^(\s*)@(origin|use|use:string|use:bytes) (.+)$`)

// The comments on lines at which a finding may stand: those of the origin, and
// in programs those of the travel.
const (
	here = " // HERE"
	meet = " // MEET"
)

// newProgram returns a program that is yet to be composed.
func newProgram(origin, travel, use *Block, kind string, turn int) *Program {
	p := &Program{Origin: origin, Travel: travel, Use: use, Kind: kind, turn: turn}
	p.prefix = "matrix.test/" + strings.ReplaceAll(p.ID(), "/", ".")
	return p
}

// compose writes the files of a program and says where a finding is wanted.
func (p *Program) compose(imports map[string]string) error {
	origin, travel, use := p.Origin, p.Travel, p.Use
	p.Files, p.Wanted = make(map[string]string), make(map[string][]int)

	from := "bad"
	if p.Kind == Good {
		twins := origin.Twins()
		from = twins[p.turn%len(twins)]
	}
	to := "use"
	if p.Kind == Nonuse {
		to = "nonuse"
	}

	local := make(map[string]string)
	for _, f := range travel.Files {
		local[path.Dir(f.Name)] = p.prefix + "/" + path.Dir(f.Name)
	}
	origins, uses := 0, 0
	for _, f := range travel.Files {
		var out []string
		var decls string
		for _, line := range strings.Split(strings.TrimRight(string(f.Data), "\n"), "\n") {
			line = strings.ReplaceAll(line, "@T", origin.Type)
			line, meets := strings.CutSuffix(line, here)
			m := directive.FindStringSubmatch(line)
			switch {
			case m == nil:
				if meets {
					line += meet
				}
				out = append(out, line)
			case m[2] == "origin":
				origins++
				out = append(out, strings.ReplaceAll(strings.TrimRight(origin.Parts[from], "\n"), "@k", m[3]))
				decls += "\n" + origin.Parts[from+".decl"]
			default:
				uses++
				s, b := "string("+m[3]+")", m[3]
				if m[2] == "use:string" || m[2] == "use" && origin.Type == "string" {
					s, b = m[3], "[]byte("+m[3]+")"
				}
				for line := range strings.SplitSeq(strings.TrimRight(use.Parts[to], "\n"), "\n") {
					put := strings.NewReplacer("@s", s, "@b", b).Replace(line)
					if meets && put != line {
						put += meet
					}
					out = append(out, put)
				}
				decls += "\n" + use.Parts[to+".decl"]
			}
		}
		text := "package " + path.Base(path.Dir(f.Name)) + "\n" + strings.Join(out, "\n") + "\n" + strings.TrimRight(decls, "\n") + "\n"
		text, err := addImports(text, local, imports)
		if err != nil {
			return fmt.Errorf("%s: %s: %w\n%s", p.ID(), f.Name, err, text)
		}
		p.Files[f.Name] = text
	}
	if origins != 1 || uses != 1 {
		return fmt.Errorf("%s: %d lines @origin, %d lines @use", p.ID(), origins, uses)
	}
	if p.Kind != Bad {
		return nil
	}
	if p.mark(meet); len(p.Wanted) == 0 {
		p.mark(here)
	}
	if len(p.Wanted) == 0 {
		return fmt.Errorf("%s: no line is marked HERE", p.ID())
	}
	return nil
}

// mark makes the lines with a comment those that are wanted.
func (p *Program) mark(comment string) {
	for name, text := range p.Files {
		for i, line := range strings.Split(text, "\n") {
			if strings.HasSuffix(line, comment) {
				p.Wanted[name] = append(p.Wanted[name], i+1)
			}
		}
	}
}

// addImports imports what a file names and does not declare.
func addImports(text string, local, imports map[string]string) (string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ParseComments)
	if err != nil {
		return text, err
	}
	free := make(map[*ast.Ident]bool)
	for _, id := range f.Unresolved {
		free[id] = true
	}
	var specs []string
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if !ok || !free[id] {
			return true
		}
		to := local[id.Name]
		if to == "" {
			to = imports[id.Name]
		}
		if spec := fmt.Sprintf("\t%s %q\n", id.Name, to); to != "" && !slices.Contains(specs, spec) {
			specs = append(specs, spec)
		}
		return true
	})
	if strings.Contains(text, "//go:embed") {
		specs = append(specs, "\t_ \"embed\"\n")
	}
	if len(specs) == 0 {
		return text, nil
	}
	slices.Sort(specs)
	head, rest, _ := strings.Cut(text, "\n")
	return head + "\n\nimport (\n" + strings.Join(specs, "") + ")\n" + rest, nil
}
