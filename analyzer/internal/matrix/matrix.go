// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// The blocks of which each is combined with all of the others once.
const (
	plainOrigin = "literal"
	plainTravel = "straight"
)

// A matrix is what stands below testdata/matrix.
type matrix struct {
	origins, travels, uses []*Block
	imports                map[string]string
	stubs                  *txtar.Archive
	known                  []*knownFailure
}

func readMatrix(dir string) (*matrix, error) {
	m := &matrix{}
	var err error
	for i, to := range []*[]*Block{&m.origins, &m.travels, &m.uses} {
		if *to, err = readBlocks(dir, kinds[i]); err != nil {
			return nil, err
		}
	}
	if m.imports, err = readPairs(filepath.Join(dir, "imports.txt")); err != nil {
		return nil, err
	}
	if m.known, err = readKnown(filepath.Join(dir, "known.txt")); err != nil {
		return nil, err
	}
	if m.stubs, err = txtar.ParseFile(filepath.Join(dir, "stubs.txt")); err != nil {
		return nil, err
	}
	names := make(map[string]bool)
	for _, bs := range [][]*Block{m.origins, m.travels, m.uses} {
		for _, b := range bs {
			if names[b.Name] {
				return nil, fmt.Errorf("two blocks are called %s", b.Name)
			}
			names[b.Name] = true
		}
	}
	for _, bs := range [][]*Block{m.origins, m.travels, m.uses} {
		for _, b := range bs {
			for other := range b.Skip {
				if !names[other] {
					return nil, fmt.Errorf("%s skips %s, which there is not", b.Name, other)
				}
			}
		}
	}
	for _, k := range m.known {
		if names := k.unknownNames(m); len(names) > 0 {
			return nil, fmt.Errorf("known.txt: no block is called %s", strings.Join(names, ", "))
		}
	}
	return m, nil
}

// readPairs reads lines of a name and what follows it. A line that starts with
// "#" is a comment.
func readPairs(file string) (map[string]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pairs := make(map[string]string)
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, ok := strings.Cut(line, " ")
		if !ok || pairs[name] != "" {
			return nil, fmt.Errorf("%s:%d: %q is no pair, or there twice", filepath.Base(file), i+1, line)
		}
		pairs[name] = strings.TrimSpace(rest)
	}
	return pairs, nil
}

func (m *matrix) world(src string) (*world, error) {
	return loadWorld(m.imports, m.stubs, src)
}

// A cell is one combination.
type cell struct {
	origin, travel, use *Block
	turn                int
}

// skips says why two blocks are not combined, "" when they are.
func skips(x, y *Block) string {
	if why := x.Skip[y.Name]; why != "" {
		return why
	}
	return y.Skip[x.Name]
}

// cells returns all combinations: of origins and travels, each with one use; of
// origins and uses; and of travels and uses.
func (m *matrix) cells() []cell {
	var cells []cell
	seen := make(map[[3]string]bool)
	add := func(o, t, u *Block, turn int) {
		key := [3]string{o.Name, t.Name, u.Name}
		if seen[key] || skips(o, t) != "" || skips(o, u) != "" || skips(t, u) != "" {
			return
		}
		seen[key] = true
		cells = append(cells, cell{o, t, u, turn})
	}
	for _, o := range m.origins {
		for _, t := range m.travels {
			// The use depends on the names alone, so that new blocks leave
			// most other cells as they are.
			var best *Block
			var high uint32
			for _, u := range m.uses {
				if n := hashOf(o.Name, t.Name, u.Name); skips(o, u) == "" && skips(t, u) == "" && (best == nil || n > high) {
					best, high = u, n
				}
			}
			if best != nil {
				add(o, t, best, int(hashOf(o.Name, t.Name)>>8))
			}
		}
	}
	for i, u := range m.uses {
		for _, o := range m.origins {
			add(o, find(m.travels, plainTravel), u, i)
		}
		for _, t := range m.travels {
			add(find(m.origins, plainOrigin), t, u, i)
		}
	}
	return cells
}

func hashOf(names ...string) uint32 {
	h := sha256.Sum256([]byte(strings.Join(names, "/")))
	return binary.BigEndian.Uint32(h[:])
}

func find(bs []*Block, name string) *Block {
	i := slices.IndexFunc(bs, func(b *Block) bool { return b.Name == name })
	return bs[i]
}

// programs returns three programs for each cell.
func (m *matrix) programs() []*Program {
	var programs []*Program
	for _, c := range m.cells() {
		for _, kind := range []string{Bad, Good, Nonuse} {
			programs = append(programs, newProgram(c.origin, c.travel, c.use, kind, c.turn))
		}
	}
	return programs
}
