// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// What only reads or parses a private key does not know what that is for: a
// certificate of a server or of a client, a host key or a login. Where the key goes
// then shows it, perhaps in another package.
//
//	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
//	…
//	http.Transport{TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{cert}}}

// tells reports whether a use shows what the private key that comes there is for.
func (s *Sink) tells() bool {
	e := s.Entry
	return s.silent() || e != nil && e.Verb == catalog.Sink && e.Key == "private" && !parses(e) && classOf(s.Purpose) == ""
}

// silent reports whether that is all it is there for.
func (s *Sink) silent() bool { return s.Entry != nil && s.Entry.Only == "purpose" }

// parses reports whether an entry is of what only reads or parses a private key.
func parses(e *catalog.Entry) bool {
	return e.Key == "private" && (e.Use == "parse" || e.Use == "read")
}

// parsedAt returns the uses that read or parse the key on the way of a search.
func (f *collector) parsedAt(states []searchState) (out []*sinkSite) {
	if f.parsing == nil {
		f.parsing = make(map[ssa.Instruction]*sinkSite)
		for _, s := range f.g.sinks {
			if !s.foreign && s.sink.Entry != nil && s.sink.Entry.Verb == catalog.Sink && parses(s.sink.Entry) {
				f.parsing[s.instr] = s
			}
		}
	}
	if len(f.parsing) == 0 {
		return nil
	}
	for i := range states {
		if call := calledBy(f.g.info[states[i].n].val); call != nil {
			if s := f.parsing[call]; s != nil {
				out = addNew(out, s)
			}
		}
	}
	return out
}

// parsedFor gives what reads or parses a private key the purpose for which others
// use that, if there is one only.
func (t *taker) parsedFor(results []*Result) {
	type place struct {
		symbol, pkg, file string
		line              int
	}
	purposes := make(map[place]string)
	for _, l := range t.all {
		if l.f == nil {
			continue
		}
		for i := range l.f.reached {
			s := l.f.reached[i].site
			if len(s.goes) == 1 && s.goes[0] != s.sink.Purpose {
				at := l.f.reached[i].sink.Place
				purposes[place{s.sink.Symbol, at.Package, at.File, at.Line}] = s.goes[0]
				s.sink.Purpose = s.goes[0]
			}
		}
	}
	if len(purposes) == 0 {
		return
	}
	for _, r := range results {
		for _, fl := range r.Flows {
			for _, u := range fl.Uses {
				if p, ok := purposes[place{u.Sink.Symbol, u.Sink.Place.Package, u.Sink.Place.File, u.Sink.Place.Line}]; ok {
					u.Sink.Purpose = p
				}
			}
		}
	}
}
