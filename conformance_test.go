package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var updateConformance = flag.Bool("update-conformance", false, "rewrite docs/conformance.md")

// A proof is a test that says which clause it proves, by a line
//
//	//conformance: <clause>
//
// above the test, the subtest or the row of its table.
type proof struct{ clause, file, test string }

var (
	claimLine = regexp.MustCompile(`^\s*(?://|\*)\s*conformance:\s*(.+?)\s*$`)
	nameLine  = regexp.MustCompile(`^func ((?:Test|Fuzz)\w+)|^\s*(?:t\.Run\(|test\(|it\(|await t\.test\()?(?:\{\s*(?:name:\s*)?)?["'` + "`" + `]([^"'` + "`" + `]+)["'` + "`" + `]`)
	funcLine  = regexp.MustCompile(`^func ((?:Test|Fuzz)\w+)`)
)

// TestConformance holds docs/conformance.md to the tests: every requirement in
// its list names the tests that prove it, and every test's clause is known.
func TestConformance(t *testing.T) {
	proofs := proofsIn(t, ".")
	requirements := readRequirements(t, "docs/conformance.tsv")
	var b strings.Builder
	b.WriteString(conformanceIntro)
	used := map[string]bool{}
	section := ""
	for _, r := range requirements {
		if r.plan != section {
			section = r.plan
			fmt.Fprintf(&b, "\n## %s\n\n| requirement | what the service does | proved by |\n|---|---|---|\n", section)
		}
		used[r.key] = true
		tests := testsOf(proofs, r.key)
		if r.without != "" {
			tests = "not offered: " + r.without
		}
		if tests == "" {
			t.Errorf("%s: %s: no test has the line //conformance: %s", r.plan, r.says, r.key)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.key, r.says, tests)
	}
	b.WriteString("\n## Clauses of the specifications\n\nEvery rule that makes the service refuse something, by the clause that demands it.\n\n| clause | proved by |\n|---|---|\n")
	clauses := map[string]bool{}
	for _, p := range proofs {
		switch {
		case used[p.clause]:
		case strings.Contains(p.clause, "/"):
			t.Errorf("%s: %s proves %q, which docs/conformance.tsv does not list", p.file, p.test, p.clause)
		default:
			clauses[p.clause] = true
		}
	}
	for _, c := range naturally(clauses) {
		fmt.Fprintf(&b, "| %s | %s |\n", c, testsOf(proofs, c))
	}
	const doc = "docs/conformance.md"
	if *updateConformance {
		if err := os.WriteFile(doc, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not what the tests say; go test . -run Conformance -update-conformance rewrites it", doc)
	}
}

const conformanceIntro = `# Conformance

What certification suites and specifications demand, and the test that shows it. This page is
written from the tests by ` + "`go test . -run Conformance -update-conformance`" + `; a requirement without a
test fails the build. It is no certificate: the OpenID Foundation's suite itself has not been run
against the service yet.
`

type requirement struct{ plan, key, says, without string }

// readRequirements reads plan, key, what is demanded and, where the service
// does not offer it, why.
func readRequirements(t *testing.T, file string) []requirement {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []requirement
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if line == "" {
			continue
		}
		cells := append(strings.Split(line, "\t"), "")
		if len(cells) < 4 {
			t.Fatalf("%s: %q has fewer than three cells", file, line)
		}
		all = append(all, requirement{cells[0], cells[1], cells[2], cells[3]})
	}
	return all
}

func proofsIn(t *testing.T, root string) []proof {
	t.Helper()
	var all []proof
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{"node_modules", ".git", "dist", "bench"}, entry.Name()) {
			return fs.SkipDir
		}
		isTest := strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, ".test.mjs") || strings.HasSuffix(file, ".spec.mjs")
		if !isTest || file == "conformance_test.go" {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		all = append(all, proofsOf(filepath.ToSlash(file), string(text))...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// proofsOf pairs each claim with the next name that follows it: a test
// function, a subtest, or the row of a table.
func proofsOf(file, text string) []proof {
	var all []proof
	var pending []string
	function := ""
	for line := range strings.Lines(text) {
		if m := claimLine.FindStringSubmatch(line); m != nil {
			pending = append(pending, m[1])
			continue
		}
		if m := funcLine.FindStringSubmatch(line); m != nil {
			function = m[1]
		}
		if len(pending) == 0 {
			continue
		}
		m := nameLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name := m[1]
		if name == "" {
			name = strings.TrimPrefix(function+": "+m[2], ": ")
		}
		for _, clause := range pending {
			all = append(all, proof{clause, file, name})
		}
		pending = nil
	}
	return all
}

func testsOf(proofs []proof, clause string) string {
	var names []string
	for _, p := range proofs {
		if p.clause == clause {
			names = append(names, fmt.Sprintf("`%s` %s", path.Base(p.file), strings.ReplaceAll(p.test, "|", "\\|")))
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), "<br>")
}

// naturally sorts clauses so that section 10 comes after section 9.
func naturally(set map[string]bool) []string {
	digits := regexp.MustCompile(`\d+`)
	padded := func(s string) string {
		return digits.ReplaceAllStringFunc(s, func(n string) string { return fmt.Sprintf("%08s", n) })
	}
	all := make([]string, 0, len(set))
	for c := range set {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(padded(a), padded(b)) })
	return all
}
