// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package keyflow

import (
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/keyvet/keyvet/analyzer/catalog"
)

// A trail follows the output of a MAC or cipher to where it goes, and what it
// is compared with, or what is decrypted, to where that comes from.
type trail struct {
	c        *context
	seen     map[ssa.Value]bool
	back     map[ssa.Value]bool
	compared bool
	made     bool // the output was seen
	returned bool
	issued   bool // a caller does something else with the output than to compare it
	// only has the field of a struct into which the output was put.
	only map[ssa.Value]int
	// maps has the names under which it was put into maps.
	maps  map[ssa.Value]string
	stays bool // what the function returns is its callers' affair
	// paths says that what comes from the path of an address is a MAC, and not what
	// has one.
	paths bool
	// frames are the calls within which it is looked where something comes from.
	frames []frame
	// hops is how many packages further it is looked for where the output is kept.
	hops int
}

// mostHops are those of a service that has a store, which has queries that are generated.
const mostHops = 2

// maxTrail bounds a trail. Those of real code have a few dozen values.
const maxTrail = 400

// follow goes on from a value that holds the output, depth functions deep.
func (t *trail) follow(v ssa.Value, depth int) {
	if v == nil || t.seen[v] || len(t.seen) > maxTrail {
		return
	}
	t.seen[v] = true
	refs := v.Referrers()
	if refs == nil {
		return
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.Convert, *ssa.ChangeType, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.Slice, *ssa.Phi,
			*ssa.TypeAssert, *ssa.SliceToArrayPointer:
			t.follow(r.(ssa.Value), depth)
		case *ssa.Extract:
			if tup, ok := r.Tuple.Type().(*types.Tuple); !ok || !isError(tup.At(r.Index).Type()) {
				t.follow(r, depth)
			}
		case *ssa.UnOp:
			if r.Op == token.MUL {
				t.onlyToo(v, r)
				t.follow(r, depth)
			}
		case *ssa.FieldAddr: // of a struct that holds the output
			if only, ok := t.only[r.X]; ok && only == r.Field {
				t.follow(r, depth)
				continue
			}
			if f, owner := structField(r.X.Type(), r.Field); f != nil && owner != nil && t.c.a.own(owner) {
				continue // another field of the same struct
			}
			if _, ok := t.only[r.X]; ok {
				continue // likewise
			}
			t.follow(r, depth)
		case *ssa.IndexAddr:
			if r.X == v && carries(v.Type()) && !isBytes(v.Type()) {
				t.follow(r, depth)
			}
		case *ssa.BinOp:
			switch r.Op {
			case token.ADD:
				if r.Y == v {
					t.address(writtenOut(r.X, 0))
				}
				t.follow(r, depth)
			case token.EQL, token.NEQ:
				other := r.X
				if other == v {
					other = r.Y
				}
				if _, ok := other.(*ssa.Const); !ok {
					t.compared = true
					t.c.checks = append(t.c.checks, check{v: r})
					t.whence(other, depth)
				}
			}
		case *ssa.Store:
			if r.Val == v {
				t.store(r, depth)
			}
		case *ssa.MapUpdate:
			if r.Value == v {
				name, _ := constName(r.Key)
				if name != "" {
					t.c.putInto(name)
					t.inMap(r.Map, name)
				}
				if types.TypeString(r.Map.Type(), nil) == "net/http.Header" { // r.Header["Authorization"] = []string{sum}
					t.c.placed(headerOf(r.Map), name)
					t.returned = t.returned || t.signsFor(r.Map)
				}
				t.follow(r.Map, depth)
			}
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, b := range r.Bindings {
				if b == v && i < len(fn.FreeVars) {
					t.follow(fn.FreeVars[i], depth)
				}
			}
		case *ssa.Return:
			for i, res := range r.Results {
				if res == v {
					t.returned = true
					if r.Parent() == t.c.fn && !slices.Contains(t.c.results, i) {
						t.c.results = append(t.c.results, i)
					}
					t.leave(r.Parent(), i, depth)
				}
			}
		case ssa.CallInstruction:
			t.passed(v, r, depth)
		}
	}
}

// output follows what a call returns, of a function that is known to return the output by
// some results those.
func (t *trail) output(v ssa.Value, depth int) {
	if _, ok := v.Type().(*types.Tuple); !ok || len(t.c.by) == 0 {
		t.follow(v, depth)
		return
	}
	for _, r := range *v.Referrers() {
		if ex, ok := r.(*ssa.Extract); ok && slices.Contains(t.c.by, ex.Index) {
			t.follow(ex, depth)
		}
	}
}

// own reports whether a type is declared in the package.
func (a *analysisState) own(t *types.TypeName) bool { return t.Pkg() == a.pass.Pkg }

// store goes on from where the output is stored.
func (t *trail) store(st *ssa.Store, depth int) {
	switch addr := st.Addr.(type) {
	case *ssa.FieldAddr:
		f, owner := structField(addr.X.Type(), addr.Field)
		if f == nil {
			return
		}
		if owner != nil {
			if place := catalog.BuiltinSignals().To(catalog.FieldSymbol(owner, f.Name())); place != "" {
				name, _ := constName(sibling(addr, "Name"))
				t.c.placed(place, name)
				return
			}
		}
		if column, ok := t.fieldColumn(addr.X, addr.Field); ok {
			t.c.placed("column", column)
			return
		}
		t.c.putInto(f.Name())
		if owner == nil || !t.c.a.own(owner) {
			if _, ok := t.only[addr.X]; !ok {
				t.only[addr.X] = addr.Field
			}
			t.follow(addr.X, depth)
			return
		}
		if !slices.Contains(t.c.kept, f) {
			t.c.kept = append(t.c.kept, f)
		}
		if depth > 0 {
			for _, load := range t.c.a.fieldLoads(f) {
				t.follow(load, 0) // what is passed on from there is anybody's guess
			}
		}
	case *ssa.IndexAddr:
		t.follow(addr.X, depth)
	default:
		t.onlyToo(st.Val, addr)
		t.follow(addr, depth)
	}
}

// onlyToo notes that of a copy of a struct the same field has the output.
func (t *trail) onlyToo(of, copied ssa.Value) {
	if only, ok := t.only[of]; ok {
		t.only[copied] = only
	}
}

// isColumn reports whether a field is one of a table's row, by the tags by
// which libraries know them.
func isColumn(s *types.Struct, i int) bool {
	tag := reflect.StructTag(s.Tag(i))
	for _, name := range []string{"gorm", "db", "xorm", "bun", "pg", "sql", "bson"} {
		if v, ok := tag.Lookup(name); ok && v != "-" {
			return true
		}
	}
	return false
}

// leave goes on at the calls of a function of this package that returns the
// output. An exported one is called by others too, for other ends.
func (t *trail) leave(fn *ssa.Function, i, depth int) {
	if depth == 0 || t.stays && fn == t.c.fn || fn.Parent() == nil && token.IsExported(fn.Name()) && t.c.a.pass.Pkg.Name() != "main" {
		return
	}
	calls := t.c.a.callsOf(fn)
	if t.c.class == catalog.ClassToken && len(calls) > 1 {
		return // each is for ends of its own
	}
	for _, c := range calls {
		if c.site.value == nil {
			continue
		}
		t.caller(c.site.value, i, depth)
	}
}

// caller goes on from the i-th result of a call, and notes whether that is
// compared there or made for others.
func (t *trail) caller(call *ssa.Call, i, depth int) {
	before := t.compared
	t.compared = false
	if _, ok := call.Type().(*types.Tuple); !ok {
		t.follow(call, depth-1)
	} else {
		for _, r := range *call.Referrers() {
			if ex, ok := r.(*ssa.Extract); ok && ex.Index == i {
				t.follow(ex, depth-1)
			}
		}
	}
	t.issued = t.issued || !t.compared
	t.compared = t.compared || before
}

// passed goes on from a call to which the output, or what makes it, is given.
func (t *trail) passed(v ssa.Value, call ssa.CallInstruction, depth int) {
	common := call.Common()
	result, _ := call.(*ssa.Call)
	onward := func() {
		if result != nil {
			t.follow(result, depth)
		}
	}
	if common.IsInvoke() {
		if common.Value == v {
			t.method(common, result, depth)
			return
		}
		t.given(v, common.Method, common, call, depth)
		t.stored(v, common.Method, common)
		return
	}
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "append":
			onward()
		case "copy":
			if len(common.Args) == 2 && common.Args[1] == v {
				t.follow(buffer(common.Args[0]), depth)
			}
		}
		return
	}
	fn := common.StaticCallee()
	if fn == nil {
		return
	}
	obj, _ := fn.Object().(*types.Func)
	if i := handsBack(fn); i >= 0 {
		if i < len(common.Args) && (common.Args[i] == v || isExtractOf(common.Args[i], v)) {
			onward()
		}
		return
	}
	if body := t.c.a.body(fn); body != nil {
		if depth > 0 {
			for i, arg := range common.Args {
				if arg == v && i < len(body.Params) {
					t.follow(body.Params[i], depth-1)
				}
			}
		}
		return
	}
	if obj == nil || obj.Pkg() == nil {
		return
	}
	switch sym := catalog.FuncSymbol(obj); sym {
	case "crypto/hmac.Equal", "crypto/subtle.ConstantTimeCompare", "bytes.Equal", "bytes.Compare", "strings.EqualFold", "strings.Compare":
		t.compared = true
		if result != nil {
			t.c.checks = append(t.c.checks, errorsOf(result)...)
		}
		for _, arg := range common.Args {
			if arg != v {
				t.whence(arg, depth)
			}
		}
		return
	case "crypto/hmac.New", "crypto/aes.NewCipher", "golang.org/x/crypto/chacha20poly1305.New", "golang.org/x/crypto/chacha20poly1305.NewX",
		"golang.org/x/crypto/hkdf.New", "golang.org/x/crypto/hkdf.Expand":
		t.c.onward = t.c.onward || isBytes(v.Type())
		return
	case "crypto/cipher.NewCBCDecrypter", "crypto/cipher.NewCFBDecrypter":
		t.c.doing, t.c.opens = "decrypt", true
		onward()
		return
	case "crypto/cipher.NewCBCEncrypter", "crypto/cipher.NewCFBEncrypter":
		t.c.seals = true
		onward()
		return
	case "crypto/cipher.NewGCM", "crypto/cipher.NewGCMWithNonceSize", "crypto/cipher.NewGCMWithRandomNonce",
		"crypto/cipher.NewCTR", "crypto/cipher.NewOFB":
		onward()
		return
	case "io.WriteString", "fmt.Fprint", "fmt.Fprintln", "fmt.Fprintf": // to a hash.Hash
		for i, arg := range common.Args[1:] {
			if format, _ := constName(arg); sym == "fmt.Fprintf" && i == 0 {
				t.c.label(formatted(format))
				continue
			}
			t.c.says(arg)
		}
		return
	case "fmt.Sprintf":
		t.printed(common)
		onward()
		return
	case "encoding/hex.Encode":
		t.follow(buffer(common.Args[0]), depth)
		return
	case "(*encoding/base64.Encoding).Encode":
		t.follow(buffer(common.Args[1]), depth)
		return
	}
	if obj.Signature().Recv() != nil && len(common.Args) > 0 && common.Args[0] == v {
		t.read(obj, result)
	} else if !isBytes(v.Type()) { // the store
		t.cookieNamed(obj, common)
	}
	t.given(v, obj, common, call, depth)
	t.stored(v, obj, common)
	if t.c.class == catalog.ClassMAC && common.StaticCallee() != nil && mails(obj) {
		t.c.placed("mail", "")
	}
	if passesOn(fn) {
		onward()
	}
}

// signsFor reports whether a header is that of a request that the function is given
// and gives back: it signs for its callers.
//
//	func SignRequest(s Signer, r *http.Request) *http.Request
func (t *trail) signsFor(header ssa.Value) bool {
	u, ok := header.(*ssa.UnOp)
	if !ok || t.c.fn == nil {
		return false
	}
	fa, ok := u.X.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	p, ok := fa.X.(*ssa.Parameter)
	if !ok || p.Parent() != t.c.fn || types.TypeString(p.Type(), nil) != "*net/http.Request" {
		return false
	}
	for v := range t.c.fn.Signature.Results().Variables() {
		if !isError(v.Type()) && types.TypeString(v.Type(), nil) != "*net/http.Request" {
			return false
		}
	}
	return true
}

// mails reports whether a function of the program's own makes or sends mails, by
// what it is called: mails.Send(user, link), NewActivationEmail(user, link).
func mails(fn *types.Func) bool {
	if catalog.Described(fn.Pkg().Path()) {
		return false
	}
	mail := func(name string) bool {
		return slices.ContainsFunc(nameWords(name), func(w string) bool {
			switch w {
			case "mail", "mails", "email", "emails", "mailer", "emailer":
				return true
			}
			return false
		})
	}
	ws := nameWords(fn.Name())
	sends := slices.ContainsFunc(ws, func(w string) bool { return w == "new" || catalog.BuiltinSignals().Doing(w) == "send" })
	return sends && (mail(fn.Name()) || mail(fn.Pkg().Name()))
}

// method goes on from a method of what makes the output.
func (t *trail) method(common *ssa.CallCommon, result *ssa.Call, depth int) {
	m, args := common.Method, common.Args
	if m.Pkg() == nil {
		return
	}
	switch m.Name() {
	case "Sum", "Sum64", "Sum32": // hash.Hash
		if result != nil {
			t.made = true
			t.follow(result, depth)
		}
	case "Seal": // cipher.AEAD
		if result != nil && len(args) == 4 {
			t.c.seals = true
			t.c.plainOf(args[2], 0)
			t.follow(result, depth)
		}
	case "Open":
		if len(args) == 4 {
			if result != nil {
				t.c.plainTo(result, 0)
			}
			t.c.doing, t.c.opens = "decrypt", true
			if result != nil {
				t.c.checks = append(t.c.checks, errorsOf(result)...)
			}
			t.whence(args[2], depth)
		}
	case "Write": // hash.Hash
		if len(args) == 1 {
			t.c.says(args[0])
		}
	case "CryptBlocks", "XORKeyStream", "Encrypt", "Decrypt": // cipher.BlockMode, Stream, Block
		if len(args) != 2 {
			return
		}
		if t.c.doing == "decrypt" || m.Name() == "Decrypt" {
			t.whence(args[1], depth)
			return
		}
		t.follow(buffer(args[0]), depth)
	default: // of the program's own kind
		t.wrapper(m, common, nil)
		t.read(m, result)
		if result != nil && !strings.HasPrefix(m.Name(), "New") {
			t.follow(result, depth)
		}
	}
}

// read notes the check that a method of what has the key makes: store.Get(r, …).
func (t *trail) read(m *types.Func, call *ssa.Call) {
	if call == nil {
		return
	}
	if checks(m.Name()) {
		t.c.checks = append(t.c.checks, errorsOf(call)...)
	}
	t.cookieNamed(m, &call.Call)
}

// cookieNamed notes the name of the cookie that a call gives to a library with what makes
// it: store.Get(r, "session"), codec.Encode("cart", v), sessions.Sessions("app", store).
func (t *trail) cookieNamed(fn *types.Func, common *ssa.CallCommon) {
	if p := catalog.LookupPurpose(t.c.purpose); p == nil || p.Artefact != "cookie" {
		return
	}
	for i := range fn.Signature().Params().Len() {
		if fn.Signature().Params().At(i).Name() != "name" {
			continue
		}
		args := common.Args
		if fn.Signature().Recv() != nil && !common.IsInvoke() {
			args = args[1:]
		}
		if name, _ := constName(args[i]); name != "" {
			t.c.placed("cookie", name)
		}
	}
}

// wrapper goes back from what is given to a function, of another package or of
// an interface, that checks or decrypts it.
func (t *trail) wrapper(obj *types.Func, common *ssa.CallCommon, key ssa.Value) {
	doing := ""
	for _, w := range nameWords(obj.Name()) {
		if doing = catalog.BuiltinSignals().Doing(w); doing == "" && t.c.class == catalog.ClassToken && (w == "parse" || w == "claims") {
			doing = "verify"
		}
		if doing == "verify" || doing == "encrypt" || doing == "decrypt" {
			break
		}
	}
	if t.c.only == "verify" { // whatever it is called: Unsign
		doing = "verify"
	}
	switch doing {
	case "verify":
		t.compared = true
	case "encrypt":
		if t.c.class == catalog.ClassCipher {
			t.c.doing = "encrypt"
		}
		return
	case "decrypt":
		// What opens a signed message checks it.
		if t.c.class != catalog.ClassCipher {
			t.compared = true
		} else {
			t.c.doing = "decrypt"
		}
	default:
		return
	}
	macs := macParams(obj)
	t.paths = len(macs) > 0 && t.c.class == catalog.ClassMAC
	for i, arg := range common.Args {
		if obj.Signature().Recv() != nil && !common.IsInvoke() {
			i--
		}
		if arg != key && (!t.paths || slices.Contains(macs, i)) {
			t.whence(arg, 1)
		}
	}
	t.paths = false
}

// macParams returns the parameters of a function that are called a MAC.
//
//	func (c *Checker) Verify(signature, path string) error
func macParams(fn *types.Func) (out []int) {
	params := fn.Signature().Params()
	for i := range params.Len() {
		if !isBytes(params.At(i).Type()) {
			continue
		}
		for _, w := range nameWords(params.At(i).Name()) {
			switch w {
			case "signature", "sig", "sign", "mac", "hmac", "sum", "checksum", "digest", "stamp", "token":
				out = append(out, i)
			}
		}
	}
	return slices.Compact(out)
}

// given notes the place to which a call takes the output.
func (t *trail) given(v ssa.Value, obj *types.Func, common *ssa.CallCommon, call ssa.CallInstruction, depth int) {
	if obj.Pkg() == nil {
		return
	}
	sym := catalog.FuncSymbol(obj)
	switch sym {
	case "(net/http.Header).Set", "(net/http.Header).Add":
		if len(common.Args) == 3 && common.Args[2] == v {
			t.c.placed(headerOf(common.Args[0]), t.nameOf(common.Args[1], 0))
			t.returned = t.returned || t.signsFor(common.Args[0])
		}
		return
	}
	place := catalog.BuiltinSignals().To(sym)
	if place == "" && queries(obj) {
		place = "column"
	}
	if column := setsColumn(obj); column != "" { // of ent
		t.c.placed("column", column)
		return
	}
	if place == "" {
		return
	}
	if place == "file" && t.c.class == catalog.ClassMAC {
		return
	}
	if place == "query" { // query.Set("sum", sum); u.RawQuery = query.Encode()
		if len(common.Args) == 0 || common.Args[0] == v {
			return // another parameter
		}
		t.follow(common.Args[0], depth)
	}
	label := constArg(common)
	switch place {
	case "column":
		label = t.columnGiven(v, common, call)
	case "mail":
		label = ""
	}
	t.c.placed(place, label)
	if result, ok := call.(*ssa.Call); ok && place == "column" && t.c.class == catalog.ClassMAC {
		t.c.checks = append(t.c.checks, lookups(result)...)
	}
}

// lookups returns what tells whether a query that is given a hash finds a row.
//
//	err := db.QueryRow("SELECT id FROM keys WHERE hash = $1", h).Scan(&id)
func lookups(query *ssa.Call) (out []check) {
	text := strings.ToLower(constArg(&query.Call))
	if strings.HasPrefix(strings.TrimSpace(text), "insert") {
		return nil
	}
	counts := strings.Contains(text, "count(") || strings.Contains(text, "exists")
	seen := make(map[ssa.Value]bool)
	var follow func(call *ssa.Call)
	follow = func(call *ssa.Call) {
		if seen[call] {
			return
		}
		seen[call] = true
		scan := call.Call.IsInvoke() && call.Call.Method.Name() == "Scan" || calleeOf(&call.Call) != nil && calleeOf(&call.Call).Name() == "Scan"
		if scan && counts {
			for _, n := range scanned(call) {
				out = append(out, check{v: n, in: call, counts: true})
			}
			return
		}
		for _, c := range errorsOf(call) {
			if c.v != nil && isError(c.v.Type()) && !counts && (scan || readsRow(call)) {
				c.noRows = true
				out = append(out, c)
			}
		}
		for _, r := range *call.Referrers() {
			switch r := r.(type) {
			case *ssa.Call: // .Scan(&id), .First(&row)
				if obj := calleeOf(&r.Call); obj != nil && obj.Signature().Recv() != nil && receives(&r.Call, call) {
					follow(r)
				}
			case *ssa.FieldAddr: // .Error of gorm
				if f, _ := structField(r.X.Type(), r.Field); f != nil && f.Name() == "Error" && !counts {
					for _, load := range *r.Referrers() {
						if u, ok := load.(*ssa.UnOp); ok && u.Op == token.MUL {
							out = append(out, check{v: u, in: call, noRows: true})
						}
					}
				}
			}
		}
	}
	follow(query)
	return out
}

// receives reports whether a value is the receiver of a call.
func receives(common *ssa.CallCommon, v ssa.Value) bool {
	if common.IsInvoke() {
		return common.Value == v
	}
	return len(common.Args) > 0 && common.Args[0] == v
}

// readsRow reports whether a method fails when there is no row: Get of sqlx, not
// Exec or Query.
func readsRow(call *ssa.Call) bool {
	obj := calleeOf(&call.Call)
	if obj == nil {
		return false
	}
	switch strings.TrimSuffix(obj.Name(), "Context") {
	case "Get", "First", "Take", "Last":
		return true
	}
	return false
}

// scanned returns what a call of Scan fills, as it is read afterwards.
func scanned(scan *ssa.Call) (out []ssa.Value) {
	for _, arg := range scan.Call.Args {
		es, _ := elements(arg)
		for _, e := range es {
			mi, ok := e.(*ssa.MakeInterface)
			if !ok {
				continue
			}
			alloc, ok := mi.X.(*ssa.Alloc)
			if !ok {
				continue
			}
			for _, r := range *alloc.Referrers() {
				if u, ok := r.(*ssa.UnOp); ok && u.Op == token.MUL {
					out = append(out, u)
				}
			}
		}
	}
	return out
}

// queries reports whether a method has the form of those of database/sql that
// take a statement and its values, as interfaces and wrappers of the program's
// own have: ExecContext(ctx, query, args...).
func queries(m *types.Func) bool {
	sig := m.Signature()
	if sig.Recv() == nil || sig.Params().Len() < 2 || !isAnys(sig.Params().At(sig.Params().Len()-1).Type()) || !sig.Variadic() {
		return false
	}
	if !isString(sig.Params().At(sig.Params().Len() - 2).Type()) {
		return false
	}
	name := strings.TrimSuffix(m.Name(), "Context")
	switch name {
	case "Exec", "MustExec", "Query", "QueryRow", "Queryx", "QueryRowx", "Get", "Select", "Raw":
		return true
	}
	return false
}

// scans reports whether a method has the form of Scan of database/sql.
func scans(m *types.Func) bool {
	sig := m.Signature()
	return sig.Recv() != nil && m.Name() == "Scan" && sig.Variadic() && sig.Params().Len() == 1 && isAnys(sig.Params().At(0).Type()) && sig.Results().Len() == 1
}

func isAnys(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	i, ok := s.Elem().Underlying().(*types.Interface)
	return ok && i.NumMethods() == 0
}

// constArg returns the first constant string among the arguments of a call.
func constArg(common *ssa.CallCommon) string {
	for _, arg := range common.Args {
		if s, _ := constName(arg); s != "" {
			return s
		}
	}
	return ""
}

// headerOf says whose header it is: that of a request, which is on its way out
// when something is set in it, or of a response.
func headerOf(v ssa.Value) string {
	if u, ok := v.(*ssa.UnOp); ok && u.Op == token.MUL {
		if fa, ok := u.X.(*ssa.FieldAddr); ok {
			if f, owner := structField(fa.X.Type(), fa.Field); f != nil && owner != nil && catalog.FieldSymbol(owner, f.Name()) == "net/http.Request.Header" {
				return "request-header"
			}
		}
	}
	return "header"
}

// buffer returns what a slice is a part of.
func buffer(v ssa.Value) ssa.Value {
	for {
		sl, ok := v.(*ssa.Slice)
		if !ok {
			return v
		}
		v = sl.X
	}
}

// passesOn reports whether a function of the standard library hands on, in
// another form, what it is given.
func passesOn(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil {
		return false
	}
	switch p := obj.Pkg().Path(); p {
	case "encoding/hex", "encoding/base64", "encoding/base32", "strings", "bytes", "net/url", "path", "strconv", "slices":
		return !strings.HasPrefix(obj.Name(), "Contains") && !strings.HasPrefix(obj.Name(), "Has")
	case "fmt":
		return strings.HasPrefix(obj.Name(), "Sprint") || strings.HasPrefix(obj.Name(), "Append")
	}
	return false
}

// whence goes back from a value to the place that it comes from.
func (t *trail) whence(v ssa.Value, depth int) {
	if v == nil || t.back[v] || len(t.back) > maxTrail {
		return
	}
	t.back[v] = true
	switch v := v.(type) {
	case *ssa.Convert:
		t.whence(v.X, depth)
	case *ssa.ChangeType:
		t.whence(v.X, depth)
	case *ssa.MakeInterface:
		t.whence(v.X, depth)
	case *ssa.Slice:
		t.whence(v.X, depth)
	case *ssa.Extract:
		t.whence(v.Tuple, depth)
	case *ssa.TypeAssert:
		t.whence(v.X, depth)
	case *ssa.Index:
		t.whence(v.X, depth)
	case *ssa.IndexAddr:
		t.whence(v.X, depth)
	case *ssa.Lookup:
		if types.TypeString(v.X.Type(), nil) == "net/http.Header" { // r.Header["Authorization"]
			t.c.placed("header", t.nameOf(v.Index, 0))
			return
		}
		t.whence(v.X, depth)
	case *ssa.BinOp:
		if v.Op == token.ADD {
			t.whence(v.X, depth)
			t.whence(v.Y, depth)
		}
	case *ssa.Phi:
		for _, e := range v.Edges {
			t.whence(e, depth)
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			t.whence(v.X, depth)
		}
	case *ssa.Alloc:
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == v {
					t.whence(r.Val, depth)
				}
			case *ssa.IndexAddr: // a list that is written out
				for _, use := range *r.Referrers() {
					if st, ok := use.(*ssa.Store); ok && st.Addr == r && !isByte(st.Val.Type()) {
						t.whence(st.Val, depth)
					}
				}
			case *ssa.MakeClosure: // for … := range seq { list = append(list, v) }
				for i, b := range r.Bindings {
					if fn := r.Fn.(*ssa.Function); b == v && i < len(fn.FreeVars) {
						for _, use := range *fn.FreeVars[i].Referrers() {
							if st, ok := use.(*ssa.Store); ok && st.Addr == fn.FreeVars[i] {
								t.whence(st.Val, depth)
							}
						}
					}
				}
			case *ssa.MakeInterface: // row.Scan(&v)
				t.filled(r)
			case *ssa.Slice: // decode into a buffer
				for _, rr := range *r.Referrers() {
					if call, ok := rr.(*ssa.Call); ok && call.Call.StaticCallee() != nil && passesOn(call.Call.StaticCallee()) {
						t.whence(call, depth)
					}
				}
			}
		}
	case *ssa.MakeSlice:
		for _, r := range *v.Referrers() {
			if call, ok := r.(*ssa.Call); ok && call.Call.StaticCallee() != nil && passesOn(call.Call.StaticCallee()) {
				t.whence(call, depth)
			}
		}
	case *ssa.FreeVar:
		if b := binding(v); b != nil {
			t.whence(b, depth)
		}
	case *ssa.FieldAddr:
		t.whenceField(v.X, v.Field, depth)
	case *ssa.Field:
		t.whenceField(v.X, v.Field, depth)
	case *ssa.Parameter:
		if seq := rangedOver(v); seq != nil {
			t.whence(seq, depth)
			return
		}
		if depth == 0 {
			return
		}
		i := paramIndex(v)
		for _, c := range t.c.a.callsOf(v.Parent()) {
			if i < len(c.args) {
				t.whence(c.args[i], depth-1)
			}
		}
	case *ssa.Call:
		t.whenceCall(v, depth)
	}
}

func (t *trail) whenceField(x ssa.Value, i, depth int) {
	f, owner := structField(x.Type(), i)
	if f == nil {
		return
	}
	if owner != nil {
		sym := catalog.FieldSymbol(owner, f.Name())
		if t.paths && isAddress(sym) {
			t.c.placed("route", "")
			return
		}
		if place := catalog.BuiltinSignals().From(sym); place != "" {
			label := ""
			if call := calledBy(x); call != nil { // c, err := r.Cookie("name")
				label = t.nameGiven(&call.Call)
			}
			t.c.placed(place, label)
			return
		}
		if column, ok := t.fieldColumn(x, i); ok {
			t.c.placed("column", column)
			return
		}
		if t.c.a.own(owner) {
			return
		}
	}
	t.whence(x, depth)
}

// rangedOver returns what a loop goes through whose body a closure is that has the
// parameter, nil for another function.
//
//	for part := range strings.SplitSeq(header, ",")
func rangedOver(p *ssa.Parameter) (seq ssa.Value) {
	body := p.Parent()
	if body.Synthetic != "range-over-func yield" || body.Parent() == nil {
		return nil
	}
	eachInstr(body.Parent(), func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || call.Call.IsInvoke() || len(call.Call.Args) != 1 {
			return
		}
		if mc, ok := call.Call.Args[0].(*ssa.MakeClosure); ok && mc.Fn == body {
			seq = call.Call.Value
		}
	})
	return seq
}

// calledBy returns the call of which a value is a result.
func calledBy(v ssa.Value) *ssa.Call {
	if ex, ok := v.(*ssa.Extract); ok {
		v = ex.Tuple
	}
	call, _ := v.(*ssa.Call)
	return call
}

// filled notes the place of what a variable is filled from.
func (t *trail) filled(ptr ssa.Value) {
	for _, r := range *ptr.Referrers() {
		switch r := r.(type) {
		case *ssa.Call: // db.Get(&v, "SELECT …")
			if obj := calleeOf(&r.Call); obj != nil && readsRows(obj) {
				if column := columnRead(r, ptr); column != "" {
					t.c.placed("column", column)
				}
			}
		case *ssa.Store:
			ia, ok := r.Addr.(*ssa.IndexAddr)
			if !ok || r.Val != ptr {
				continue
			}
			for _, r := range *ia.X.Referrers() {
				sl, ok := r.(*ssa.Slice)
				if !ok {
					continue
				}
				for _, r := range *sl.Referrers() {
					if call, ok := r.(*ssa.Call); ok {
						if obj := calleeOf(&call.Call); obj != nil && (catalog.BuiltinSignals().From(catalog.FuncSymbol(obj)) == "column" || scans(obj)) {
							t.c.placed("column", columnRead(call, ptr))
						}
					}
				}
			}
		}
	}
}

func calleeOf(common *ssa.CallCommon) *types.Func {
	if common.IsInvoke() {
		return common.Method
	}
	if fn := common.StaticCallee(); fn != nil {
		obj, _ := fn.Object().(*types.Func)
		return obj
	}
	return nil
}

func (t *trail) whenceCall(call *ssa.Call, depth int) {
	common := &call.Call
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			for _, arg := range common.Args {
				t.whence(arg, depth)
			}
		}
		return
	}
	obj := calleeOf(common)
	if obj == nil || obj.Pkg() == nil {
		return
	}
	sym := catalog.FuncSymbol(obj)
	if sym == "(net/url.Values).Get" && len(common.Args) > 0 {
		before := len(t.c.places)
		t.whence(common.Args[0], depth)
		for i := before; i < len(t.c.places); i++ {
			t.c.places[i].label = t.nameGiven(common)
		}
		return
	}
	if t.paths && isAddress(sym) {
		t.c.placed("route", "")
		return
	}
	if place := catalog.BuiltinSignals().From(sym); place != "" {
		t.c.placed(place, t.nameGiven(common))
		return
	}
	var body *ssa.Function
	fn := common.StaticCallee()
	switch {
	case fn == nil:
		body = t.onlyBody(obj)
	case passesOn(fn):
		for _, arg := range common.Args {
			t.whence(arg, depth)
		}
		return
	case handsBack(fn) >= 0:
		t.whence(common.Args[handsBack(fn)], depth)
		return
	default:
		if body = t.c.a.body(fn); body == nil && t.c.elsewhere != nil {
			body = t.c.elsewhere(obj)
		}
	}
	if body != nil && depth > 0 {
		t.frames = append(t.frames, frame{body, common})
		defer func() { t.frames = t.frames[:len(t.frames)-1] }()
		for _, b := range body.Blocks {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
				for _, res := range ret.Results {
					if !isError(res.Type()) {
						t.whence(res, depth-1)
					}
				}
			}
		}
	}
}

// isAddress reports whether a symbol is the path of an address.
func isAddress(symbol string) bool {
	switch symbol {
	case "net/url.URL.Path", "net/url.URL.RawPath", "net/http.Request.RequestURI", "(*net/url.URL).EscapedPath", "(*net/url.URL).RequestURI":
		return true
	}
	return false
}

// fieldLoads returns the places at which a field of the package is read. A
// field that is read all over the package tells nothing.
func (a *analysisState) fieldLoads(f *types.Var) []ssa.Value {
	if a.contexts.loads == nil {
		a.contexts.loads = make(map[*types.Var][]ssa.Value)
		for _, fn := range a.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					switch v := in.(type) {
					case *ssa.FieldAddr:
						if g, _ := structField(v.X.Type(), v.Field); g != nil && g.Pkg() == a.pass.Pkg {
							a.contexts.loads[g.Origin()] = append(a.contexts.loads[g.Origin()], v)
						}
					case *ssa.Field:
						if g, _ := structField(v.X.Type(), v.Field); g != nil && g.Pkg() == a.pass.Pkg {
							a.contexts.loads[g.Origin()] = append(a.contexts.loads[g.Origin()], v)
						}
					}
				}
			}
		}
	}
	const most = 12
	if loads := a.contexts.loads[f.Origin()]; len(loads) <= most {
		return loads
	}
	return nil
}

// handsBack returns the index of the parameter that a generic function returns as
// its first result, as the signature shows, -1 for another function.
//
//	func Must[T any](v T, err error) T
func handsBack(fn *ssa.Function) int {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	sig := fn.Signature
	if sig.Recv() != nil || sig.TypeParams().Len() == 0 || sig.Results().Len() == 0 {
		return -1
	}
	t, ok := sig.Results().At(0).Type().(*types.TypeParam)
	if !ok {
		return -1
	}
	found := -1
	for i := range sig.Params().Len() {
		if sig.Params().At(i).Type() == t {
			if found >= 0 {
				return -1 // one of two
			}
			found = i
		}
	}
	return found
}

// isExtractOf reports whether a value is a result of the call that another is.
func isExtractOf(v, of ssa.Value) bool {
	ex, ok := v.(*ssa.Extract)
	return ok && ex.Tuple == of
}
