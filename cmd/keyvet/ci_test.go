// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/keyvet/keyvet/cmd/internal/drivertest"
	"github.com/keyvet/keyvet/cmd/keyvet/internal/config"
)

// A workflow is what is needed of a file of GitHub Actions.
type workflow struct {
	Permissions map[string]string
	Jobs        map[string]struct {
		Steps []struct {
			Uses, Run string
			With      map[string]any
		}
	}
}

// TestCIPage runs the commands of docs/ci.md on a copy of the demo, with keyvet
// taken from a module proxy, and then those in the files that the page shows.
func TestCIPage(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and vets")
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	dir, temp := drivertest.Demo(t), t.TempDir()
	summary := filepath.Join(temp, "summary.md")
	env := append(publish(t), "GITHUB_BASE_REF=main", "RUNNER_TEMP="+temp, "GITHUB_STEP_SUMMARY="+summary,
		"GIT_CONFIG_GLOBAL="+filepath.Join(temp, "none"), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	run := func(command string) string {
		t.Helper()
		cmd := exec.Command(sh, "-e", "-c", command)
		cmd.Dir = dir
		cmd.Env = append(append(os.Environ(), "PWD="+dir), env...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
		return string(out)
	}

	_, commands := drivertest.Page{File: "../../docs/ci.md", Dir: dir, Settings: config.Name, Update: *update, Env: env}.Run(t)
	if commands < 3 {
		t.Errorf("%d commands ran", commands)
	}
	// The files for the other programs are not for keyvet.
	run("git init -q && git add -A && git commit -q -m one && git update-ref refs/remotes/origin/main HEAD")

	var actions workflow
	parseYAML(t, filepath.Join(dir, ".github/workflows/keyvet.yml"), &actions)
	written := make(map[string]bool)
	uploaded := false
	for _, job := range actions.Jobs {
		for _, step := range job.Steps {
			if step.Uses != "" && !regexp.MustCompile(`^[\w-]+/[\w/-]+@v\d+$`).MatchString(step.Uses) {
				t.Errorf("an action without a version: %s", step.Uses)
			}
			if strings.HasPrefix(step.Uses, "github/codeql-action/upload-sarif@") {
				uploaded = true
				if file, _ := step.With["sarif_file"].(string); !written[file] {
					t.Errorf("%q is uploaded, and %v is written", file, written)
				}
			}
			if step.Run != "" {
				run(step.Run)
				if m := outputFlag.FindStringSubmatch(step.Run); m != nil {
					written[m[1]] = true
				}
			}
		}
	}
	if !uploaded || actions.Permissions["security-events"] != "write" || actions.Permissions["contents"] != "read" {
		t.Errorf("uploaded: %t, permissions: %v", uploaded, actions.Permissions)
	}
	var sarif struct {
		Runs []struct{ Results []any }
	}
	if err := json.Unmarshal([]byte(drivertest.Read(t, filepath.Join(dir, "keyvet.sarif"))), &sarif); err != nil || len(sarif.Runs) != 1 || len(sarif.Runs[0].Results) != 3 {
		t.Errorf("SARIF: %v, %v", sarif, err)
	}
	// Nothing has changed against the target branch; then something has.
	if text := drivertest.Read(t, summary); text != "" {
		t.Errorf("the summary has\n%s", text)
	}
	drivertest.Write(t, filepath.Join(dir, "extra/extra.go"), "package extra\n\nimport (\n\t\"crypto/hmac\"\n\t\"crypto/sha256\"\n\t\"os\"\n)\n\nvar mac = hmac.New(sha256.New, []byte(os.Getenv(\"EXTRA_KEY\")))\n")
	for _, step := range actions.Jobs["keyvet"].Steps {
		if strings.Contains(step.Run, "-base") {
			run(step.Run)
		}
	}
	if text := drivertest.Read(t, summary); !strings.Contains(text, "EXTRA_KEY") {
		t.Errorf("the summary has\n%s", text)
	}
	if err := os.RemoveAll(filepath.Join(dir, "extra")); err != nil {
		t.Fatal(err)
	}

	var gitlab map[string]struct {
		Script    []string
		Artifacts struct {
			When    string
			Reports map[string]string
		}
	}
	parseYAML(t, filepath.Join(dir, ".gitlab-ci.yml"), &gitlab)
	for _, command := range gitlab["keyvet"].Script {
		run(command)
	}
	artifacts := gitlab["keyvet"].Artifacts
	if report := drivertest.Read(t, filepath.Join(dir, artifacts.Reports["codequality"])); !strings.Contains(report, `"check_name": "hardcodedkey"`) || artifacts.When != "always" {
		t.Errorf("code quality: %+v\n%s", artifacts, report)
	}

	checkHooks(t, dir, run)
}

var outputFlag = regexp.MustCompile(`-o (\S+)`)

// checkHooks runs the hooks that the page uses as pre-commit does: what is in the
// manifest, with the arguments, and no files.
func checkHooks(t *testing.T, dir string, run func(string) string) {
	t.Helper()
	type hook struct {
		ID, Entry, Language, Files string
		Pass                       *bool `yaml:"pass_filenames"`
		Args                       []string
	}
	var manifest []hook
	parseYAML(t, "../../.pre-commit-hooks.yaml", &manifest)
	known := make(map[string]hook)
	for _, h := range manifest {
		known[h.ID] = h
		files := regexp.MustCompile(h.Files)
		if h.Language != "golang" || h.Pass == nil || *h.Pass || !files.MatchString("web/web.go") || !files.MatchString(".keyvet.yml") || !files.MatchString("go.mod") || files.MatchString("README.md") {
			t.Errorf("%+v", h)
		}
	}
	var used struct {
		Repos []struct {
			Repo, Rev string
			Hooks     []hook
		}
	}
	parseYAML(t, filepath.Join(dir, ".pre-commit-config.yaml"), &used)
	var ids []string
	for _, h := range used.Repos[0].Hooks {
		ids = append(ids, h.ID)
		out := run("go tool " + known[h.ID].Entry + " '" + strings.Join(h.Args, "' '") + "' || test $? = 1")
		if found := strings.Contains(out, "hardcodedkey: "); found != (h.ID == "keyvet") {
			t.Errorf("%s says %s", h.ID, out)
		}
	}
	if slices.Sort(ids); !slices.Equal(ids, slices.Sorted(maps.Keys(known))) {
		t.Errorf("the page uses the hooks %v", ids)
	}
}

func parseYAML(t *testing.T, file string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(drivertest.Read(t, file)), into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// TestBaselinePage runs the commands of docs/baseline.md on a copy of the demo.
func TestBaselinePage(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the modules of the demo")
	}
	_, commands := drivertest.Page{
		File: "../../docs/baseline.md", Dir: drivertest.Demo(t), Settings: config.Name, Update: *update,
		Env: []string{"GOFLAGS=", "GOWORK=off", drivertest.Path(drivertest.Keyvet(t))},
	}.Run(t)
	if commands < 6 {
		t.Errorf("%d commands ran", commands)
	}
}
