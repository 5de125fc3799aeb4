// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// expires are the purposes of which the output is valid for some time, and
// whether it is a cookie, whose age is often set far from where it is made.
var expires = map[string]bool{
	"webhook-inbound": false, "service-request": false,
	"client-session": true, "session-id": true, "signed-cookie": true, "remember-me": true, "csrf-token": true,
	"oauth-state": false, "access-token": false, "access-token-jwks": false, "refresh-token": false, "mail-link": false,
	"signed-url": false, "form-state": false,
}

// A period is a time for which something is valid, and where the code says so.
type period struct {
	number
	d   time.Duration
	pos token.Pos // in the function that was looked at
	// kept says that it is for how long browsers keep a cookie, which libraries may
	// take for a shorter time.
	kept bool
}

// A Validity is for how long something is valid.
type Validity struct {
	For time.Duration // 0 where the code does not show it
	At  Place         // where it says so
	// Default says that it can be configured, and that this is what holds when
	// it is not.
	Default bool
}

// A clock reads times in the code of one package of a program.
type clock struct {
	t *taker
	l *linkage
	// in is the call whose function is looked at, nil where it is any.
	in *numberCall
	// alone says that those who call the function are not asked: one of them says
	// nothing of what another has made there.
	alone bool
	// cookie is the name of the cookie that is asked about, "" where it is not known.
	cookie string
}

// validity returns for how long what is made with a key at an instruction is
// valid: what is set on what the call returns, or what the function says of it,
// or, for a cookie, what the package says of its cookies.
//
// A library takes what it made for lasts, 0 where that is not known, if the code
// does not set another time.
func (k *clock) validity(fn *ssa.Function, at ssa.Instruction, purpose string, lasts time.Duration) Validity {
	cookie, ok := expires[purpose]
	if !ok {
		return Validity{}
	}
	var ps []period
	if call, isCall := at.(*ssa.Call); isCall && cookie {
		set := false
		if ps = k.setOn(call, 0, &set); len(ps) == 0 && set {
			return Validity{} // to a number that is not known
		}
	}
	if call, isCall := at.(*ssa.Call); isCall && len(ps) == 0 { // signer.Seal(message, time.Hour)
		for _, arg := range call.Call.Args {
			if isDuration(arg.Type()) {
				ps = k.addPeriod(ps, arg, call.Pos(), time.Nanosecond)
			}
		}
	}
	if len(ps) == 0 {
		ps = k.ofCookie(fn)
	}
	if len(ps) == 0 {
		ps = k.periods(fn)
	}
	if len(ps) == 0 {
		ps = k.beside(at, purpose)
	}
	if len(ps) == 0 {
		ps = k.handedOn(fn)
	}
	if len(ps) == 0 {
		ps = k.expiries(fn, 0)
	}
	if len(ps) == 0 && !cookie && !k.alone {
		ps = k.ofCallers(fn)
	}
	pos := instrPos(at)
	var best period
	for _, p := range ps {
		switch {
		case best.d == 0,
			!cookie && p.pos < pos && (best.pos > pos || p.pos > best.pos), // the last before it is signed
			cookie && p.d > best.d:
			best = p
		}
	}
	if best.d == 0 && cookie && !(purpose == "csrf-token" && lasts > 0) { // a library that sets a cookie of its own
		best = k.ofCookies(fn)
	}
	if lasts > 0 && (best.d == 0 || best.kept && best.d > lasts) {
		return Validity{lasts, k.l.a.place(at), true}
	}
	if best.d == 0 {
		return Validity{}
	}
	return Validity{best.d, best.at, best.usual}
}

// ofCallers returns the times of which those speak who call a function that makes
// the MAC, and no more.
func (k *clock) ofCallers(fn *ssa.Function) (out []period) {
	for _, c := range k.l.a.callsOf(fn) {
		for _, p := range k.periods(c.site.fn) {
			p.pos = token.NoPos // comes before all
			if len(out) == 0 || p.d > out[0].d {
				out = []period{p}
			}
		}
	}
	return out
}

// ofCookies returns the age of the cookies that the methods of the same type
// set, or else those of the package, if they all have the same.
func (k *clock) ofCookies(fn *ssa.Function) period {
	types := typesOf(fn)
	var near, all []period
	for _, other := range k.l.a.funcs {
		ps := k.ages(other)
		all = append(all, ps...)
		if slices.ContainsFunc(typesOf(other), func(t string) bool { return slices.Contains(types, t) }) {
			near = append(near, ps...)
		}
	}
	for _, ps := range [][]period{near, all} {
		if len(ps) > 0 && !slices.ContainsFunc(ps, func(p period) bool { return p.d != ps[0].d }) {
			return ps[0]
		}
	}
	return period{}
}

// typesOf returns the names of the types of the package that a function is a
// method of, or that it returns.
func typesOf(fn *ssa.Function) (out []string) {
	sig := fn.Signature
	if sig.Recv() != nil {
		out = append(out, typeName(sig.Recv().Type()))
	}
	for r := range sig.Results().Variables() {
		if name := typeName(r.Type()); name != "" && !isError(r.Type()) {
			out = append(out, name)
		}
	}
	return out
}

// setOn returns the ages that are set on a value, such as a store of sessions,
// and notes that there is one:
//
//	store.MaxAge(3600)
//	store.Options = &sessions.Options{MaxAge: 3600}
//	store.Options.MaxAge = 3600
func (k *clock) setOn(v ssa.Value, depth int, set *bool) (out []period) {
	const deepest = 4
	refs := v.Referrers()
	if refs == nil || depth > deepest {
		return nil
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.Call:
			obj := calleeOf(&r.Call)
			if obj == nil || obj.Name() != "MaxAge" && obj.Name() != "SetMaxAge" && obj.Name() != "Options" {
				continue
			}
			args := r.Call.Args
			if len(args) == 0 || args[0] != v && r.Call.Value != v {
				continue
			}
			last := args[len(args)-1]
			if obj.Name() == "Options" { // store.Options(sessions.Options{MaxAge: 3600})
				out = append(out, k.optionAges(last, set)...)
				continue
			}
			*set = true
			out = k.addPeriod(out, last, r.Pos(), time.Second)
		case *ssa.FieldAddr:
			f, _ := structField(r.X.Type(), r.Field)
			if f == nil || r.X != v {
				continue
			}
			for _, use := range *r.Referrers() {
				st, ok := use.(*ssa.Store)
				switch {
				case ok && st.Addr == r && f.Name() == "MaxAge":
					*set = true
					out = k.addKept(out, st.Val, st.Pos())
				case ok && st.Addr == r:
					out = append(out, k.optionAges(st.Val, set)...)
				}
			}
			out = append(out, k.setOn(r, depth+1, set)...)
		case *ssa.Extract, *ssa.ChangeType, *ssa.MakeInterface, *ssa.ChangeInterface:
			out = append(out, k.setOn(r.(ssa.Value), depth+1, set)...)
		case *ssa.UnOp:
			if r.Op == token.MUL {
				out = append(out, k.setOn(r, depth+1, set)...)
			}
		case *ssa.Store:
			if alloc, ok := r.Addr.(*ssa.Alloc); ok && r.Val == v {
				out = append(out, k.setOn(alloc, depth+1, set)...)
			}
		}
	}
	return out
}

// optionAges returns the ages in options that are written out.
func (k *clock) optionAges(v ssa.Value, set *bool) (out []period) {
	switch x := v.(type) {
	case *ssa.UnOp:
		v = x.X
	case *ssa.MakeInterface:
		return k.optionAges(x.X, set)
	}
	alloc, ok := v.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, r := range *alloc.Referrers() {
		fa, ok := r.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if f, _ := structField(fa.X.Type(), fa.Field); f == nil || f.Name() != "MaxAge" {
			continue
		}
		for _, use := range *fa.Referrers() {
			if st, ok := use.(*ssa.Store); ok && st.Addr == fa {
				*set = true
				out = k.addKept(out, st.Val, st.Pos())
			}
		}
	}
	return out
}

// periods returns the times that a function speaks of:
//
//	MaxAge: 86400
//	"exp": time.Now().Add(15 * time.Minute).Unix()
//	time.Now().Unix() + 3600
//	if time.Since(made) > time.Hour
func (k *clock) periods(fn *ssa.Function) []period {
	out := k.ages(fn)
	eachInstr(fn, func(in ssa.Instruction) {
		switch in := in.(type) {
		case *ssa.Call:
			obj := calleeOf(&in.Call)
			if obj != nil && catalog.FuncSymbol(obj) == "(time.Time).Add" && isNow(in.Call.Args[0], 0) {
				out = k.addPeriod(out, in.Call.Args[1], in.Pos(), time.Nanosecond)
			}
			if obj != nil && catalog.FuncSymbol(obj) == "(time.Time).AddDate" && isNow(in.Call.Args[0], 0) {
				out = k.addDate(out, in)
			}
		case *ssa.BinOp:
			switch in.Op {
			case token.ADD:
				if isUnixNow(in.X) {
					out = k.addPeriod(out, in.Y, in.Pos(), time.Second)
				}
			case token.GTR, token.GEQ, token.LSS, token.LEQ:
				if isDuration(in.X.Type()) && isAge(in.X) {
					out = k.addPeriod(out, in.Y, in.Pos(), time.Nanosecond)
				} else if _, ok := in.Y.(*ssa.Const); ok && isDuration(in.X.Type()) {
					out = k.addPeriod(out, in.Y, in.Pos(), time.Nanosecond)
				}
			}
		}
	})
	return out
}

// isAge reports whether a duration is how old something is: time.Since(made).
func isAge(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	obj := calleeOf(&call.Call)
	return obj != nil && (catalog.FuncSymbol(obj) == "time.Since" || catalog.FuncSymbol(obj) == "(time.Time).Sub" && isNow(call.Call.Args[0], 0))
}

// addDate adds the time of time.Now().AddDate(years, months, days), where a
// month has 31 days.
func (k *clock) addDate(out []period, call *ssa.Call) []period {
	days := int64(0)
	var all number
	for i, unit := range []int64{366, 31, 1} {
		n, ok := k.number(call.Call.Args[i+1], 0)
		if !ok || n.n < 0 || n.n*unit > 200*366 {
			return out
		}
		days += n.n * unit
		all.usual = all.usual || n.usual
		if n.n > 0 && all.at == (Place{}) {
			all.at = n.at
		}
	}
	if days == 0 {
		return out
	}
	if all.at == (Place{}) {
		all.at = k.l.a.placeOf(call.Pos(), token.NoPos)
	}
	return append(out, period{number: all, d: time.Duration(days) * 24 * time.Hour, pos: call.Pos()})
}

// handedOn returns the times that a function gives to others of the package,
// which count them from now: s.claims(user, 15*time.Minute).
func (k *clock) handedOn(fn *ssa.Function) (out []period) {
	eachInstr(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || call.Call.StaticCallee() == nil {
			return
		}
		body := k.l.a.body(call.Call.StaticCallee())
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
			out = k.addPeriod(out, v, in.Pos(), time.Nanosecond)
		})
	})
	return out
}

// endsAt reports whether a name is one of what says when something ends.
func endsAt(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "")) {
	case "exp", "expiresat", "expires", "expiry", "expiration", "expireat", "expiretime", "validuntil", "expirytime", "expirationtime":
		return true
	}
	return false
}

// expiries returns the times after which what a function makes ends, which may be
// set far from it:
//
//	ExpiresAt: jwt.NewNumericDate(v.ExpiresAt)
//	claims["exp"] = token.Expiry.Unix()
//	claims := verification.Claims()
func (k *clock) expiries(fn *ssa.Function, depth int) (out []period) {
	const deepest = 2
	eachInstr(fn, func(in ssa.Instruction) {
		switch in := in.(type) {
		case *ssa.Store:
			fa, ok := in.Addr.(*ssa.FieldAddr)
			if !ok {
				return
			}
			if f, _ := structField(fa.X.Type(), fa.Field); f != nil && endsAt(f.Name()) {
				out = append(out, k.after(in.Val, 0)...)
			}
		case *ssa.MapUpdate:
			if name, _ := constName(in.Key); endsAt(name) {
				out = append(out, k.after(in.Value, 0)...)
			}
		case *ssa.Call:
			callee := in.Call.StaticCallee()
			if callee == nil || depth >= deepest || !makesClaims(callee.Signature) {
				return
			}
			if l, body := k.bodyOf(callee); body != nil && body != fn {
				for _, p := range (&clock{t: k.t, l: l}).expiries(body, depth+1) {
					p.pos = in.Pos()
					out = append(out, p)
				}
			}
		}
	})
	return out
}

// makesClaims reports whether a function returns something with fields: what a token
// says.
func makesClaims(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		switch t := deref(v.Type()).Underlying().(type) {
		case *types.Map:
			return true
		case *types.Struct:
			for f := range t.Fields() {
				if endsAt(f.Name()) || f.Embedded() {
					return true
				}
			}
		}
	}
	return false
}

// bodyOf returns a function of the program with its package.
func (k *clock) bodyOf(fn *ssa.Function) (*linkage, *ssa.Function) {
	if body := k.l.a.body(fn); body != nil {
		return k.l, body
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || obj.Pkg() == k.l.a.pass.Pkg || catalog.Described(obj.Pkg().Path()) {
		return nil, nil
	}
	if l := k.t.linkOf(packagePath(obj.Pkg().Path()), k.l); l != nil {
		return l, l.function(obj)
	}
	return nil, nil
}

// after returns how long after its making a moment is.
func (k *clock) after(v ssa.Value, depth int) (out []period) {
	const deepest = 8
	if depth > deepest {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Call:
		obj := calleeOf(&v.Call)
		if obj == nil {
			return nil
		}
		switch sym := catalog.FuncSymbol(obj); {
		case sym == "(time.Time).Add" && isNow(v.Call.Args[0], 0):
			return k.addPeriod(nil, v.Call.Args[1], v.Pos(), time.Nanosecond)
		case sym == "(time.Time).AddDate" && isNow(v.Call.Args[0], 0):
			return k.addDate(nil, v)
		case len(v.Call.Args) == 1 && !v.Call.IsInvoke() && (isTime(v.Call.Args[0].Type()) || isTime(v.Type())): // jwt.NewNumericDate(t), t.Unix()
			return k.after(v.Call.Args[0], depth+1)
		}
	case *ssa.MakeInterface:
		return k.after(v.X, depth+1)
	case *ssa.Convert:
		return k.after(v.X, depth+1)
	case *ssa.ChangeType:
		return k.after(v.X, depth+1)
	case *ssa.Field:
		if f, _ := structField(v.X.Type(), v.Field); f != nil {
			return k.afterField(f, depth)
		}
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return nil
		}
		switch x := v.X.(type) {
		case *ssa.FieldAddr:
			if f, _ := structField(x.X.Type(), x.Field); f != nil {
				return k.afterField(f, depth)
			}
		case *ssa.Alloc:
			for _, r := range *x.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == x {
					out = append(out, k.after(st.Val, depth+1)...)
				}
			}
		}
	}
	return out
}

// afterField returns how long after its making the moment is that the program puts
// into a field.
func (k *clock) afterField(f *types.Var, depth int) (out []period) {
	if !isTime(f.Type()) {
		return nil
	}
	k.gather(f.Pkg())
	for _, st := range k.t.numbers[f.Origin().Pos()] {
		for _, p := range (&clock{t: k.t, l: st.l}).after(st.v, depth+1) {
			p.pos = token.NoPos // comes before all
			out = append(out, p)
		}
	}
	return out
}

func isTime(t types.Type) bool { return types.TypeString(t, nil) == "time.Time" }

// ofCookie returns the age that a function gives to the cookie of the name that is
// asked about, where it sets several:
//
//	&http.Cookie{Name: "flash", MaxAge: 60}
//	c.Expires = time.Now().Add(48 * time.Hour)
func (k *clock) ofCookie(fn *ssa.Function) (out []period) {
	if k.cookie == "" {
		return nil
	}
	eachInstr(fn, func(in ssa.Instruction) {
		st, ok := in.(*ssa.Store)
		if !ok {
			return
		}
		named, ok := st.Addr.(*ssa.FieldAddr)
		if !ok {
			return
		}
		if f, _ := structField(named.X.Type(), named.Field); f == nil || f.Name() != "Name" || named.X.Referrers() == nil {
			return
		}
		if name, _ := constName(st.Val); name != k.cookie {
			return
		}
		for _, r := range *named.X.Referrers() {
			fa, ok := r.(*ssa.FieldAddr)
			if !ok {
				continue
			}
			f, _ := structField(fa.X.Type(), fa.Field)
			for _, use := range *fa.Referrers() {
				st, ok := use.(*ssa.Store)
				switch {
				case !ok || st.Addr != fa:
				case f.Name() == "MaxAge":
					out = k.addKept(out, st.Val, st.Pos())
				case f.Name() == "Expires":
					out = append(out, k.after(st.Val, 0)...)
				}
			}
		}
	})
	return out
}

// ages returns the ages of cookies that a function sets.
func (k *clock) ages(fn *ssa.Function) (out []period) {
	eachInstr(fn, func(in ssa.Instruction) {
		switch in := in.(type) {
		case *ssa.Store:
			fa, ok := in.Addr.(*ssa.FieldAddr)
			if !ok {
				return
			}
			if f, _ := structField(fa.X.Type(), fa.Field); f != nil && f.Name() == "MaxAge" {
				out = k.addKept(out, in.Val, in.Pos())
			}
		case *ssa.Call:
			obj := calleeOf(&in.Call)
			if obj == nil || obj.Name() != "MaxAge" && obj.Name() != "SetMaxAge" {
				return
			}
			if args := in.Call.Args; len(args) > 0 {
				out = k.addPeriod(out, args[len(args)-1], in.Pos(), time.Second)
			}
		}
	})
	return out
}

// addPeriod adds a time that is known. A plain number counts units.
func (k *clock) addPeriod(out []period, v ssa.Value, pos token.Pos, unit time.Duration) []period {
	n, ok := k.number(v, 0)
	if n.dur {
		unit = time.Nanosecond
	}
	if !ok || n.n <= 0 || n.n > int64(200*365*24*time.Hour)/int64(unit) {
		return out
	}
	if n.at == (Place{}) {
		n.at = k.l.a.placeOf(pos, token.NoPos)
	}
	return append(out, period{number: n, d: time.Duration(n.n) * unit, pos: pos})
}

// addKept adds the age of a cookie.
func (k *clock) addKept(out []period, v ssa.Value, pos token.Pos) []period {
	n := len(out)
	if out = k.addPeriod(out, v, pos, time.Second); len(out) > n {
		out[n].kept = true
	}
	return out
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

// beside returns the time that stands beside the key in the same struct, where there
// is one for what is made with it.
//
//	auth.Opts{Secret: key, TokenDuration: c.TTL, CookieDuration: c.CookieTTL}
func (k *clock) beside(at ssa.Instruction, purpose string) (out []period) {
	st, ok := at.(*ssa.Store)
	if !ok {
		return nil
	}
	fa, ok := st.Addr.(*ssa.FieldAddr)
	if !ok || fa.X.Referrers() == nil {
		return nil
	}
	for _, r := range *fa.X.Referrers() {
		other, ok := r.(*ssa.FieldAddr)
		if !ok || other == fa {
			continue
		}
		f, _ := structField(other.X.Type(), other.Field)
		if f == nil || !isDuration(f.Type()) || !lastsFor(f.Name(), purpose) {
			continue
		}
		for _, use := range *other.Referrers() {
			if set, ok := use.(*ssa.Store); ok && set.Addr == other {
				out = k.addPeriod(out, set.Val, set.Pos(), time.Nanosecond)
			}
		}
	}
	if len(out) > 1 {
		return nil // which of them
	}
	return out
}

// lastsFor reports whether a name is that of the time for which what is made for a
// purpose lasts.
func lastsFor(name, purpose string) bool {
	ws := Words(name)
	has := func(words ...string) bool {
		return slices.ContainsFunc(ws, func(w string) bool { return slices.Contains(words, w) })
	}
	if !has("duration", "ttl", "lifetime", "lifespan", "expiry", "expiration", "validity", "age") {
		return false
	}
	switch purpose {
	case "access-token", "access-token-jwks":
		return has("token", "access", "jwt") && !has("refresh", "cookie", "session", "reset", "verification", "state")
	case "refresh-token":
		return has("refresh")
	case "client-session", "session-id":
		return has("session", "cookie") && !has("refresh", "idle")
	}
	return false
}
