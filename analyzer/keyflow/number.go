// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A number is one that the program fixes.
type number struct {
	n   int64
	dur bool // it is a time.Duration
	// at is where it stands, if that is not where it is used.
	at Place
	// usual says that it can be configured.
	usual bool
}

// A numberCall is the call in which the numbers of a function are looked up.
type numberCall struct {
	fn   *ssa.Function
	args []ssa.Value
	from *clock
}

// deepestNumber is how many steps a number is followed.
const deepestNumber = 12

// number returns the value of a number that is fixed: a constant, a variable
// that is set once, what a field is set to, the argument of all calls, what a
// setting is without its being set. A text is the number that is written in it:
// "15m", "3600".
func (k *clock) number(v ssa.Value, depth int) (out number, ok bool) {
	if depth > deepestNumber {
		return number{}, false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return constNumber(v)
	case *ssa.Convert:
		out, ok = k.number(v.X, depth+1)
		out.dur = isDuration(v.Type())
		return out, ok
	case *ssa.ChangeType:
		out, ok = k.number(v.X, depth+1)
		out.dur = isDuration(v.Type())
		return out, ok
	case *ssa.MakeInterface: // viper.SetDefault("ttl", time.Hour)
		return k.number(v.X, depth+1)
	case *ssa.BinOp:
		return k.computed(v, depth)
	case *ssa.Phi:
		return k.largest(v.Edges, depth)
	case *ssa.Extract:
		if call, isCall := v.Tuple.(*ssa.Call); isCall && v.Index == 0 {
			return k.returned(call, depth)
		}
	case *ssa.Call:
		return k.returned(v, depth)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return number{}, false
		}
		switch x := v.X.(type) {
		case *ssa.Global:
			return k.variable(x, depth)
		case *ssa.FieldAddr:
			return k.fieldOf(x.X.Type(), x.Field, depth)
		case *ssa.Alloc:
			return k.local(x, depth)
		case *ssa.FreeVar: // func WithTTL(d time.Duration) Option { return func(s *signer) { s.ttl = d } }
			if alloc, isAlloc := binding(x).(*ssa.Alloc); isAlloc {
				return k.local(alloc, depth)
			}
		default: // *flag.Duration("ttl", time.Hour, "")
			return k.number(x, depth+1)
		}
	case *ssa.Field:
		return k.fieldOf(v.X.Type(), v.Field, depth)
	case *ssa.Parameter:
		if k.in != nil && k.in.fn == v.Parent() {
			if i := paramIndex(v); i < len(k.in.args) {
				return k.in.from.number(k.in.args[i], depth+1)
			}
		}
		return k.argument(v, depth)
	}
	return number{}, false
}

// constNumber returns the number that a constant is.
func constNumber(v *ssa.Const) (number, bool) {
	if v.Value == nil {
		return number{}, false
	}
	switch v.Value.Kind() {
	case constant.Int:
		n, exact := constant.Int64Val(v.Value)
		return number{n: n, dur: isDuration(v.Type())}, exact
	case constant.String:
		return textNumber(constant.StringVal(v.Value))
	}
	return number{}, false
}

// textNumber returns the number or the time that a text is.
func textNumber(text string) (number, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number{n: n}, true
	}
	if d, err := time.ParseDuration(text); err == nil {
		return number{n: int64(d), dur: true}, true
	}
	return number{}, false
}

func (k *clock) computed(v *ssa.BinOp, depth int) (out number, ok bool) {
	x, okX := k.number(v.X, depth+1)
	y, okY := k.number(v.Y, depth+1)
	if !okX || !okY {
		return number{}, false
	}
	out = x
	if out.at == (Place{}) {
		out.at = y.at
	}
	out.dur, out.usual = isDuration(v.Type()), x.usual || y.usual
	switch v.Op {
	case token.MUL:
		out.n = x.n * y.n
	case token.ADD:
		out.n = x.n + y.n
	case token.QUO:
		if y.n == 0 {
			return number{}, false
		}
		out.n = x.n / y.n
	default:
		return number{}, false
	}
	// time.Duration / time.Second is a number, whatever its type says.
	if v.Op == token.QUO && x.dur && y.dur {
		out.dur = false
	}
	return out, true
}

// largest returns the largest of the numbers that something may be. What else it
// may be is what somebody sets: if ttl == 0 { ttl = time.Hour }.
func (k *clock) largest(vs []ssa.Value, depth int) (out number, ok bool) {
	usual := false
	for _, v := range vs {
		n, known := k.number(v, depth+1)
		if !known || n.n <= 0 {
			usual = usual || !known
			continue
		}
		usual = usual || n.usual
		if !ok || n.n > out.n {
			out, ok = n, true
		}
	}
	out.usual = out.usual || usual
	return out, ok
}

// returned returns the number that a call returns.
func (k *clock) returned(call *ssa.Call, depth int) (number, bool) {
	common := &call.Call
	if b, isBuiltin := common.Value.(*ssa.Builtin); isBuiltin {
		if b.Name() == "max" {
			return k.largest(common.Args, depth)
		}
		return number{}, false
	}
	if callee := common.StaticCallee(); callee != nil {
		if l, body := k.bodyOf(callee); body != nil && len(body.Params) == len(common.Args) {
			within := &clock{t: k.t, l: l, in: &numberCall{body, common.Args, k}}
			var results []ssa.Value
			eachInstr(body, func(in ssa.Instruction) {
				if r, isReturn := in.(*ssa.Return); isReturn && len(r.Results) > 0 {
					results = append(results, r.Results[0])
				}
			})
			out, ok := within.largest(results, depth)
			if ok && out.at == (Place{}) {
				out.at = k.l.a.placeOf(call.Pos(), token.NoPos)
			}
			return out, ok
		}
	}
	obj := calleeOf(common)
	if obj == nil || obj.Pkg() == nil {
		return number{}, false
	}
	args := common.Args
	if obj.Signature().Recv() != nil && !common.IsInvoke() {
		args = args[1:]
	}
	switch catalog.FuncSymbol(obj) {
	case "(time.Duration).Seconds": // int(ttl.Seconds())
		out, ok := k.number(common.Args[0], depth+1)
		out.n, out.dur = out.n/int64(time.Second), false
		return out, ok
	case "cmp.Or":
		if len(args) == 1 {
			if vs, known := elements(args[0]); known {
				return k.largest(vs, depth)
			}
		}
	}
	if _, def := settingDefault(args, obj.Signature()); def != nil { // flag.Duration("ttl", time.Hour, "")
		out, ok := k.number(def, depth+1)
		out.usual = true
		return out, ok
	}
	if len(args) == 0 || !isString(args[0].Type()) {
		return number{}, false
	}
	if name, _ := constName(args[0]); name != "" { // viper.GetDuration("jwt.ttl")
		if out, ok := k.setting(k.settings()[strings.ToLower(name)], depth); ok {
			return out, ok
		}
	}
	return k.number(args[0], depth+1) // time.ParseDuration(ttl)
}

// settingDefault returns the name of the setting that a call declares, and what it
// is where nobody sets it: the arguments name string, value T of what has or returns
// a T or *T.
func settingDefault(args []ssa.Value, sig *types.Signature) (name string, def ssa.Value) {
	for i := 0; i+1 < len(args); i++ {
		if name, _ = constName(args[i]); name == "" || !isString(args[i].Type()) {
			continue
		}
		for _, def := range args[i+1:] {
			if !isNumber(def.Type()) {
				continue
			}
			for r := range sig.Results().Variables() {
				if types.Identical(deref(r.Type()), def.Type()) {
					return name, def
				}
			}
			if i > 0 && types.Identical(deref(args[i-1].Type()), def.Type()) { // flag.DurationVar(&ttl, "ttl", time.Hour, "")
				return name, def
			}
		}
	}
	return "", nil
}

// isNumber reports whether a type is a whole number or a time.Duration.
func isNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// local returns the number that is in a variable of which the address is taken.
func (k *clock) local(alloc *ssa.Alloc, depth int) (number, bool) {
	var vs []ssa.Value
	for _, r := range *alloc.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == alloc {
				vs = append(vs, r.Val)
			}
		case *ssa.Call:
			if obj := calleeOf(&r.Call); obj != nil {
				if _, def := settingDefault(r.Call.Args, obj.Signature()); def != nil {
					vs = append(vs, def)
				}
			}
		}
	}
	out, ok := k.largest(vs, depth)
	out.usual = out.usual || len(vs) > 1
	return out, ok
}

// argument returns the largest number that is given for a parameter, if all are
// known.
func (k *clock) argument(p *ssa.Parameter, depth int) (out number, ok bool) {
	i := paramIndex(p)
	add := func(at *clock, v ssa.Value) bool {
		n, known := at.number(v, depth+1)
		if !known {
			return false
		}
		if !ok || n.n > out.n {
			out = n
		}
		ok = true
		return true
	}
	if obj := exportedFunc(p.Parent()); obj != nil {
		for _, c := range k.t.byFunc[obj.Origin().Pos()] {
			l := k.t.links[c.g]
			if l.a.skipFile(instrPos(c.instr)) {
				continue
			}
			if v := c.argument(i); v == nil || !add(&clock{t: k.t, l: l}, v) {
				return number{}, false
			}
		}
		return out, ok
	}
	for _, c := range k.l.a.callsOf(p.Parent()) {
		if i >= len(c.args) || !add(&clock{t: k.t, l: k.l}, c.args[i]) {
			return number{}, false
		}
	}
	return out, ok
}

// A numberStore is the assignment of a number to a field, a variable or a setting.
type numberStore struct {
	l *linkage
	v ssa.Value
	p token.Pos
	// usual says that it is what holds where nothing else is configured.
	usual bool
	// document says that it is for what a document does not say, which may fill a
	// struct, as that of a flag does not.
	document bool
}

// fieldOf returns the number in the i-th field of a struct: what the program puts
// there, what a tag says it is by default, or what the setting is that has its name.
func (k *clock) fieldOf(t types.Type, i, depth int) (number, bool) {
	f, _ := structField(t, i)
	if f == nil {
		return number{}, false
	}
	out, ok := k.field(f, depth)
	st, isStruct := deref(t).Underlying().(*types.Struct)
	if ok || !isStruct {
		return out, ok
	}
	tag := reflect.StructTag(st.Tag(i))
	if _, def, _ := tagValues(tag, k.l.a.cat.Tags()); def != "" {
		if out, ok = textNumber(def); ok {
			out.at, out.usual = k.l.a.placeOf(f.Pos(), f.Pos()+token.Pos(len(f.Name()))), true
			return out, true
		}
	}
	return k.setting(k.named(f, tag), depth)
}

// named returns the defaults of the settings that a field is filled with, where all
// of those with the last part of its name are the same: "jwt.ttl" for
// TTL time.Duration `mapstructure:"ttl"`.
func (k *clock) named(f *types.Var, tag reflect.StructTag) (out []numberStore) {
	name := strings.ToLower(f.Name())
	for _, key := range nameTags {
		if v, _, _ := strings.Cut(tag.Get(key), ","); v != "" && v != "-" {
			name = strings.ToLower(v)
			break
		}
	}
	k.settings()
	found := ""
	for _, setting := range k.t.settingNames {
		if setting != name && !strings.HasSuffix(setting, "."+name) {
			continue
		}
		if found != "" {
			return nil
		}
		found = setting
	}
	for _, st := range k.t.settings[found] {
		if st.document {
			out = append(out, st)
		}
	}
	return out
}

// setting returns the number that a setting is by default.
func (k *clock) setting(stores []numberStore, depth int) (out number, ok bool) {
	for _, st := range stores {
		n, known := (&clock{t: k.t, l: st.l}).number(st.v, depth+1)
		if !known || n.n <= 0 || ok && n.n <= out.n {
			continue
		}
		if n.at == (Place{}) {
			n.at = st.l.a.placeOf(st.p, token.NoPos)
		}
		out, ok = n, true
	}
	out.usual = true
	return out, ok
}

// field returns the largest number that the program puts into a field. What
// else may come in, such as from a file, is not known.
func (k *clock) field(f *types.Var, depth int) (number, bool) {
	k.gather(f.Pkg())
	out, ok := k.stored(f.Origin().Pos(), depth)
	// An exported field of a configuration is filled by others too.
	out.usual = out.usual || f.Exported()
	return out, ok
}

// stored returns the largest number that the program puts into the field or the
// variable that is declared at a place.
func (k *clock) stored(declared token.Pos, depth int) (out number, ok bool) {
	handed := make(map[int64]bool) // of other fields: each instance has its own
	for _, st := range k.t.numbers[declared] {
		at := &clock{t: k.t, l: st.l}
		n, known := at.number(st.v, depth+1)
		if load, isLoad := st.v.(*ssa.UnOp); isLoad && known && n.n > 0 {
			if _, ofField := load.X.(*ssa.FieldAddr); ofField {
				if handed[n.n] = true; len(handed) > 1 {
					return number{}, false
				}
			}
		}
		if !known || n.n <= 0 {
			out.usual = true
			continue
		}
		n.usual = n.usual || st.usual
		if n.at == (Place{}) {
			n.at = st.l.a.placeOf(st.p, token.NoPos)
		}
		if !ok || n.n > out.n {
			usual := out.usual
			out, ok = n, true
			out.usual = out.usual || usual
		}
	}
	return out, ok
}

// settings returns the defaults of settings, by their names in small letters.
func (k *clock) settings() map[string][]numberStore {
	k.gather(nil)
	return k.t.settings
}

// gather gathers what the program puts into its fields and variables of numbers and
// times, and what its settings are by default. The package that declares what is asked
// for, nil where that is not known, may have its defaults, and nothing to do with keys.
func (k *clock) gather(declares *types.Package) {
	if declares != nil {
		k.t.linkOf(packagePath(declares.Path()), k.l)
	}
	if k.t.numbers == nil {
		k.t.numbers = make(map[token.Pos][]numberStore)
		k.t.settings = make(map[string][]numberStore)
		k.t.numbered = make(map[*linkage]bool)
	}
	for _, l := range k.t.inOrder {
		if k.t.numbered[l] {
			continue
		}
		k.t.numbered[l] = true
		funcs := l.a.funcs
		if l.a.ssapkg != nil {
			funcs = append(funcs[:len(funcs):len(funcs)], l.a.ssapkg.Func("init"))
		}
		for _, fn := range funcs {
			eachInstr(fn, func(in ssa.Instruction) {
				if l.a.skipFile(instrPos(in)) {
					return
				}
				switch in := in.(type) {
				case *ssa.Store:
					if isNumber(in.Val.Type()) || isTime(in.Val.Type()) || isTextNumber(in.Val) || isNumber(deref(in.Val.Type())) {
						k.t.put(in.Addr, numberStore{l: l, v: in.Val, p: instrPos(in)})
					}
				case *ssa.Call:
					k.t.declare(l, in)
				}
			})
		}
	}
}

// isTextNumber reports whether a constant is a text that is a number or a time.
func isTextNumber(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	if !ok {
		return false
	}
	_, ok = constNumber(c)
	return ok
}

// put notes what is put into a field or a variable of a package.
func (t *taker) put(addr ssa.Value, st numberStore) {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		f, _ := structField(addr.X.Type(), addr.Field)
		if f == nil {
			return
		}
		t.numbers[f.Origin().Pos()] = append(t.numbers[f.Origin().Pos()], st)
		if name := flagOf(addr, f); name != "" {
			t.addSetting(name, st)
		}
	case *ssa.Global:
		t.numbers[addr.Pos()] = append(t.numbers[addr.Pos()], st)
	}
}

// flagOf returns the name of the flag of which a struct that is written out declares
// the default: &cli.DurationFlag{Name: "ttl", Value: time.Hour}.
func flagOf(value *ssa.FieldAddr, f *types.Var) (name string) {
	if f.Name() != "Value" {
		return ""
	}
	for _, r := range *value.X.Referrers() {
		fa, ok := r.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if of, _ := structField(fa.X.Type(), fa.Field); of == nil || of.Name() != "Name" {
			continue
		}
		for _, use := range *fa.Referrers() {
			if st, ok := use.(*ssa.Store); ok && st.Addr == fa {
				name, _ = constName(st.Val)
			}
		}
	}
	return name
}

func (t *taker) addSetting(name string, st numberStore) {
	name = strings.ToLower(name)
	if t.settings[name] == nil {
		t.settingNames = append(t.settingNames, name)
	}
	t.settings[name] = append(t.settings[name], st)
}

// declare notes what a call says a setting is by default.
func (t *taker) declare(l *linkage, call *ssa.Call) {
	obj := calleeOf(&call.Call)
	if obj == nil || obj.Pkg() == nil {
		return
	}
	args := call.Call.Args
	if obj.Signature().Recv() != nil && !call.Call.IsInvoke() {
		args = args[1:]
	}
	if len(args) < 2 {
		return
	}
	if name, def := settingDefault(args, obj.Signature()); def != nil {
		st := numberStore{l: l, v: def, p: call.Pos(), usual: true}
		t.addSetting(name, st)
		for _, arg := range args {
			if types.Identical(deref(arg.Type()), def.Type()) {
				t.put(arg, st)
			}
		}
		return
	}
	entries, _ := l.a.entries(obj)
	for _, e := range entries { // viper.SetDefault("jwt.ttl", "24h")
		if e.Verb != catalog.Default || e.Port.Kind != catalog.Arg || e.Origin.Name.Kind != catalog.Arg || e.Port.Index >= len(args) || e.Origin.Name.Index >= len(args) {
			continue
		}
		if name, _ := constName(args[e.Origin.Name.Index]); name != "" {
			t.addSetting(name, numberStore{l: l, v: args[e.Port.Index], p: call.Pos(), usual: true, document: e.Origin.Kind == catalog.OriginConfig})
		}
	}
}

// variable returns the largest number that the program puts into a variable of a
// package.
func (k *clock) variable(gl *ssa.Global, depth int) (number, bool) {
	if obj := gl.Object(); obj != nil {
		k.gather(obj.Pkg())
	} else {
		k.gather(nil)
	}
	return k.stored(gl.Pos(), depth)
}
