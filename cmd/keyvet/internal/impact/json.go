// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
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
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var r Reference
	if err := dec.Decode(&r); err != nil {
		offset := dec.InputOffset()
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			offset = syntax.Offset
		} else if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			offset = typ.Offset
		}
		return nil, fmt.Errorf("line %d: %w", 1+bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n")), err)
	}
	if r.Version != Version {
		return nil, fmt.Errorf("version %d of the reference, this keyvet reads version %d", r.Version, Version)
	}
	if r.Keys == nil {
		return nil, errors.New("it has no list of keys, as every reference that keyvet impact writes")
	}
	return withLists(&r), nil
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
