// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A picture is what is drawn of a reference: keys on the left, what they are
// used for on the right, by package. It is made once, and each format writes
// the nodes, groups and edges in their order.
type picture struct {
	keys   []*pictureNode // of the reference, in its order, then the fallbacks that have no entry there
	groups []*pictureGroup
	edges  []pictureEdge
	losses []string // the classes that occur, from the mildest
	merged bool     // a node stands for all uses of its purpose in its package
}

// A pictureGroup is one package with what it uses keys for.
type pictureGroup struct {
	id    string // p1, p2, …
	label string // path of the package, without that of the module
	nodes []*pictureNode
}

// A pictureNode is a key (k1, k2, … in the order of the reference), a fallback
// (f1, …) or a use (u1, …). The identifiers are safe in every format; the lines
// of the label are plain text, which each format has to escape.
type pictureNode struct {
	id    string
	label []string // the name first
	loss  string   // T0 … T5, "" for a fallback, and where the purpose is not known
	key   *Key     // of a key, nil for others
	uses  []*Use   // of a use: those that the node stands for
}

// A pictureEdge leads from a key to a use, or to a key that is derived from it.
type pictureEdge struct {
	from, to *pictureNode
	label    string // how a key is derived
	dashed   bool   // of an older key, which is only accepted
}

// mostUses is how many uses a picture shows one by one.
const mostUses = 60

// draw makes the picture of a reference.
//
// Uses at the same place are one node, whichever keys they are of. With more
// than mostUses uses, all those of one purpose in one package are one node. An
// older key leads to the uses that accept it, or to its key where none does.
// Keys that nothing is known to be done with are left out.
func draw(r *Reference) *picture {
	p := &picture{}
	total := 0
	for _, k := range r.Keys {
		total += len(k.Uses)
	}
	p.merged = total > mostUses

	keys := make(map[string]*pictureNode) // by identity
	for i, k := range r.Keys {
		if len(k.Uses) == 0 && k.DerivedFrom == "" && !hasDerived(r, k) {
			continue
		}
		n := &pictureNode{id: fmt.Sprintf("k%d", i+1), label: []string{k.Title, worstWords(k)}, loss: k.WorstLoss, key: k}
		if unsure(k) {
			n.loss = ""
		}
		keys[k.Identity] = n
		p.keys = append(p.keys, n)
	}

	uses := p.uses(r)
	fallbacks := 0
	for _, k := range r.Keys {
		n := keys[k.Identity]
		if n == nil {
			continue
		}
		if parent := keys[k.DerivedFrom]; parent != nil {
			p.edge(pictureEdge{from: parent, to: n, label: cmp.Or(k.Derivation, "derived")})
		}
		for _, u := range k.Uses {
			p.edge(pictureEdge{from: n, to: uses[u]})
		}
		for _, id := range k.Fallbacks {
			old := keys[id]
			if old == nil {
				fallbacks++
				old = &pictureNode{id: fmt.Sprintf("f%d", fallbacks), label: []string{title(id), "accepted beside " + k.Title}}
				keys[id] = old
				p.keys = append(p.keys, old)
			}
			accepted := false
			for _, u := range k.Uses {
				if u.Fallback == "honoured" && k.acceptsAt(id, u) {
					accepted = true
					p.edge(pictureEdge{from: old, to: uses[u], dashed: true})
				}
			}
			if !accepted {
				p.edge(pictureEdge{from: old, to: n, dashed: true})
			}
		}
	}

	for _, class := range catalog.LossClasses() {
		if slices.ContainsFunc(p.nodes(), func(n *pictureNode) bool { return n.loss == class }) {
			p.losses = append(p.losses, class)
		}
	}
	return p
}

// acceptsAt reports whether an older key is accepted at a use of the key, or may
// be, as where that is is not told.
func (k *Key) acceptsAt(id string, u *Use) bool {
	for _, o := range k.Older {
		if o.Identity == id {
			return slices.ContainsFunc(o.Uses, func(v *Use) bool { return sameSite(u, v) })
		}
	}
	return true
}

// uses makes the groups, and returns the node of each use.
func (p *picture) uses(r *Reference) map[*Use]*pictureNode {
	type site struct {
		pkg, purpose, says, file string
		line                     int
	}
	nodes := make(map[site]*pictureNode)
	of := make(map[*Use]*pictureNode)
	groups := make(map[string]*pictureGroup)
	for _, k := range r.Keys {
		for _, u := range k.Uses {
			s := site{pkg: u.Package, purpose: u.Purpose}
			if !p.merged {
				s.says, s.file, s.line = u.Says, u.File, u.Line
			}
			n := nodes[s]
			if n == nil {
				n = &pictureNode{}
				nodes[s] = n
				g := groups[u.Package]
				if g == nil {
					g = &pictureGroup{label: shortPackage(r.Module, u.Package)}
					groups[u.Package] = g
					p.groups = append(p.groups, g)
				}
				g.nodes = append(g.nodes, n)
				n.label = []string{u.Says, place(u.File, u.Line)}
				if p.merged {
					n.label[0] = purposeTitle(k, u.Purpose)
				}
			}
			if !unknownPurpose(u.Purpose) {
				n.loss = catalog.WorseLoss(n.loss, u.Loss)
			}
			n.uses = append(n.uses, u)
			of[u] = n
		}
	}
	slices.SortStableFunc(p.groups, func(x, y *pictureGroup) int { return cmp.Compare(x.label, y.label) })
	count := 0
	for i, g := range p.groups {
		g.id = fmt.Sprintf("p%d", i+1)
		slices.SortStableFunc(g.nodes, func(x, y *pictureNode) int {
			a, b := x.uses[0], y.uses[0]
			if p.merged {
				return cmp.Compare(a.Purpose, b.Purpose)
			}
			return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Purpose, b.Purpose), cmp.Compare(a.Says, b.Says))
		})
		for _, n := range g.nodes {
			count++
			n.id = fmt.Sprintf("u%d", count)
			if places := n.places(); len(places) > 1 {
				n.label[1] = fmt.Sprintf("%d places", len(places))
			}
		}
	}
	return of
}

// places returns the places of a node, each once.
func (n *pictureNode) places() []string {
	var out []string
	for _, u := range n.uses {
		out = append(out, place(u.File, u.Line))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// edge adds an edge that is not there yet.
func (p *picture) edge(e pictureEdge) {
	if !slices.Contains(p.edges, e) {
		p.edges = append(p.edges, e)
	}
}

// nodes returns all nodes: keys, then uses.
func (p *picture) nodes() []*pictureNode {
	out := slices.Clone(p.keys)
	for _, g := range p.groups {
		out = append(out, g.nodes...)
	}
	return out
}

// hasDerived reports whether a key of the reference is derived from k.
func hasDerived(r *Reference, k *Key) bool {
	return slices.ContainsFunc(r.Keys, func(d *Key) bool { return d.DerivedFrom == k.Identity })
}

// purposeTitle is that of a purpose of a key.
func purposeTitle(k *Key, purpose string) string {
	for _, a := range k.Affected {
		if a.Purpose == purpose {
			return a.Title
		}
	}
	return purpose
}

// shortPackage is the path of a package without that of the module.
func shortPackage(module, path string) string {
	if rest, ok := strings.CutPrefix(path, module+"/"); ok && module != "" {
		return rest
	}
	return path
}

// worstWords names the worst loss of a key: "permanent (T4)".
func worstWords(k *Key) string {
	if unsure(k) {
		return "unknown (" + k.WorstLoss + " at worst)"
	}
	return lossWords(k.WorstLoss)
}

// unsure reports whether the worst loss of a key is that of uses whose purpose is
// not known.
func unsure(k *Key) bool {
	some := false
	for _, u := range k.Uses {
		if u.Loss == k.WorstLoss {
			if !unknownPurpose(u.Purpose) {
				return false
			}
			some = true
		}
	}
	return some
}

// lossWords is a class of loss with its name: "permanent (T4)".
func lossWords(class string) string {
	name := catalog.LossName(class)
	if name == "" {
		return class
	}
	return name + " (" + class + ")"
}

// place is a line of a file as compilers write it; without a line the file
// alone.
func place(file string, line int) string {
	if line <= 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// oneLine makes a name fit for a label or a cell: line breaks and other control
// characters are spaces, and what is no UTF-8 is replaced.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		// U+2028 and U+2029 break lines, U+202A … U+202E and U+2066 … U+2069
		// change the direction of what follows.
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
