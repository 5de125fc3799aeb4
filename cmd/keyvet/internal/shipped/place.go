// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package shipped

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// The formats of files.
const (
	yamlFormat       = "yaml"
	tomlFormat       = "toml"
	jsonFormat       = "json"
	iniFormat        = "ini"
	envFormat        = "env"
	propertiesFormat = "properties"
	composeFormat    = "compose"
)

// A place is how a file is to be read, and why.
type place struct {
	role   Role
	format string
}

var (
	// extensions are those of formats, without the dot.
	extensions = map[string]string{
		"yaml": yamlFormat, "yml": yamlFormat,
		"toml": tomlFormat,
		"json": jsonFormat,
		"ini":  iniFormat, "conf": iniFormat, "cfg": iniFormat,
		"env": envFormat, "dotenv": envFormat,
		"properties": propertiesFormat,
	}
	// samples are the words in names of files that are there to be copied.
	samples = []string{"example", "examples", "sample", "template", "tmpl", "tpl", "dist", "in", "j2", "gotmpl", "demo"}
	// usualDirs are where libraries and programs look, below the root.
	usualDirs = []string{"conf", "config", "configs", "etc"}
	// usualBases are names of configuration files, without the extension.
	usualBases = []string{"app", "application", "conf", "config", "configuration", "setting", "settings"}
	// composeFiles are the main files of Compose projects.
	composeFiles = []string{"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"}
	// textDirs hold translations.
	textDirs = []string{"i18n", "l10n", "locale", "locales", "lang", "langs", "languages", "translations"}
	// skippedDirs hold no configuration of the program.
	skippedDirs = []string{
		"vendor", "node_modules", "bower_components", "third_party",
		"test", "tests", "__tests__", "fixtures", "fixture", "testdata", "mocks",
		"example", "examples", "sample", "samples", "demo",
		"k8s", "kubernetes", "helm", "chart", "charts", "kustomize", "manifests", "swagger", "openapi",
	}
)

// skipDir reports whether the files of a directory of that name are no
// configuration of the program.
func skipDir(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || slices.Contains(skippedDirs, lower) || slices.Contains(textDirs, lower)
}

// candidate reports whether a file of that name may be a configuration file.
func candidate(name string) bool {
	format, _, _ := describe(name)
	return format != ""
}

// describe returns a file's format, or "", its name without extension and
// without what marks a sample, and whether it is one.
//
//	config.yaml  app.ini.sample  config.example.toml  .env  .env.example  example.env
func describe(file string) (format, base string, sample bool) {
	parts := strings.Split(strings.ToLower(file), ".")
	for len(parts) > 1 && slices.Contains(samples, parts[len(parts)-1]) {
		parts, sample = parts[:len(parts)-1], true
	}
	if parts[0] == "" { // .env and .env.production; others are configuration of tools
		if len(parts) < 2 || parts[1] != "env" && !strings.HasPrefix(parts[1], "env-") && !strings.HasPrefix(parts[1], "env_") {
			return "", "", sample
		}
		format, parts = envFormat, parts[1:]
	} else if len(parts) > 1 {
		if format = extensions[parts[len(parts)-1]]; format != "" {
			parts = parts[:len(parts)-1]
		}
	}
	var words []string
	for _, w := range strings.FieldsFunc(strings.Join(parts, "."), func(r rune) bool { return strings.ContainsRune(".-_", r) }) {
		if slices.Contains(samples, w) {
			sample = true
			continue
		}
		words = append(words, w)
	}
	return format, strings.Join(words, "."), sample
}

// files returns the files in which to look for the name.
func (t *Tree) files(q Query) map[string]place {
	found := make(map[string]place)
	if len(q.Files) > 0 {
		for _, name := range q.Files {
			t.named(q, name, found)
		}
		return found
	}
	dirs := append([]string{"."}, clean(q.Dirs)...)
	if q.Kind == Env {
		for _, f := range t.list {
			if !slices.Contains(dirs, path.Dir(f)) {
				continue
			}
			format, base, sample := describe(path.Base(f))
			switch {
			case format == envFormat && (base == "env" || base == "") && sample:
				found[f] = place{Sample, format}
			case format == envFormat && path.Base(f) == ".env":
				found[f] = place{Usual, format}
			case slices.Contains(composeFiles, path.Base(f)):
				found[f] = place{Compose, composeFormat}
			}
		}
		return found
	}
	for _, f := range t.list {
		dir := path.Dir(f)
		if !slices.Contains(dirs, dir) && !(slices.Contains(usualDirs, path.Base(dir)) && slices.Contains(dirs, path.Dir(dir))) {
			continue
		}
		format, base, sample := describe(path.Base(f))
		if format == envFormat || !slices.Contains(usualBases, base) {
			continue
		}
		role := Usual
		if sample {
			role = Sample
		}
		found[f] = place{role, format}
	}
	return found
}

// clean returns the directories that are in the repository.
func clean(dirs []string) []string {
	var inside []string
	for _, d := range dirs {
		if d, ok := local(d); ok {
			inside = append(inside, d)
		}
	}
	return inside
}

// local returns the cleaned path, and whether it is one inside the repository.
func local(name string) (string, bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	name = path.Clean(name)
	return name, fs.ValidPath(name)
}

// named adds the files that a name in the code means.
func (t *Tree) named(q Query, name string, found map[string]place) {
	// Which directory ".." leads to depends on where the program runs.
	name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
	for strings.HasPrefix(name, "../") {
		name = name[len("../"):]
	}
	name, ok := local(name)
	if !ok || name == "." {
		return
	}
	dirs := append([]string{"."}, clean(q.Dirs)...)
	if t.inDirs(q, dirs, name, found) {
		return
	}
	plain := !strings.Contains(name, "/")
	if plain {
		var below []string
		for _, d := range dirs {
			for _, u := range usualDirs {
				below = append(below, path.Join(d, u))
			}
		}
		if t.inDirs(q, below, name, found) {
			return
		}
	}
	_, base, _ := describe(name)
	if plain && (base == "" || base == "env" || slices.Contains(usualBases, base) || strings.ContainsAny(name, "*?[")) {
		return // too common to be looked for everywhere
	}
	depth := strings.Count(name, "/") + 1
	for _, f := range t.list {
		elems := strings.Split(f, "/")
		if len(elems) >= depth && fits(strings.Join(elems[len(elems)-depth:], "/"), name) {
			t.add(q, f, name, found)
		}
	}
}

// inDirs adds the files that name means in one of the directories, and reports
// whether there are any.
func (t *Tree) inDirs(q Query, dirs []string, name string, found map[string]place) bool {
	before := len(found)
	for _, d := range dirs {
		full := path.Join(d, name)
		for _, f := range t.list {
			if fits(f, full) {
				t.add(q, f, full, found)
			}
		}
		// A name may lead to where the list does not, and to a file that shows
		// no format.
		if t.exists(full) {
			t.add(q, full, full, found)
		}
	}
	return len(found) > before
}

// fits reports whether the file is what the name or pattern means.
func fits(file, name string) bool {
	if file == name {
		return true
	}
	if ok, err := path.Match(name, file); err == nil && ok {
		return true
	}
	ext := path.Ext(file)
	if extensions[strings.TrimPrefix(ext, ".")] == "" {
		return false
	}
	ok, err := path.Match(name, strings.TrimSuffix(file, ext))
	return err == nil && ok
}

// add adds a file that the code names. Only one that it names in full is loaded
// although it is a sample: a pattern may fit samples by accident.
func (t *Tree) add(q Query, file, name string, found map[string]place) {
	format, _, sample := describe(path.Base(file))
	if format == "" {
		format = extensions[strings.ToLower(q.Format)]
	}
	if format == "" || q.Kind == Env && format != envFormat {
		return
	}
	role := Named
	if sample && !strings.HasSuffix("/"+file, "/"+name) {
		role = Sample
	}
	if old, ok := found[file]; !ok || role < old.role {
		found[file] = place{role, format}
	}
}

// embedded returns the files that go:embed patterns mean.
func (t *Tree) embedded(q Query, dir string, patterns []string) map[string]place {
	found := make(map[string]place)
	add := func(name string) {
		for _, elem := range strings.Split(path.Dir(name), "/") {
			if slices.Contains(textDirs, strings.ToLower(elem)) {
				return
			}
		}
		format, _, _ := describe(path.Base(name))
		if format == "" {
			format = extensions[strings.ToLower(q.Format)]
		}
		if format != "" && len(found) < maxFiles && t.exists(name) {
			found[name] = place{Embedded, format}
		}
	}
	dir, ok := local(dir)
	if !ok {
		return nil
	}
	for _, pattern := range patterns {
		pattern, all := strings.CutPrefix(pattern, "all:")
		pattern, ok := local(pattern)
		if !ok {
			continue
		}
		names, err := fs.Glob(t.fsys, path.Join(quote(dir), pattern))
		if err != nil {
			continue
		}
		for _, name := range names {
			fs.WalkDir(t.fsys, name, func(file string, d fs.DirEntry, err error) error {
				switch {
				case err != nil:
					return fs.SkipDir
				case file != name && !all && strings.ContainsAny(d.Name()[:1], "._"):
					if d.IsDir() {
						return fs.SkipDir
					}
				case d.Type().IsRegular():
					add(file)
				}
				return nil
			})
		}
	}
	return found
}

// quote returns the pattern that only the path fits.
func quote(name string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}
