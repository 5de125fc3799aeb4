// Copyright (c) 2026 The keyvet Authors.
// SPDX-License-Identifier: BSD-3-Clause

package finding

import (
	"encoding/json"
	"fmt"
	"go/doc/comment"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/keyvet/keyvet/analyzer"
)

// The types have the part of SARIF 2.1.0 that is written here, in its order.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}

	sarifRun struct {
		Tool               sarifTool                `json:"tool"`
		AutomationDetails  sarifAutomation          `json:"automationDetails"`
		Invocations        []sarifInvocation        `json:"invocations"`
		OriginalURIBaseIDs map[string]sarifArtifact `json:"originalUriBaseIds"`
		ColumnKind         string                   `json:"columnKind"`
		Results            []sarifResult            `json:"results"`
	}

	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}

	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}

	sarifRule struct {
		ID               string          `json:"id"`
		ShortDescription sarifMessage    `json:"shortDescription"`
		FullDescription  sarifMessage    `json:"fullDescription"`
		Help             sarifMessage    `json:"help"`
		HelpURI          string          `json:"helpUri"`
		Configuration    sarifLevel      `json:"defaultConfiguration"`
		Properties       sarifRuleDetail `json:"properties"`
	}

	sarifLevel struct {
		Level string `json:"level"`
	}

	// sarifRuleDetail are properties that GitHub knows.
	sarifRuleDetail struct {
		Tags      []string `json:"tags"`
		Precision string   `json:"precision"`
		Severity  string   `json:"security-severity,omitempty"`
	}

	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}

	sarifAutomation struct {
		ID string `json:"id"`
	}

	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}

	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}

	sarifArtifact struct {
		Description sarifMessage `json:"description"`
	}

	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifMessage      `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		CodeFlows    []sarifCodeFlow   `json:"codeFlows,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Properties   map[string]string `json:"properties,omitempty"`
	}

	sarifCodeFlow struct {
		ThreadFlows []sarifThreadFlow `json:"threadFlows"`
	}

	sarifThreadFlow struct {
		Locations []sarifFlowLocation `json:"locations"`
	}

	sarifFlowLocation struct {
		Location sarifLocation `json:"location"`
	}

	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Logical  []sarifLogic  `json:"logicalLocations,omitempty"`
		Message  *sarifMessage `json:"message,omitempty"`
	}

	sarifPhysical struct {
		Artifact sarifFile    `json:"artifactLocation"`
		Region   *sarifRegion `json:"region,omitempty"`
	}

	sarifFile struct {
		URI       string `json:"uri"`
		URIBaseID string `json:"uriBaseId"`
	}

	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}

	sarifLogic struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
	}
)

// What URIs are relative to.
const (
	sourceRoot  = "%SRCROOT%"
	moduleCache = "%GOMODCACHE%"
)

// writeSARIF writes the report for code scanning.
//
// There is no primaryLocationLineHash, by which GitHub knows alerts again: it is
// made of the text of the line, which is the secret, and GitHub's own action
// computes it where there is none, and warns of one that is made in another way.
func writeSARIF(w io.Writer, r *Report) error {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "keyvet", Version: r.Tool, InformationURI: "https://github.com/keyvet/keyvet", Rules: sarifRules(),
		}},
		// All but what follows the last slash is the category: runs of several
		// directories of a repository stand side by side.
		AutomationDetails: sarifAutomation{strings.TrimSuffix("keyvet/"+r.Base, "/") + "/"},
		Invocations:       []sarifInvocation{{Successful: len(r.Errors) == 0, Notifications: []sarifNotification{}}},
		OriginalURIBaseIDs: map[string]sarifArtifact{
			sourceRoot:  {sarifMessage{Text: "The root of the repository."}},
			moduleCache: {sarifMessage{Text: "The directory of Go modules, as in GOMODCACHE."}},
		},
		ColumnKind: "utf16CodeUnits",
		Results:    make([]sarifResult, 0, len(r.Findings)),
	}
	for _, f := range r.Findings {
		run.Results = append(run.Results, r.sarifResult(&f))
	}
	for _, e := range r.Errors {
		n := sarifNotification{Level: "error", Message: sarifMessage{Text: "package " + e.Package + " was not checked: " + e.Message}}
		if e.File != "" {
			n.Locations = []sarifLocation{r.sarifPlace(e.File, e.Line, "")}
		}
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, n)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

// sarifRules describes the rules, all in the words of their package comments.
func sarifRules() []sarifRule {
	var out []sarifRule
	for _, r := range analyzer.Rules {
		name := r.Analyzer.Name
		title, body, _ := strings.Cut(r.Analyzer.Doc, "\n\n")
		title = strings.ToUpper(title[:1]) + title[1:] + "."
		first, _, _ := strings.Cut(body, "\n\n")
		if strings.HasSuffix(first, ":") {
			first = title // what follows is no text
		}
		doc := new(comment.Parser).Parse(body)
		printer := &comment.Printer{HeadingLevel: 2, HeadingID: func(*comment.Heading) string { return "" }, TextWidth: -1}
		link := "More: " + r.Analyzer.URL
		rule := sarifRule{
			ID:               name,
			ShortDescription: sarifMessage{Text: title},
			FullDescription:  sarifMessage{Text: strings.Join(strings.Fields(first), " ")},
			Help: sarifMessage{
				Text:     string(printer.Text(doc)) + "\n" + link + "\n",
				Markdown: string(printer.Markdown(doc)) + "\nMore: [" + name + "](" + r.Analyzer.URL + ")\n",
			},
			HelpURI:       r.Analyzer.URL,
			Configuration: sarifLevel{r.Level},
			Properties:    sarifRuleDetail{Tags: []string{"maintainability"}, Precision: r.Precision, Severity: r.Severity},
		}
		if r.Severity != "" {
			rule.Properties.Tags = []string{"security"}
		}
		for _, n := range r.CWE {
			// The first is how GitHub writes it, the second how people do.
			rule.Properties.Tags = append(rule.Properties.Tags, fmt.Sprintf("external/cwe/cwe-%03d", n), fmt.Sprintf("CWE-%d", n))
		}
		out = append(out, rule)
	}
	return out
}

func (r *Report) sarifResult(f *Finding) sarifResult {
	at := r.sarifPlace(f.File, f.Line, "")
	if f.EndLine >= f.Line && (f.EndLine > f.Line || f.UTF16EndColumn > f.UTF16Column) {
		at.Physical.Region = &sarifRegion{f.Line, f.UTF16Column, f.EndLine, f.UTF16EndColumn}
	}
	if name := f.Declaration; name != "" && !OfNoPackage(f.File, name) {
		at.Logical = []sarifLogic{{f.Package + "." + name}}
	}
	out := sarifResult{
		RuleID:       f.Rule,
		RuleIndex:    slices.IndexFunc(analyzer.Rules, func(r analyzer.Rule) bool { return r.Analyzer.Name == f.Rule }),
		Level:        levelOf(f.Rule),
		Message:      sarifMessage{Text: sarifText(f)},
		Locations:    []sarifLocation{at},
		Fingerprints: map[string]string{"keyvet/v1": f.Fingerprint},
		Properties:   make(map[string]string),
	}
	for name, value := range map[string]string{"purpose": f.Purpose, "secret": f.Secret, "origin": f.Origin} {
		if value != "" {
			out.Properties[name] = value
		}
	}
	for i, rel := range f.Related {
		place := r.sarifPlace(rel.File, rel.Line, rel.Message)
		place.ID = i + 1
		out.Related = append(out.Related, place)
	}
	if len(f.Flow) > 0 {
		var flow sarifThreadFlow
		for _, rel := range f.Flow {
			flow.Locations = append(flow.Locations, sarifFlowLocation{r.sarifPlace(rel.File, rel.Line, rel.Message)})
		}
		out.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{flow}}}
	}
	return out
}

// sarifText is the message with the purpose as a link, which viewers show; help
// of a rule alone does not lead to what rotating the key breaks.
func sarifText(f *Finding) string {
	// What a name in the program looks like is no link of ours.
	text := strings.ReplaceAll(f.plain(), "](", "] (")
	target := strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29").Replace(f.URL)
	switch {
	case target == "":
		return text
	case f.Purpose == "":
		return text + " [" + f.Rule + "](" + target + ")"
	}
	return text + " [" + f.Purpose + "](" + target + ")"
}

// sarifPlace is a line of a file, or the file where the line is not known.
func (r *Report) sarifPlace(file string, line int, message string) sarifLocation {
	base := sourceRoot
	file, ok := r.repositoryFile(file)
	if !ok {
		base, file = moduleCache, cachedFile(file)
	}
	out := sarifLocation{Physical: sarifPhysical{Artifact: sarifFile{(&url.URL{Path: file}).String(), base}}}
	if line > 0 {
		out.Physical.Region = &sarifRegion{StartLine: line}
	}
	if message != "" {
		out.Message = &sarifMessage{Text: strings.ReplaceAll(message, "](", "] (")}
	}
	return out
}

// cachedFile is a file that begins with its module as it is called in the module
// cache, where a capital letter is a small one behind "!".
func cachedFile(file string) string {
	at := strings.IndexByte(file, '@')
	end := at + strings.IndexByte(file[at:], '/')
	var b strings.Builder
	for _, c := range file[:end] {
		if 'A' <= c && c <= 'Z' {
			b.WriteByte('!')
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String() + file[end:]
}
