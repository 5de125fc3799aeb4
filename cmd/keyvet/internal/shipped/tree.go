// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package shipped

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
	"go.yaml.in/yaml/v4"
)

// yaml reads a YAML file: of all its documents, the values under their keys, or
// where it describes containers, their environment.
func (b *builder) yaml(compose bool) *Problem {
	invalid := func(err error) *Problem {
		p := &Problem{Message: "is no valid YAML"}
		if e, ok := errors.AsType[*yaml.LoadError](err); ok {
			p.Line = min(e.Mark.Line, len(b.lines))
		}
		return p
	}
	loader, err := yaml.NewLoader(bytes.NewReader(b.data))
	if err != nil {
		return invalid(err)
	}
	for {
		var doc yaml.Node
		err := loader.Load(&doc)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return invalid(err)
		}
		if len(doc.Content) == 0 {
			continue
		}
		root := doc.Content[0]
		if compose {
			b.compose(root)
			continue
		}
		if child(root, "apiVersion") != nil && child(root, "kind") != nil || child(root, "openapi") != nil || child(root, "swagger") != nil {
			b.foreign = true
		}
		b.node(nil, root, 0)
	}
}

// child returns the value of a key of a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// node adds the values below n. Those in a list have the path of the list.
func (b *builder) node(path []string, n *yaml.Node, depth int) {
	// Aliases of nothing but aliases have many nodes and no values.
	if b.nodes++; b.nodes > 10*maxValues || depth > maxDepth {
		b.full = true
	}
	if b.full {
		return
	}
	switch n.Kind {
	case yaml.AliasNode:
		if n.Alias != nil {
			b.node(path, n.Alias, depth+1)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if key := n.Content[i]; key.Value == "<<" && key.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 {
				b.node(path, n.Content[i+1], depth+1)
			} else {
				b.node(append(slices.Clip(path), key.Value), n.Content[i+1], depth+1)
			}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			b.node(path, c, depth+1)
		}
	case yaml.ScalarNode:
		if len(path) > 0 {
			b.scalar(path, n)
		}
	}
}

// scalar adds the value of a scalar.
func (b *builder) scalar(path []string, n *yaml.Node) {
	kind := Literal
	switch tag := n.ShortTag(); {
	case tag == "!!null", tag == "!!bool":
		kind = Empty
	case !strings.HasPrefix(tag, "!!"):
		kind = Reference // !vault, !env, !reference: something that the program resolves
	}
	start, end := b.span(n)
	b.add(path, start, end, n.Value, kind)
}

// span returns the offsets of a scalar and of what follows it. One of several
// lines ends with its first line.
func (b *builder) span(n *yaml.Node) (start, end int) {
	start = b.seek(n.Line, n.Column)
	rest := b.data[start:]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	rest = bytes.TrimRight(rest, " \t\r")
	// Anchors and tags come before the scalar: key: !tag &anchor text
	for len(rest) > 0 && (rest[0] == '&' || rest[0] == '!') {
		_, after, ok := bytes.Cut(rest, []byte(" "))
		if !ok {
			break
		}
		after = bytes.TrimLeft(after, " \t")
		start += len(rest) - len(after)
		rest = after
	}
	switch {
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 && len(rest) > 0:
		for i := 1; i < len(rest); i++ {
			switch {
			case rest[0] == '"' && rest[i] == '\\':
				i++
			case rest[0] == '\'' && rest[i] == '\'' && i+1 < len(rest) && rest[i+1] == '\'':
				i++
			case rest[i] == rest[0]:
				return start, start + i + 1
			}
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && bytes.HasPrefix(rest, []byte(n.Value)):
		return start, start + len(n.Value)
	}
	return start, start + len(rest)
}

// compose adds the environment of the services:
//
//	environment: {NAME: value}      environment: [NAME=value]
func (b *builder) compose(root *yaml.Node) {
	services := child(root, "services")
	if services == nil || services.Kind != yaml.MappingNode {
		return
	}
	for i := 1; i < len(services.Content); i += 2 {
		env := child(services.Content[i], "environment")
		if env != nil && env.Kind == yaml.AliasNode {
			env = env.Alias
		}
		switch {
		case env == nil:
		case env.Kind == yaml.MappingNode:
			b.node(nil, env, 0)
		case env.Kind == yaml.SequenceNode:
			for _, n := range env.Content {
				name, text, ok := strings.Cut(n.Value, "=")
				if !ok || n.Kind != yaml.ScalarNode {
					continue
				}
				start, end := b.span(n)
				b.add([]string{name}, start, end, text, Literal)
			}
		}
	}
}

// json reads a JSON file.
func (b *builder) json() *Problem {
	d := json.NewDecoder(bytes.NewReader(b.data))
	d.UseNumber()
	err := b.jsonValue(d, nil, 0)
	if b.full {
		return nil
	}
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
	}
	// The decoder stands before what it did not understand.
	return &Problem{Line: b.line(b.skipSpace(int(d.InputOffset()))), Message: "is no valid JSON"}
}

// skipSpace returns the offset of what follows the punctuation of JSON.
func (b *builder) skipSpace(at int) int {
	for at < len(b.data) && bytes.IndexByte([]byte(" \t\r\n,:"), b.data[at]) >= 0 {
		at++
	}
	return min(at, len(b.data))
}

// jsonValue adds the values of the next value.
func (b *builder) jsonValue(d *json.Decoder, path []string, depth int) error {
	if depth > maxDepth {
		b.full = true
	}
	if b.full {
		return nil
	}
	start := b.skipSpace(int(d.InputOffset()))
	token, err := d.Token()
	if err != nil {
		return err
	}
	end := int(d.InputOffset())
	text, kind := "", Literal
	switch token := token.(type) {
	case json.Delim:
		for d.More() {
			below := path
			if token == '{' {
				key, err := d.Token()
				if err != nil {
					return err
				}
				name, _ := key.(string)
				below = append(slices.Clip(path), name)
				if depth == 0 && (name == "openapi" || name == "swagger") {
					b.foreign = true
				}
			}
			if err := b.jsonValue(d, below, depth+1); err != nil || b.full {
				return err
			}
		}
		_, err := d.Token()
		return err
	case string:
		text = token
	case json.Number:
		text = token.String()
	default:
		kind = Empty
	}
	if len(path) > 0 {
		b.add(path, start, end, text, kind)
	}
	return nil
}

// toml reads a TOML file.
func (b *builder) toml() *Problem {
	var p unstable.Parser
	p.Reset(b.data)
	var table []string
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = tomlKey(e)
		case unstable.KeyValue:
			b.tomlValue(append(slices.Clip(table), tomlKey(e)...), e.Value(), 0)
		}
	}
	err := p.Error()
	if err == nil {
		return nil
	}
	problem := &Problem{Message: "is no valid TOML"}
	if e, ok := errors.AsType[*unstable.ParserError](err); ok && cap(e.Highlight) > 0 {
		problem.Line = b.line(int(p.Range(e.Highlight).Offset))
	}
	return problem
}

// tomlKey returns the elements of a dotted key.
func tomlKey(n *unstable.Node) []string {
	var key []string
	for it := n.Key(); it.Next(); {
		key = append(key, string(it.Node().Data))
	}
	return key
}

// tomlValue adds the values below n. Those in a list have the path of the list.
func (b *builder) tomlValue(path []string, n *unstable.Node, depth int) {
	if depth > maxDepth || b.full {
		b.full = true
		return
	}
	switch n.Kind {
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			b.tomlValue(path, it.Node(), depth+1)
		}
	case unstable.InlineTable:
		for it := n.Children(); it.Next(); {
			if kv := it.Node(); kv.Kind == unstable.KeyValue {
				b.tomlValue(append(slices.Clip(path), tomlKey(kv)...), kv.Value(), depth+1)
			}
		}
	case unstable.Comment:
	default:
		kind := Literal
		if n.Kind == unstable.Bool {
			kind = Empty
		}
		start, end := int(n.Raw.Offset), int(n.Raw.Offset+n.Raw.Length)
		b.add(path, start, end, string(n.Data), kind)
	}
}
