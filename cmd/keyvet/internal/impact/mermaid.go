// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// lossColours are the fill, line and text of each class of loss, from grey over
// green and yellow to red and violet. The text has a contrast that can be read
// on a light page and on a dark one.
var lossColours = []struct{ class, fill, line, text string }{
	{"T0", "#e5e7eb", "#6b7280", "#111827"},
	{"T1", "#dcfce7", "#15803d", "#111827"},
	{"T2", "#fef9c3", "#a16207", "#111827"},
	{"T3", "#fed7aa", "#c2410c", "#111827"},
	{"T4", "#fecaca", "#b91c1c", "#111827"},
	{"T5", "#e9d5ff", "#7e22ce", "#111827"},
}

// writeMermaid writes the picture of a reference as a Mermaid flowchart: a
// subgraph for each package, keys and uses coloured by the class of their loss,
// derived keys behind the one that they are computed from, older keys with
// dashed edges. With more than mostUses (60) uses, those of one purpose in one
// package are one node.
func writeMermaid(w io.Writer, r *Reference) error {
	_, err := w.Write(mermaid(draw(r)))
	return err
}

func mermaid(p *picture) []byte {
	var b bytes.Buffer
	b.WriteString("flowchart LR\n")
	if len(p.keys) == 0 {
		b.WriteString("  none[\"No key is seen.\"]\n")
		return b.Bytes()
	}
	class := func(n *pictureNode) string {
		if n.loss == "" {
			return ""
		}
		return ":::" + n.loss
	}
	for _, n := range p.keys {
		fmt.Fprintf(&b, "  %s([\"%s\"])%s\n", n.id, mermaidLabel(n.label), class(n))
	}
	for _, g := range p.groups {
		fmt.Fprintf(&b, "  subgraph %s[\"%s\"]\n", g.id, mermaidText(g.label))
		for _, n := range g.nodes {
			fmt.Fprintf(&b, "    %s[\"%s\"]%s\n", n.id, mermaidLabel(n.label), class(n))
		}
		b.WriteString("  end\n")
	}
	for _, e := range p.edges {
		arrow := "-->"
		if e.dashed {
			arrow = "-.->"
		}
		if e.label != "" {
			arrow += "|\"" + mermaidText(e.label) + "\"|"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", e.from.id, arrow, e.to.id)
	}
	for _, c := range lossColours {
		for _, l := range p.losses {
			if l == c.class {
				fmt.Fprintf(&b, "  classDef %s fill:%s,stroke:%s,color:%s\n", c.class, c.fill, c.line, c.text)
			}
		}
	}
	return b.Bytes()
}

// mermaidLabel joins the lines of a label.
func mermaidLabel(lines []string) string {
	var out []string
	for _, l := range lines {
		out = append(out, mermaidText(l))
	}
	return strings.Join(out, "<br>")
}

// mermaidText writes text for a quoted label. All but letters, digits and what
// means nothing to Mermaid, Markdown and HTML becomes a character reference,
// which Mermaid begins with "#".
func mermaidText(s string) string {
	var b strings.Builder
	for i, r := range oneLine(s) {
		switch {
		case r >= 0x80, r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z',
			// A leading "-" would make the label a list.
			strings.ContainsRune(" ._/:,()@=", r), r == '-' && i > 0:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
