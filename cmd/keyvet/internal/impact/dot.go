// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// writeDot writes the picture of a reference for Graphviz. It is that of
// writeMermaid, with a cluster for each package.
func writeDot(w io.Writer, r *Reference) error {
	var b bytes.Buffer
	p := draw(r)
	b.WriteString("digraph keys {\n\trankdir=LR;\n\tnode [shape=box, style=filled, fillcolor=white, fontname=\"Helvetica\"];\n\tedge [fontname=\"Helvetica\"];\n")
	if len(p.keys) == 0 {
		b.WriteString("\tnone [label=\"No key is seen.\"];\n")
	}
	for _, n := range p.keys {
		fmt.Fprintf(&b, "\t%s [label=%s%s, shape=ellipse];\n", n.id, dotString(n.label...), dotColours(n.loss))
	}
	for _, g := range p.groups {
		fmt.Fprintf(&b, "\tsubgraph cluster_%s {\n\t\tlabel=%s;\n\t\tfontname=\"Helvetica\";\n", g.id, dotString(g.label))
		for _, n := range g.nodes {
			fmt.Fprintf(&b, "\t\t%s [label=%s%s];\n", n.id, dotString(n.label...), dotColours(n.loss))
		}
		b.WriteString("\t}\n")
	}
	for _, e := range p.edges {
		var attrs []string
		if e.label != "" {
			attrs = append(attrs, "label="+dotString(e.label))
		}
		if e.dashed {
			attrs = append(attrs, "style=dashed")
		}
		fmt.Fprintf(&b, "\t%s -> %s", e.from.id, e.to.id)
		if len(attrs) > 0 {
			fmt.Fprintf(&b, " [%s]", strings.Join(attrs, ", "))
		}
		b.WriteString(";\n")
	}
	b.WriteString("}\n")
	_, err := w.Write(b.Bytes())
	return err
}

// dotColours are the attributes of a class of loss.
func dotColours(loss string) string {
	for _, c := range lossColours {
		if c.class == loss {
			return fmt.Sprintf(", fillcolor=%q, color=%q, fontcolor=%q", c.fill, c.line, c.text)
		}
	}
	return ""
}

// dotString writes lines as a quoted string of Graphviz, which knows escapes
// such as \N, and HTML's character references.
func dotString(lines ...string) string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(oneLine(l)))
	}
	return `"` + strings.Join(out, `\n`) + `"`
}
