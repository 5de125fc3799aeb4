// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package references

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
)

var update = flag.Bool("update", false, "write the differences to their files")

// shopUse is a use as the reference has it, with the names of its key.
type shopUse struct {
	Purpose, Operation, File, Fallback, Manner, Loss, Separation, Artefact, ArtefactName string

	Line     int
	Lifetime int64
	names    []string
}

// shopKey is a key as the reference has it.
type shopKey struct {
	Identity, DerivedFrom, WorstLoss, Headline string
	Names                                      []string
	Origins                                    []shopUse
	Uses                                       []*shopUse
	Older                                      []shopKey
}

// TestShop compares the reference of the shop in testdata/impact with what was
// written down of it by hand, before any code derived it. Where they differ is in
// shop.differs: a change there is to be read, and is to make it shorter.
func TestShop(t *testing.T) {
	if testing.Short() {
		t.Skip("downloads the modules of the shop")
	}
	const dir = "../../../../../testdata/impact/"
	cmd := exec.Command(drivertest.Keyvet(t), "impact", "-format", "json")
	cmd.Dir = dir + "shop"
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	differs, _, _ := differences(t, out, dir+"shop.tsv", true)
	file := dir + "shop.differs"
	if *update {
		if err := os.WriteFile(file, []byte(differs), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if differs != string(want) {
		t.Errorf("the reference differs from what is true of the shop in another way than %s says, which -update rewrites:\n%s", file, differs)
	}
}

// differences returns where a reference in JSON differs from a table that was
// written by hand: what the program does with its keys, one row for each key,
// purpose and place. Rows are found when a use of the key has the purpose. What is
// made and how long it lasts is compared where the table is to be matched whole.
func differences(t *testing.T, reference []byte, table string, whole bool) (differs string, rows, found int) {
	t.Helper()
	var ref struct {
		Keys []shopKey
	}
	if err := json.Unmarshal(reference, &ref); err != nil {
		t.Fatal(err)
	}
	names := make(map[string][]string)
	for _, k := range ref.Keys {
		names[k.Identity] = slices.Concat([]string{k.Identity}, k.Names)
	}
	var uses []*shopUse
	for _, k := range ref.Keys {
		for _, u := range k.Uses {
			u.names = slices.Concat(names[k.Identity], names[k.DerivedFrom])
			uses = append(uses, u)
		}
		for _, o := range k.Older {
			for _, u := range o.Uses {
				u.names = slices.Concat([]string{o.Identity}, o.Names)
				uses = append(uses, u)
			}
		}
	}

	text, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	// A place that signs and verifies has a row for each.
	of := make(map[string]map[string]bool)
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if f := strings.Split(line, "\t"); len(f) > 4 {
			at := f[0] + f[1] + f[4]
			if of[at] == nil {
				of[at] = make(map[string]bool)
			}
			of[at][f[2]] = true
		}
	}
	var out strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		f := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || f[0] == "key identity" {
			continue
		}
		key, purpose, operation, place, fallback, separation, manner, loss := strings.Split(f[0], "="), f[1], f[2], f[4], f[7], f[8], f[9], f[10]
		// The reference calls a file by the setting that has its path, or the field
		// that this goes to: file:env:KEY_FILE.
		if _, setting, ok := strings.Cut(key[0], "path in "); ok && strings.HasPrefix(key[0], "file:") {
			for _, k := range append([]string{setting}, key[1:]...) {
				key = append(key, "file:"+k)
			}
		}
		for i, k := range key { // "file:key.pem, path in env:KEY_FILE" is told as file:env:KEY_FILE
			if _, path, ok := strings.Cut(k, "path in "); ok && strings.HasPrefix(k, "file:") {
				key[i] = "file:" + path
			}
		}
		rows++
		var best *shopUse
		rank := 0
		var helped []*shopUse // of the calls of the helper that has the use
		for _, u := range uses {
			ofKey := slices.ContainsFunc(key, func(k string) bool { return slices.Contains(u.names, k) })
			here := fmt.Sprintf("%s:%d", u.File, u.Line) == place
			n := 0
			switch {
			case here && ofKey && u.Purpose == purpose:
				n = 4
			case here && ofKey:
				n = 3
			case ofKey && u.Purpose == purpose: // told at the call of the helper
				n = 2
				if u.Operation != "derive" || operation == "derive" { // which has a row of its own
					helped = append(helped, u)
				}
			case here:
				n = 1
			}
			if n > rank {
				best, rank = u, n
			}
		}
		at := fmt.Sprintf("%s\t%s\t%s\t", key[0], purpose, place)
		if operation == "-" && f[3] == "-" { // dead: there is no use to compare
			i := slices.IndexFunc(ref.Keys, func(k shopKey) bool { return slices.Contains(names[k.Identity], key[0]) })
			if i < 0 || len(ref.Keys[i].Uses) > 0 || ref.Keys[i].WorstLoss != loss || !strings.Contains(ref.Keys[i].Headline, "changes nothing") {
				fmt.Fprintln(&out, at+"not told as dead")
			} else if !slices.ContainsFunc(ref.Keys[i].Origins, func(o shopUse) bool { return fmt.Sprintf("%s:%d", o.File, o.Line) == place }) {
				fmt.Fprintln(&out, at+"not read here")
			} else {
				found++
			}
			continue
		}
		if best == nil {
			fmt.Fprintln(&out, at+"missing")
			continue
		}
		if rank == 4 || rank == 2 {
			found++
		}
		if rank == 2 {
			// Where several purposes look alike, the row says which calls are its own.
			if own := slices.DeleteFunc(slices.Clone(helped), func(u *shopUse) bool {
				return !strings.Contains(f[11], fmt.Sprintf("%s:%d", u.File, u.Line))
			}); len(own) > 0 {
				helped = own
			}
			if len(helped) > 0 {
				best = united(helped)
			}
		}
		if rank == 1 {
			fmt.Fprintln(&out, at+"key: "+best.names[0])
		}
		told := strings.NewReplacer(" and ", "+", " ", "-").Replace(best.Operation)
		if one, other, both := strings.Cut(told, "+"); both && (operation == one || operation == other) && of[f[0]+f[1]+f[4]][one] && of[f[0]+f[1]+f[4]][other] {
			told = operation
		}
		separation, _, _ = strings.Cut(strings.Replace(separation, "raw shared", "shared", 1), " ")
		for _, c := range []struct{ what, want, got string }{
			{"purpose", purpose, best.Purpose}, {"operation", operation, told},
			{"fallback", fallback, best.Fallback}, {"separation", separation, best.Separation},
			{"manner", strings.Replace(manner, "unknown", "", 1), best.Manner}, {"loss", loss, best.Loss},
		} {
			if (c.what == "fallback" || c.what == "manner") && slices.Contains([]string{"sign", "encrypt", "present", "derive", "hold"}, best.Operation) {
				continue // said where the same is verified or decrypted
			}
			if c.want != c.got && c.want != "-" {
				fmt.Fprintf(&out, "%s%s: %s, not %s\n", at, c.what, c.got, c.want)
			}
		}
		if !whole || best.Operation == "derive" || best.Operation == "hold" || best.Operation == "present" {
			continue // told of what is made with the derived key
		}
		kind, name, _ := strings.Cut(f[5], " ")
		name, _, _ = strings.Cut(name, " ")
		if kind != "token" && (kind != best.Artefact || name != "" && name != best.ArtefactName) {
			fmt.Fprintf(&out, "%sartefact: %s, not %s\n", at, strings.TrimSpace(best.Artefact+" "+best.ArtefactName), strings.TrimSpace(kind+" "+name))
		}
		lifetime, _, _ := strings.Cut(f[6], " ")
		lasts, _ := time.ParseDuration(lifetime)
		if best.Lifetime != int64(lasts.Seconds()) {
			fmt.Fprintf(&out, "%slifetime: %s, not %s\n", at, time.Duration(best.Lifetime)*time.Second, lasts)
		}
	}
	t.Logf("%s: %d of %d uses have their key and purpose", filepath.Base(table), found, rows)
	return out.String(), rows, found
}

// united returns what the calls of a helper do together: one signs, the other
// verifies.
func united(uses []*shopUse) *shopUse {
	out := *uses[0]
	ops := make(map[string]bool)
	for _, u := range uses {
		for _, op := range strings.Split(u.Operation, " and ") {
			ops[op] = true
		}
		if out.Manner == "" {
			out.Manner = u.Manner
		}
		if out.Fallback == "" {
			out.Fallback = u.Fallback
		}
	}
	for _, pair := range []string{"sign and verify", "encrypt and decrypt"} {
		one, other, _ := strings.Cut(pair, " and ")
		if ops[one] && ops[other] {
			out.Operation = pair
		}
	}
	if ops["sign"] && ops["verify"] && ops["encrypt"] && ops["decrypt"] {
		out.Operation = "sign and verify and encrypt and decrypt"
	}
	return &out
}
