// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// expires are the purposes of which the output is valid for some time, and
// whether it is a cookie, whose age is often set far from where it is made.
var expires = map[string]bool{
	"client-session": true, "session-id": true, "signed-cookie": true, "remember-me": true, "csrf-token": true,
	"oauth-state": false, "access-token": false, "access-token-jwks": false, "refresh-token": false, "mail-link": false,
	"signed-url": false, "form-state": false,
}

// A period is a time for which something is valid, and where the code says so.
type period struct {
	d   time.Duration
	pos token.Pos
}

// lifetime returns for how long what is made with a key is valid: what the
// function says of it, and for a cookie what the package says of its cookies.
func (a *analysisState) lifetime(fn *ssa.Function, at token.Pos, purpose string) (time.Duration, Place) {
	cookie, ok := expires[purpose]
	if !ok {
		return 0, Place{}
	}
	best := period{}
	ps := a.periods(fn)
	if len(ps) == 0 {
		ps = a.handedOn(fn)
	}
	for _, p := range ps {
		switch {
		case best.d == 0,
			!cookie && p.pos < at && (best.pos > at || p.pos > best.pos), // the last before it is signed
			cookie && p.d > best.d:
			best = p
		}
	}
	if best.d == 0 && cookie {
		for _, other := range a.funcs {
			for _, p := range a.ages(other) {
				if p.d > best.d {
					best = p
				}
			}
		}
	}
	if best.d == 0 {
		return 0, Place{}
	}
	return best.d, a.placeOf(best.pos, token.NoPos)
}

// periods returns the times that a function speaks of:
//
//	MaxAge: 86400
//	"exp": time.Now().Add(15 * time.Minute).Unix()
//	time.Now().Unix() + 3600
//	if time.Since(made) > time.Hour
func (a *analysisState) periods(fn *ssa.Function) []period {
	out := a.ages(fn)
	eachInstr(fn, func(in ssa.Instruction) {
		switch in := in.(type) {
		case *ssa.Call:
			callee := in.Call.StaticCallee()
			if callee == nil {
				return
			}
			obj, ok := callee.Object().(*types.Func)
			if ok && catalog.FuncSymbol(obj) == "(time.Time).Add" && isNow(in.Call.Args[0], 0) {
				out = a.addPeriod(out, in.Call.Args[1], in.Pos(), time.Nanosecond)
			}
		case *ssa.BinOp:
			switch in.Op {
			case token.ADD:
				if isUnixNow(in.X) {
					out = a.addPeriod(out, in.Y, in.Pos(), time.Second)
				}
			case token.GTR, token.GEQ, token.LSS, token.LEQ:
				if isDuration(in.X.Type()) {
					if _, ok := in.Y.(*ssa.Const); ok {
						out = a.addPeriod(out, in.Y, in.Pos(), time.Nanosecond)
					}
				}
			}
		}
	})
	return out
}

// handedOn returns the times that a function gives to others of the package,
// which count them from now: s.claims(user, 15*time.Minute).
func (a *analysisState) handedOn(fn *ssa.Function) (out []period) {
	eachInstr(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || call.Call.StaticCallee() == nil {
			return
		}
		body := a.body(call.Call.StaticCallee())
		if body == nil || len(body.Params) != len(call.Call.Args) {
			return
		}
		eachInstr(body, func(inner ssa.Instruction) {
			add, ok := inner.(*ssa.Call)
			if !ok {
				return
			}
			obj := calleeOf(&add.Call)
			if obj == nil || catalog.FuncSymbol(obj) != "(time.Time).Add" || !isNow(add.Call.Args[0], 0) {
				return
			}
			v := add.Call.Args[1]
			if p, ok := v.(*ssa.Parameter); ok && p.Parent() == body {
				v = call.Call.Args[paramIndex(p)]
			}
			out = a.addPeriod(out, v, in.Pos(), time.Nanosecond)
		})
	})
	return out
}

// ages returns the ages of cookies that a function sets.
func (a *analysisState) ages(fn *ssa.Function) (out []period) {
	eachInstr(fn, func(in ssa.Instruction) {
		switch in := in.(type) {
		case *ssa.Store:
			fa, ok := in.Addr.(*ssa.FieldAddr)
			if !ok {
				return
			}
			if f, _ := structField(fa.X.Type(), fa.Field); f != nil && f.Name() == "MaxAge" {
				out = a.addPeriod(out, in.Val, in.Pos(), time.Second)
			}
		case *ssa.Call:
			obj := calleeOf(&in.Call)
			if obj == nil || obj.Name() != "MaxAge" && obj.Name() != "SetMaxAge" {
				return
			}
			if args := in.Call.Args; len(args) > 0 {
				out = a.addPeriod(out, args[len(args)-1], in.Pos(), time.Second)
			}
		}
	})
	return out
}

// addPeriod adds a time that is known. A plain number counts units.
func (a *analysisState) addPeriod(out []period, v ssa.Value, pos token.Pos, unit time.Duration) []period {
	n, dur, ok := a.number(v, 0)
	if dur {
		unit = time.Nanosecond
	}
	if !ok || n <= 0 || n > int64(200*365*24*time.Hour)/int64(unit) {
		return out
	}
	return append(out, period{time.Duration(n) * unit, pos})
}

// number returns the value of a number that is fixed, in the package: a
// constant, a variable that is set once, the argument of all calls. It reports
// whether it is a time.Duration.
func (a *analysisState) number(v ssa.Value, depth int) (n int64, dur, ok bool) {
	if depth > 4 {
		return 0, false, false
	}
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil || v.Value.Kind() != constant.Int {
			return 0, false, false
		}
		n, ok = constant.Int64Val(v.Value)
		return n, isDuration(v.Type()), ok
	case *ssa.Convert:
		n, _, ok = a.number(v.X, depth+1)
		return n, isDuration(v.Type()), ok
	case *ssa.ChangeType:
		n, _, ok = a.number(v.X, depth+1)
		return n, isDuration(v.Type()), ok
	case *ssa.BinOp:
		x, _, okX := a.number(v.X, depth+1)
		y, _, okY := a.number(v.Y, depth+1)
		if !okX || !okY {
			return 0, false, false
		}
		switch v.Op {
		case token.MUL:
			return x * y, isDuration(v.Type()), true
		case token.ADD:
			return x + y, isDuration(v.Type()), true
		}
	case *ssa.Call: // int(ttl.Seconds())
		if obj := calleeOf(&v.Call); obj != nil && catalog.FuncSymbol(obj) == "(time.Duration).Seconds" {
			n, _, ok = a.number(v.Call.Args[0], depth+1)
			return n / int64(time.Second), false, ok
		}
	case *ssa.UnOp:
		if gl, isGlobal := v.X.(*ssa.Global); isGlobal && v.Op == token.MUL {
			return a.setOnce(gl, depth)
		}
	case *ssa.Parameter:
		i := paramIndex(v)
		for _, c := range a.callsOf(v.Parent()) {
			if i >= len(c.args) {
				return 0, false, false
			}
			m, d, known := a.number(c.args[i], depth+1)
			if !known {
				return 0, false, false
			}
			n, dur, ok = max(n, m), d, true
		}
		return n, dur, ok
	}
	return 0, false, false
}

// setOnce returns the number that a package variable is set to where it is
// declared.
func (a *analysisState) setOnce(gl *ssa.Global, depth int) (n int64, dur, ok bool) {
	if gl.Pkg != a.ssapkg {
		return 0, false, false
	}
	eachInstr(a.ssapkg.Func("init"), func(in ssa.Instruction) {
		if st, isStore := in.(*ssa.Store); isStore && st.Addr == gl {
			n, dur, ok = a.number(st.Val, depth+1)
		}
	})
	return n, dur, ok
}

func isDuration(t types.Type) bool { return types.TypeString(t, nil) == "time.Duration" }

// isNow reports whether a time is that of the call: time.Now(), or one in
// another zone.
func isNow(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.Call:
		obj := calleeOf(&v.Call)
		if obj == nil || depth > 4 {
			return false
		}
		switch catalog.FuncSymbol(obj) {
		case "time.Now":
			return true
		case "(time.Time).UTC", "(time.Time).Local", "(time.Time).Truncate", "(time.Time).Round", "(time.Time).In":
			return isNow(v.Call.Args[0], depth+1)
		}
		// A clock of the program's own: s.now(), clock.Now().
		return strings.EqualFold(obj.Name(), "now")
	case *ssa.UnOp:
		return v.Op == token.MUL && depth == 0 && isStoredNow(v.X)
	}
	return false
}

// isStoredNow reports whether a variable is set to the time of the call.
func isStoredNow(addr ssa.Value) bool {
	alloc, ok := addr.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, r := range *alloc.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == alloc {
			return isNow(st.Val, 1)
		}
	}
	return false
}

// isUnixNow reports whether a number is time.Now().Unix().
func isUnixNow(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	obj := calleeOf(&call.Call)
	return obj != nil && catalog.FuncSymbol(obj) == "(time.Time).Unix" && isNow(call.Call.Args[0], 0)
}
