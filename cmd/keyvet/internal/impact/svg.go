// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The picture has two columns: the keys, a derived one indented below its key,
// and the packages with what they use keys for. As all keys end at the same
// place, no line crosses a box. All numbers are pixels.
const (
	svgMargin   = 16
	svgIndent   = 28  // of a derived key
	svgKeyHigh  = 50  // of a key's box
	svgKeyGap   = 18  // between keys, at least
	svgMostGap  = 64  // between keys, at most
	svgBetween  = 168 // the columns, for the lines
	svgHead     = 32  // of a package, above its uses
	svgUseHigh  = 46
	svgUseGap   = 8
	svgPad      = 12 // in a package
	svgGroupGap = 20
	svgMono     = 8 // for a letter of a title, with room to spare
	svgSans     = 7
	svgMark     = 44 // for the mark and the class before a text
)

// An svgPicture is a placed picture of what the keys are used for.
type svgPicture struct {
	Width, Height int
	Desc          string // for those who do not see it
	Keys          []*svgKey
	Groups        []*svgGroup
	Lines         []svgLine
	Elbows        []svgElbow
	Marks         []string // of the lines, for their heads
}

type svgKey struct {
	ID              string // of the key's part of the page
	Title, Label    string // in full, and as far as there is room
	Note            string
	Loss            htmlLoss
	X, Y, Wide, Mid int
	Unused          bool
}

type svgGroup struct {
	Title, Label        string
	X, Y, Wide, High    int
	Uses                []*svgUse
	weight, weightCount int // of the keys that are used here
}

type svgUse struct {
	Title, Label, Note  string
	Keys                string // ids of the keys, separated by spaces
	Functions           string
	Loss                htmlLoss
	X, Y, Wide, Mid     int
	purpose             string
	functions           []string
	weight, weightCount int
}

// An svgLine goes from a key to a use.
type svgLine struct {
	ID    string // of the key
	Title string
	Loss  htmlLoss
	Path  string
	key   *svgKey
	use   *svgUse
}

// An svgElbow goes from a key to one that is derived from it.
type svgElbow struct {
	ID   string // of the derived key
	Path string
}

// svgDraw places the keys of a page. It returns nil where there is no use.
func svgDraw(p *htmlPage) *svgPicture {
	pic := &svgPicture{}
	byIdentity := make(map[string]*svgKey)
	groups := make(map[string]*svgGroup)
	uses := make(map[[2]string]*svgUse) // by package and purpose
	lines := make(map[[2]any]int)

	// What is to be drawn.
	depth, keyWide, useWide, deepest := make(map[string]int), 150, 190, 0
	for i, k := range p.Keys {
		sk := &svgKey{ID: k.ID, Title: k.Title, Loss: k.Loss, Unused: len(k.Uses) == 0}
		sk.Label = svgCut(k.Title, 34)
		switch {
		case k.DerivedFrom != "":
			sk.Note = svgCut(strings.TrimSpace("derived, "+k.Derivation), 38)
			sk.Note = strings.TrimSuffix(sk.Note, ",")
		case len(k.Fallbacks) == 1:
			sk.Note = svgCut("older key: "+svgName(k.Fallbacks[0]), 38)
		case len(k.Fallbacks) > 1:
			sk.Note = fmt.Sprintf("%d older keys", len(k.Fallbacks))
		case sk.Unused:
			sk.Note = "no use seen"
		default:
			sk.Note, _, _ = strings.Cut(k.Identity, ":")
		}
		if d, ok := depth[k.DerivedFrom]; ok && k.DerivedFrom != "" {
			depth[k.Identity] = d + 1
		} else {
			depth[k.Identity] = 0 // no chain without its first: also ends circles
		}
		deepest = max(deepest, depth[k.Identity])
		keyWide = max(keyWide, svgWide(sk.Label, svgMono)+svgMark+svgPad, svgWide(sk.Note, svgSans)+svgMark+svgPad)
		byIdentity[k.Identity] = sk
		pic.Keys = append(pic.Keys, sk)

		for _, u := range k.Uses {
			g := groups[u.Package]
			if g == nil {
				g = &svgGroup{Title: u.Package, Label: svgTail(svgPackage(u.Package, p.Module), 40)}
				groups[u.Package] = g
				pic.Groups = append(pic.Groups, g)
				useWide = max(useWide, svgWide(g.Label, svgMono))
			}
			id := [2]string{u.Package, u.Purpose}
			su := uses[id]
			if su == nil {
				su = &svgUse{Title: p.purposes[u.Purpose], purpose: u.Purpose, Loss: htmlLossOf(u.Loss)}
				su.Label = svgCut(su.Title, 38)
				uses[id] = su
				g.Uses = append(g.Uses, su)
			}
			if u.Loss > su.Loss.ID {
				su.Loss = htmlLossOf(u.Loss)
			}
			if u.Function != "" && !slices.Contains(su.functions, u.Function) {
				su.functions = append(su.functions, u.Function)
			}
			at, ok := lines[[2]any{sk, su}]
			if !ok {
				at = len(pic.Lines)
				lines[[2]any{sk, su}] = at
				su.Keys = strings.TrimSpace(su.Keys + " " + k.ID)
				pic.Lines = append(pic.Lines, svgLine{ID: k.ID, Title: k.Title + " → " + su.Title, Loss: htmlLossOf(u.Loss), key: sk, use: su})
				for _, w := range []struct{ sum, n *int }{{&g.weight, &g.weightCount}, {&su.weight, &su.weightCount}} {
					*w.sum += i
					*w.n++
				}
			}
			if u.Loss > pic.Lines[at].Loss.ID {
				pic.Lines[at].Loss = htmlLossOf(u.Loss)
			}
		}
	}
	if len(pic.Lines) == 0 {
		return nil
	}
	for _, g := range pic.Groups {
		for _, u := range g.Uses {
			u.Functions = strings.Join(u.functions, ", ")
			u.Note = svgCut(u.Functions, 36)
			useWide = max(useWide, svgWide(u.Label, svgSans)+svgMark+svgPad, svgWide(u.Note, svgSans)+svgMark+svgPad)
		}
	}

	// Packages and uses stand where their keys are on average, so that few lines cross.
	average := func(sum, n, osum, on int) int { return cmp.Compare(sum*on, osum*n) }
	slices.SortFunc(pic.Groups, func(x, y *svgGroup) int {
		return cmp.Or(average(x.weight, x.weightCount, y.weight, y.weightCount), cmp.Compare(x.Title, y.Title))
	})
	right := 0 // height of the right column
	for _, g := range pic.Groups {
		slices.SortFunc(g.Uses, func(x, y *svgUse) int {
			return cmp.Or(average(x.weight, x.weightCount, y.weight, y.weightCount), -cmp.Compare(x.Loss.ID, y.Loss.ID), cmp.Compare(x.purpose, y.purpose))
		})
		g.High = svgHead + len(g.Uses)*(svgUseHigh+svgUseGap) - svgUseGap + svgPad
		right += g.High + svgGroupGap
	}
	right -= svgGroupGap

	// The keys, spread along the packages.
	gap := svgKeyGap
	if n := len(pic.Keys); n > 1 {
		gap = min(svgMostGap, max(svgKeyGap, (right-n*svgKeyHigh)/(n-1)))
	}
	left := len(pic.Keys)*(svgKeyHigh+gap) - gap
	y := svgMargin + max(0, right-left)/2
	for i, sk := range pic.Keys {
		in := depth[p.Keys[i].Identity] * svgIndent
		sk.X, sk.Y, sk.Wide, sk.Mid = svgMargin+in, y, keyWide+deepest*svgIndent-in, y+svgKeyHigh/2
		y += svgKeyHigh + gap
		if from := byIdentity[p.Keys[i].DerivedFrom]; from != nil && from.Y < sk.Y && in > 0 {
			x := from.X + svgIndent/2
			pic.Elbows = append(pic.Elbows, svgElbow{sk.ID, fmt.Sprintf("M%d %dV%dH%d", x, from.Y+svgKeyHigh, sk.Mid, sk.X)})
		}
	}

	// The packages, near their keys.
	x := svgMargin + keyWide + deepest*svgIndent + svgBetween
	y, spare := svgMargin, max(0, left-right)
	for _, g := range pic.Groups {
		want := svgMargin + g.weight*(svgKeyHigh+gap)/g.weightCount + svgKeyHigh/2 - g.High/2
		if move := min(spare, want-y); move > 0 {
			y += move
			spare -= move
		}
		g.X, g.Y, g.Wide = x, y, useWide+2*svgPad
		for j, u := range g.Uses {
			u.X, u.Y, u.Wide = x+svgPad, y+svgHead+j*(svgUseHigh+svgUseGap), useWide
			u.Mid = u.Y + svgUseHigh/2
		}
		y += g.High + svgGroupGap
	}
	pic.Width = x + useWide + 2*svgPad + svgMargin
	pic.Height = max(left, right) + 2*svgMargin

	for i := range pic.Lines {
		l := &pic.Lines[i]
		from, to := l.key.X+l.key.Wide, l.use.X-6 // before the arrow's head
		l.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", from, l.key.Mid, from+svgBetween/2, l.key.Mid, to-svgBetween/2, l.use.Mid, to, l.use.Mid)
	}
	// The worst on top.
	slices.SortStableFunc(pic.Lines, func(x, y svgLine) int { return cmp.Compare(x.Loss.ID, y.Loss.ID) })
	for _, l := range pic.Lines {
		if m := l.Loss.Mark(); !slices.Contains(pic.Marks, m) {
			pic.Marks = append(pic.Marks, m)
		}
	}
	pic.Desc = svgDesc(p)
	return pic
}

// svgDesc says what the picture shows.
func svgDesc(p *htmlPage) string {
	var b strings.Builder
	for _, k := range p.Keys {
		var to []string
		for _, u := range k.Uses {
			if t := p.purposes[u.Purpose] + " in " + svgPackage(u.Package, p.Module); !slices.Contains(to, t) {
				to = append(to, t)
			}
		}
		if len(to) == 0 {
			to = []string{"no use"}
		}
		fmt.Fprintf(&b, "%s (%s): %s. ", k.Title, k.Loss.ID, strings.Join(to, "; "))
	}
	return strings.TrimSpace(b.String())
}

// svgPackage is the path of a package as its module knows it.
func svgPackage(pkg, module string) string {
	if rest, ok := strings.CutPrefix(pkg, module+"/"); ok && module != "" {
		return rest
	}
	if pkg == "" {
		return "unknown package"
	}
	return pkg
}

// svgName is an identity without its kind.
func svgName(identity string) string {
	if _, name, ok := strings.Cut(identity, ":"); ok {
		return name
	}
	return identity
}

// svgWide is about how wide a text is; scripts with wide letters count double.
func svgWide(s string, letter int) int {
	n := 0
	for _, r := range s {
		n += letter
		if r >= 0x1100 {
			n += letter
		}
	}
	return n
}

// svgCut returns at most n letters of s, and svgTail the last ones.
func svgCut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func svgTail(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return "…" + string(r[len(r)-n+1:])
	}
	return s
}
