// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package impact

// eachPlace visits every place that the reference names, those without a file
// too: sentences speak of them as file:line.
func (r *Reference) eachPlace(visit func(file string, line int)) {
	evidence := func(es []Evidence) {
		for _, e := range es {
			visit(e.File, e.Line)
		}
	}
	for _, k := range r.Keys {
		for _, o := range k.Origins {
			visit(o.File, o.Line)
		}
		for _, u := range k.Uses {
			visit(u.File, u.Line)
			visit(u.LifetimeFile, u.LifetimeLine)
			visit(u.MannerFile, u.MannerLine)
			for _, t := range u.Through {
				visit(t.File, t.Line)
			}
		}
		for _, old := range k.Older {
			for _, o := range old.Origins {
				visit(o.File, o.Line)
			}
			for _, u := range old.Uses {
				visit(u.File, u.Line)
			}
		}
		visit(k.Keep.File, k.Keep.Line)
		evidence(k.NotAffected)
		for _, f := range k.Findings {
			visit(f.File, f.Line)
		}
	}
	evidence(r.NotAffected)
	for _, q := range r.Questions {
		visit(q.File, q.Line)
	}
}
