// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// writeJSON writes the whole reference. Lists are never null.
func writeJSON(w io.Writer, r *Reference) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(withLists(r))
}

// ReadJSON reads what writeJSON wrote. A field that is not known is an error, as
// is another version, or what has no list of keys; where that is a line, it is named.
func ReadJSON(text []byte) (*Reference, error) {
	// The version says which fields are to be expected.
	var head struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal(text, &head); err == nil {
		switch v := head.Version; {
		case v == nil:
			return nil, errors.New("it has no version, as every reference that keyvet impact writes")
		case *v > Version:
			return nil, fmt.Errorf("version %d of the reference is that of a newer keyvet, this one reads version %d", *v, Version)
		case *v != Version:
			return nil, fmt.Errorf("version %d of the reference, this keyvet reads version %d", *v, Version)
		}
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var r Reference
	if err := dec.Decode(&r); err != nil {
		return nil, syntaxError(text, dec, err)
	}
	if end := dec.InputOffset(); len(bytes.TrimSpace(text[end:])) > 0 {
		rest := bytes.TrimLeft(text[end:], " \t\r\n")
		return nil, fmt.Errorf("line %d: there is more behind the reference", lineAt(text, int64(len(text)-len(rest))))
	}
	if r.Keys == nil {
		return nil, errors.New("it has no list of keys, as every reference that keyvet impact writes")
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	return withLists(&r), nil
}

// syntaxError says where text is no reference.
func syntaxError(text []byte, dec *json.Decoder, err error) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return errors.New("line 1: it is empty")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: it ends in the middle", lineAt(text, int64(len(bytes.TrimSpace(text)))))
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("line %d: %w", lineAt(text, syntax.Offset), err)
	}
	if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		article := "a"
		if strings.HasPrefix(typ.Value, "array") || strings.HasPrefix(typ.Value, "object") {
			article = "an"
		}
		value, _, _ := strings.Cut(typ.Value, " ") // number 1.5
		return fmt.Errorf("line %d: %s cannot be %s %s", lineAt(text, typ.Offset), cmp.Or(typ.Field, "a reference"), article, value)
	}
	// The decoder does not say where a field is that it does not know.
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		at := regexp.MustCompile(regexp.QuoteMeta(name) + `\s*:`).FindIndex(text)
		if bare, quoteErr := strconv.Unquote(name); at != nil && quoteErr == nil {
			return fmt.Errorf("line %d: there is no field %s", lineAt(text, int64(at[0])), bare)
		}
	}
	return fmt.Errorf("line %d: %w", lineAt(text, dec.InputOffset()), err)
}

// lineAt returns the line in which an offset is.
func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}

// check finds what the formats and [Diff] have no words for.
func (r *Reference) check() error {
	uses := func(of string, us []*Use) error {
		for i, u := range us {
			switch {
			case u == nil:
				return fmt.Errorf("%s.uses[%d] is null", of, i)
			case becomes[u.Loss] == "":
				return fmt.Errorf("%s.uses[%d].loss is %q, and no class of loss", of, i, u.Loss)
			case u.Manner != "" && mannerSays[u.Manner] == "":
				return fmt.Errorf("%s.uses[%d].manner is %q, and no manner of failing", of, i, u.Manner)
			}
		}
		return nil
	}
	for i, k := range r.Keys {
		at := fmt.Sprintf("keys[%d]", i)
		if k == nil {
			return errors.New(at + " is null")
		}
		for j, o := range k.Older {
			if o == nil {
				return fmt.Errorf("%s.older[%d] is null", at, j)
			}
			if err := uses(fmt.Sprintf("%s.older[%d]", at, j), o.Uses); err != nil {
				return err
			}
		}
		if becomes[k.WorstLoss] == "" {
			return fmt.Errorf("%s.worstLoss is %q, and no class of loss", at, k.WorstLoss)
		}
		if err := uses(at, k.Uses); err != nil {
			return err
		}
	}
	return nil
}

// withLists returns a reference in which no list is nil. It changes r in place.
func withLists(r *Reference) *Reference {
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				fill(v.Elem())
			}
		case reflect.Struct:
			for t, f := range v.Fields() {
				if t.IsExported() {
					fill(f)
				}
			}
		case reflect.Slice:
			if v.IsNil() {
				v.Set(reflect.MakeSlice(v.Type(), 0, 0))
			}
			for i := range v.Len() {
				fill(v.Index(i))
			}
		}
	}
	r.Version = Version
	fill(reflect.ValueOf(r))
	return r
}
